"""Connects the published editions with the room: sitemap, withdrawing, sources."""

from collections.abc import Iterable

from django.urls import reverse

from vigil.outlook import sources_index
from vigil.outlook.edition_queries import countries_scored
from vigil.publication.addresses import Address, Part, list_addresses, list_pages
from vigil.trust import keepers


def register() -> None:
    """Register all of it. Called when the room starts."""
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


def _places(start: int, stop: int) -> Iterable[Address]:
    for country in countries_scored()[start:stop]:
        yield Address(reverse("outlook:index_place", args=[country]))
