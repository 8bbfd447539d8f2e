"""Check whether the people, statements, cases and pages in a passage are still shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from vigil.publication.policy.names_in_texts import still_shown_people
from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


@dataclass(frozen=True)
class Lean:
    """A prefix of things that a passage depends on, and a function for those still shown.

    Keys without such a prefix are of named people (`vigil.publication.policy.names_in_texts`).
    """

    prefix: str
    still_shown: Callable[[set[str]], Iterable[str]]


LEANS: Final = Point[Lean]("what a passage of a report leans on")


def still_shown(leans: Iterable[str]) -> frozenset[str]:
    """Return those of these people and things that the public can still see."""
    rest = set(leans)
    found: set[str] = set()
    for _room, lean in house.added(LEANS):
        of_kind = {one for one in rest if one.startswith(lean.prefix)}
        rest -= of_kind
        if of_kind:
            found.update(lean.still_shown(of_kind))
    return frozenset([*found, *still_shown_people(rest)])
