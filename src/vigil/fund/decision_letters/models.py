"""Texts of decisions by outcome and language, where an officer wrote another than ours."""

from django.db import models
from django.utils import timezone

from vigil.fund.applications.models import USER, Outcome


class DecisionText(models.Model):
    """What applicants read of an outcome, in one language, with merge words.

    It names nobody. What one applicant reads is in the vault, as `message` of the determination.
    """

    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    language = models.CharField(max_length=12)
    text = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["outcome", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "language"], name="one_decision_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} in {self.language}"
