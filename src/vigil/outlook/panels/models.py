"""Tables of panels, their questions, rounds and seats."""

from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL
FEWEST: Final = 5
"""Fewest experts for a public result, unless the chair states why fewer are enough."""


class Panel(models.Model):
    """A panel of experts on one set of questions, in one edition.

    How it pools (`pooling`, `extremising`) is stated before it opens, and does not change after
    that.
    """

    class State(models.TextChoices):
        """How far a panel is."""

        DRAFT = "draft", pgettext_lazy("panel", "draft")
        OPEN = "open", pgettext_lazy("panel", "open")
        CLOSED = "closed", pgettext_lazy("panel", "closed, not final yet")
        FINAL = "final", pgettext_lazy("panel", "final")
        ABANDONED = "abandoned", pgettext_lazy("panel", "abandoned")

    class Names(models.TextChoices):
        """Whether experts know who the others are. The public never does."""

        ANONYMOUS = "anonymous", _("nobody knows who else answers")
        BY_CHOICE = "by_choice", _("each says whether the other experts see their name")

    class Pooling(models.TextChoices):
        """How judgements are pooled."""

        EQUAL = "equal", _("equal weights")
        PERFORMANCE = "performance", _("also weights by seed questions")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    title = models.CharField(max_length=200)
    about = models.TextField(max_length=4000, blank=True)
    language = models.CharField(max_length=12, default="en")
    """The language of its questions (BCP 47)."""
    edition = models.CharField(max_length=20, blank=True)
    """Its place in a series over time, such as "2026"."""
    zone = models.CharField(max_length=64, default="UTC")
    """The zone of its deadlines: a name of the IANA time zone database."""
    chair = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="panels_chaired")
    co_chairs = models.ManyToManyField("trust.User", blank=True, related_name="panels_co_chaired")
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    """The panel of the edition before. What changed since then is marked as a break."""
    taxonomies = models.JSONField(default=dict)
    """Versions of the lists of terms that it uses, by name; recorded when it opens."""
    breaks = models.JSONField(default=list)
    """What changed since the panel before: see `taxonomy_breaks`, `expert_breaks`."""
    names = models.CharField(max_length=10, choices=Names.choices, default=Names.ANONYMOUS)
    smallest = models.PositiveSmallIntegerField(default=FEWEST)
    """Fewest experts for a public result."""
    smallest_why = models.TextField(max_length=1000, blank=True)
    """Why fewer than `FEWEST` are enough; shown wherever the result is."""
    pooling = models.CharField(max_length=12, choices=Pooling.choices, default=Pooling.EQUAL)
    extremising = models.FloatField(null=True, blank=True)
    """The exponent to which pooled odds are raised; null: they are not raised."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    assessment = models.ForeignKey(
        "outlook.Assessment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="panels",
    )
    """The assessment of which it is the panel of one region; null: it stands alone."""
    region = models.CharField(max_length=80, blank=True)
    """The name of its region in the assessment."""
    withheld = models.JSONField(default=list, blank=True)
    """Numbers of the withdrawals that keep it from the public."""
    made_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="few_experts_are_explained",
                condition=models.Q(smallest__gte=FEWEST) | ~models.Q(smallest_why=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of a panel. It does not change once the panel is open.

    The vault keeps the answer to a seed, as `realisation` of ("panel_question", uid), until the
    panel is final. Then it becomes the question's resolution.
    """

    class Kind(models.TextChoices):
        """What kind of answer a question asks for."""

        SCORE = "score", _("a score from 1 to 10")
        QUANTITY = "quantity", _("a quantity with its uncertainty")
        PROBABILITY = "probability", _("the probability of an event")
        TRAJECTORY = "trajectory", _("where it is heading, and how fast")
        DRIVERS = "drivers", _("how much drivers bear on markets")
        EFFICACY = "efficacy", _("how well responses work")

    class Form(models.TextChoices):
        """In which form experts judge a quantity."""

        QUANTILES = "quantiles", _("three values: 5, 50 and 95 %")
        FOUR_STEP = "four_step", _("lowest, highest, best, and how sure")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField(max_length=2000)
    guidance = models.JSONField(default=list, blank=True)
    """Guiding questions, as texts."""
    bands = models.JSONField(default=list, blank=True)
    """Written thresholds of a score: [{"low": 1, "high": 2.5, "text": "..."}], without gaps."""
    form = models.CharField(max_length=10, choices=Form.choices, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    lower = models.FloatField(null=True, blank=True)
    upper = models.FloatField(null=True, blank=True)
    """Natural bounds of a quantity, if it has any."""
    log_scale = models.BooleanField(default=False)
    rows = models.JSONField(default=list, blank=True)
    """Codes of the rows of a matrix: drivers, or responses."""
    columns = models.JSONField(default=list, blank=True)
    """Codes of its columns: markets."""
    market = models.CharField(max_length=40, blank=True)
    actor = models.CharField(max_length=40, blank=True)
    block = models.CharField(max_length=40, blank=True)
    """Codes of its subject: market, kind of actors, building block of resilience."""
    place = models.CharField(max_length=3, blank=True)
    """ISO 3166-1 alpha-3, or a region of UN M49 as three digits."""
    horizon = models.DateField(null=True, blank=True)
    """The last day on which an event counts, or about which a trajectory asks."""
    term = models.ForeignKey(
        "outlook.AssessedTerm",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cells",
    )
    """The term of the assessment of which this question is a cell, in the country `place`."""
    is_seed = models.BooleanField(default=False)
    resolution = models.FloatField(null=True, blank=True)
    """The outcome: a number in the unit, or 0 or 1 for an event; null while unknown."""
    resolved_on = models.DateField(null=True, blank=True)
    resolution_source = models.TextField(max_length=1000, blank=True)
    resolved_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withheld = models.JSONField(default=list, blank=True)
    """Numbers of the withdrawals that keep it from the public."""

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "position"], name="one_question_a_position")
        ]

    def __str__(self) -> str:
        return f"question {self.position}"


class Round(models.Model):
    """One round of answering. Until the chair closes it, nobody sees what others answered.

    What experts see of all answers together is frozen as RoundFeedback when the round is closed.
    The vault keeps the arguments, as `arguments` of ("panel_round", "<uid>/<question's uid>").
    """

    class Kind(models.TextChoices):
        """Which estimate a round asks for."""

        ESTIMATE = "estimate", _("first estimate")
        SECOND = "second", _("second estimate")
        FINAL = "final", _("final estimate")

    class State(models.TextChoices):
        """How far a round is."""

        PLANNED = "planned", pgettext_lazy("round", "planned")
        OPEN = "open", pgettext_lazy("round", "open")
        CLOSED = "closed", pgettext_lazy("round", "closed")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    """The deadline. After it the chair may close the round; until then answers are accepted."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    run = models.PositiveSmallIntegerField(default=0)
    """The number of the last computation of its results. They are computed again after a late
    hand-in, after answers were removed, and with weights when the panel is final."""
    wanted_run = models.PositiveSmallIntegerField(default=0)
    """The number of the last requested computation: above `run` until it is done."""
    notes = models.JSONField(default=list, blank=True)
    """Why it was pooled again: [{"run": 2, "why": "late" or "removed"}]."""
    opens_itself = models.BooleanField(default=False)
    closes_itself = models.BooleanField(default=False)
    """Whether the worker opens it when its day comes, and closes it after its deadline."""
    automatic_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who said so last: it holds as long as they lead the panel."""

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="one_round_a_number"),
            models.UniqueConstraint(
                fields=["panel"],
                condition=models.Q(state="open"),
                name="one_open_round_a_panel",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number}"

    @property
    def being_prepared(self) -> bool:
        """Whether its results were requested and are not ready yet (`results.verbs.computing`)."""
        return self.wanted_run > self.run


class Seat(models.Model):
    """One expert's place on one panel. Only the chair and the expert know whose it is.

    The vault keeps the interest that they state, as `interest` of ("panel_seat", uid).
    """

    class State(models.TextChoices):
        """How far a seat is."""

        INVITED = "invited", pgettext_lazy("seat", "invited")
        SEATED = "seated", pgettext_lazy("seat", "sits on the panel")
        DECLINED = "declined", pgettext_lazy("seat", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("seat", "withdrew")
        REFUSED = "refused", pgettext_lazy("seat", "refused for an interest")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="panel_seats")
    handle = models.CharField(max_length=4)
    """A random name by which the other experts know them, on this panel only."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    expertise = models.JSONField(default=dict, blank=True)
    """Why they were invited: {"markets": [...], "regions": [...], "responses": [...]}."""
    language = models.CharField(max_length=12, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    """Language and zone of their letters and deadlines; empty: those of the panel."""
    places = models.JSONField(default=list, blank=True)
    terms = models.JSONField(default=list, blank=True)
    """On a panel of an assessment: the countries and terms (codes) of the cells that they answer.
    Empty: all. Questions that are no cells are asked of everybody."""
    has_interest = models.BooleanField(default=False)
    recused = models.ManyToManyField(Question, blank=True, related_name="+")
    """Questions that they do not answer because of an interest."""
    shown_to_experts = models.BooleanField(default=False)
    """Whether the other experts see their name, if the panel lets each expert choose."""
    quotable = models.BooleanField(default=False)
    """Whether their reasons may be quoted without their name, if they agree for the answer too."""
    weights_agreed = models.BooleanField(default=False)
    """Whether they agree to be weighted by seed questions."""
    removed = models.BooleanField(default=False)
    """Whether they withdrew and had their answers removed."""
    no_reminders = models.BooleanField(default=False)
    """Whether they asked for no more reminders."""
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    """The seat whose cells they took over. Only the chair and the director may know."""
    invited_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["handle"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "user"], name="one_seat_a_person"),
            models.UniqueConstraint(fields=["panel", "handle"], name="one_handle_a_seat"),
        ]

    def __str__(self) -> str:
        return self.handle
