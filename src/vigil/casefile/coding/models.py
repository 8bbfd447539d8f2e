"""People's words: judgements on pairs of accounts, codings of cases, their adjudication."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases.models.case import Case
from vigil.casefile.reports.models import Account

USER = settings.AUTH_USER_MODEL


class Judgement(models.Model):
    """A person's word that two accounts are the same attack, are not, or that it is unsure.

    `a` is the account with the smaller key. At most one judgement on a pair is in force;
    revoking keeps the row.
    """

    class Verdict(models.TextChoices):
        """What was said."""

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


class Coding(models.Model):
    """One coder's filled form for a case under one codebook version.

    `values` is {"case": {field: value}, "victims": [{field: value}, ...]}. A draft may
    change; once submitted it stands.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="codings")
    codebook_version = models.CharField(max_length=12)
    values = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "coder", "codebook_version"], name="one_coding_per_coder"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} by {self.coder}"


class Adjudication(models.Model):
    """The values one person proposes to accept, in force once a second person verified them.

    `values` has the shape of a coding's; `reasons` gives, for a field ("method" or
    "0/age" for the first person's), the rule or reason where the codings differ.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="adjudications")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="adjudications")
    at = models.DateTimeField(default=timezone.now)
    codebook_version = models.CharField(max_length=12)
    values = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    verified_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="verifications"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.case} by {self.by}"
