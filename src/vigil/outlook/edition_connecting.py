"""Connects the published editions with the room: overview, sitemap, withdrawing, sources."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy

from vigil.outlook import sources_index
from vigil.outlook.edition_queries import countries_scored, newest_editions
from vigil.outlook.editions.headers import headers
from vigil.outlook.overview import Line, list_on_overview
from vigil.publication.addresses import Address, Part, list_addresses, list_pages
from vigil.trust import keepers


def register() -> None:
    """Register all of it. Called when the room starts."""
    list_on_overview("3-index", gettext_lazy("Published editions"), _lines)
    list_pages("index", ["outlook:index"])
    list_addresses("index_places", Part(lambda: len(countries_scored()), _places))
    sources_index.register()
    keepers.without_personal_data(
        {
            "outlook.IndexEdition": "year, version and digest of a file of scores of countries",
            "outlook.IndexScore": "scores of countries by codes of lists",
            "outlook.EditionUpload": "scores of countries by codes of lists, read from a file",
        }
    )


def _lines() -> Sequence[Line]:
    years = [edition.year for edition in newest_editions()]
    if not years:
        return []
    return [Line(headers().index, reverse("outlook:index"), ", ".join(years))]


def _places(start: int, stop: int) -> Iterable[Address]:
    for country in countries_scored()[start:stop]:
        yield Address(reverse("outlook:index_place", args=[country]))
