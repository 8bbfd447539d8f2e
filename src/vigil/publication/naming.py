"""Whom free words name, and whether they may be named today. Rooms beside each other ask here.

Words that are bound to no case are looked through for every name that the house keeps. The room
that knows whom the record, remembrance and stories show registers how.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

from django.utils.translation import gettext as _

from vigil.trust.errors import NotPossible


class Named(Protocol):
    """Whom words name: `leans` may be named now, `withheld` may not. Both are keys, no names."""

    @property
    def leans(self) -> tuple[str, ...]:
        """Return who may be named."""

    @property
    def withheld(self) -> tuple[str, ...]:
        """Return who may not."""


LookThrough = Callable[[Mapping[str, Sequence[str]]], Mapping[str, Named]]
Stands = Callable[[Iterable[str]], frozenset[str]]
_ROOMS: Final[dict[str, tuple[LookThrough, Stands]]] = {}


def name_by(room: str, look_through: LookThrough, stands: Stands) -> None:
    """Let a room be asked whom words name, and which of the named are still shown."""
    _ROOMS[room] = look_through, stands


def named_in(parts: Mapping[str, Sequence[str]]) -> dict[str, tuple[set[str], set[str]]]:
    """Return, part by part, whom words name that may be named, and whom that may not.

    Raises RuntimeError where no room knows: words are then let through by nobody.
    """
    found: dict[str, tuple[set[str], set[str]]] = {key: (set(), set()) for key in parts}
    for look_through, _stands in _rooms():
        for key, said in look_through(parts).items():
            found[key][0].update(said.leans)
            found[key][1].update(said.withheld)
    return found


def require_shown(*texts: str) -> None:
    """Let texts pass that name nobody whom the public is not shown. Raises NotPossible."""
    _leans, withheld = named_in({"": [text for text in texts if text.strip()]})[""]
    if withheld:
        raise NotPossible(name_not_shown())


def name_not_shown() -> str:
    """Say that words name somebody whom the public is not shown."""
    return _(
        "These words say a name that the record does not show: of who is not named, was "
        "withdrawn or excluded."
    )


def still_named(leans: Iterable[str]) -> frozenset[str]:
    """Return which of those whom words name are still shown. Raises RuntimeError as above."""
    wanted = set(leans)
    if not wanted:
        return frozenset()
    return frozenset[str]().union(*(stands(wanted) for _look, stands in _rooms()))


def _rooms() -> list[tuple[LookThrough, Stands]]:
    if not _ROOMS:
        raise RuntimeError("no room says whom words may name")
    return list(_ROOMS.values())
