"""The pages of people, which a room above has: where each person of a case has one."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from vigil.casefile.models import Case
from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point

PAGES_OF_PEOPLE: Final = Point[Callable[[Case], Mapping[UUID, str]]]("pages of people")
"""Takes a public case. Returns the address of each person's own page, by the uid of the person."""


def pages_of_people(case: Case) -> dict[UUID, str]:
    """Return the addresses of the pages of the people in a public case, by their uid."""
    return {
        uid: url for _room, find in house.added(PAGES_OF_PEOPLE) for uid, url in find(case).items()
    }
