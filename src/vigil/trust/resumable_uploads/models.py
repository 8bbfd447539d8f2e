"""The table of files that arrive in pieces."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL
LONGEST_TROUBLE = 400


class ResumableUpload(models.Model):
    """One file that one account sends for one subject (kind and key), piece by piece.

    `offset` bytes are on the disk for certain; whatever the file has beyond them is cut off by the
    next piece. The file has no name but `uid`.
    """

    class State(models.TextChoices):
        """How far it is."""

        ARRIVING = "arriving", _("being sent")
        RECEIVED = "received", _("waiting to be processed")
        DONE = "done", _("processed")
        REFUSED = "refused", _("refused")
        DISCARDED = "discarded", _("discarded")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ARRIVING)
    trouble = models.CharField(max_length=LONGEST_TROUBLE, blank=True)
    """Why it was refused, in the language of whoever sent it."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    """When it is removed, however far it is. Each piece puts that off."""
    file_gone = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key"], name="trust_resum_subject_idx"),
            models.Index(fields=["state", "file_gone"], name="trust_resum_state_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.offset} of {self.length} bytes for {self.subject_kind} {self.subject_key}"

    @property
    def percent(self) -> int:
        """How much of it is here, in whole percent."""
        return self.offset * 100 // max(1, self.length)
