"""Make the content of a demonstration: its people, then room after room."""

from collections.abc import Callable, Sequence
from typing import Final

from django.utils import timezone, translation

from vigil.site.demonstration.people import make_people
from vigil.site.demonstration.rooms import (
    campaign,
    fund,
    lives,
    monitor,
    outlook,
    programme,
    record,
    stories,
)
from vigil.site.demonstration.rooms.world import DemoWorld

CASES: Final = 60

Fill = Callable[[DemoWorld], None]


def rooms() -> Sequence[tuple[str, Fill]]:
    """Return each room with what fills it, in the order in which they are filled."""
    return (
        ("record", record.fill),
        ("monitor", monitor.fill),
        ("people", lives.fill),
        ("stories", stories.fill),
        ("campaign", campaign.fill),
        ("programme", programme.fill),
        ("outlook", outlook.fill),
        ("fund", fund.fill),
    )


def make_demonstration(told: Callable[[str], object]) -> None:
    """Fill every room of a marked, empty installation; `told` gets the name of each room.

    Raises what the verbs of the rooms raise: content that breaks their rules is a mistake.
    """
    with translation.override("en"):
        world = DemoWorld(timezone.localdate(), make_people(), size=CASES)
        for name, fill in rooms():
            fill(world)
            told(name)
