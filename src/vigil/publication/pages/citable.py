"""Find a public page by its path, and learn whether it is still public.

A room whose pages may be cited adds a function here, as with `pages.announcements`. A page that no
room finds cannot be cited.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vigil.publication.pages.announcements import announcement_at
from vigil.trust.organisation.queries import open_additions
from vigil.trust.rooms.points import Point


@dataclass(frozen=True, slots=True)
class CitablePage:
    """A public page that may be cited. `label` is its name, and never names a person."""

    kind: str
    label: str
    path: str
    digest: str = ""
    """Digest of its content; empty where the room does not record states."""


CITABLE: Final = Point[Callable[[str], CitablePage | None]]("what may be cited at an address")
"""Takes an English path. Returns None where the path is of another room, or is not public."""


def citable_page_at(path: str) -> CitablePage | None:
    """Return the page at an English path; None if there is none that is public."""
    found = (find(path) for _room, find in open_additions(CITABLE))
    first = next((one for one in found if one is not None), None)
    return first if first is not None else _announced(path)


def _announced(path: str) -> CitablePage | None:
    one = announcement_at(path)
    return None if one is None else CitablePage("announced", one.title, one.path)
