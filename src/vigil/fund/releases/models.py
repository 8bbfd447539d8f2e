"""What was published of the fund, and of which grants each published number was made."""

from django.conf import settings
from django.db import models
from django.utils import timezone

USER = settings.AUTH_USER_MODEL


class FundRelease(models.Model):
    """One publication of results and of the files for others, frozen.

    `cells` is what was published. `counted` says, per published cell, of which grants (uids) it
    was made; it is never published: the next release is made from it, so that no two releases
    differ by fewer than five grants.
    """

    number = models.PositiveIntegerField(unique=True)
    cells = models.JSONField(default=dict)
    counted = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    """The published files by name, with their SHA-256."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"release {self.number}"
