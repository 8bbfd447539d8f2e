"""Figures of quantities from their 5 % to their 95 % quantile, by method or side by side."""

from collections.abc import Iterable, Sequence
from math import ceil, floor

from django.utils.translation import gettext as _

from vigil.charts.figure import Figure, Provenance
from vigil.charts.intervals import Interval, interval_chart
from vigil.outlook.models import Question
from vigil.outlook.results.pooling_methods import OF_QUANTITIES
from vigil.outlook.results.public import PublicPanel, PublicQuestion, PublicResult
from vigil.outlook.results.rounding import shown_numbers
from vigil.outlook.results.tables import experts_answered_each, method_label

FIRST = OF_QUANTITIES[0]
"""The method whose number is shown where a quantity has only one number."""


def ranges_of(told: PublicPanel) -> list[Figure]:
    """Return figures of the quantities of a panel, without seeds.

    Quantities with the same unit are drawn side by side on one scale. A quantity that is alone with
    its unit is drawn by each method.
    """
    asked: dict[str, list[PublicQuestion]] = {}
    for one in told.questions:
        question = one.question
        if question.kind == Question.Kind.QUANTITY and not question.is_seed and first_of(one):
            asked.setdefault(question.unit.casefold(), []).append(one)
    return [
        range_of(told, each[0]) if len(each) == 1 else _side_by_side(told, each)
        for each in asked.values()
    ]


def range_of(told: PublicPanel, one: PublicQuestion) -> Figure:
    """Draw the pooled distribution of a quantity by each method."""
    question = one.question
    about = about_quantities(told, question, _("quantiles that the experts gave, pooled"))
    rows = [_interval(method_label(result.method), result) for result in one.results]
    key = f"question-{question.position}-figure"
    return _drawn(key, question.text, about, rows, [question])


def _side_by_side(told: PublicPanel, each: Sequence[PublicQuestion]) -> Figure:
    rows = [
        _interval(f"{one.question.position}. {one.question.text}", result)
        for one in each
        if (result := first_of(one)) is not None
    ]
    question = each[0].question
    about = about_quantities(told, question, method_label(FIRST))
    title = _("Quantities, in %(unit)s") % {"unit": question.unit}
    asked = [one.question for one in each]
    return _drawn(f"quantities-{question.position}", title, about, rows, asked)


def first_of(one: PublicQuestion) -> PublicResult | None:
    """Return the result of a quantity by the method FIRST; None if there is none."""
    return next((result for result in one.results if result.method == FIRST), None)


def about_quantities(told: PublicPanel, question: Question, method: str) -> Provenance:
    """Return how a figure of quantities of a panel was made."""
    return Provenance(
        method,
        _("panel “%(title)s”") % {"title": told.panel.title},
        told.day,
        experts_answered_each(told),
        (_("Unit: %(unit)s.") % {"unit": question.unit},) if question.unit else (),
    )


def scale_around(values: Iterable[float], questions: Sequence[Question]) -> tuple[float, float]:
    """Return the ends of a scale with some room around values.

    They are whole numbers. The scale goes below zero only if a value does, and never beyond the
    natural bounds of all questions.
    """
    there = list(values)
    low, high = min(there), max(there)
    margin = (high - low) / 10
    start = floor(low - margin) if low < 0 else max(0, floor(low - margin))
    end = max(ceil(high + margin), start + 1)
    lowest = [one.lower for one in questions if one.lower is not None]
    highest = [one.upper for one in questions if one.upper is not None]
    if len(lowest) == len(questions):
        start = max(start, floor(min(lowest)))
    if len(highest) == len(questions):
        end = min(end, ceil(max(highest)))
    return start, max(end, start + 1)


def _interval(label: str, result: PublicResult) -> Interval:
    value = shown_numbers(Question.Kind.QUANTITY, result.value)
    return Interval(label, value["q50"], value["q05"], value["q95"], result.n)


def _drawn(
    key: str, title: str, about: Provenance, rows: Sequence[Interval], asked: Sequence[Question]
) -> Figure:
    low, high = scale_around((end for row in rows for end in (row.low, row.high)), asked)
    return interval_chart(
        key,
        title,
        about,
        rows=rows,
        spread=_("from the 5 % to the 95 % quantile"),
        low=low,
        high=high,
    )
