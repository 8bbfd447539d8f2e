"""Check whether what a passage depends on is still shown: people, statements, cases, pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from vigil.publication.policy.names_in_texts import still_shown_people
from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


@dataclass(frozen=True)
class Lean:
    """Things whose names begin with a prefix, and which of them are still shown.

    What has no such prefix is somebody whom words name (`vigil.publication.policy.names_in_texts`).
    """

    prefix: str
    still_shown: Callable[[set[str]], Iterable[str]]


LEANS: Final = Point[Lean]("what a passage of a report leans on")


def still_shown(leans: Iterable[str]) -> frozenset[str]:
    """Return which of these are still shown to the public."""
    rest = set(leans)
    found: set[str] = set()
    for _room, lean in house.added(LEANS):
        of_kind = {one for one in rest if one.startswith(lean.prefix)}
        rest -= of_kind
        if of_kind:
            found.update(lean.still_shown(of_kind))
    return frozenset([*found, *still_shown_people(rest)])
