"""The table of files that people attach to something."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.files import Kind
from vigil.trust.rooms.personal_data import Personal

USER = settings.AUTH_USER_MODEL


def new_uid() -> str:
    """Return a random id."""
    return secrets.token_hex(16)


class Upload(models.Model):
    """One file about one subject (kind and key). Its files lie in a folder of their own.

    No name of a file is kept: it is metadata, and often a person's name. The digest of the
    original stays as proof of what came in, whether or not the original itself is kept; both
    digests go when the upload is removed.
    """

    class State(models.TextChoices):
        """Whether the files are there."""

        RECEIVING = "receiving", _("coming in")
        KEPT = "kept", _("kept")
        REMOVED = "removed", _("removed")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    what = models.CharField(_("what it shows"), max_length=300, blank=True)
    kind = models.CharField(max_length=8, choices=[(str(kind), kind.upper()) for kind in Kind])
    sha256_original = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=1)
    seconds = models.PositiveIntegerField(default=0)
    """How long sound or video lasts."""
    left_out = models.JSONField(default=list, blank=True)
    """What the document had and the working copy has not, in the words of the rebuilder."""
    original_kept = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVING)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    files_gone = models.BooleanField(default=False)
    """Set once the files of a removed upload are deleted, after its removal stands."""

    PERSONAL = Personal(
        kind="upload",
        texts=["what"],
        ids=["subject_key"],
        searched=models.Q(state=State.KEPT),
        label=lambda row: f"{row.subject_key}: {row.what or row.kind.upper()}",
        ticked=False,
        before=_("Only the desk sees it. The file would be removed for good."),
        done=_("the file removed for good"),
        lifted=_("removed files are gone for good"),
    )

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key"]),
            models.Index(fields=["state", "files_gone"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_kind} {self.subject_key}"
