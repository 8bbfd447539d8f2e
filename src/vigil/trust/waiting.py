"""What somebody who signs in finds: their rooms, and what waits for them there.

Rooms on one floor do not import each other: each offers what it has for a person, and the page that
signing in leads to asks all of them. A room says nothing to whom it is closed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from vigil.trust.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many things of one kind that wait for a person, and where they are found."""

    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class OwnRoom:
    """A room that is open to a person, with what waits there for them."""

    label: str
    address: str
    waiting: tuple[Waiting, ...] = ()


Find = Callable[[User], Iterable[OwnRoom]]
_FINDERS: Final[dict[str, Find]] = {}


def offer(room: str, find: Find) -> None:
    """Let a room be asked what it has for a person; it answers in the language of the screen."""
    _FINDERS[room] = find


def rooms_of(user: User) -> list[OwnRoom]:
    """Return the rooms that are open to a person: those in which something waits stand first."""
    found = [room for find in _FINDERS.values() for room in find(user)]
    return sorted(found, key=lambda room: not room.waiting)


def counted(*rows: tuple[str, int, str]) -> tuple[Waiting, ...]:
    """Return what waits, of rows of a label, a number and an address: not what nothing waits of."""
    return tuple(Waiting(*row) for row in rows if row[1])
