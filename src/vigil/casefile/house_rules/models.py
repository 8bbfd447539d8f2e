"""Tables of the rules of the house, and of the rule that holds for a case."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from vigil.casefile.cases.models import Case

USER = settings.AUTH_USER_MODEL


class HouseRule(models.Model):
    """The rule for the cases of one country; for all others where `country` is empty.

    A rule is never changed: a new one ends it. `verifying_roles` and `verifiers` (keys of people)
    say who may verify; both empty: everybody who records cases.
    """

    country = models.CharField(max_length=3, blank=True)
    percent = models.PositiveSmallIntegerField(default=100)
    """How many of 100 cases two people code, drawn by the number of the case."""
    always = models.JSONField(default=list, blank=True)
    """The kinds of cases that two people always code (`kinds`)."""
    verifying_roles = models.JSONField(default=list, blank=True)
    verifiers = models.JSONField(default=list, blank=True)
    coders_verify = models.BooleanField(default=True)
    """Whether somebody who coded a case may verify what another person adjudicated of it."""
    why = models.TextField()
    stated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["country", "-stated_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["country"],
                condition=models.Q(ended_at=None),
                name="one_house_rule_per_country",
            )
        ]

    def __str__(self) -> str:
        return f"{self.country or 'everywhere'}: {self.percent} %"


class CodingRule(models.Model):
    """How many people code a case, and why. Written when its coding begins, and kept then.

    `rule` is None where the house had stated none. `reason` is a code of `asked.Why`.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="coding_rule")
    rule = models.ForeignKey(HouseRule, on_delete=models.PROTECT, null=True, related_name="+")
    codings = models.PositiveSmallIntegerField(default=2)
    reason = models.CharField(max_length=12)
    kinds = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.codings} codings, {self.reason}"
