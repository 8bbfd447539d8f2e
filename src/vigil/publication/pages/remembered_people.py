"""The people whom the home page names, the person of the day, and stories.

The room above that remembers people decides who is named, and adds its answers here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from vigil.publication.cases.texts import ShownText
from vigil.trust.organisation.queries import open_additions
from vigil.trust.rooms.points import Point


@dataclass(frozen=True, slots=True)
class RememberedPerson:
    """Somebody who is remembered: their name, the address of their page, the year and the place.

    `case` is the key of the case, `position` their place among its people.
    """

    name: str
    url: str
    case: int
    position: int
    year: int | None
    place: str


@dataclass(frozen=True, slots=True)
class PersonOfTheDay:
    """One person, with the first sentence of the text on their life."""

    name: str
    beside: str
    """The name in the script of the page, where `name` is in another."""
    url: str
    when: str
    place: str
    life: ShownText
    ago: str
    """How many years ago they died on this day of the year; empty on other days."""


@dataclass(frozen=True, slots=True)
class StoryPlate:
    """A story with its portrait, or with the initials of the person where it has none."""

    title: str
    name: str
    url: str
    summary: str
    language: str
    direction: str
    portrait: Mapping[str, Any] | None
    fit: str
    """How the portrait fits its box: "cover" fills it, "whole" shows all of the picture."""
    initials: str
    when_and_where: str


@dataclass(frozen=True, slots=True)
class RememberedPeople:
    """What a room says of the people who are remembered."""

    in_cases: Callable[[Collection[int]], Sequence[RememberedPerson]]
    """Takes keys of cases. Returns those in them who are remembered."""
    of_the_day: Callable[[date], PersonOfTheDay | None]
    stories: Callable[[int], Sequence[StoryPlate]]
    """Takes the most that are wanted. Returns the newest."""
    version: Callable[[], str]
    """Returns a token that changes whenever one of the names does."""


REMEMBERED_PEOPLE: Final = Point[RememberedPeople]("people on the home page")


def remembered_in(cases: Collection[int]) -> list[RememberedPerson]:
    """Return the people of these cases who are remembered."""
    return [person for people in _rooms() for person in people.in_cases(cases)]


def person_of_the_day(day: date) -> PersonOfTheDay | None:
    """Return whom the home page remembers on a day; None where nobody has a text on their life."""
    found = (people.of_the_day(day) for people in _rooms())
    return next((person for person in found if person is not None), None)


def newest_stories(limit: int) -> list[StoryPlate]:
    """Return the newest stories."""
    return [story for people in _rooms() for story in people.stories(limit)][:limit]


def versions_of_names() -> tuple[str, ...]:
    """Return what changes whenever the name of somebody who is remembered does."""
    return tuple(people.version() for people in _rooms())


def _rooms() -> list[RememberedPeople]:
    return [people for _room, people in open_additions(REMEMBERED_PEOPLE)]
