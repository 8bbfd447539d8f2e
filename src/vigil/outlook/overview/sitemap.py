"""Addresses of the outlook for search engines."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils import timezone

from vigil.outlook.index_editions.country_scores import all_countries
from vigil.outlook.index_editions.score_sources import sources
from vigil.outlook.models import ReportEdition
from vigil.outlook.results.public import published_panels
from vigil.publication.pages.sitemap import Address, SitemapSection, section_of_views


def _read(start: int, stop: int) -> Iterable[Address]:
    rows = ReportEdition.objects.order_by("pk").values_list("report__slug", "number", "at")
    for slug, number, at in rows[start:stop]:
        yield Address(reverse("outlook:edition", args=[slug, number]), at.date())


def _places(start: int, stop: int) -> Iterable[Address]:
    for country in all_countries()[start:stop]:
        yield Address(reverse("outlook:index_place", args=[country]))


def _editions(start: int, stop: int) -> Iterable[Address]:
    for source in sources()[start:stop]:
        yield Address(reverse("outlook:index_edition", args=[source.key]), source.day)


def _panels(start: int, stop: int) -> Iterable[Address]:
    for panel in published_panels().order_by("final_at", "pk")[start:stop]:
        at = reverse("outlook:panel_results", args=[panel.uid])
        yield Address(at, timezone.localdate(panel.final_at))


ADDRESSES: Final = {
    "outlook": section_of_views("outlook:home", "outlook:reports", "outlook:results"),
    "report_editions": SitemapSection(ReportEdition.objects.count, _read),
    "panel_results": SitemapSection(lambda: published_panels().count(), _panels),
    "consultations": section_of_views("outlook:consultations", "outlook:recommendations"),
    "index": section_of_views("outlook:index"),
    "index_editions": SitemapSection(lambda: len(sources()), _editions),
    "index_places": SitemapSection(lambda: len(all_countries()), _places),
}
"""The overview, lists, every edition of a report, every public panel, and the index by country."""
