"""Public addresses that search engines may know. Each room says its own.

An address is listed only while everybody may read it: asked anew each time a page of the sitemap
is made. It says nothing by itself: no name stands in it that the page does not show.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point

ON_A_PAGE: Final = 2000
"""Addresses on a page of the sitemap. Each stands there once for every language."""


@dataclass(frozen=True, slots=True)
class Address:
    """A path as it is in English, and the day of the last change that readers may know of."""

    path: str
    changed_on: date | None = None


@dataclass(frozen=True)
class SitemapSection:
    """Addresses of one kind: how many there are, and those from one place to another."""

    count: Callable[[], int]
    read: Callable[[int, int], Iterable[Address]]

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return -(-self.count() // ON_A_PAGE)

    def page(self, number: int) -> list[Address]:
        """Return the addresses on a page, counted from 1."""
        start = (number - 1) * ON_A_PAGE
        return list(self.read(start, start + ON_A_PAGE))


SITEMAP: Final = Point[Mapping[str, SitemapSection]]("addresses that search engines may know")
"""Parts of the sitemap by the names that stand in the addresses of its pages."""


def section_of_views(*views: str) -> SitemapSection:
    """Return the part of pages that are always there, by the names of their views."""

    def read(start: int, stop: int) -> list[Address]:
        return [Address(reverse(view)) for view in views[start:stop]]

    return SitemapSection(lambda: len(views), read)


def sitemap_sections() -> dict[str, SitemapSection]:
    """Return the parts of the sitemap by their names."""
    return {name: part for _room, some in house.added(SITEMAP) for name, part in some.items()}
