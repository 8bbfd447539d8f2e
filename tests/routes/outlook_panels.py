"""Routes of the outlook: panels at the desk of their chair, and their results for everybody.

Acts that are done in no state of these worlds, or only after others, are held by the tests of the
screens: keeping what is true of a seed, taking a round out, giving one expert more time.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from outlook import factories_panels as factories
from routes.outlook_panel_worlds import ASKED, CHAIRS, PANELS
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import World, Worlds
from vigil.outlook.models import Panel, Question

WORLDS: dict[str, Worlds] = {}
"""They stand in `outlook_panel_worlds`."""
AT = "desk/outlook/"
Kind, State = Question.Kind, Panel.State
THERE = tuple(state for state in PANELS if state != "none")
FINAL = ("final", "few")
RUNNING = tuple(state for state in THERE if state not in ("closed", *FINAL, "abandoned"))
CLOSED_ONCE = ("discussing", "closed", *FINAL)
"""The round that the address names is closed."""
NUMBERED = list(enumerate(ASKED, 1))
SEATED = ["seated"] * 6
PUBLIC = {state: 404 for state in THERE if state not in FINAL}


def act(name: str, done: Mapping[str, Any], **values: Any) -> Post:
    """Return one act of the chair on a screen; `sends` is what its form holds."""
    sends = values.pop("sends", {})

    def send(world: World) -> dict[str, Any]:
        named = {"act": name} if name else {}
        return named | dict(sends(world) if callable(sends) else sends)

    return Post(CHAIRS, send, done, **{"within": ANYWHERE, **values})


def screen(posts: Mapping[str, Post] | None = None, of: str = "", **values: Any) -> Route:
    """Return a screen that only chairs get to."""
    return Route(CHAIRS, posts or {}, of=of, door=CHAIRS, gate=CHAIRS, **values)


UNKNOWN = act("dance", {}, otherwise=422)
NOTHING_SAID = act("", {}, otherwise=422)
SAID = {
    "title": "Other",
    "language": "en",
    "zone": "UTC",
    "names": Panel.Names.ANONYMOUS,
    "smallest": "5",
    "pooling": Panel.Pooling.EQUAL,
}
PANEL = {
    "edit": act("edit", same(("draft",), title="Other"), sends=SAID),
    "co-chairs": act(
        "co_chairs",
        same(RUNNING, **{"co-chairs": 1}),
        sends=lambda world: {"users": world.free_chair},
    ),
    "plan nothing": act("plan", {}, otherwise=422),
    "open": act("open", same(("draft",), state=State.OPEN)),
    "close": act("close", same(("discussing",), state=State.CLOSED)),
    "finalise": act("finalise", same(("closed",), state=State.FINAL)),
    "copy": act(
        "copy",
        {**same(THERE), **same(FINAL, copies=1)},
        sends={"edition": "2031"},
    ),
    "abandon": act(
        "abandon",
        same((*RUNNING, "closed"), state=State.ABANDONED),
        sends={"why": "Nobody has the time.", "sure": "on"},
    ),
    "unknown": UNKNOWN,
}
QUESTION = {
    "edit": act("edit", same(("draft",)), sends={"text": "Will it?", "horizon": "2031-01-01"}),
    "move": act(
        "move",
        same(
            ("draft",),
            questions=[(1, Kind.PROBABILITY), (2, Kind.SCORE), (3, Kind.QUANTITY), NUMBERED[3]],
        ),
        sends={"position": "1"},
    ),
    "remove": act("remove", same(("draft",), questions=[*NUMBERED[:2], (3, Kind.DRIVERS)])),
    "keep nothing": act("realise", {}, otherwise=422),
    "resolve": act(
        "resolve",
        same(FINAL, resolved=1),
        sends=lambda world: {
            "value": "1",
            "on": str(timezone.localdate()),
            "source": "A court",
        },
    ),
    "unknown": UNKNOWN,
}
ROUND = {
    "open": act("open", {"open": {"rounds": ["open", "planned"]}}),
    "close": act("close", same(("all in", "over"), rounds=["closed", "planned"])),
    "move": act(
        "move",
        same(("second",)),
        sends=lambda world: {"closes": f"{factories.wall(60):%Y-%m-%dT%H:%M}"},
    ),
    "unknown": UNKNOWN,
}
SEAT = {
    "recuse": act(
        "recuse",
        same(RUNNING, recused=1),
        sends=lambda world: {"question": world.questions[Kind.SCORE]},
    ),
    "ask again": act("unrecuse", {}, otherwise=422),
    "refuse": act(
        "refuse",
        same(("draft", "open"), seats=["refused", *SEATED[1:]]),
        sends={"why": "They work for the port."},
    ),
    "unknown": UNKNOWN,
}
ROUTES: Mapping[str, Route] = {
    AT: screen(),
    f"{AT}panels/new/": screen(
        {"make": act("", same([""]), sends=SAID), "nothing said": NOTHING_SAID}
    ),
    f"{AT}panels/<slug:uid>/": screen(PANEL, of="panel"),
    f"{AT}panels/<slug:uid>/results/": screen(of="panel"),
    f"{AT}panels/<slug:uid>/seats/": screen(
        {
            "invite": act(
                "invite",
                same(RUNNING, seats=["invited", *SEATED]),
                sends=lambda world: {"user": world.free},
            ),
            "unknown": UNKNOWN,
        },
        of="panel",
    ),
    f"{AT}panels/<slug:uid>/add/": screen(
        {
            "add": act(
                "",
                same(("draft",), questions=[*NUMBERED, (5, Kind.SCORE)]),
                sends={"kind": Kind.SCORE, "text": "How is it?"},
            ),
            "no kind": NOTHING_SAID,
        },
        of="panel",
    ),
    f"{AT}questions/<slug:uid>/": screen(QUESTION, of="panel question"),
    f"{AT}rounds/<slug:uid>/": screen(ROUND, of="panel round"),
    f"{AT}rounds/<slug:uid>/<int:number>/": screen(
        {
            # That words were opened is kept, as wherever the installation opens them to show.
            "open words": act("open", same(CLOSED_ONCE), status=200, otherwise=404, recorded=False)
        },
        of="panel round",
        seen={state: 404 for state in THERE if state not in CLOSED_ONCE},
    ),
    f"{AT}seats/<slug:uid>/": screen(SEAT, of="panel seat"),
    "outlook/results/": Route(EVERYBODY, of="panel"),
    "outlook/results/<slug:uid>/": Route(EVERYBODY, of="panel", seen=PUBLIC),
    "outlook/results/<slug:uid>.csv": Route(EVERYBODY, of="panel", seen=PUBLIC),
    "api/v1/outlook/panels": Route(EVERYBODY, of="panel", programs=True),
    "api/v1/outlook/panels/<uid>": Route(EVERYBODY, of="panel", seen=PUBLIC, programs=True),
}
