"""The menu of every public page. Each room adds its own entries; only filled rooms are shown.

A room without anything public has no entry: a door that opens on an empty page helps nobody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.utils.functional import Promise

from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point

_KEPT_AS: Final = "filled_rooms"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the menu: a plain noun, and the route it leads to."""

    label: str | Promise
    route: str
    place: int
    """Where it is in the menu; lower numbers come first."""
    is_filled: Callable[[], bool] | None = None
    """Whether the public finds anything there. Without it the entry is always shown."""
    also: Sequence[str] = ()
    """Routes of other pages that belong to it."""


MENU: Final = Point[MenuEntry]("entries of the menu of every public page")


def menu() -> list[MenuEntry]:
    """Return the entries that lead somewhere, in their order.

    Whether rooms are filled is asked anew after `VIGIL_MENU_SECONDS`.
    """
    entries = sorted((one for _room, one in house.added(MENU)), key=lambda one: one.place)
    filled = caches["process"].get(_KEPT_AS)
    if filled is None:
        filled = filled_routes(entries)
        caches["process"].set(_KEPT_AS, filled, settings.VIGIL_MENU_SECONDS)
    return [one for one in entries if one.is_filled is None or one.route in filled]


def filled_routes(entries: Sequence[MenuEntry]) -> frozenset[str]:
    """Return the routes of the entries behind which the public finds something now."""
    return frozenset(one.route for one in entries if one.is_filled is not None and one.is_filled())
