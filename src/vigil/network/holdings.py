"""What rooms above this one hold of a member: asked when a member takes their data, or leaves.

A room registers when it starts. A room that keeps rows of members and registers nothing would
keep them when the member is gone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vigil.network.models import Member
from vigil.trust.models import User


@dataclass(frozen=True)
class Holds:
    """What one room answers. Both are called within a transaction."""

    export: Callable[[Member], Any]
    """Returns all that the room holds of the member, as it goes into JSON."""
    forget: Callable[[Member, User, str], None]
    """Removes what tells who the member was; given who decided it, and why."""


_rooms: dict[str, Holds] = {}


def register(room: str, holds: Holds) -> None:
    """Register what a room holds of members, in place of what it registered before."""
    _rooms[room] = holds


def exported(member: Member) -> dict[str, Any]:
    """Return what each room holds of a member."""
    return {room: holds.export(member) for room, holds in sorted(_rooms.items())}


def forget(member: Member, by: User, why: str) -> None:
    """Let each room forget a member."""
    for _room, holds in sorted(_rooms.items()):
        holds.forget(member, by, why)
