"""What stands at an address of ours, and whether it still does. Rooms beside each other ask here.

As with `vigil.publication.pages.announcements`, rooms on one floor do not import each other:
whoever keeps something that may be cited adds how it is found by its address. What no room answers
for does not stand: so a room whose pages must not be cited adds nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vigil.publication.pages.announcements import announcement_at
from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


@dataclass(frozen=True, slots=True)
class CitablePage:
    """What the public sees at a path. `label` names it without naming anybody."""

    kind: str
    label: str
    path: str
    digest: str = ""
    """Of what it says; empty where the room does not tell states from each other."""


CITABLE: Final = Point[Callable[[str], CitablePage | None]]("what may be cited at an address")
"""A function that says what stands at a path, as it is in English: None for what is not its own,
and for what the public does not see."""


def citable_page_at(path: str) -> CitablePage | None:
    """Return what stands at a path, if the public sees it."""
    found = (find(path) for _room, find in house.added(CITABLE))
    first = next((one for one in found if one is not None), None)
    return first if first is not None else _announced(path)


def _announced(path: str) -> CitablePage | None:
    one = announcement_at(path)
    return None if one is None else CitablePage("announced", one.title, one.path)
