"""What the home page of the outlook lists beside its reports. Each subject adds a section."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise

from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


@dataclass(frozen=True, slots=True)
class ListedItem:
    """Something that is listed: its words, its address (empty: none), and a line about it."""

    text: str
    url: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class OverviewSection:
    """A list under a heading, and the address at which all of it stands."""

    heading: str
    url: str
    lines: Sequence[ListedItem]


@dataclass(frozen=True, slots=True)
class Listing:
    """How a part of the room is listed: only what the public may see.

    `route` is the name of the page that has all of it.
    """

    heading: str | Promise
    route: str
    lines: Callable[[], Sequence[ListedItem]]


LISTINGS: Final = Point[Listing]("lists on the overview of the outlook")


def overview_sections() -> Iterator[OverviewSection]:
    """Yield the parts in which there is something."""
    for _room, listing in house.added(LISTINGS):
        if found := listing.lines():
            yield OverviewSection(str(listing.heading), reverse(listing.route), found)
