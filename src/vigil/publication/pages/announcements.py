"""What rooms above the record announce: an event, a session. Rooms beside each other ask here.

Two rooms on one floor do not import each other. Whoever announces something says how it is found
by its address; whoever cites it keeps the address alone and asks anew each time it is shown, so
that what is moved, cancelled or taken back is so wherever it is cited.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the public is told of something announced, in the language of the page.

    `when` and `where` are in words; `cancelled` says that it does not take place.
    """

    title: str
    path: str
    when: str
    where: str = ""
    cancelled: bool = False


ANNOUNCED: Final = Point[Callable[[str], Announcement | None]]("what is announced at an address")
"""A function that says what stands at a path, as it is in English: None for what is not its own,
and for what the public does not see."""


def announcement_at(path: str) -> Announcement | None:
    """Return what stands at a path, if the public sees it."""
    found = (find(path) for _room, find in house.added(ANNOUNCED))
    return next((one for one in found if one is not None), None)
