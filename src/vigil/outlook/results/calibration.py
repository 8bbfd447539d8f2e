"""Compare stated probabilities with outcomes: of pooled, all, or one expert's own answers.

The public sees only pooled answers. A chart of all answers is for the chair, who may see how
answers are distributed anyway; with one question it would show the smallest and the largest answer.
The scores of an expert are for that expert alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.charts.figure import Figure, Provenance
from vigil.charts.numbers import percent_text
from vigil.charts.saturation_and_calibration import CalibrationPoint, calibration_chart
from vigil.outlook.models import Panel, Question
from vigil.outlook.questions.values import FIELDS, Form, quantiles_of
from vigil.outlook.results.public import PublicPanel
from vigil.outlook.results.tables import experts_answered, method_label
from vigil.outlook.results.verbs.finalising_and_scoring import SCORED_METHOD
from vigil.reading.estimation import scoring
from vigil.reading.estimation.weights import LEAST

Kind = Question.Kind
EXPECTED_SHARES: Final = (0.05, 0.45, 0.45, 0.05)
"""Shares of outcomes that should lie below, between and above the three quantiles."""


@dataclass(frozen=True)
class QuantileHits:
    """A row of the table of quantities: an interval, and how often the outcome lies in it."""

    where: str
    n: int
    share: str
    should: str


@dataclass(frozen=True)
class Calibration:
    """How often answers came true; `few` is a warning if too few quantities are resolved."""

    figure: Figure | None
    hits: list[QuantileHits]
    few: str
    """For the quantities; for the probabilities the figure has its own warning."""
    of_questions: bool
    """Whether it counts questions with one answer each, and not answers."""


@dataclass
class ResolvedAnswers:
    """Answers to questions with a known outcome, and the number of these questions."""

    said: list[float] = field(default_factory=list)
    happened: list[bool] = field(default_factory=list)
    events: int = 0
    ranges: list[Sequence[float]] = field(default_factory=list)
    realised: list[float] = field(default_factory=list)
    quantities: int = 0
    days: list[date] = field(default_factory=list)

    def add(self, question: Question, answers: Sequence[Any]) -> None:
        """Add the answers to a question: probabilities, or three quantiles each."""
        truth = question.resolution
        if truth is None or not answers:
            return
        if question.kind == Kind.PROBABILITY:
            self.events += 1
            self.said += answers
            self.happened += [truth == 1] * len(answers)
        elif question.kind == Kind.QUANTITY:
            self.quantities += 1
            self.ranges += answers
            self.realised += [truth] * len(answers)
        if question.resolved_on is not None:
            self.days.append(question.resolved_on)


def calibration_of_pooled(told: PublicPanel) -> Calibration | None:
    """Return how often a published panel's pooled answers came true; None if no outcome is known.

    They are pooled with equal weights, by the method that is scored.
    """
    known = ResolvedAnswers()
    for one in told.questions:
        for result in one.results:
            if result.method == SCORED_METHOD.get(Kind(one.question.kind)):
                known.add(one.question, [_pooled(result.value)])
    about = Provenance(
        _("pooled (%(method)s); each question is counted once")
        % {"method": method_label(SCORED_METHOD[Kind.PROBABILITY])},
        _source(told.panel),
        max([*known.days, told.day]),
        experts_answered(told.experts),
    )
    title = _("Pooled probabilities, and how often it came true")
    return _outcome("calibration", title, about, known, of_questions=True)


def calibration_of_all_answers(
    panel: Panel, rows: Iterable[tuple[Question, list[Any]]]
) -> Calibration | None:
    """Return how often all answers of a panel came true, for its chair; None without an outcome.

    `rows` come from `queries.resolved`.
    """
    known = ResolvedAnswers()
    for question, answers in rows:
        known.add(question, answers)
    about = Provenance(
        _("every answer of the last round; those to one question come true together"),
        _source(panel),
        max(known.days, default=date.min),
    )
    title = _("All answers, and how often it came true")
    return _outcome("calibration-all", title, about, known, of_questions=False)


def calibration_of_own(
    panel: Panel, rows: Iterable[tuple[Question, Mapping[str, Any]]]
) -> Calibration | None:
    """Return how often one expert's answers came true, for them alone; None if no outcome is known.

    `rows` come from `queries.own_resolved`.
    """
    known = ResolvedAnswers()
    for question, value in rows:
        known.add(question, [_own(question, value)])
    about = Provenance(
        _("your own answers of the last round; each question is counted once"),
        _source(panel),
        max(known.days, default=date.min),
    )
    title = _("What you said, and how often it came true")
    return _outcome("calibration", title, about, known, of_questions=True)


def _pooled(value: Mapping[str, float]) -> Any:
    found = value.get("probability")
    return found if found is not None else [value[name] for name in FIELDS[Form.QUANTILES]]


def _own(question: Question, value: Mapping[str, Any]) -> Any:
    if question.kind == Kind.PROBABILITY:
        return float(value["probability"])
    found = quantiles_of(question, value)
    return [found.q05, found.q50, found.q95]


def _source(panel: Panel) -> str:
    return _("panel “%(title)s”") % {"title": panel.title}


def _outcome(
    key: str, title: str, about: Provenance, known: ResolvedAnswers, *, of_questions: bool
) -> Calibration | None:
    figure = _calibration(key, title, about, known, of_questions)
    hits = list(_hits(known))
    if figure is None and not hits:
        return None
    return Calibration(figure, hits, _few(known.quantities) if hits else "", of_questions)


def _calibration(
    key: str, title: str, about: Provenance, known: ResolvedAnswers, of_questions: bool
) -> Figure | None:
    done = scoring.resolve_probabilities(
        np.array(known.said, dtype=np.float64), np.array(known.happened, dtype=np.bool_)
    )
    if done is None:
        return None
    told = [
        CalibrationPoint(one.mean, one.happened, one.count, one.interval if of_questions else None)
        for one in done.bins
    ]
    more = [_few(known.events)]
    if of_questions:
        more.append(
            _(
                "The upright lines show where the share may lie by chance alone, as if questions "
                "were independent of each other (Wilson’s interval, 95 %)."
            )
        )
    else:
        more.append(_("Questions: %(n)d.") % {"n": known.events})
    with_more = Provenance(
        about.method, about.source, about.as_of, about.respondents, tuple(filter(None, more))
    )
    return calibration_chart(key, title, with_more, told=told, of_questions=of_questions)


def _few(questions: int) -> str:
    """Return a warning that too few outcomes are known to learn from; empty if there are enough."""
    if questions >= LEAST:
        return ""
    return ngettext(
        "Of %(n)d question it is known what came true: too few to read anything out of it.",
        "Of %(n)d questions it is known what came true: too few to read anything out of it.",
        questions,
    ) % {"n": questions}


def _hits(known: ResolvedAnswers) -> Iterator[QuantileHits]:
    """Yield how many outcomes lie in each interval between the quantiles.

    An outcome equal to the middle quantile counts as below it; equal to an outer one, as inside.
    """
    if not known.ranges:
        return
    done = scoring.resolve_quantities(
        np.array(known.ranges, dtype=np.float64), np.array(known.realised, dtype=np.float64)
    )
    if done is None:
        return
    below, above, lower = done.below.count, done.above.count, done.under_median.count
    counts = (below, lower - below, done.count - lower - above, above)
    places = (
        _("below the 5 % quantile"),
        _("from the 5 % to the 50 % quantile"),
        _("from the 50 % to the 95 % quantile"),
        _("above the 95 % quantile"),
    )
    for where, n, should in zip(places, counts, EXPECTED_SHARES, strict=True):
        yield QuantileHits(where, n, percent_text(n / done.count), percent_text(should))
