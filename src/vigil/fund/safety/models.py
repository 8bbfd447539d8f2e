"""Safety plans, incidents and prompts. Their text is in the vault."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.fund.grants.models import Grant
from vigil.fund.parties.models.party import Party
from vigil.fund.reporting.models import USER
from vigil.trust.uploads.models import new_uid


class SafetyPlan(models.Model):
    """A version of a party's safety plan: `plan` of ("safety_plan", uid)."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="plans")
    review_on = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    newest = models.BooleanField(default=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(newest=True), name="one_newest_safety_plan"
            )
        ]

    def __str__(self) -> str:
        return f"plan of {self.party_id}"


class Incident(models.Model):
    """An incident of a party: `what`, `answer` and `contact` of ("incident", uid).

    `contact` is how the person wants to be contacted about it, if differently.
    """

    class Kind(models.TextChoices):
        """Of what sort."""

        SAFETY = "safety", pgettext_lazy("incident", "safety")
        WELLBEING = "wellbeing", pgettext_lazy("incident", "wellbeing")
        COMMUNICATIONS = "communications", pgettext_lazy("incident", "communications")
        INFORMATION = "information", pgettext_lazy("incident", "information")
        PLAN = "plan", pgettext_lazy("incident", "the plan did not hold")

    class Reach(models.TextChoices):
        """Whether whoever told of it wants to be contacted about it."""

        NO = "no", _("they want no contact about it")
        USUAL = "usual", _("they want to be contacted as usually")
        OTHER = "other", _("they want to be contacted in another way")

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", pgettext_lazy("incident", "open")
        CLOSED = "closed", pgettext_lazy("incident", "closed")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="incidents")
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    kind = models.CharField(max_length=14, choices=Kind.choices)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    month = models.DateField()
    """The first day of the month in which it happened: no day is kept."""
    reach = models.CharField(max_length=5, choices=Reach.choices, blank=True)
    """Empty where the fund noted it."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-month", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.party_id}"


class Prompt(models.Model):
    """A request to officers to review a party's safety after a case near it was verified.

    It holds only the public id of the case. Nothing outside the fund learns of the party.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="prompts")
    case = models.CharField(max_length=20)
    """The public id."""
    nearer = models.BooleanField(default=False)
    """The same area, not only the same country."""
    made_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "case"], name="one_prompt_per_party_and_case")
        ]
        indexes = [
            models.Index(
                fields=["-made_at"], condition=Q(answered_at=None), name="prompts_that_wait"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} near {self.party_id}"
