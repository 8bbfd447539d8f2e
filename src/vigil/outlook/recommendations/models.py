"""Tables of responses that were tried, of recommendations, and of their follow-up."""

from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.consultations.models import Statement
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Standing(models.TextChoices):
    """Whether a response or recommendation is public."""

    DRAFT = "draft", pgettext_lazy("recommendation", "draft")
    PUBLISHED = "published", pgettext_lazy("recommendation", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("recommendation", "withdrawn")


class Response(models.Model):
    """A response to organised crime: who tried what, and whether evidence shows that it worked.

    `sources` is a list of mappings with `what`, `url` (may be empty) and `grade` (of `Grade`).
    """

    class By(models.TextChoices):
        """Who tried the response."""

        STATE = "state", _("a state")
        INSTITUTION = "institution", _("a public institution")
        COMMUNITY = "community", _("a community")
        CIVIL_SOCIETY = "civil_society", _("civil society")
        PRIVATE = "private", _("the private sector")
        INTERNATIONAL = "international", _("an international organisation")

    class Worked(models.TextChoices):
        """Whether the response worked."""

        YES = "yes", pgettext_lazy("response", "it worked")
        PARTLY = "partly", pgettext_lazy("response", "it worked in part")
        NO = "no", pgettext_lazy("response", "it did not work")
        MADE_WORSE = "made_worse", pgettext_lazy("response", "it made things worse")
        UNCLEAR = "unclear", pgettext_lazy("response", "it is unclear")

    class Grade(models.TextChoices):
        """How strong a source is, the strongest first."""

        COMPARED = "compared", _("evaluated, with a comparison")
        EVALUATED = "evaluated", _("evaluated, without a comparison")
        DOCUMENTED = "documented", _("documented by others than those who tried it")
        TOLD = "told", _("told by those who tried it")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    what = models.TextField()
    by_whom = models.CharField(max_length=14, choices=By.choices)
    level = models.CharField(max_length=20)
    """A code of the list of levels."""
    markets = models.JSONField(default=list, blank=True)
    drivers = models.JSONField(default=list, blank=True)
    places = models.JSONField(default=list, blank=True)
    since = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)
    """`since` and `until` are a year, a month or a day in EDTF; empty if unknown."""
    worked = models.CharField(max_length=10, choices=Worked.choices, default=Worked.UNCLEAR)
    evidence = models.TextField(blank=True)
    sources = models.JSONField(default=list, blank=True)
    statements = models.ManyToManyField(Statement, blank=True, related_name="responses")
    state = models.CharField(max_length=10, choices=Standing.choices, default=Standing.DRAFT)
    made_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its short name: `T-001`."""
        return f"T-{self.number:03}"


class Recommendation(models.Model):
    """A recommendation: what somebody should do, what it cites, and its outcome as of a day.

    `outcome` and `as_of` come from the newest follow-up. Without one, the outcome is "open" and
    `as_of` is the day of publication.
    """

    class Outcome(models.TextChoices):
        """What happened after the recommendation."""

        OPEN = "open", pgettext_lazy("recommendation", "open")
        TAKEN_UP = "taken_up", pgettext_lazy("recommendation", "taken up")
        PARTLY = "partly", pgettext_lazy("recommendation", "taken up in part")
        REFUSED = "refused", pgettext_lazy("recommendation", "refused")
        NO_INFORMATION = "no_information", pgettext_lazy("recommendation", "no information")

    SHOWN: Final = (Outcome.TAKEN_UP, Outcome.PARTLY, Outcome.REFUSED)
    """Outcomes that need evidence."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    number = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    level = models.CharField(max_length=20)
    """A code of the list of levels."""
    addressed_to = models.CharField(max_length=200)
    statements = models.ManyToManyField(Statement, blank=True, related_name="recommendations")
    responses = models.ManyToManyField(Response, blank=True, related_name="recommendations")
    state = models.CharField(max_length=10, choices=Standing.choices, default=Standing.DRAFT)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, default=Outcome.OPEN)
    as_of = models.DateField(null=True, blank=True)
    look_on = models.DateField(null=True, blank=True)
    """The day of the next follow-up; None if there will be none."""
    made_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its short name: `R-001`."""
        return f"R-{self.number:03}"


class FollowUp(models.Model):
    """A follow-up on a recommendation. Nobody can change it; a withdrawal empties its words."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="follow_ups"
    )
    on = models.DateField()
    outcome = models.CharField(max_length=14, choices=Recommendation.Outcome.choices)
    what = models.TextField()
    evidence = models.TextField(blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """When its words were removed because they named somebody."""

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.outcome} of {self.recommendation_id} on {self.on}"
