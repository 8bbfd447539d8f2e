"""The table of subjects that have a key of their own."""

from django.db import models
from django.utils import timezone


class OwnKey(models.Model):
    """The public half of one subject's key; empty once the key was destroyed.

    The half that opens lies with the keys of the vault, never here.
    """

    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    recipient = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key"], name="one_own_key_per_subject"
            )
        ]

    def __str__(self) -> str:
        return f"key of {self.subject_kind} {self.subject_key}"
