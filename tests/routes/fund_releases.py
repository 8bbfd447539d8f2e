"""The fund: what is published of the fund."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from fund.factories import officer
from fund.published_grants import granted, several
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from routes.worlds import NOTHING, World, Worlds, worlds
from vigil.fund.models import FundRelease, Result
from vigil.fund.parties.verbs import sealing
from vigil.fund.releases import verbs as releases
from vigil.trust.models import Level, Role

OFFICERS = frozenset({Role.FUND_OFFICER})
STATES = ("published", "none")
"""With a release, and with everything that could be released."""


def released(state: str) -> World:
    """Make grants of which some are listed, and publish them or not."""
    by = officer()
    several(5)
    grant = granted(Level.OPEN, by=by)
    result = Result.objects.create(grant=grant, evidence="own", month=date(2024, 5, 1), by=by)
    sealing.write(grant.party, "result", result.uid, "statement", "It warned.", by=by)
    if state == "published":
        releases.make_release(by=by)

    def facts() -> dict[str, Any]:
        return {"releases": FundRelease.objects.count()}

    number = "1" if state == "published" else str(NOTHING)
    return World("fund release", state, {"number": number}, facts=facts)


def post(send: dict[str, Any], status: int, **after: Any) -> Post:
    """Return that officers send this, and it is done whatever was published."""
    done = {"published": after, "none": {key: n - 1 for key, n in after.items()}}
    return Post(
        OFFICERS,
        lambda world: send,
        done=done if after else same(STATES),
        status=status,
        within=ANYWHERE,
        nothing=frozenset(),
    )


def screen(posts: dict[str, Post] | None = None, read: bool = True, of: str = "") -> Route:
    """Return a screen that only fund officers get to."""
    return Route(OFFICERS if read else None, posts or {}, of=of, door=OFFICERS, gate=OFFICERS)


FILE = Route(EVERYBODY, of="fund release", seen={"none": 404}, programs=True)
ROUTES: dict[str, Route] = {
    "fund/results/": Route(EVERYBODY, of="fund release"),
    "fund/results.json": Route(EVERYBODY, of="fund release", programs=True),
    "fund/data/iati.xml": FILE,
    "fund/data/360giving.json": FILE,
    "desk/fund/releases/": screen(of="fund release"),
    "desk/fund/releases/make/": screen(
        {"": post({"sure": "on"}, 302, releases=2)}, of="fund release"
    ),
    "desk/fund/releases/make/read/": screen(
        {"": post({"why": "To choose"}, 200)}, read=False, of="fund release"
    ),
    "desk/fund/releases/<int:number>/": screen(of="fund release"),
}
WORLDS: dict[str, Worlds] = {"fund release": worlds(released, *STATES)}
STATES_OF: Mapping[str, Callable[[], Iterable[str]]] = {}
NO_STATES: Mapping[str, str] = {}
