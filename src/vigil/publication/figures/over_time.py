"""Figures over time. What was not monitored is hatched, and is never a zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.coverage.statement import Span, month_days, year_days
from vigil.charts.bars_and_columns import Column, ColumnChart
from vigil.charts.coverage import Coverage
from vigil.publication.figures.columns import column
from vigil.publication.figures.findings import through_time
from vigil.publication.figures.inputs import NOTHING, FigureInputs, foot
from vigil.publication.figures.tables import (
    NO_NUMBER,
    Figure,
    FigureCell,
    FigureRow,
    NotReportedCount,
    cases_cell,
    coverage_cell,
    people_cell,
)
from vigil.publication.figures.years import MONTHS_UP_TO, place_of
from vigil.publication.search.facets import Facet, Tally


def by_year(inputs: FigureInputs) -> Figure:
    """Count cases by year. A case counts if its whole range of days is in the year."""
    facet = inputs.facets["year"]
    steps = [
        TimeStep(str(year), f"{year}", year_days(year), {"year_from": year, "year_to": year})
        for year in inputs.time.years
    ]
    return _over_time(
        inputs,
        "by-year",
        _("Cases by year"),
        steps,
        facet,
        inputs.missing(facet, _("The year"), undated="year"),
    )


def by_month(inputs: FigureInputs) -> Figure:
    """Count cases by month. A case counts if its whole range of days is in the month."""
    if not inputs.time.has_months and inputs.time.years:
        why = ngettext(
            "Months are shown for at most %(n)d year. Choose a shorter time in the filter.",
            "Months are shown for at most %(n)d years. Choose a shorter time in the filter.",
            MONTHS_UP_TO,
        )
        return inputs.not_drawn("by-month", _("Cases by month"), why % {"n": MONTHS_UP_TO})
    facet = inputs.facets["month"]
    steps = [_month(inputs, year, month) for year, month in inputs.time.months]
    return _over_time(
        inputs,
        "by-month",
        _("Cases by month"),
        steps,
        facet,
        inputs.missing(facet, _("The month"), undated="month"),
    )


@dataclass(frozen=True, slots=True)
class TimeStep:
    """A year or a month: the value of its tally, its label, its days and its parameters."""

    value: str
    label: str
    days: Span
    link: dict[str, Any]
    tick: str = ""


def _month(inputs: FigureInputs, year: int, month: int) -> TimeStep:
    value, first = f"{year:04d}-{month:02d}", date(year, month, 1)
    one_year = len(inputs.time.years) == 1
    tick = date_format(first, "M") if one_year else (str(year) if month == 1 else "")
    label = date_format(first, "YEAR_MONTH_FORMAT")
    return TimeStep(value, label, month_days(year, month), {"month": value}, tick)


def _over_time(
    inputs: FigureInputs,
    key: str,
    title: str,
    steps: Sequence[TimeStep],
    facet: Facet,
    missing: NotReportedCount,
) -> Figure:
    tallies = {tally.value: tally for tally in facet.values}
    states = [inputs.coverage.together(*step.days) for step in steps]
    rows = [
        _step_row(inputs, step, tallies.get(step.value, NOTHING), state)
        for step, state in zip(steps, states, strict=True)
    ]
    drawn = [
        Column(s.tick or (s.label if s.value == s.label else ""), _cases(tallies, s.value), state)
        for s, state in zip(steps, states, strict=True)
    ]
    joined = sorted(
        {
            round(place_of(one.day, inputs.time, key == "by-month"), 2)
            for one in inputs.coverage.joined()
            if steps and steps[0].days[0] <= one.day <= steps[-1].days[1]
        }
    )
    notes = [_("Hatched: not monitored, or in part only. There a missing column is no zero.")]
    if joined:
        notes.append(_("Thin lines: days on which outlets joined."))
    return inputs.figure(
        key,
        title,
        columns=[column("cases"), column("killed"), column("monitored")],
        rows=rows,
        foot=foot(missing, 2),
        plot=ColumnChart(drawn, joined),
        finding=through_time(
            [step.label for step in steps if _cases(tallies, step.value)],
            inputs.total - facet.not_reported,
            [state is Coverage.WHOLE for state in states],
        ),
        missing=missing,
        notes=notes,
        wide=True,
    )


def _cases(tallies: dict[str, Tally], value: str) -> int:
    return tallies[value].cases if value in tallies else 0


def _step_row(inputs: FigureInputs, step: TimeStep, tally: Tally, state: Coverage) -> FigureRow:
    """Return the row of a year or month. Without full monitoring there is a dash, not a zero."""
    monitored = coverage_cell(_monitored(inputs, step.days, state), state)
    if not tally.cases and state is not Coverage.WHOLE:
        empty = [FigureCell(NO_NUMBER), FigureCell(NO_NUMBER), monitored]
        return FigureRow(step.label, "", empty, step.value)
    url = inputs.links.list(**step.link)
    cells = [cases_cell(tally.cases, url), people_cell(tally.killed, tally.cases, url), monitored]
    return FigureRow(step.label, inputs.links.figures_of(**step.link), cells, step.value)


def _monitored(inputs: FigureInputs, days: Span, state: Coverage) -> str:
    if state is Coverage.NOT:
        return _("not monitored")
    if len(inputs.coverage.countries) == 1:
        return _("yes") if state is Coverage.WHOLE else _("in part")
    whole, part = inputs.coverage.count(*days)
    text = ngettext(
        "%(whole)d of %(n)d country, %(part)d in part",
        "%(whole)d of %(n)d countries, %(part)d in part",
        len(inputs.coverage.countries),
    )
    return text % {"whole": whole, "part": part, "n": len(inputs.coverage.countries)}
