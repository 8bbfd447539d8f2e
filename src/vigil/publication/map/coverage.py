"""Coverage on the map: countries that were not monitored in the days of a selection are hatched."""

from dataclasses import dataclass
from datetime import date

from vigil.casefile.coverage.queries import coverage
from vigil.casefile.coverage.statement import Span, elsewhere_sentences, month_days
from vigil.publication.map import shapes
from vigil.publication.record.columns import Columns, Mask
from vigil.publication.record.labels import country_name
from vigil.publication.search.filters import NO_COUNTRY
from vigil.publication.search.selection import Selection

COMPILED = ("compiled", "confirmed")
"""Bases of cases that were compiled from published sources."""


@dataclass(frozen=True)
class MapCoverage:
    """The days of a selection, their coverage in sentences, and the countries never monitored."""

    first: date
    last: date
    sentences: list[str]
    nowhere: frozenset[str]


def map_coverage(selection: Selection, columns: Columns, mask: Mask) -> MapCoverage:
    """Return the coverage in the days of a selection."""
    first, last = time_of(selection, columns, mask)
    codes = sorted(code for code in shapes.countries().by_code if code)
    whole = coverage(codes, first, last)
    asked = selection.asked.get("country")
    shown = whole if asked in (None, NO_COUNTRY) else coverage([asked], first, last)
    sentences = shown.sentences(country_name)
    of_basis = columns.coded["basis"].count(mask)
    compiled = sum(of_basis.get(basis, 0) for basis in COMPILED)
    sentences += elsewhere_sentences(compiled, of_basis.get("imported", 0), int(mask.sum()))
    return MapCoverage(first, last, sentences, frozenset(codes) - {*whole.monitored_countries})


def time_of(selection: Selection, columns: Columns, mask: Mask) -> Span:
    """Return the days asked for; otherwise those from the first selected case to today."""
    asked, today = selection.asked, date.today()
    if month := asked.get("month"):
        year, _dash, number = month.partition("-")
        return month_days(int(year), int(number))
    dated = columns.day_from[mask & (columns.day_from > 0)]
    oldest = date.fromordinal(int(dated.min())).year if len(dated) else today.year
    first = date(asked.get("year_from") or min(oldest, asked.get("year_to") or oldest), 1, 1)
    last = date(asked["year_to"], 12, 31) if asked.get("year_to") else today
    return first, max(first, last)
