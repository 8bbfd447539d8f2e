"""What somebody who signs in finds: their rooms, and what waits for them there.

The page that signing in leads to asks every room. A room says nothing to whom it is closed.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many things of one kind that wait for a person, and where they are found."""

    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class OwnRoom:
    """A room that is open to a person, with what waits there for them."""

    label: str
    address: str
    waiting: tuple[Waiting, ...] = ()


def counted(*rows: tuple[str, int, str]) -> tuple[Waiting, ...]:
    """Return what waits, of rows of a label, a number and an address: not what nothing waits of."""
    return tuple(Waiting(*row) for row in rows if row[1])
