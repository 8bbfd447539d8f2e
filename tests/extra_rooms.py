"""A further room in the house, for the length of a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from vigil.trust.rooms import house
from vigil.trust.rooms.room import Room


def add_room(monkeypatch: pytest.MonkeyPatch, **offers: Any) -> None:
    """Add a room on the highest floor that offers this, as `Room` names it."""
    rooms = (*house.rooms(), Room(**{"name": "extra", **offers}))
    monkeypatch.setattr(house, "rooms", lambda: rooms)


@contextmanager
def extra_room(**offers: Any) -> Iterator[None]:
    """Add a room for as long as this is entered."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        add_room(monkeypatch, **offers)
        yield
