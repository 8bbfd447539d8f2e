"""Tables of answers, remarks and quotes, and of the results computed from them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.assessments.models import AssessedTerm
from vigil.outlook.panels.models import Panel, Question, Round, Seat
from vigil.trust.uploads.models import new_uid


class Extension(models.Model):
    """More time for one expert in one round: they may answer after it closed, but see nothing."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="extensions")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="extensions")
    until = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "round"], name="one_extension_a_round")
        ]

    def __str__(self) -> str:
        return f"extension of {self.seat_id} in {self.round_id}"


class Answer(models.Model):
    """One expert's answer to one question in one round, as it was saved last.

    The version that was handed in (`handed`) counts, even if a later one was saved.
    """

    class State(models.TextChoices):
        """How far an answer is."""

        KEPT = "kept", pgettext_lazy("answer of an expert", "kept, not handed in")
        HANDED_IN = "handed_in", pgettext_lazy("answer of an expert", "handed in")
        PASSED = "passed", pgettext_lazy("answer of an expert", "passed over")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="answers")
    version = models.PositiveIntegerField(default=0)
    """The number of its newest version; 0 before the first."""
    handed = models.PositiveIntegerField(default=0)
    """The number of the version that was handed in last; 0 for none."""

    class Meta:
        ordering = ["question__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "question", "round"], name="one_answer_a_question_and_round"
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.uid[:8]}"


class AnswerVersion(models.Model):
    """One saved version of an answer. No version is ever changed.

    The vault keeps the reasons and sources, as `words` of ("panel_answer", uid), even if they are
    empty. Only those who read them learn whether there are any.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    value = models.JSONField(default=dict)
    """As `vigil.outlook.questions.values` checks it for the kind of the question."""
    whole = models.BooleanField(default=False)
    """Whether everything that the question asks for is there."""
    passed = models.BooleanField(default=False)
    worded = models.BooleanField(default=False)
    """Whether there are reasons or sources."""
    quotable = models.BooleanField(default=False)
    nonce = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    """A keyed digest of everything saved, by which a repeated save is recognised."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.answer_id}"


class GroupReason(models.Model):
    """Reasons of one expert for several cells in one round: a list of terms in a country, or all.

    The version that was handed in (`handed`) counts, as with an answer.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="group_reasons")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="group_reasons")
    place = models.CharField(max_length=3)
    list = models.CharField(max_length=12, choices=AssessedTerm.List.choices, blank=True)
    """Empty: the reasons are about every list of the country."""
    version = models.PositiveIntegerField(default=0)
    """The number of its newest version; 0 before the first."""
    handed = models.PositiveIntegerField(default=0)
    """The number of the version that was handed in last; 0 for none."""

    class Meta:
        ordering = ["place", "list", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "round", "place", "list"], name="one_reason_a_group_and_round"
            )
        ]

    def __str__(self) -> str:
        return f"group reason {self.pk}"


class GroupReasonVersion(models.Model):
    """One saved version of the reasons for a group of cells. No version is ever changed.

    The vault keeps reasons and sources under the kind of answers, as `words` of ("panel_answer",
    uid): nothing in the log or the vault tells them from those of an answer.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    group = models.ForeignKey(GroupReason, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    worded = models.BooleanField(default=False)
    """Whether there are reasons or sources."""
    quotable = models.BooleanField(default=False)
    nonce = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    """As in `AnswerVersion`."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_group_version_a_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.group_id}"


class CountryHandIn(models.Model):
    """One country handed in by an expert in a round, and how many of its cells they left open.

    Once all countries of an expert are handed in, there is a Submission too.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="country_hand_ins")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="country_hand_ins")
    place = models.CharField(max_length=3)
    unanswered = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "round", "place"], name="one_hand_in_a_country_and_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} of {self.seat_id} in {self.round_id}"


class Submission(models.Model):
    """A round handed in by an expert, and how many questions they left open. The newest counts."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="submissions")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="submissions")
    unanswered = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["round", "seat"], name="submissions_of_a_round")]

    def __str__(self) -> str:
        return f"submission of {self.seat_id} in {self.round_id}"


class Quote(models.Model):
    """A published reason of an expert who agreed twice (`results.verbs.quoting`).

    Only public text is kept here. `seat` tells whose it is, so that it can be deleted when they
    ask.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    """Random; quotes are shown in this order, which reveals nothing about their authors."""
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="quotes")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="quotes")
    text = models.TextField()

    class Meta:
        ordering = ["uid"]
        constraints = [
            models.UniqueConstraint(fields=["question", "seat"], name="one_quote_a_question")
        ]

    def __str__(self) -> str:
        return f"quote {self.uid[:8]}"


class PanelReminder(models.Model):
    """A reminder to an expert of a round, so many days ahead. Each is sent once.

    One letter may remind of several rounds: then each has its row.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="reminders")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    superseded = models.BooleanField(default=False)
    """Whether the deadline that it stated was moved. It still counts as a letter."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "round", "days"],
                condition=models.Q(superseded=False),
                name="one_reminder_a_round_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"reminder of {self.seat_id} for {self.round_id}"


class Remark(models.Model):
    """A remark in the discussion of a closed round.

    The vault keeps the text, as `text` of ("panel_remark", uid).
    """

    class Side(models.TextChoices):
        """What it argues for: a higher or a lower value than the median of the round."""

        HIGHER = "for", _("for a higher value")
        LOWER = "against", _("for a lower value")
        NEUTRAL = "neutral", _("neither")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="remarks")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="remarks")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="remarks")
    side = models.CharField(max_length=8, choices=Side.choices, default=Side.NEUTRAL)
    reply_to = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    nonce = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"remark {self.uid[:8]}"


class RoundFeedback(models.Model):
    """What experts see of a closed round, by question: see `results.pooling`.

    It is not a column of the round, because late experts get the round and may not see the
    feedback.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="frozen")
    shown = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"feedback of {self.round_id}"


class Pooled(models.Model):
    """The pooled answers to one question, or one cell of it, by one method.

    Made when a round is closed. Pooling again replaces the rows by those of the next `run`: side by
    side, the two would reveal what the one expert answered who makes the difference.
    """

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="pooled")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="pooled")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="pooled")
    run = models.PositiveSmallIntegerField(default=1)
    cell = models.CharField(max_length=90, blank=True)
    """The cell of a matrix: "<row>|<column>", or "<row>"."""
    method = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    value = models.JSONField(default=dict)
    spread = models.JSONField(default=dict)
    """Its kind and its numbers: {"is": "quartiles", "low": 5.0, "high": 6.5}."""
    n = models.PositiveIntegerField()
    """How many experts answered."""
    heaviest = models.FloatField(null=True, blank=True)
    """The largest weight of one expert in it; not public."""
    agreement = models.JSONField(null=True, blank=True)
    """Krippendorff's alpha over questions of a kind, with its interval; or why there is none."""
    left_out = models.JSONField(null=True, blank=True)
    """Its range if any one expert is left out: {"low", "high"}; not public."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["question__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "run", "question", "cell", "method"], name="pooled_once_a_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} of {self.question_id}"


class Performance(models.Model):
    """How well one expert answered the seed questions. Only that expert may see it."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="performance")
    seeds = models.PositiveSmallIntegerField()
    calibration = models.FloatField(null=True, blank=True)
    information = models.FloatField(null=True, blank=True)
    weight = models.FloatField(null=True, blank=True)
    """The weight used; null if they did not agree to weights or answered too few seeds."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"performance of {self.seat_id}"


class Scored(models.Model):
    """A score for a resolved question: of one expert, for them alone, or of the pooled answer."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="scored")
    seat = models.ForeignKey(
        Seat, on_delete=models.CASCADE, null=True, blank=True, related_name="scored"
    )
    """Null: the score of the pooled answer."""
    measure = models.CharField(max_length=20)
    """"brier", "log" (natural logarithm), "interval" or "pinball" (in the unit asked for)."""
    value = models.FloatField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "seat", "measure"],
                condition=models.Q(seat__isnull=False),
                name="one_score_an_expert_and_measure",
            ),
            models.UniqueConstraint(
                fields=["question", "measure"],
                condition=models.Q(seat__isnull=True),
                name="one_score_a_measure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.question_id}"
