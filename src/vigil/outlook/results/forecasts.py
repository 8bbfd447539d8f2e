"""Figures of what panels expect: quantities asked for several days, and scores of a country.

For a quantity the band is from the pooled 5 % to the 95 % quantile. For a score it is the middle
half of the answers: how far experts differ, and not how sure they are. Only public results are read
(`results.public`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.charts.fan_chart import Band, ExpectedValue, fan_chart
from vigil.charts.figure import Figure
from vigil.outlook.index_editions.trajectories import time_of
from vigil.outlook.models import Panel, Question
from vigil.outlook.questions.wording import subject_labels
from vigil.outlook.results.public import (
    PublicPanel,
    PublicQuestion,
    PublicResult,
    published,
    published_panels,
)
from vigil.outlook.results.quantity_ranges import FIRST, about_quantities, first_of, scale_around
from vigil.outlook.results.rounding import shown_numbers
from vigil.outlook.results.tables import method_label

Kind = Question.Kind
SCORES = "scores"
"""The method by which scores are pooled with equal weights."""
LOWEST, HIGHEST = 1, 10
"""Ends of the scale of scores."""


@dataclass(frozen=True)
class QuestionSeries:
    """Questions of a panel about the same quantity on several days, the nearest day first."""

    questions: Sequence[PublicQuestion]

    @property
    def first(self) -> Question:
        """The question about the nearest day."""
        return self.questions[0].question


@dataclass(frozen=True)
class ExpectedScore:
    """What a panel expects of a score, the nearest day first, with the method."""

    panel: Panel
    method: str
    ahead: Sequence[ExpectedValue]


# Quantities of a panel


def series_of_panel(told: PublicPanel) -> list[QuestionSeries]:
    """Return quantities asked for several days: same market, actors or block, place and unit.

    If two questions ask for the same day, it is unclear which one is meant, and the series is left
    out.
    """
    asked: dict[tuple[str, ...], list[PublicQuestion]] = {}
    for one in told.questions:
        question = one.question
        codes = (question.market, question.actor, question.block, question.place)
        quantity = question.kind == Kind.QUANTITY and not question.is_seed
        if quantity and any(codes) and question.horizon is not None and first_of(one) is not None:
            asked.setdefault((*codes, question.unit.casefold()), []).append(one)
    return [
        QuestionSeries(sorted(each, key=lambda one: str(one.question.horizon)))
        for each in asked.values()
        if 1 < len(each) == len({one.question.horizon for one in each})
    ]


def series_of_question(told: PublicPanel, question: Question) -> QuestionSeries | None:
    """Return the series that contains a question; None if no series does."""
    for path in series_of_panel(told):
        if any(one.question.pk == question.pk for one in path.questions):
            return path
    return None


def figure_of(told: PublicPanel, path: QuestionSeries) -> Figure:
    """Draw a series: for each day the pooled median, and the 5 % and 95 % quantiles."""
    ahead = [
        _of_quantity(one.question, result)
        for one in path.questions
        if (result := first_of(one)) is not None
    ]
    asked = [one.question for one in path.questions]
    low, high = scale_around((end for one in ahead for end in one.outer or ()), asked)
    said = {"what": _(", ").join(subject_labels(path.first)), "unit": path.first.unit}
    return fan_chart(
        f"path-{path.first.position}",
        _("What is expected: %(what)s, in %(unit)s") % said,
        about_quantities(told, path.first, method_label(FIRST)),
        ahead=ahead,
        low=low,
        high=high,
    )


def _of_quantity(question: Question, result: PublicResult) -> ExpectedValue:
    value = shown_numbers(Kind.QUANTITY, result.value)
    return _ahead(question, result.n, value["q50"], outer=(value["q05"], value["q95"]))


def _ahead(
    question: Question, n: int, median: float, *, outer: Band = None, apart: Band = None
) -> ExpectedValue:
    """Return the expected value at the day that the question asks about."""
    assert question.horizon is not None  # otherwise the question does not look ahead
    low90, high90 = outer or (None, None)
    at, said = time_of(question.horizon), str(date_format(question.horizon))
    return ExpectedValue(at, low90, None, median, None, high90, said, n, apart)


# Scores of a country


def expected_of(country: str) -> dict[str, ExpectedScore]:
    """Return the expected scores of a country by term, each from the newest panel that has one.

    A quantity from 1 to 10 that is counted in scores has more information than a score asked for a
    later day, and is preferred.
    """
    found: dict[str, ExpectedScore] = {}
    for panel in published_panels().filter(questions__place=country).distinct():
        told = published(panel, country)
        for term, expected in _expected(told, country) if told is not None else ():
            found.setdefault(term, expected)
    return found


def _expected(told: PublicPanel, country: str) -> Iterator[tuple[str, ExpectedScore]]:
    """Yield what a panel expects of each term, those from quantities first."""
    here = [one for one in told.questions if one.question.place == country]
    for method, each in (
        (FIRST, [one for one in here if _counts_scores(one.question)]),
        (SCORES, [one for one in here if looks_ahead(one.question, told.panel)]),
    ):
        by_term: dict[str, list[ExpectedValue]] = {}
        for one in each:
            result = next((r for r in one.results if r.method == method), None)
            term = _term_of(one.question)
            if result is not None and term:
                made = _of_quantity if method == FIRST else _of_score
                by_term.setdefault(term, []).append(made(one.question, result))
        for term, ahead in by_term.items():
            if len({one.at for one in ahead}) == len(ahead):
                in_order = sorted(ahead, key=lambda one: one.at)
                yield term, ExpectedScore(told.panel, method, in_order)


def looks_ahead(question: Question, panel: Panel) -> bool:
    """Return whether a score was asked for a day after the one on which the panel became final."""
    if question.kind != Kind.SCORE or question.horizon is None or panel.final_at is None:
        return False
    return question.horizon > timezone.localdate(panel.final_at)


def _counts_scores(question: Question) -> bool:
    """Return whether a quantity is a score on the scale of the index, by a certain day."""
    if question.kind != Kind.QUANTITY or question.is_seed or question.horizon is None:
        return False
    with override(question.panel.language):
        called = {"score", _("Score").casefold()}
    within = (question.lower, question.upper) == (LOWEST, HIGHEST)
    return within and question.unit.casefold() in called


def _term_of(question: Question) -> str:
    """Return the one term that a question is about; empty if it is about several, or none."""
    codes = {question.market, question.actor, question.block} - {""}
    return codes.pop() if len(codes) == 1 else ""


def _of_score(question: Question, result: PublicResult) -> ExpectedValue:
    low, high = result.spread.get("low"), result.spread.get("high")
    apart = None if low is None or high is None else (low, high)
    return _ahead(question, result.n, result.value["median"], apart=apart)
