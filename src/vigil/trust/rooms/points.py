"""Let rooms above add things to a page or list of a room below."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Point[T]:
    """A place to which rooms add things of one type, by a name for people.

    What was added is asked for with `house.added`.
    """

    name: str

    def by(self, *things: T) -> "Addition":
        """Return what a room adds, for the `adds` of that room."""
        return Addition(self, things)


@dataclass(frozen=True, eq=False)
class Addition:
    """Things that a room adds to a point."""

    point: Point[Any]
    things: tuple[Any, ...]
