"""Tables of assessments: terms and places, of which the panels of its regions judge every pair."""

import builtins

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.outlook.panels.models import FEWEST, Panel
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class Assessment(models.Model):
    """Terms (markets, actors, building blocks of resilience) judged in many countries.

    Each region is a panel of its own, with its lead as chair, its experts and its rounds. A panel
    asks one question for each pair of a term and a country of its region: a cell.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    title = models.CharField(max_length=200)
    about = models.TextField(max_length=4000, blank=True)
    language = models.CharField(max_length=12, default="en")
    """The language in which its terms are written (BCP 47); `AssessedTerm.translations` has others.
    """
    edition = models.CharField(max_length=20, blank=True)
    """Its place in a series over time, such as "2027"."""
    zone = models.CharField(max_length=64, default="UTC")
    """The zone of its deadlines: a name of the IANA time zone database."""
    director = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="assessments")
    """Who sets it up, invites people, and sees how far each region is."""
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    """The assessment of the edition before. What changed since then is marked as a break."""
    taxonomies = models.JSONField(default=dict)
    """Versions of the lists from which its terms are, by name."""
    breaks = models.JSONField(default=list)
    """What changed since the edition before: [{"list", "code", "change"}]. Of terms a change is
    "new", "gone", "bands" or "wording". Of countries (the list is "places") it is "new", "gone" or
    "moved" (to the panel of another region)."""
    names = models.CharField(
        max_length=10, choices=Panel.Names.choices, default=Panel.Names.ANONYMOUS
    )
    smallest = models.PositiveSmallIntegerField(default=FEWEST)
    smallest_why = models.TextField(max_length=1000, blank=True)
    pooling = models.CharField(
        max_length=12, choices=Panel.Pooling.choices, default=Panel.Pooling.EQUAL
    )
    extremising = models.FloatField(null=True, blank=True)
    """These five as in `Panel`: they are the same in every region."""
    withheld = models.JSONField(default=list, blank=True)
    """Numbers of the withdrawals that keep its words from the public."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class AssessedTerm(models.Model):
    """A term of an assessment, and how it is asked about: the same in every country."""

    class List(models.TextChoices):
        """The list from which a term is (`reading/codebook/terms`)."""

        MARKETS = "markets", _("markets")
        ACTORS = "actors", _("criminal actors")
        RESILIENCE = "resilience", _("building blocks of resilience")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="terms")
    position = models.PositiveSmallIntegerField()
    list = models.CharField(max_length=12, choices=List.choices)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, default="score")
    """A kind of question that has one answer: see `panels.models.Question.Kind`."""
    text = models.TextField(max_length=2000)
    """The question, in which `{place}` stands for the name of the country."""
    # `list` is a field here.
    guidance = models.JSONField(default=builtins.list, blank=True)
    """Guiding questions, as texts."""
    bands = models.JSONField(default=builtins.list, blank=True)
    """Written thresholds of a score, as in `Question.bands`."""
    form = models.CharField(max_length=10, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    lower = models.FloatField(null=True, blank=True)
    upper = models.FloatField(null=True, blank=True)
    log_scale = models.BooleanField(default=False)
    horizon = models.DateField(null=True, blank=True)
    """These six as in `Question`."""
    translations = models.JSONField(default=dict, blank=True)
    """{"es": {"text": "...", "guidance": ["..."], "bands": ["..."], "unit": "..."}}, in the order
    of the original. What is missing is shown in the original language."""

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "list", "code", "kind"], name="one_assessed_term_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.code}"


class AssessedPlace(models.Model):
    """A country of an assessment, and the panel of its region."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="places")
    code = models.CharField(max_length=3)
    """ISO 3166-1 alpha-3."""
    panel = models.ForeignKey(
        "outlook.Panel", on_delete=models.PROTECT, related_name="assessed_places"
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="one_assessed_place")
        ]

    def __str__(self) -> str:
        return self.code


class AssessmentSheet(models.Model):
    """What was read from a sheet that waits to be imported, without the file itself.

    The row is removed when somebody imports or discards it, or when nobody does so for some days.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="sheets")
    terms = models.JSONField(null=True, blank=True)
    """Terms as `specs.TermSpec`; null: the sheet has none."""
    regions = models.JSONField(null=True, blank=True)
    """Regions as `specs.RegionSpec`, with their leads as keys of users; null: the sheet has none.
    """
    ignored = models.JSONField(default=list, blank=True)
    """Titles of columns that are not imported."""
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.uid
