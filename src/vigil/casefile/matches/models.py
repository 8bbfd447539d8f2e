"""Table of what people decided on matches with listed killings and other cases."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.models import Case
from vigil.casefile.lists.models import ListedKilling

USER = settings.AUTH_USER_MODEL


class CaseMatch(models.Model):
    """A person's word that a case is, or is not, what a list has (or what another case is).

    Of `listed` and `other` one is given. At most one word on a pair is in force; taking it back
    keeps the row. `probability` is what the comparison said at that time. While "the same" is in
    force, the case bears the row's id in the list.
    """

    class Verdict(models.TextChoices):
        """What was said."""

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
