"""What people outside said of a draft that they read by private link."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.trust.models import Consent, PrivateLink
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.personal_data import Personal

USER = settings.AUTH_USER_MODEL


class Reading(models.Model):
    """Whether whoever holds a link would have a draft published, and which version they read.

    One for a link, the last answer. `version` is a digest of the text in the language read.
    """

    class Answer(models.TextChoices):
        """What they said."""

        YES = "yes", _("read it and agree that it is published")
        NO = "no", _("read it and do not want it published")

    link = models.OneToOneField(PrivateLink, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=3, choices=Answer.choices)
    language = models.CharField(max_length=2)
    version = models.CharField(max_length=16)
    revision = models.PositiveIntegerField(null=True, blank=True)
    """Of the page in Wagtail, where the draft has one."""
    answered_on = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return f"{self.answer} on {self.link_id}"


class ReaderNote(models.Model):
    """What whoever holds a link wrote should be corrected, tied to the version they read.

    Their words may name people: they lie in the vault, as `words` of ("reader_note", uid). The
    answer is shown to them on the link.
    """

    KIND = "reader_note"

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("to be read")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    link = models.ForeignKey(PrivateLink, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    version = models.CharField(max_length=16)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)
    written_on = models.DateField(default=timezone.localdate)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    PERSONAL = Personal(
        kind=KIND,
        texts=["answer"],
        deletes=True,
        before=_("The correction would be removed with its answer."),
        done=_("a correction removed for good, with its answer"),
        lifted=_("corrections that were removed do not come back"),
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return _("correction %(n)d") % {"n": self.pk}


class RelativeWord(models.Model):
    """Which relative agreed, in a word that is no name: see `readers.relatives`."""

    consent = models.OneToOneField(Consent, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.word
