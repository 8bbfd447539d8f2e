"""Setting up the organisation: administrators alone."""

from typing import Any

from routes.rows import ANYWHERE, Post, Route, same
from routes.worlds import World
from vigil.trust.models import Organisation, Role

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def _facts() -> dict[str, Any]:
    said = Organisation.objects.first() or Organisation()
    return {"name": said.name, "confirmed": len(said.confirmed), "aside": len(said.put_aside)}


def setup() -> World:
    """Make an installation that nobody has set up."""
    return World("setup", "", facts=_facts)


def step() -> World:
    """Return the step in which an organisation says who it is."""
    return World("step", "", {"name": "organisation"}, facts=_facts)


WORLDS = {"setup": {"": setup}, "step": {"": step}}
ROUTES: dict[str, Route] = {
    "desk/setup/": Route(
        ADMINISTRATORS,
        {
            name: Post(
                ADMINISTRATORS,
                send=lambda _world, name=name, item=item: {"act": name, "item": item},
                done=same([""], **changes),
                within=ANYWHERE,
            )
            for name, item, changes in (
                ("confirm", "keys", {"confirmed": 1}),
                ("aside", "look", {"aside": 1}),
                ("back", "look", {}),
            )
        },
        of="setup",
        door=ADMINISTRATORS,
        gate=ADMINISTRATORS,
    ),
    "desk/setup/<slug:name>/": Route(
        ADMINISTRATORS,
        {
            "save": Post(
                ADMINISTRATORS,
                send=lambda _world: {"act": "save", "name": "Casa", "contact": "desk@casa.example"},
                done=same([""], name="Casa"),
                within=ANYWHERE,
            )
        },
        of="step",
        door=ADMINISTRATORS,
        gate=ADMINISTRATORS,
    ),
}
