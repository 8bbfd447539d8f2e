"""A sheet of members that is being imported."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class MemberSheet(models.Model):
    """A CSV file as it was sent, until somebody applied or dropped it; then its rows are removed.

    What the file says lies in the vault as `rows` of ("member_sheet", pk): it is a list of people.
    """

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", _("looked at, nothing changed yet")
        APPLIED = "applied", _("taken in")
        DROPPED = "dropped", _("dropped")

    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    broken = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    """What came of it: rows that were new, changed, unchanged, broken. No names."""
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"member sheet {self.pk}"
