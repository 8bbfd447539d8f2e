"""Tables of people's judgements on pairs of accounts, and of the machine's doubts."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.models import Case
from vigil.casefile.reports.models import Account

USER = settings.AUTH_USER_MODEL


class CaseDoubt(models.Model):
    """Two cases that may be one attack: the linking left it in doubt, and a person should decide.

    The machine writes these rows with its proposals (`vigil.casefile.linking.verbs.doubts`).
    `case` is the one with the smaller primary key. `probability` is the mean over the pairs of
    accounts of the two cases, and `reasons` explain the likeliest of these pairs.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="doubts")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="doubted_from")
    probability = models.FloatField()
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="one_doubt_on_two_cases"),
            models.CheckConstraint(
                condition=models.Q(case__lt=models.F("other")), name="smaller_case_of_doubt_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} perhaps {self.other_id}"


class Judgement(models.Model):
    """A person's judgement: two accounts are the same attack, are not the same, or it is unsure.

    `a` is the account with the smaller key. At most one judgement on a pair is in force;
    revoking keeps the row.
    """

    class Verdict(models.TextChoices):
        """What the person judged."""

        SAME = "same", _("same attack")
        DIFFERENT = "different", _("not the same")
        UNSURE = "unsure", _("unsure")

    a = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="judged_first")
    b = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="judged_second")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="judgements")
    at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["a", "b"],
                condition=models.Q(revoked_at=None),
                name="one_judgement_in_force_per_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.a_id} and {self.b_id}: {self.verdict}"
