"""Lists on the home page of the outlook, beside its reports. Each subject adds its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise

from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item of a list: its text, its address (empty if it has none), and a line about it."""

    text: str
    url: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class OverviewSection:
    """A list under a heading, with the address of the complete list."""

    heading: str
    url: str
    lines: Sequence[ListedItem]


@dataclass(frozen=True, slots=True)
class Listing:
    """How a subject is listed. `lines` returns only what the public may see.

    `route` is the name of the page with the complete list.
    """

    heading: str | Promise
    route: str
    lines: Callable[[], Sequence[ListedItem]]


LISTINGS: Final = Point[Listing]("lists on the overview of the outlook")


def overview_sections() -> Iterator[OverviewSection]:
    """Yield the sections that are not empty."""
    for _room, listing in house.added(LISTINGS):
        if found := listing.lines():
            yield OverviewSection(str(listing.heading), reverse(listing.route), found)
