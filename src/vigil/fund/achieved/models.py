"""Statements of what grants achieved. Their text is in the vault."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.grants.models import Grant
from vigil.fund.reporting.models import Result
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class OutcomeStatement(models.Model):
    """One statement of who changed what: `change` and `contribution` of ("outcome", uid).

    It stands on results with their evidence. Two readers, neither of them its author, say whether
    the evidence shows it.
    """

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("outcome", "being written")
        READING = "reading", pgettext_lazy("outcome", "being read")
        AGREED = "agreed", pgettext_lazy("outcome", "agreed by two readers")
        DISPUTED = "disputed", pgettext_lazy("outcome", "not shown by the evidence")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="outcomes")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    theme = models.CharField(max_length=40, blank=True)
    """A code of markets or responses."""
    month = models.DateField()
    results = models.ManyToManyField(Result, related_name="outcomes")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-month", "-pk"]

    def __str__(self) -> str:
        return f"outcome of {self.grant_id}"


class Reading(models.Model):
    """One reader's word on a statement: `note` of ("outcome_reading", uid)."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    outcome = models.ForeignKey(OutcomeStatement, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    shown = models.BooleanField()
    """Whether the evidence shows it."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "reader"], name="one_reading_each")
        ]

    def __str__(self) -> str:
        return f"reading of {self.outcome_id} by {self.reader_id}"
