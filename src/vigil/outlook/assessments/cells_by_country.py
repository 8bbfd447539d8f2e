"""The questions of a region, one country at a time: a region may have hundreds."""

from dataclasses import dataclass

from vigil.desk.screens.labels import country_name, sorting_key
from vigil.outlook.models import Panel, Question
from vigil.outlook.questions.wording import term_label


@dataclass(frozen=True)
class CountryCells:
    """The countries of a region, and the questions about one of them."""

    places: list[tuple[str, str]]
    """Code and name of each country, by name."""
    place: str
    """The country that is shown; empty if the region has none."""
    name: str
    rows: list[tuple[str, Question]]
    """The name of each term, and the question about it in this country."""


def cells_of_country(panel: Panel, asked: str) -> CountryCells | None:
    """Return the questions about one country, or about the first if the region has no such country.

    None for a panel that belongs to no assessment.
    """
    if panel.assessment_id is None:
        return None
    codes = panel.questions.exclude(term=None).order_by().values_list("place", flat=True)
    named = [(code, country_name(code)) for code in codes.distinct()]
    places = sorted(named, key=lambda one: sorting_key(one[1]))
    known = dict(places)
    place = asked if asked in known else next(iter(known), "")
    rows = panel.questions.filter(place=place).exclude(term=None)
    rows = rows.select_related("panel", "term__assessment")
    found = [(term_label(row.term.list, row.term.code), row) for row in rows if row.term]
    return CountryCells(places, place, known.get(place, ""), found)
