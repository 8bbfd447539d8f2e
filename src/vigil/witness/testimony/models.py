"""What the public tells us in confidence. Nothing here says from where, and no words stand here.

The words lie in the vault, as `text` of ("testimony_message", uid); files lie encrypted in a
folder, each to a key of its own in the vault. Here only days are kept; the log of decisions notes
when something was sealed.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.models import Report
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Testimony(models.Model):
    """One person's account, with all that was written to and fro since.

    `receipt` is a slow hash of the code that its sender comes back with. What the desk answers is
    encrypted to `mailbox`, whose key (`mailbox_key`) is locked by the code: the desk's own key is
    not needed to read it, nor does it open it.
    """

    class What(models.TextChoices):
        """What is brought, as its sender says."""

        TIP = "tip", _("something we should know")
        CORRECTION = "correction", _("a correction")
        MEMORY = "memory", _("a memory of somebody")
        DOCUMENT = "document", _("a document")

    class State(models.TextChoices):
        """How far the desk is with it."""

        WAITING = "waiting", pgettext_lazy("testimony", "waits to be read")
        OPENED = "opened", pgettext_lazy("testimony", "was opened")
        CLOSED = "closed", pgettext_lazy("testimony", "closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("testimony", "taken back by its sender")
        DESTROYED = "destroyed", pgettext_lazy("testimony", "destroyed")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    report = models.OneToOneField(
        Report, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The report that represents it in the case file. It has no words."""
    what = models.CharField(max_length=10, choices=What.choices)
    country = models.CharField(max_length=3, blank=True)
    language = models.CharField(max_length=12, blank=True)
    received_on = models.DateField(default=timezone.localdate)
    receipt = models.CharField(max_length=64, blank=True)
    mailbox = models.CharField(max_length=80, blank=True)
    mailbox_key = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "id"], name="testimony_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"],
                condition=~models.Q(receipt=""),
                name="one_testimony_a_receipt",
            )
        ]

    def __str__(self) -> str:
        return f"testimony {self.uid[:8]}"

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it is left but that it was."""
        return self.state in (self.State.WITHDRAWN, self.State.DESTROYED)


class TestimonyMessage(models.Model):
    """One message of a testimony; its first is the testimony itself.

    `for_sender` is an answer of the desk's, encrypted to the testimony's mailbox.
    """

    class Side(models.TextChoices):
        """Who wrote it."""

        SENDER = "sender", _("the sender")
        DESK = "desk", _("the desk")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=6, choices=Side.choices)
    written_on = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    for_sender = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"message of {self.testimony_id} by {self.side}"


class TestimonyFile(models.Model):
    """A file that came with a testimony. Its name is not kept: it is metadata.

    `kind` is what its first bytes say, empty for what is not known; `has_copy`, whether it could
    be rebuilt without metadata. `whole` is set once its files and its key stand; what is not
    whole after an hour, or is `removed`, is cleared away.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=8, blank=True)
    has_copy = models.BooleanField(default=False)
    size = models.PositiveBigIntegerField(default=0)
    """Bytes of the original."""
    received_on = models.DateField(default=timezone.localdate)
    begun_at = models.DateTimeField(null=True, default=timezone.now)
    """Emptied once it is whole."""
    whole = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"file of {self.testimony_id}"
