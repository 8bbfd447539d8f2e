"""What stands at an address of ours, and whether it still does. Rooms beside each other ask here.

As with `vigil.publication.announcing`, rooms on one floor do not import each other: whoever keeps
something that may be cited registers how it is found by its address. What no room answers for
does not stand: so a room whose pages must not be cited registers nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vigil.publication.announcing import announced


@dataclass(frozen=True, slots=True)
class Standing:
    """What the public sees at a path. `label` names it without naming anybody."""

    kind: str
    label: str
    path: str
    digest: str = ""
    """Of what it says; empty where the room does not tell states from each other."""


Find = Callable[[str], Standing | None]
_FINDERS: Final[dict[str, Find]] = {}


def stand_by(room: str, find: Find) -> None:
    """Let a room be asked what stands at a path, as it is in English.

    It answers None for what is not its own, and for what the public does not see.
    """
    _FINDERS[room] = find


def standing_at(path: str) -> Standing | None:
    """Return what stands at a path, if the public sees it."""
    found = (find(path) for find in _FINDERS.values())
    first = next((one for one in found if one is not None), None)
    return first if first is not None else _announced(path)


def _announced(path: str) -> Standing | None:
    one = announced(path)
    return None if one is None else Standing("announced", one.title, one.path)
