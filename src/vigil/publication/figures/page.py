"""The page of figures: which figures a selection has, and the totals and coverage above them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from vigil.casefile.coverage.queries import monitored_periods
from vigil.casefile.coverage.statement import (
    CoverageStatement,
    elsewhere_sentences,
    make_statement,
    span_text,
)
from vigil.publication.figures.inputs import NOTHING, FigureInputs
from vigil.publication.figures.kinds import FIRST, KINDS
from vigil.publication.figures.tables import Figure, FigureCell, cases_cell, persons_cell
from vigil.publication.figures.years import year_range_of
from vigil.publication.record import queries
from vigil.publication.record.columns import Columns, Mask
from vigil.publication.record.labels import country_name
from vigil.publication.search.filters import NO_COUNTRY
from vigil.publication.search.links import Links
from vigil.publication.search.selection import Selection

HEADLINE: Final = Selection({"headline": True})
BY_CASES = ("q", "bbox", "admin1")
"""Parameters that select cases and not countries. Monitored countries are not added to these."""


@dataclass(frozen=True, slots=True)
class Total:
    """A total: the cases, and the people killed in them."""

    cases: FigureCell
    killed: FigureCell


@dataclass(frozen=True, slots=True)
class CountryCoverage:
    """A row of the coverage table: when a country was monitored, and through which outlets."""

    country: str
    times: list[str]
    outlets: list[str]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """Everything that the page shows.

    `headline` is the headline count of the whole record, `chosen` the total of the selection, and
    `inside` the part of the selection that is in the headline count.
    """

    headline: Total
    chosen: Total
    inside: Total
    of_people: bool
    """Whether the selection asks for a kind of person, so that only such people are counted."""
    figures: list[Figure]
    coverage: CoverageStatement
    coverage_sentences: list[str]
    watched: list[CountryCoverage]
    more_months: bool

    @property
    def drawn(self) -> list[Figure]:
        """The figures with something to compare."""
        return [figure for figure in self.figures if figure.is_drawn]

    @property
    def first(self) -> list[Figure]:
        """The few figures that the page shows."""
        drawn = {figure.key: figure for figure in self.drawn}
        return [drawn[key] for key in FIRST if key in drawn]

    @property
    def more(self) -> list[Figure]:
        """The others with something to compare: the page names them, and what they show."""
        return [figure for figure in self.drawn if figure.key not in FIRST]

    @property
    def folded(self) -> list[Figure]:
        """The figures of which one sentence says everything."""
        return [figure for figure in self.figures if figure.folded]


def make_figures_page(
    selection: Selection, columns: Columns, today: date | None = None
) -> FiguresPage:
    """Return the page of figures of a selection."""
    inputs = read_inputs(selection, columns, today or date.today())
    return FiguresPage(
        headline=_headline(columns, inputs),
        chosen=_total(inputs.total, inputs.all.killed, inputs.links),
        inside=_inside(inputs),
        of_people=not inputs.chosen.everybody,
        figures=[kind.make(inputs) for kind in KINDS.values() if kind.shown(inputs)],
        coverage=inputs.coverage,
        coverage_sentences=coverage_sentences(inputs),
        watched=list(_country_coverage(inputs.coverage)),
        more_months=len(inputs.time.years) > 0 and not inputs.time.has_months,
    )


def read_inputs(selection: Selection, columns: Columns, today: date) -> FigureInputs:
    """Return what the figures of a selection are made from."""
    chosen = selection.chosen(columns)
    mask = chosen.cases
    periods = monitored_periods(today)
    countries = _countries(selection, columns, mask, {c for p in periods for c in p.countries})
    followed = [p for p in periods if not set(countries).isdisjoint(p.countries)]
    time = year_range_of(selection, columns, mask, followed, today)
    coverage = make_statement(periods, countries, *time.days(today), today)
    return FigureInputs(selection, columns, chosen, Links.of(selection), coverage, time)


def _countries(
    selection: Selection, columns: Columns, mask: Mask, monitored: set[str]
) -> list[str]:
    """Return the countries of a selection: the one asked for, or those found or monitored."""
    asked = selection.asked.get("country")
    if asked:
        return [] if asked == NO_COUNTRY else [str(asked)]
    found = {code for code in columns.coded["country"].count(mask) if code}
    if not any(name in selection.asked for name in BY_CASES):
        found |= monitored
    return sorted(found)


def _total(cases: int, killed: int, links: Links, **more: Any) -> Total:
    return Total(
        cases_cell(cases, links.list(**more)), persons_cell(killed, links.people_killed(**more))
    )


def _headline(columns: Columns, inputs: FigureInputs) -> Total:
    total = queries.headline(columns)
    return _total(total.cases, total.killed, replace(inputs.links, selection=HEADLINE))


def _inside(inputs: FigureInputs) -> Total:
    tallies = {tally.value: tally for tally in inputs.facets["headline"].values}
    found = tallies.get("yes", NOTHING)
    return _total(found.cases, found.killed, inputs.links, headline=True)


def coverage_sentences(inputs: FigureInputs) -> list[str]:
    """Return the coverage in sentences, with the number of cases that monitoring did not find."""
    of_basis = inputs.columns.coded["basis"].count(inputs.chosen.cases)
    imported = of_basis.get("imported", 0)
    compiled = inputs.total - of_basis.get("adjudicated", 0) - imported
    sentences = inputs.coverage.sentences(country_name)
    return [*sentences, *elsewhere_sentences(compiled, imported, inputs.total)]


def _country_coverage(coverage: CoverageStatement) -> Iterator[CountryCoverage]:
    for country in sorted(coverage.countries, key=country_name):
        times = [span_text(span) for span in coverage.spans(country)]
        outlets = coverage.outlets(country, coverage.first, coverage.last)
        yield CountryCoverage(country_name(country), times, outlets)
