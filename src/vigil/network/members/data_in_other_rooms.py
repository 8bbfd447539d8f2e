"""What higher rooms hold of a member: for the member's data export, and for leaving.

A room that keeps rows of members must add itself here. Otherwise it keeps them after the member has
left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from vigil.network.models import Member
from vigil.trust.models import User
from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


@dataclass(frozen=True)
class DataOfMember:
    """How one room exports and removes its data of a member. Both run within a transaction."""

    name: str
    export: Callable[[Member], Any]
    """Returns all that the room holds of the member, as it goes into JSON."""
    forget: Callable[[Member, User, str], None]
    """Removes what tells who the member was; given who decided it, and why."""


HELD_OF_MEMBERS: Final = Point[DataOfMember]("what is held of a member")


def exported(member: Member) -> dict[str, Any]:
    """Return what each higher room holds of a member, by name."""
    return {holds.name: holds.export(member) for holds in _all()}


def forget(member: Member, by: User, why: str) -> None:
    """Let each room forget a member."""
    for holds in _all():
        holds.forget(member, by, why)


def _all() -> list[DataOfMember]:
    return sorted((holds for _room, holds in house.added(HELD_OF_MEMBERS)), key=lambda h: h.name)
