"""What stands beside a case on its page: links that rooms above this one add."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Links of one kind: what they are, and each with its text and its address."""

    label: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LinksOfCase:
    """How a room finds its links for a case."""

    label: str | Promise
    find: Callable[[str], list[tuple[str, str]]]
    """Takes the id of the case; returns a text and an address each, of what the public sees."""


LINKS_OF_CASE: Final = Point[LinksOfCase]("links on the page of a case")


def links_added_to(public_id: str) -> Iterator[LinkGroup]:
    """Yield what stands beside a case."""
    for _room, links in house.added(LINKS_OF_CASE):
        if found := links.find(public_id):
            yield LinkGroup(str(links.label), tuple(found))
