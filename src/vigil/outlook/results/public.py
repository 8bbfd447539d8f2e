"""Read the public results of final panels, without names or single answers.

Numbers of too few experts, and numbers that one expert dominates, are left out. Reasons are quoted
as they were published when the panel became final (`verbs.quoting`); no reader opens the vault.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from vigil.outlook.models import FEWEST, Panel, Pooled, Question, Quote, Round, Scored, Submission
from vigil.outlook.results import rounding
from vigil.outlook.results.pooling_methods import OF_PROBABILITIES, OF_QUANTITIES
from vigil.outlook.results.verbs.requesting import last_closed

MOST_WEIGHT: Final = 0.5
"""The largest weight of one expert in a public result. Beyond it, it is nearly their answer."""
OF_FEW: Final[Mapping[str, tuple[str, ...]]] = {
    "scores": ("median",),
    OF_PROBABILITIES[0]: ("probability",),
    OF_QUANTITIES[0]: ("q05", "q50", "q95"),
}
"""Methods and values that are public for fewer than `FEWEST` experts. Mean, median, quartiles and
odds of three or four experts together would reveal each of their answers."""


@dataclass(frozen=True)
class PublicResult:
    """One pooled number as everybody may read it."""

    cell: str
    method: str
    version: str
    value: Mapping[str, float]
    spread: Mapping[str, Any]
    n: int
    agreement: Mapping[str, Any] | None
    shift: float | None
    """The most by which any one expert moves it, rounded up so that it reveals no answer."""


@dataclass(frozen=True)
class PublicQuestion:
    """A question with its results; `too_few` if it has none because too few experts answered."""

    question: Question
    results: list[PublicResult]
    too_few: bool


@dataclass(frozen=True)
class PublicPanel:
    """A final panel as everybody may read it."""

    panel: Panel
    round: Round
    experts: int
    questions: list[PublicQuestion] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day on which the panel became final; before that, on which the round closed."""
        return timezone.localdate(self.panel.final_at or self.round.closed_at)


_READ: Final[ContextVar[dict[int, PublicPanel | None] | None]] = ContextVar("read", default=None)
"""The panels that were read already, where one thing reads many of their results."""


@contextmanager
def reading_each_panel_once() -> Iterator[None]:
    """Let `published` read each panel once. Only for a reading of reports that changes nothing."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def published_panels() -> QuerySet[Panel]:
    """Return the panels whose results everybody may read, newest first."""
    rows = Panel.objects.filter(state=Panel.State.FINAL, withheld=[])
    waiting = Round.objects.filter(panel=OuterRef("pk"), wanted_run__gt=F("run"))
    return rows.filter(~Exists(waiting)).order_by("-final_at")


def published(panel: Panel, place: str = "") -> PublicPanel | None:
    """Return a panel as everybody may read it, with the questions of one place if it is given.

    None if it is not final, is withheld, or its results are being prepared.
    """
    if panel.state != Panel.State.FINAL or panel.withheld:
        return None
    read = _READ.get()
    if read is None or place:
        return as_public(panel, place)
    if panel.pk not in read:
        read[panel.pk] = as_public(panel)
    return read[panel.pk]


def is_published(panel: Panel) -> bool:
    """Return whether `published` would return something, without reading any result."""
    if panel.state != Panel.State.FINAL or panel.withheld:
        return False
    last = last_closed(panel)
    return last is not None and not last.being_prepared


def published_without_cells(panel: Panel) -> PublicPanel | None:
    """Return a panel as `published`, without the cells of its assessment.

    They are hundreds: `assessment_cells` reads them.
    """
    if panel.state != Panel.State.FINAL or panel.withheld:
        return None
    return as_public(panel, cells=False)


def as_public(panel: Panel, place: str = "", *, cells: bool = True) -> PublicPanel | None:
    """Return what everybody would read of a panel if it were final, or of one place in it.

    Without `cells`, questions that are cells of an assessment are left out.

    None before a round is closed, and while the results of the last one are being prepared. It is
    for `published`, and for `panels.queries.preview`, which checks who reads.
    """
    last = last_closed(panel)
    if last is None or last.being_prepared:
        return None
    questions = panel.questions.select_related("term")
    pooled = last.pooled.all()
    if not cells:
        questions, pooled = questions.filter(term=None), pooled.filter(question__term=None)
    rows: dict[int, list[Pooled]] = {}
    if place:
        questions, pooled = questions.filter(place=place), pooled.filter(question__place=place)
    for one in pooled:
        rows.setdefault(one.question_id, []).append(one)
    experts = Submission.objects.filter(round=last, seat__removed=False)
    return PublicPanel(
        panel,
        last,
        experts.values("seat").distinct().count(),
        [
            _public(panel, question, rows.get(question.pk, []))
            for question in questions
            if not question.withheld
        ],
    )


def public_questions(panel: Panel, wanted: Iterable[int]) -> list[PublicQuestion]:
    """Return some questions (pk) of a panel as everybody may read them.

    It reads only their results, where `published` reads those of the whole panel.
    """
    last = last_closed(panel)
    if panel.state != Panel.State.FINAL or panel.withheld or last is None or last.being_prepared:
        return []
    asked = panel.questions.filter(pk__in=list(wanted), withheld=[])
    rows: dict[int, list[Pooled]] = {}
    for one in last.pooled.filter(question__in=asked):
        rows.setdefault(one.question_id, []).append(one)
    return [_public(panel, question, rows.get(question.pk, [])) for question in asked]


def quotes_of(told: PublicPanel) -> dict[int, list[str]]:
    """Return the quoted reasons by the keys of questions, without their authors.

    Only for questions with a result: with too few experts, words could reveal what the numbers may
    not. The order is random.
    """
    enough = [one.question.pk for one in told.questions if one.results]
    found: dict[int, list[str]] = {}
    rows = Quote.objects.filter(question__in=enough).order_by("uid")
    for key, text in rows.values_list("question", "text"):
        found.setdefault(key, []).append(text)
    return found


def pooled_scores(panel: Panel) -> list[Scored]:
    """Return the scores of a published panel's pooled answers that enough experts gave."""
    rows = Scored.objects.filter(seat=None, question__panel=panel).select_related("question")
    found = list(rows.order_by("question__position", "measure"))
    told = published(panel) if found else None  # most panels have none, and hundreds of cells
    if told is None:
        return []
    enough = {one.question.pk for one in told.questions if one.results}
    return [one for one in found if one.question_id in enough]


def _public(panel: Panel, question: Question, rows: list[Pooled]) -> PublicQuestion:
    found = [_disclosed(question.kind, one) for one in rows if is_public(panel, one)]
    return PublicQuestion(question, found, too_few=not found)


def _disclosed(kind: str, one: Pooled) -> PublicResult:
    """Return as much of a result as reveals no single answer."""
    value, at = rounding.disclosed_numbers(kind, one.value), (one.cell, one.method, one.version)
    if one.n < FEWEST:
        value = {name: value[name] for name in OF_FEW[one.method] if name in value}
        return PublicResult(*at, value, {}, one.n, None, None)
    spread = rounding.disclosed_numbers(kind, one.spread)
    agreement = rounding.disclosed_agreement(one.agreement)
    return PublicResult(*at, value, spread, one.n, agreement, shift_of(one))


def is_public(panel: Panel, one: Pooled) -> bool:
    """Return whether everybody may read a result once its panel is final.

    Enough experts must have answered, and none may weigh more than all others together. With few
    experts, only one method is public.
    """
    return is_enough(panel.smallest, one.n, one.method, one.heaviest)


def is_enough(smallest: int, n: int, method: str, heaviest: float | None) -> bool:
    """Return whether a result of `n` experts is public in a panel with this `smallest` number.

    `heaviest` is the largest weight of one expert in it, from 0 to 1; None if all weigh the same.
    """
    if n < smallest or (n < FEWEST and method not in OF_FEW):
        return False
    return heaviest is None or heaviest <= MOST_WEIGHT


def shift_of(pooled: Pooled) -> float | None:
    """Return the most by which any one expert moves a result, rounded up by `rounded_up`.

    The exact number would reveal what the outermost expert answered.
    """
    shifts = [
        max(abs(end - pooled.value[name]) for end in ends)
        for name, ends in (pooled.left_out or {}).items()
        if name in pooled.value
    ]
    return rounded_up(max(shifts)) if shifts else None


def rounded_up(number: float) -> float:
    """Return the smallest of 1, 2 or 5 times a power of ten that is at least `number`; 0 for 0."""
    if number <= 0:
        return 0.0
    power = -12
    while 5 * 10.0**power < number:
        power += 1
    return next(step * 10.0**power for step in (1, 2, 5) if step * 10.0**power >= number)
