"""Show how the answers of a closed round are distributed: as a table, and drawn where possible.

Answers are in the order of their values, so that nobody can tell whose each is.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.charts.distribution import distribution_chart
from vigil.charts.figure import Figure, Provenance
from vigil.outlook.models import Question, Round
from vigil.outlook.questions import wording
from vigil.outlook.results.tables import experts_answered

Kind = Question.Kind
SCALES: Final[Mapping[str, tuple[float, float, float]]] = {
    Kind.SCORE: (1, 10, 0.5),
    Kind.TRAJECTORY: (-2, 2, 1),
}
"""Kinds whose answers are drawn on a scale: its lower end, upper end and step."""


def distribution_rows(question: Question, cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the distribution of the answers, a row for each cell: n, middle half, single answers.

    For a matrix, a row also has the labels of the row and, if there are columns, of the column.
    """
    rows = []
    for cell, one in cells.items():
        middle, low, high = wording.spread_texts(question, one)
        each = Counter(_value_said(question, value) for value in one["values"])
        rows.append(
            {
                "label": wording.cell_label(question, cell),
                **wording.cell_labels(question, cell),
                "n": one["n"],
                "middle": middle,
                "low": low,
                "high": high,
                "each": list(each.items()),
            }
        )
    return rows


def answers_figure(row: Round, question: Question, cells: Mapping[str, Any]) -> Figure | None:
    """Return a chart of the answers of a round on their scale; None if there is none."""
    one = cells.get("")
    if question.kind not in SCALES or not one or not one["n"]:
        return None
    low, high, step = SCALES[question.kind]
    heading = question.kind == Kind.TRAJECTORY
    day = timezone.localdate(row.closed_at)
    return distribution_chart(
        "answers",
        _("How the answers lie"),
        Provenance(
            _("every answer of the round"), _("this panel"), day, experts_answered(one["n"])
        ),
        scores=Counter(one["values"]),
        median=one["median"],
        low=low,
        high=high,
        step=step,
        counted=wording.field_label(question, "direction") if heading else "",
        names=wording.direction_labels() if heading else None,
    )


def _value_said(question: Question, value: Any) -> str:
    if isinstance(value, list):
        return " – ".join(wording.plain_number_text(number) for number in value)
    return wording.number_text(question, value)
