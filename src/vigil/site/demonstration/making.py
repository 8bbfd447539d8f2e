"""Make the content of a demonstration: its people, then room after room."""

from collections.abc import Callable
from typing import Final

from django.utils import timezone, translation

from vigil.site.demonstration.people import make_people
from vigil.site.demonstration.rooms import rooms
from vigil.site.demonstration.rooms.world import DemoWorld

CASES: Final = 60


def make_demonstration(
    *, cases: int = CASES, told: Callable[[str], object] = lambda room: None
) -> DemoWorld:
    """Fill every room of a marked, empty installation; `told` gets the name of each room.

    Raises what the verbs of the rooms raise: content that breaks their rules is a mistake.
    """
    with translation.override("en"):
        world = DemoWorld(timezone.localdate(), make_people(), size=cases)
        for name, fill in rooms():
            fill(world)
            told(name)
    return world
