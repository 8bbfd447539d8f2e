"""List the pages that search engines may index. Each room adds its own (here: `own_sitemap`).

A page is listed only while it is public: rooms are asked each time a page of the sitemap is
written. An address contains no name that its page does not show.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from vigil.trust.organisation.queries import open_additions
from vigil.trust.rooms.points import Point

ON_A_PAGE: Final = 2000
"""Addresses on a page of the sitemap. Each is listed once for every language."""


@dataclass(frozen=True, slots=True)
class Address:
    """An English path, and the day of its last public change."""

    path: str
    changed_on: date | None = None


@dataclass(frozen=True)
class SitemapSection:
    """Addresses of one kind. `read` takes the first position, and the one after the last."""

    count: Callable[[], int]
    read: Callable[[int, int], Iterable[Address]]

    @property
    def pages(self) -> int:
        """How many pages of the sitemap they fill."""
        return -(-self.count() // ON_A_PAGE)

    def page(self, number: int) -> list[Address]:
        """Return the addresses on a page, counted from 1."""
        start = (number - 1) * ON_A_PAGE
        return list(self.read(start, start + ON_A_PAGE))


SITEMAP: Final = Point[Mapping[str, SitemapSection]]("addresses that search engines may know")
"""Sections by their names. A name is part of the address of the section."""


def section_of_views(*views: str) -> SitemapSection:
    """Return the section of pages that are always public, by the names of their views."""

    def read(start: int, stop: int) -> list[Address]:
        return [Address(reverse(view)) for view in views[start:stop]]

    return SitemapSection(lambda: len(views), read)


def sitemap_sections() -> dict[str, SitemapSection]:
    """Return the sections of all rooms by their names."""
    return {name: part for _room, some in open_additions(SITEMAP) for name, part in some.items()}
