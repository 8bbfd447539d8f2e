"""What a demonstration shows of each room: one module a room, with a function `fill`.

`fill` takes the world (`world.DemoWorld`) as the rooms before it left it, and calls the public
verbs of its room, never rows: so every rule holds for what is invented too. It is the same each
time, but for days, which are counted from today.
"""

from collections.abc import Callable, Sequence

from vigil.site.demonstration.rooms import campaign, lives, monitor, record, stories
from vigil.site.demonstration.rooms.world import DemoWorld

Fill = Callable[[DemoWorld], None]


def rooms() -> Sequence[tuple[str, Fill]]:
    """Return each room with what fills it, in the order in which they are filled."""
    return (
        ("record", record.fill),
        ("monitor", monitor.fill),
        ("people", lives.fill),
        ("stories", stories.fill),
        ("campaign", campaign.fill),
    )
