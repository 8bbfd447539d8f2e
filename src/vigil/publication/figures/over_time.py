"""Figures over time: what was not monitored is hatched, never a zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.coverage.statement import Span, month_days, year_days
from vigil.charts.bars_and_columns import Column, column_chart
from vigil.charts.coverage import Coverage
from vigil.publication.figures.inputs import NOTHING, Made, foot
from vigil.publication.figures.tables import Cell, Figure, Missing, Row, of_cases, of_people
from vigil.publication.figures.years import place_of
from vigil.publication.search.facets import Facet, Tally


def by_year(made: Made) -> Figure:
    """Cases by the year in which they wholly lie."""
    facet = made.facets["year"]
    stretches = [
        Stretch(str(year), f"{year}", year_days(year), {"year_from": year, "year_to": year})
        for year in made.time.years
    ]
    return _over_time(
        made,
        "by-year",
        _("Cases by year"),
        stretches,
        facet,
        made.missing(facet, _("The year"), undated="year"),
    )


def by_month(made: Made) -> Figure:
    """Cases by the month in which they wholly lie."""
    facet = made.facets["month"]
    stretches = [_month(made, year, month) for year, month in made.time.months]
    return _over_time(
        made,
        "by-month",
        _("Cases by month"),
        stretches,
        facet,
        made.missing(facet, _("The month"), undated="month"),
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A year or a month: the value of its tally, what it is called, its days, what selects it."""

    value: str
    label: str
    days: Span
    link: dict[str, Any]
    tick: str = ""


def _month(made: Made, year: int, month: int) -> Stretch:
    value, first = f"{year:04d}-{month:02d}", date(year, month, 1)
    one_year = len(made.time.years) == 1
    tick = date_format(first, "M") if one_year else (str(year) if month == 1 else "")
    label = date_format(first, "YEAR_MONTH_FORMAT")
    return Stretch(value, label, month_days(year, month), {"month": value}, tick)


def _over_time(
    made: Made,
    key: str,
    title: str,
    stretches: Sequence[Stretch],
    facet: Facet,
    missing: Missing,
) -> Figure:
    told = {tally.value: tally for tally in facet.values}
    states = [made.coverage.together(*stretch.days) for stretch in stretches]
    rows = [
        _stretch_row(made, stretch, told.get(stretch.value, NOTHING), state)
        for stretch, state in zip(stretches, states, strict=True)
    ]
    drawn = [
        Column(s.tick or (s.label if s.value == s.label else ""), _cases(told, s.value), state)
        for s, state in zip(stretches, states, strict=True)
    ]
    joined = sorted(
        {
            round(place_of(one.day, made.time, key == "by-month"), 2)
            for one in made.coverage.joined()
            if stretches and stretches[0].days[0] <= one.day <= stretches[-1].days[1]
        }
    )
    notes = [_("Hatched: not monitored, or in part only. There a missing column is no zero.")]
    if joined:
        notes.append(_("Thin lines: days on which outlets joined."))
    return made.figure(
        key,
        title,
        heads=[_("Cases"), _("People killed"), _("Monitored")],
        rows=rows,
        foot=foot(missing, 2),
        chart=column_chart(drawn, key, joined=joined, rtl=made.rtl),
        missing=missing,
        notes=notes,
        wide=True,
    )


def _cases(told: dict[str, Tally], value: str) -> int:
    return told[value].cases if value in told else 0


def _stretch_row(made: Made, stretch: Stretch, tally: Tally, state: Coverage) -> Row:
    """Write a stretch; where none was found and not all was monitored there is no zero."""
    monitored = Cell(_monitored(made, stretch.days, state))
    if not tally.cases and state is not Coverage.WHOLE:
        return Row(stretch.label, "", [Cell("–"), Cell("–"), monitored])
    url = made.links.list(**stretch.link)
    cells = [of_cases(tally.cases, url), of_people(tally.killed, tally.cases, url), monitored]
    return Row(stretch.label, made.links.figures_of(**stretch.link), cells)


def _monitored(made: Made, days: Span, state: Coverage) -> str:
    if state is Coverage.NOT:
        return _("not monitored")
    if len(made.coverage.countries) == 1:
        return _("yes") if state is Coverage.WHOLE else _("in part")
    whole, part = made.coverage.count(*days)
    said = ngettext(
        "%(whole)d of %(n)d country, %(part)d in part",
        "%(whole)d of %(n)d countries, %(part)d in part",
        len(made.coverage.countries),
    )
    return said % {"whole": whole, "part": part, "n": len(made.coverage.countries)}
