"""Small multiples: the cases of each country over time, hatched where nobody monitored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.coverage.statement import Span, year_days
from vigil.casefile.people.name_matching import fold
from vigil.charts.bars_and_columns import Column
from vigil.charts.coverage import Coverage
from vigil.charts.small_multiples import Panel, SmallMultiples
from vigil.publication.figures.columns import column
from vigil.publication.figures.findings import in_countries
from vigil.publication.figures.inputs import NOT_REPORTED_ROW, FigureInputs
from vigil.publication.figures.tables import NO_NUMBER, Figure, FigureCell, FigureRow, cases_cell
from vigil.publication.record.labels import country_name
from vigil.publication.search.filters import NO_COUNTRY

KEY: Final = "countries-over-time"
MOST_STEPS: Final = 12
"""At most so many columns for a country: more years are put together."""
STEPS: Final = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True, slots=True)
class Years:
    """Some years that one column stands for, both ends included."""

    first: int
    last: int

    @property
    def label(self) -> str:
        """The years in words."""
        return f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def code(self) -> str:
        """The years as they are called in files."""
        return f"{self.first}" if self.first == self.last else f"{self.first}_{self.last}"

    @property
    def days(self) -> Span:
        """The first and the last day."""
        return year_days(self.first)[0], year_days(self.last)[1]


def countries_over_time(inputs: FigureInputs) -> Figure:
    """Count the cases of each country in stretches of years, all on one scale."""
    facet = inputs.facets["country"]
    codes = [tally.value for tally in facet.values]
    codes.sort(key=lambda code: (fold(country_name(code)), code))
    steps = steps_of(inputs.time.years)
    counted = _counted(inputs, steps)
    states = {
        code: [inputs.coverage.state(code, *_within(inputs, step)) for step in steps]
        for code in codes
    }
    plot = SmallMultiples(
        [
            Panel(
                country_name(code),
                [
                    Column(str(_tick(n, step, steps)), counts, state)
                    for n, (step, counts, state) in enumerate(
                        zip(steps, counted[code][1:], states[code], strict=True)
                    )
                ],
            )
            for code in codes
        ]
    )
    undated = any(counted[code][0] for code in ["", *codes])
    monitored = sum(all(s is Coverage.WHOLE for s in states[code]) for code in codes)
    missing = inputs.missing(facet, _("Country"), country=NO_COUNTRY)
    return inputs.figure(
        KEY,
        _("Cases over time, by country"),
        columns=[
            *(column("cases_of_time", step.label, step.code) for step in steps),
            *([column("cases_undated")] if undated else []),
        ],
        rows=[
            FigureRow(
                country_name(code),
                inputs.links.figures_of(country=code),
                _cells(inputs, code, steps, counted[code], states[code], undated=undated),
                code,
            )
            for code in codes
        ],
        foot=_foot(inputs, steps, counted[""], undated=undated),
        plot=plot,
        finding=in_countries(inputs.total - facet.not_reported, len(codes), monitored),
        missing=missing,
        notes=_notes(plot.highest) if codes else [],
        wide=True,
    )


def _notes(highest: int) -> list[str]:
    scale = ngettext(
        "All charts have one scale: the line on top is %(n)d case.",
        "All charts have one scale: the line on top is %(n)d cases.",
        highest,
    )
    return [
        scale % {"n": highest},
        _("Hatched: not monitored, or in part only. There a missing column is no zero."),
        _("In alphabetical order: the numbers do not rank countries."),
    ]


def steps_of(years: range) -> list[Years]:
    """Divide years into at most a dozen steps of the same length, from round years on."""
    if not len(years):
        return []
    for length in STEPS:
        start = years[0] - years[0] % length
        steps = [
            Years(max(first, years[0]), min(first + length - 1, years[-1]))
            for first in range(start, years[-1] + 1, length)
        ]
        if len(steps) <= MOST_STEPS:
            return steps
    return steps


def _counted(inputs: FigureInputs, steps: Sequence[Years]) -> dict[str, list[int]]:
    """Count the cases of each country: those of no one year, then those of each step."""
    countries, rows = inputs.columns.coded["country"], inputs.chosen.cases
    starts = np.array([step.first for step in steps], dtype=np.int64)
    years = inputs.columns.year[rows]
    step = np.where(years > 0, np.searchsorted(starts, years, side="right"), 0)
    width = len(steps) + 1
    keys = countries.codes[rows].astype(np.int64) * width + step
    grid = np.bincount(keys, minlength=len(countries.values) * width).reshape(-1, width)
    found = {value: grid[n].tolist() for n, value in enumerate(countries.values)}
    found.setdefault("", [0] * width)
    return found


def _within(inputs: FigureInputs, step: Years) -> Span:
    """Return the days of a step, up to today: the rest of this year is not yet over."""
    first, last = step.days
    return first, min(last, inputs.coverage.today)


def _tick(n: int, step: Years, steps: Sequence[Years]) -> int:
    """Return the year at the axis: where the time begins, and where it ends."""
    return step.last if n == len(steps) - 1 else step.first


def _cells(
    inputs: FigureInputs,
    code: str,
    steps: Sequence[Years],
    counts: Sequence[int],
    states: Sequence[Coverage],
    *,
    undated: bool,
) -> list[FigureCell]:
    return [
        *(
            FigureCell(NO_NUMBER)
            if not n and state is not Coverage.WHOLE
            else cases_cell(n, _list(inputs, step, country=code))
            for step, n, state in zip(steps, counts[1:], states, strict=True)
        ),
        *([cases_cell(counts[0], _undated(inputs, country=code))] if undated else []),
    ]


def _foot(
    inputs: FigureInputs, steps: Sequence[Years], counts: Sequence[int], *, undated: bool
) -> FigureRow | None:
    """Return the row of the cases without a country; None without any."""
    if not any(counts):
        return None
    cells = [
        *(
            cases_cell(n, _list(inputs, step, country=NO_COUNTRY))
            for step, n in zip(steps, counts[1:], strict=True)
        ),
        *([cases_cell(counts[0], _undated(inputs, country=NO_COUNTRY))] if undated else []),
    ]
    return FigureRow(_("not reported"), "", cells, NOT_REPORTED_ROW)


def _list(inputs: FigureInputs, step: Years, country: str) -> str:
    """Return the address of the cases of a country in some years, within the years asked for."""
    asked = inputs.selection.asked
    first = max(step.first, int(asked.get("year_from") or step.first))
    last = min(step.last, int(asked.get("year_to") or step.last))
    return inputs.links.list(country=country, year_from=first, year_to=last)


def _undated(inputs: FigureInputs, country: str) -> str:
    return inputs.links.list(country=country, undated="year")
