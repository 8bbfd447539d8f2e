"""Whom free words name, and whether they may be named today. Rooms beside each other ask here.

Words that are bound to no case are looked through for every name that the house keeps. The room
that knows whom the record, remembrance and stories show adds how.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


class NamedPeople(Protocol):
    """Whom words name: `leans` may be named now, `withheld` may not. Both are keys, no names."""

    @property
    def leans(self) -> tuple[str, ...]:
        """Return who may be named."""

    @property
    def withheld(self) -> tuple[str, ...]:
        """Return who may not."""


@dataclass(frozen=True)
class NameReader:
    """How a room finds whom words name."""

    look_through: Callable[[Mapping[str, Sequence[str]]], Mapping[str, NamedPeople]]
    """Takes texts part by part; returns whom each part names."""
    still_shown: Callable[[Iterable[str]], frozenset[str]]
    """Returns which of the named are still shown."""


NAME_READERS: Final = Point[NameReader]("whom words name")


def people_named_in(parts: Mapping[str, Sequence[str]]) -> dict[str, tuple[set[str], set[str]]]:
    """Return, part by part, whom words name that may be named, and whom that may not.

    Raises RuntimeError where no room knows: words are then let through by nobody.
    """
    found: dict[str, tuple[set[str], set[str]]] = {key: (set(), set()) for key in parts}
    for reader in _readers():
        for key, said in reader.look_through(parts).items():
            found[key][0].update(said.leans)
            found[key][1].update(said.withheld)
    return found


def require_no_hidden_names(*texts: str) -> None:
    """Let texts pass that name nobody whom the public is not shown. Raises NotPossible."""
    _leans, withheld = people_named_in({"": [text for text in texts if text.strip()]})[""]
    if withheld:
        raise NotPossible(hidden_name_message())


def hidden_name_message() -> str:
    """Say that words name somebody whom the public is not shown."""
    return _(
        "These words say a name that the record does not show: of who is not named, was "
        "withdrawn or excluded."
    )


def still_shown_people(leans: Iterable[str]) -> frozenset[str]:
    """Return which of those whom words name are still shown. Raises RuntimeError as above."""
    wanted = set(leans)
    if not wanted:
        return frozenset()
    return frozenset[str]().union(*(reader.still_shown(wanted) for reader in _readers()))


def _readers() -> list[NameReader]:
    readers = [reader for _room, reader in house.added(NAME_READERS)]
    if not readers:
        raise RuntimeError("no room says whom words may name")
    return readers
