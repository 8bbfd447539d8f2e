"""The page of figures: which ones are shown for a selection, and what stands above them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from vigil.casefile.coverage.queries import monitored_periods
from vigil.casefile.coverage.statement import (
    CoverageStatement,
    compiled_sentence,
    make_statement,
    span_text,
)
from vigil.publication.figures import by_code, by_place, over_time
from vigil.publication.figures.inputs import NOTHING, Made
from vigil.publication.figures.tables import Cell, Figure, of_cases, of_people
from vigil.publication.figures.years import time_of
from vigil.publication.record import queries
from vigil.publication.record.columns import Columns, Mask
from vigil.publication.record.labels import country_name
from vigil.publication.search.filters import NO_COUNTRY
from vigil.publication.search.links import Links
from vigil.publication.search.selection import Selection

BY_CASES = ("q", "bbox", "admin1")
"""Parameters that pick cases rather than countries: where nothing was found none is in question."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A total: what is counted, the cases, and the people killed in them."""

    cases: Cell
    killed: Cell


@dataclass(frozen=True, slots=True)
class Watched:
    """A country of the coverage table: when it was monitored, and through which outlets."""

    country: str
    times: list[str]
    outlets: list[str]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """Everything that the page shows.

    `headline` is the headline count of the whole record, `chosen` the selection, `inside` what
    of the selection the headline count counts.
    """

    headline: Counted
    chosen: Counted
    inside: Counted
    figures: list[Figure]
    coverage: CoverageStatement
    said: list[str]
    watched: list[Watched]
    more_months: bool


def figures_page(selection: Selection, columns: Columns, today: date | None = None) -> FiguresPage:
    """Make the figures of a selection."""
    made = _made(selection, columns, today or date.today())
    return FiguresPage(
        headline=_headline(columns, made),
        chosen=_counted(made.total, made.all.killed, made.links.list()),
        inside=_inside(made),
        figures=list(_figures(made)),
        coverage=made.coverage,
        said=_said(made),
        watched=list(_watched(made.coverage)),
        more_months=len(made.time.years) > 0 and not made.time.has_months,
    )


def _made(selection: Selection, columns: Columns, today: date) -> Made:
    mask = selection.mask(columns)
    periods = monitored_periods(today)
    countries = _countries(selection, columns, mask, {c for p in periods for c in p.countries})
    followed = [p for p in periods if not set(countries).isdisjoint(p.countries)]
    time = time_of(selection, columns, mask, followed, today)
    told = make_statement(periods, countries, *time.days(today), today)
    return Made(selection, columns, mask, Links.of(selection), told, time)


def _countries(
    selection: Selection, columns: Columns, mask: Mask, monitored: set[str]
) -> list[str]:
    """Return the countries that a selection is about: the one asked for, or all in question."""
    asked = selection.asked.get("country")
    if asked:
        return [] if asked == NO_COUNTRY else [str(asked)]
    found = {code for code in columns.coded["country"].count(mask) if code}
    if not any(name in selection.asked for name in BY_CASES):
        found |= monitored
    return sorted(found)


def _figures(made: Made) -> Iterator[Figure]:
    yield over_time.by_year(made)
    if made.time.has_months:
        yield over_time.by_month(made)
    if not made.selection.asked.get("country"):
        yield by_place.by_country(made)
    elif made.selection.asked["country"] != NO_COUNTRY:
        yield by_place.by_division(made)
    several = _("A case may count under several of these, so that they add up to more.")
    yield by_code.of_people_in(
        made, "target_category", "by-target", _("Cases by who was attacked"), several
    )
    yield by_code.of_field(made, "motive", "by-motive", _("Cases by motive"))
    yield by_code.of_field(made, "method", "by-method", _("Cases by method"))
    yield by_code.events(made)
    yield by_code.of_people_in(
        made, "outcome", "by-outcome", _("Cases by what became of the people in them"), several
    )
    yield by_place.survivors(made)
    yield by_code.of_field(
        made, "organised_crime_link", "by-link", _("Cases by the link to organised crime")
    )
    yield by_code.of_field(
        made, "contract_or_reward", "by-contract", _("Cases by contract or reward")
    )


def _counted(cases: int, killed: int, url: str) -> Counted:
    return Counted(of_cases(cases, url), of_people(killed, cases, url))


def _headline(columns: Columns, made: Made) -> Counted:
    total = queries.headline(columns)
    links = Links(Selection({"headline": True}), made.links.cases, made.links.figures)
    return _counted(total.cases, total.killed, links.list())


def _inside(made: Made) -> Counted:
    tallies = {tally.value: tally for tally in made.facets["headline"].values}
    found = tallies.get("yes", NOTHING)
    return _counted(found.cases, found.killed, made.links.list(headline=True))


def _said(made: Made) -> list[str]:
    """Say what was monitored of the selection, and how many cases do not come from that."""
    of_basis = made.columns.coded["basis"].count(made.mask)
    compiled = made.total - of_basis.get("adjudicated", 0)
    said = made.coverage.sentences(country_name)
    return [*said, compiled_sentence(compiled, made.total)] if compiled else said


def _watched(coverage: CoverageStatement) -> Iterator[Watched]:
    for country in sorted(coverage.countries, key=country_name):
        times = [span_text(span) for span in coverage.spans(country)]
        outlets = coverage.outlets(country, coverage.first, coverage.last)
        yield Watched(country_name(country), times, outlets)
