"""Tables of gold cases, of coders in training, and of the figures of agreement."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from vigil.casefile.cases.models import Case

USER = settings.AUTH_USER_MODEL


class GoldCase(models.Model):
    """A case whose accepted values other coders are measured against, without knowing it.

    `values` and `reasons` are those of the verified adjudication when it was marked, in the shape
    of `Adjudication`.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="gold")
    codebook_version = models.CharField(max_length=12)
    values = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    marked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at=None), name="gold_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} as gold"


class CoderTraining(models.Model):
    """A time in which somebody codes gold cases to learn. Their codings count for no case."""

    coder = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="trainings")
    started_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coder"], condition=models.Q(ended_at=None), name="one_training_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"training of {self.coder}"


class AgreementFigures(models.Model):
    """The figures of agreement as they were computed last, in the background. One row."""

    state = models.CharField(max_length=64)
    """Of which codings and gold cases they are: changes when one is added or taken back."""
    computed_at = models.DateTimeField(default=timezone.now)
    figures = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"agreement of {self.computed_at:%Y-%m-%d %H:%M}"
