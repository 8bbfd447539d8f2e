"""Links that rooms above add to the page of a case."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

from vigil.publication.cases.texts import ShownText
from vigil.trust.organisation.queries import open_additions
from vigil.trust.rooms.points import Point


@dataclass(frozen=True, slots=True)
class AddedLink:
    """A link to a public page. Its text says in which language it is."""

    text: ShownText
    url: str


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Links of one kind."""

    label: str
    links: tuple[AddedLink, ...]


@dataclass(frozen=True, slots=True)
class LinksOfCase:
    """How a room finds its links for a case."""

    label: str | Promise
    find: Callable[[str], list[AddedLink]]
    """Takes the id of a case."""


LINKS_OF_CASE: Final = Point[LinksOfCase]("links on the page of a case")


def links_added_to(public_id: str) -> Iterator[LinkGroup]:
    """Yield the links that rooms above have for a case, one group for each kind."""
    for _room, links in open_additions(LINKS_OF_CASE):
        if found := links.find(public_id):
            yield LinkGroup(str(links.label), tuple(found))
