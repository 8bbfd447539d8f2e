"""Published editions as sources of the report: scores of a country, and figures of them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.charts.figure import Figure, shown
from vigil.outlook.index_editions.country_page import (
    Place,
    figure_of_quadrants,
    figure_of_trajectory,
    term_name,
)
from vigil.outlook.index_editions.headers import CRIMINALITY, headers
from vigil.outlook.index_editions.queries import is_scored
from vigil.outlook.sources.kinds import Drawn, Kind, Number, Stood
from vigil.outlook.sources.panels_and_consultations import drawn
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible


def _check(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    country, _colon, term = ref.strip().partition(":")
    country, term = country.upper(), term or CRIMINALITY
    if country not in COUNTRIES or not is_scored(term):
        raise NotPossible(_("Write a country and a term, as COL:cocaine."))
    if not Place(country, term).tells:
        raise NotPossible(_("No edition says anything of this."))
    return f"{country}:{term}", {}


def _read(ref: str, about: Mapping[str, Any]) -> Stood | None:
    country, _colon, term = ref.partition(":")
    place = Place(country, term)
    if not place.said or not place.tells:
        return None
    url = reverse("outlook:index_place", args=[country])
    numbers = {
        f"in-{one.edition.year}": Number(
            shown(one.scores[term]), float(one.scores[term]), url, one.edition.year
        )
        for one in place.said
        if term in one.scores
    }
    return Stood(
        label=_("%(index)s: %(place)s, %(term)s")
        % {"index": headers().index, "place": place.name, "term": term_name(term)},
        url=f"{url}?term={term}",
        numbers=numbers,
        figures={
            "trajectory": partial(_drawn, figure_of_trajectory, place, url),
            "quadrants": partial(_drawn, figure_of_quadrants, place, url),
        },
        method=_("Scores from 1 to 10 as they were published."),
        digest=_digest_of(place),
    )


def _digest_of(place: Place) -> str:
    """Return what panels add to the figure, in no language; empty where none does."""
    judged = [(one.at, one.value, one.spread, one.n) for one in place.panels.get(place.term, ())]
    ahead = place.expected.ahead if place.expected is not None else ()
    expected = [(one.at, one.median, one.inner, one.outer, one.apart, one.n) for one in ahead]
    return repr([judged, expected]) if judged or expected else ""


def _drawn(make: Callable[[Place], Figure], place: Place, url: str) -> Drawn:
    return drawn(make(place), url)


SOURCES: Final = (
    Kind(
        "index",
        gettext_lazy("a country in all published editions of an index"),
        _read,
        check=_check,
        hint=gettext_lazy("A country and a term, as COL:cocaine or COL:criminality."),
    ),
)
"""Kinds of sources that paragraphs can stand on."""
