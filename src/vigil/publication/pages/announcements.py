"""Find an event or a session by its path, whichever room announces it.

Rooms on one floor do not import each other. A room that announces events adds a function here; a
room that links to an event stores only its path. It asks again each time it shows the link, so a
new date, a cancellation or a withdrawal shows everywhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from vigil.trust.organisation.queries import open_additions
from vigil.trust.rooms.points import Point


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the public sees of an event or a session, in the language of the page.

    `when` and `where` are in words.
    """

    title: str
    path: str
    when: str
    where: str = ""
    cancelled: bool = False
    lang: str = ""
    """The language of the title, where it is not that of the page."""
    live: bool = False
    """Whether a stream of it is open now."""


ANNOUNCED: Final = Point[Callable[[str], Announcement | None]]("what is announced at an address")
"""Takes an English path. Returns None where the path is of another room, or is not public."""

TODAY: Final = Point[Callable[[], Sequence[Announcement]]]("what takes place today")
"""Returns what the home page announces on this day, and says in `when` at what time."""


def announced_today() -> list[Announcement]:
    """Return what takes place today, whichever room announces it."""
    return [one for _room, today in open_additions(TODAY) for one in today()]


def announcement_at(path: str) -> Announcement | None:
    """Return the event or session at an English path; None if there is none that is public."""
    found = (find(path) for _room, find in open_additions(ANNOUNCED))
    return next((one for one in found if one is not None), None)
