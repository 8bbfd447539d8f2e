"""Table of decisions: a case is, or is not, a listed killing or another case."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.models import Case
from vigil.casefile.lists.models import ListedKilling

USER = settings.AUTH_USER_MODEL


class CaseMatch(models.Model):
    """A person's decision that a case is, or is not, a row of a list or another case.

    Either `listed` or `other` is given. At most one decision on a pair is in force; revoking keeps
    the row. `probability` is the result of the comparison at that time. While "same" is in force,
    the desk shows the id of the listed row with the case.
    """

    class Verdict(models.TextChoices):
        """What the person decided."""

        SAME = "same", _("same attack")
        DIFFERENT = "different", _("not the same")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="matches")
    listed = models.ForeignKey(
        ListedKilling, on_delete=models.PROTECT, null=True, blank=True, related_name="matches"
    )
    other = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="matched_from"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    probability = models.FloatField(null=True, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "listed"],
                condition=models.Q(revoked_at=None, listed__isnull=False),
                name="one_match_in_force_per_row",
            ),
            models.UniqueConstraint(
                fields=["case", "other"],
                condition=models.Q(revoked_at=None, other__isnull=False),
                name="one_match_in_force_per_case",
            ),
            models.CheckConstraint(
                condition=models.Q(listed=None, other__isnull=False)
                | models.Q(listed__isnull=False, other=None),
                name="matched_with_a_row_or_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} and {self.listed or self.other_id}: {self.verdict}"
