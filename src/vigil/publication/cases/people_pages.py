"""The pages of people, which a room above has: where each person of a case has one."""

from collections.abc import Callable, Collection, Mapping
from typing import Final
from uuid import UUID

from vigil.casefile.models import Case
from vigil.trust.organisation.queries import open_additions
from vigil.trust.rooms.points import Point

PAGES_OF_PEOPLE: Final = Point[Callable[[Case], Mapping[UUID, str]]]("pages of people")
"""Takes a public case. Returns the address of each person's own page, by the uid of the person."""

PAGES_IN_CASES: Final = Point[Callable[[Collection[int]], Mapping[tuple[int, int], str]]](
    "pages of people in lists"
)
"""Takes the keys of cases. Returns the address of each person's own page, by the key of the case
and the place of the person in `PublicCase.people`."""


def pages_in_cases(pks: Collection[int]) -> dict[tuple[int, int], str]:
    """Return the addresses of the pages of the people in public cases, as `PAGES_IN_CASES` does."""
    return {
        at: url for _room, find in open_additions(PAGES_IN_CASES) for at, url in find(pks).items()
    }


def pages_of_people(case: Case) -> dict[UUID, str]:
    """Return the addresses of the pages of the people in a public case, by their uid."""
    return {
        uid: url
        for _room, find in open_additions(PAGES_OF_PEOPLE)
        for uid, url in find(case).items()
    }
