"""The rules of the house, and what somebody at the desk chooses for themself."""

from typing import Any

from factories import behind
from routes.rows import ADJUDICATORS, ANYWHERE, COUNTRIES, DESK, Post, Route, same
from routes.worlds import World
from vigil.casefile.models import HouseRule
from vigil.trust.models import Role

STATE = ADJUDICATORS | {Role.ADMINISTRATOR}


def house() -> World:
    """Make a house of two people who record cases, without a rule."""
    behind(Role.ADJUDICATOR, Role.CODER)
    return World("house", "", facts=lambda: {"rules": HouseRule.objects.count()})


def rule(_world: World) -> dict[str, Any]:
    """State a rule for one country."""
    return {"act": "state", "country": "COL", "percent": "20", "why": "Too few coders"}


WORLDS = {"house": {"": house}}
ROUTES: dict[str, Route] = {
    "desk/house-rules/": Route(
        DESK,
        {"state": Post(STATE, send=rule, done=same([""], rules=1), within=COUNTRIES)},
        of="house",
    ),
    "desk/care/": Route(
        DESK,
        {
            "": Post(
                DESK,
                send=lambda _world: {"shows_graphic": "yes", "hint_after": "45"},
                done=same([""]),
                recorded=False,
                within=ANYWHERE,
            )
        },
    ),
}
