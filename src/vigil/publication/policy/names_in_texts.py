"""Find the people that a free text names, and whether they may be named today.

A text that belongs to no case is searched for every name that the installation stores. The room
that knows all names (witness) adds how to find them; every other room asks here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


class NamedPeople(Protocol):
    """The people that a text names, as keys and not as names."""

    @property
    def leans(self) -> tuple[str, ...]:
        """Return those who may be named now."""

    @property
    def withheld(self) -> tuple[str, ...]:
        """Return those who may not be named."""


@dataclass(frozen=True)
class NameReader:
    """How a room finds the people that a text names."""

    look_through: Callable[[Mapping[str, Sequence[str]]], Mapping[str, NamedPeople]]
    """Takes texts by part; returns the people that each part names."""
    still_shown: Callable[[Iterable[str]], frozenset[str]]
    """Takes keys of people; returns those who are still shown."""


NAME_READERS: Final = Point[NameReader]("whom words name")


def people_named_in(parts: Mapping[str, Sequence[str]]) -> dict[str, tuple[set[str], set[str]]]:
    """Return by part the keys of people who may be named, and of those who may not.

    Raises RuntimeError if no room can find names, so that no text passes unchecked.
    """
    found: dict[str, tuple[set[str], set[str]]] = {key: (set(), set()) for key in parts}
    for reader in _readers():
        for key, named in reader.look_through(parts).items():
            found[key][0].update(named.leans)
            found[key][1].update(named.withheld)
    return found


def require_no_hidden_names(*texts: str) -> None:
    """Require that texts name only people whom the public may see. Raises NotPossible."""
    _leans, withheld = people_named_in({"": [text for text in texts if text.strip()]})[""]
    if withheld:
        raise NotPossible(hidden_name_message())


def hidden_name_message() -> str:
    """Return the message for a text that names somebody who is hidden from the public."""
    return _(
        "These words say a name that the record does not show: of who is not named, was "
        "withdrawn or excluded."
    )


def still_shown_people(leans: Iterable[str]) -> frozenset[str]:
    """Return those of the named people who are still shown. Raises RuntimeError as above."""
    wanted = set(leans)
    if not wanted:
        return frozenset()
    return frozenset[str]().union(*(reader.still_shown(wanted) for reader in _readers()))


def _readers() -> list[NameReader]:
    readers = [reader for _room, reader in house.added(NAME_READERS)]
    if not readers:
        raise RuntimeError("no room says whom words may name")
    return readers
