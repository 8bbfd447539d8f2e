"""Grants and their money. Every amount is a whole number of the minor unit of its currency.

SQLite keeps decimals as binary fractions; whole numbers are exact in every database. What an
amount is in words says `vigil.fund.payments.money`.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.fund.applications.models import Application
from vigil.fund.emergencies.models import EmergencyRequest
from vigil.fund.parties.models.party import Party
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Grant(models.Model):
    """What was agreed with a party: an amount, for a time, in tranches.

    What it is for lies in the vault, as `purpose` of ("grant", uid), and stands in `public_title`
    only where the party is open.
    """

    class Kind(models.TextChoices):
        """What it is."""

        GRANT = "grant", pgettext_lazy("grant", "grant")
        FELLOWSHIP = "fellowship", pgettext_lazy("grant", "fellowship")
        EMERGENCY = "emergency", pgettext_lazy("grant", "emergency help")

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("grant", "being agreed")
        ACTIVE = "active", pgettext_lazy("grant", "running")
        CLOSED = "closed", pgettext_lazy("grant", "closed")
        ENDED = "ended", pgettext_lazy("grant", "ended early")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    number = models.PositiveIntegerField(unique=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="grants")
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="grant"
    )
    emergency = models.OneToOneField(
        EmergencyRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="grant"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    theme = models.CharField(max_length=40, blank=True)
    """A code of markets or responses."""
    country = models.CharField(max_length=3, blank=True)
    public_title = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    paper_due_on = models.DateField(null=True, blank=True)
    """Until when the paperwork of an emergency grant follows its money."""
    seconded_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The second officer who agreed to a grant that follows no application and no emergency."""
    seconded_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["state", "-number"], name="grants_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="grants_end_after_they_start",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """By what it is known inside the fund."""
        return f"G-{self.number:04}"


class BudgetLine(models.Model):
    """One line of a grant's budget: what a part of its amount is for."""

    class Category(models.TextChoices):
        """For what."""

        PEOPLE = "people", _("people's time")
        ACTIVITIES = "activities", _("activities")
        TRAVEL = "travel", _("travel and meetings")
        SAFETY = "safety", _("safety and wellbeing")
        EQUIPMENT = "equipment", _("equipment")
        OVERHEAD = "overhead", _("running costs")
        OTHER = "other", pgettext_lazy("budget", "other")

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="budget")
    category = models.CharField(max_length=10, choices=Category.choices)
    minor = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "category"], name="one_budget_line_each")
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.minor}"


class Amendment(models.Model):
    """A change of a grant after it was agreed; why lies in the vault, as `why`."""

    class Kind(models.TextChoices):
        """What changed."""

        AMOUNT = "amount", _("the amount")
        EXTENSION = "extension", _("the end, at no cost")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="amendments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.grant_id}"


class Accompaniment(models.Model):
    """A step of accompanying a grantee: `text` of ("accompaniment", uid)."""

    class Kind(models.TextChoices):
        """Which step."""

        BASELINE = "baseline", _("where they stand at the beginning")
        PLAN = "plan", pgettext_lazy("accompaniment", "what is planned")
        MENTOR = "mentor", _("mentoring")
        TRAINING = "training", _("training")
        PEERS = "peers", _("exchange with peers")
        OWN_WORDS = "own_words", _("what changed, in their words")
        FOLLOW_UP = "follow_up", _("how they are, 12 months on")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="accompaniment")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.grant_id}"


class Connection(models.Model):
    """Two parties that support each other. Kept for staff; no output shows it."""

    class Kind(models.TextChoices):
        """How."""

        MENTORING = "mentoring", _("mentoring")
        VISIT = "visit", _("a visit among peers")
        COALITION = "coalition", _("a coalition")

    one = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    since = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other", "kind"], name="one_connection_each"),
            models.CheckConstraint(
                condition=~Q(one=models.F("other")), name="nobody_is_connected_with_themself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}: {self.kind}"
