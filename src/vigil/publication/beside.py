"""What stands beside a case on its page: links that rooms above this one add.

This room knows none of them. A room registers a function when it starts; it is asked for each
page, and answers only with what the public may see.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Beside:
    """Links of one kind: what they are, and each with its text and its address."""

    label: str
    links: tuple[tuple[str, str], ...]


Links = Callable[[str], list[tuple[str, str]]]
_rooms: dict[str, tuple[str | Promise, Links]] = {}


def stand_beside(name: str, label: str | Promise, links: Links) -> None:
    """Let a room add links (text, address) to the page of a case, found by the case's id."""
    _rooms[name] = (label, links)


def beside(public_id: str) -> Iterator[Beside]:
    """Yield what stands beside a case."""
    for label, links in _rooms.values():
        if found := links(public_id):
            yield Beside(str(label), tuple(found))
