"""Addresses that people had before, and texts on their lives that editors wrote."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Case
from vigil.trust.outbox.models import new_uid

USER = settings.AUTH_USER_MODEL


class FormerAddress(models.Model):
    """An address of a person whose row in the case file was replaced by another.

    The values of a case are written anew when they are corrected. Where the name changed too much,
    the person gets another `uid`. `kept` says that the person has this address still; else it leads
    to the one that they have.
    """

    handle = models.CharField(max_length=16, unique=True)
    uid = models.UUIDField(db_index=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kept = models.BooleanField()

    def __str__(self) -> str:
        return self.handle


class Life(models.Model):
    """The text on a person's life in one language, as editors wrote it.

    Readers see `public_text`, which a second person approved. It is shown before the shipped text.
    """

    class State(models.TextChoices):
        """How far the text is on its way to readers."""

        WAITING = "waiting", _("waits for a second person")
        SENT_BACK = "sent_back", _("sent back")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    person = models.UUIDField(db_index=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="lives")
    language = models.CharField(max_length=2)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices)
    public_text = models.TextField(blank=True)
    hides_shipped = models.BooleanField(default=False)
    """Whether an editor hid the texts on this life, the shipped one too."""
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.TextField(blank=True)
    """Why it was sent back or hidden. Editors read it."""
    withdrawals = models.JSONField(default=list, blank=True)
    """Keys of the withdrawals that hide it from everybody, editors too."""
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "language"], name="one_life_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.language} life {self.pk}"

    @property
    def language_name(self) -> str:
        """Return what its language calls itself."""
        return str(get_language_info(self.language)["name_local"].capitalize())
