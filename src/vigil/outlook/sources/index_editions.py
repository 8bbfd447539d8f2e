"""Index editions as sources of a report: scores of a country, and their figures."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.charts.figure import Figure
from vigil.charts.numbers import number_text
from vigil.outlook.index_editions.country_page import (
    CountryPage,
    figure_of_quadrants,
    figure_of_trajectory,
    term_name,
)
from vigil.outlook.index_editions.headers import CRIMINALITY
from vigil.outlook.index_editions.index_name import index_name
from vigil.outlook.index_editions.queries import is_scored
from vigil.outlook.models import IndexEdition
from vigil.outlook.sources.index_map import map_of
from vigil.outlook.sources.kinds import CitedFigure, CitedNumber, CitedSource, SourceKind
from vigil.outlook.sources.panels_and_consultations import cited_figure
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible


def _check(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    country, _colon, term = ref.strip().partition(":")
    country, term = country.upper(), term or CRIMINALITY
    if country not in COUNTRIES or not is_scored(term):
        raise NotPossible(_("Write a country and a term, as COL:cocaine."))
    if not CountryPage(country, term).tells:
        raise NotPossible(_("No edition says anything of this."))
    return f"{country}:{term}", {}


def _read(ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    country, _colon, term = ref.partition(":")
    place = CountryPage(country, term)
    if not place.said or not place.tells:
        return None
    url = reverse("outlook:index_place", args=[country])
    numbers = {
        f"in-{one.edition.year}": CitedNumber(
            number_text(one.scores[term]), float(one.scores[term]), url, one.edition.year
        )
        for one in place.said
        if term in one.scores
    }
    return CitedSource(
        label=_("%(index)s: %(place)s, %(term)s")
        % {"index": index_name(), "place": place.name, "term": term_name(term)},
        url=f"{url}?term={term}",
        numbers=numbers,
        figures={
            "trajectory": partial(_drawn, figure_of_trajectory, place, url),
            "quadrants": partial(_drawn, figure_of_quadrants, place, url),
            **{
                f"map-{one.edition.year}": partial(_map, one.edition, term)
                for one in place.said
                if term in one.scores
            },
        },
        method=_("Scores from 1 to 10 as they were published."),
        digest=_digest_of(place),
    )


def _digest_of(place: CountryPage) -> str:
    """Return the values that panels add to the figure, without words; empty if there are none."""
    judged = [(one.at, one.value, one.spread, one.n) for one in place.panels.get(place.term, ())]
    ahead = place.expected.ahead if place.expected is not None else ()
    expected = [(one.at, one.median, one.inner, one.outer, one.apart, one.n) for one in ahead]
    return repr([judged, expected]) if judged or expected else ""


def _drawn(make: Callable[[CountryPage], Figure], place: CountryPage, url: str) -> CitedFigure:
    return cited_figure(make(place), url)


def _map(edition: IndexEdition, term: str) -> CitedFigure:
    return cited_figure(map_of(edition, term), reverse("outlook:index"))


SOURCES: Final = (
    SourceKind(
        "index",
        gettext_lazy("a country in all published editions of an index"),
        _read,
        check=_check,
    ),
)
"""Kinds of sources that paragraphs can cite."""
