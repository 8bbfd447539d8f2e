"""Figures of the results of a panel, each kind of question on its own scale."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from vigil.charts.figure import Figure, Provenance
from vigil.charts.heat_map import CellSupport, Values, heat_map
from vigil.charts.intervals import Interval, interval_chart
from vigil.outlook.models import Question
from vigil.outlook.questions.wording import cell_label, direction_labels, term_label
from vigil.outlook.results import forecasts, quantity_ranges
from vigil.outlook.results.public import PublicPanel, PublicQuestion, PublicResult
from vigil.outlook.results.rounding import shown_number
from vigil.outlook.results.tables import experts_answered_each

Kind = Question.Kind
SCALES: Final[Mapping[str, tuple[float, float]]] = {
    Kind.SCORE: (1, 10),
    Kind.EFFICACY: (1, 10),
    Kind.TRAJECTORY: (-2, 2),
}
"""Kinds whose pooled values are drawn on one scale, with the ends of the scale."""


def figures_of(told: PublicPanel) -> list[Figure]:
    """Return the figures of a panel.

    Scores are on one scale and trajectories on another. Quantities are drawn by their units and
    along the days that are asked about. Each matrix has its own figure.
    """
    about = Provenance(
        _("median of all answers, equal weights"),
        _("panel “%(title)s”") % {"title": told.panel.title},
        told.day,
        experts_answered_each(told),
    )
    found = []
    for kind, title in ((Kind.SCORE, _("Scores")), (Kind.TRAJECTORY, _("Where it is heading"))):
        each = [one for one in told.questions if one.question.kind == kind]
        rows = [(f"{one.question.position}. {one.question.text}", one) for one in each]
        if figure := _intervals(str(kind), title, about, kind, _scored(rows)):
            found.append(figure)
    found += quantity_ranges.ranges_of(told)
    found += [forecasts.figure_of(told, path) for path in forecasts.series_of_panel(told)]
    for one in told.questions:
        if one.question.kind == Kind.EFFICACY:
            drawn = [(cell_label(one.question, result.cell), result) for result in one.results]
            key = f"question-{one.question.position}-figure"
            if figure := _intervals(key, one.question.text, about, Kind.EFFICACY, drawn):
                found.append(figure)
        elif one.question.kind == Kind.DRIVERS and one.results:
            found.append(_heat(one, about))
    return found


def markets_by_drivers(
    key: str,
    title: str,
    about: Provenance,
    *,
    columns: Sequence[str],
    rows: Sequence[str],
    values: Values,
    low: float,
    high: float,
    behind: Mapping[tuple[int, int], CellSupport] | None = None,
) -> Figure:
    """Draw a heat map whose rows are markets and whose columns are drivers."""
    return heat_map(
        key,
        title,
        about,
        columns=columns,
        rows=rows,
        values=values,
        low=low,
        high=high,
        behind=behind,
        row_head=_("Market"),
        summary=_("%(rows)d markets by %(columns)d drivers, on a scale from %(low)s to %(high)s."),
    )


def _scored(rows: Iterable[tuple[str, PublicQuestion]]) -> list[tuple[str, PublicResult]]:
    return [(label, one.results[0]) for label, one in rows if one.results]


def _intervals(
    key: str, title: str, about: Provenance, kind: str, rows: Sequence[tuple[str, PublicResult]]
) -> Figure | None:
    drawn = [
        Interval(
            label,
            shown_number(kind, one.value["median"]),
            shown_number(kind, one.spread["low"]),
            shown_number(kind, one.spread["high"]),
            one.n,
        )
        for label, one in rows
        if "low" in one.spread
    ]
    if not drawn:
        return None
    low, high = SCALES[kind]
    spread = _("the middle half of the answers")
    names = direction_labels() if kind == Kind.TRAJECTORY else None
    return interval_chart(
        key, title, about, rows=drawn, spread=spread, low=low, high=high, names=names
    )


def _heat(one: PublicQuestion, about: Provenance) -> Figure:
    question = one.question
    results = {result.cell: result for result in one.results}
    cells = [
        [results.get(f"{driver}|{market}") for driver in question.rows]
        for market in question.columns
    ]
    return markets_by_drivers(
        f"question-{question.position}-figure",
        question.text,
        about,
        columns=[term_label("drivers", code) for code in question.rows],
        rows=[term_label("markets", code) for code in question.columns],
        values=[[found.value["median"] if found else None for found in line] for line in cells],
        low=0,
        high=4,
        behind={
            (row, column): CellSupport(found.n, _quartiles(found))
            for row, line in enumerate(cells)
            for column, found in enumerate(line)
            if found is not None
        },
    )


def _quartiles(result: PublicResult) -> tuple[float, float] | None:
    low, high = result.spread.get("low"), result.spread.get("high")
    return None if low is None or high is None else (low, high)
