"""The names of those killed, as the home page lists them: the same people as on /names/.

The room above that remembers people decides who is listed, and adds its list here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


@dataclass(frozen=True, slots=True)
class RememberedName:
    """A name in the list of names, with the year and the case."""

    name: str
    year: int | None
    public_id: str


@dataclass(frozen=True, slots=True)
class RememberedPeople:
    """How a room lists the people who are remembered."""

    oldest: Callable[[int], Sequence[RememberedName]]
    """Takes the most names wanted. Returns those who died first, undated ones last."""
    count: Callable[[], int]


REMEMBERED_PEOPLE: Final = Point[RememberedPeople]("people listed on the home page")


def remembered_names(limit: int) -> list[RememberedName]:
    """List the names of those who are remembered, by year and name, at most `limit`."""
    names = [name for people in _lists() for name in people.oldest(limit)]
    return sorted(names, key=lambda name: (name.year or 9999, name.name))[:limit]


def count_named() -> int:
    """Count the people who are remembered."""
    return sum(people.count() for people in _lists())


def _lists() -> list[RememberedPeople]:
    return [people for _room, people in house.added(REMEMBERED_PEOPLE)]
