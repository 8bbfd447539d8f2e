"""What a person finds after signing in: their rooms, and what waits there.

The page that signing in leads to asks every room. A room says nothing to whom it is closed.
"""

from dataclasses import dataclass

from vigil.trust.rooms.counts import MoreThan


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things of one kind wait for a person, and where."""

    label: str
    count: int | MoreThan
    address: str


@dataclass(frozen=True, slots=True)
class OwnRoom:
    """A room that is open to a person, with what waits there for them."""

    label: str
    address: str
    waiting: tuple[Waiting, ...] = ()


def counted(*rows: tuple[str, int | MoreThan, str]) -> tuple[Waiting, ...]:
    """Return what waits, of rows (label, number, address). Rows with the number 0 are left out."""
    return tuple(Waiting(*row) for row in rows if row[1])
