"""Let a room follow what happens in another one, in the same transaction.

The room in which it happens names the event and knows no follower. Whoever follows says so in its
`room.py`. Followers are called in the order of the floors, so that a room finds what the rooms
below it have made of the event already; one that fails undoes the change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Event[**P]:
    """Something that happens in a room. `house.tell` notifies the followers.

    Its followers take what it is told with.
    """

    name: str

    def by(self, follow: Callable[P, object]) -> "Follower":
        """Return a follower, for the `follows` of a room."""
        return Follower(self, follow)


@dataclass(frozen=True)
class Follower:
    """What a room does when an event happens."""

    event: Event[...]
    follow: Callable[..., Any]
