"""The screens that the room of witness brings to the desk, with one of everything on them.

Made as the table of routes makes it, for the same checks as the screens of `desk.whole`.
"""

from desk.whole import WITNESS
from routes.table import ROUTES, WORLDS, address

NO_PAGES = ("/content", "/papers/<slug:uid>/")
PAGES = sorted(
    route
    for route, row in ROUTES.items()
    if route.startswith(WITNESS) and row.get is not None and not route.endswith(NO_PAGES)
)
"""Every route of the room at the desk that can be read as a page."""
STATES: dict[str, str] = {
    "campaign": "published",
    "story": "published",
    "testimony": "opened",
    "name": "remembered",
    "reminder": "confirmed",
    "read story": "open",
}
"""The state in which each kind of thing is shown."""


def whole_witness() -> dict[str, list[str]]:
    """Make it all; return the addresses of each page, by route.

    The settings must name folders for data and keys of the test's own.
    """
    worlds = {kind: WORLDS[kind][state]() for kind, state in STATES.items()}
    names = {kind: world.names for kind, world in worlds.items()} | {"": {}}
    return {route: [address(route, names[ROUTES[route].of or ""])] for route in PAGES}
