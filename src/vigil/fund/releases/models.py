"""Releases of the fund, and which grants each published number counts."""

from django.conf import settings
from django.db import models
from django.utils import timezone

USER = settings.AUTH_USER_MODEL


class FundRelease(models.Model):
    """One frozen release of results and files.

    `cells` is what was published. `counted` lists the grants (uids) behind each number, and is
    never published. The next release is planned from it, so that two releases never differ by fewer
    than five grants.
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
