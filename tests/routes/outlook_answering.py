"""Routes of the outlook: the pages on which experts answer by country, each for its seat."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from outlook import factories_assessments as assessments
from outlook import factories_panels as factories
from routes.outlook_panel_worlds import EXPERTS, expert, of_table
from routes.rows import ANYWHERE, Post, Route, Sends
from routes.worlds import NOTHING, World, Worlds, worlds
from vigil.outlook.models import Round, Seat
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.trust.models import Role

AT = "outlook/panels/"
STATES = ("answering", "handed in", "discussing", "second", "none")
"""Of the expert of the table. In "discussing" the first round is closed; in "second" the
next one is open, too."""


def world(state: str) -> World:
    """Make an assessment whose first region asks the expert of the table about two countries."""
    made = assessments.assessment(
        regions={"Andes": ("COL", "ECU")}, director=of_table(Role.PANEL_CHAIR)
    )
    panel = made.panels.get()
    row = factories.plan(panel)
    factories.plan(panel, Round.Kind.FINAL)
    mine = assessments.seat(panel, user=of_table(Role.PANEL_EXPERT))
    beside = assessments.seat(panel, user=expert(0))
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(row, by=panel.chair)
    if state in ("handed in", "discussing", "second"):
        for one in factories.fresh([mine, beside]):
            factories.answer_all(one, reasons="A reason.")
    if state in ("discussing", "second"):
        earlier = timezone.now() - timedelta(minutes=1)
        Round.objects.filter(pk=row.pk).update(closes_at=earlier)
        factories.close_round(row, by=panel.chair)
    if state == "second":
        rounds.open_round(panel.rounds.get(number=2), by=panel.chair)
    gone = state == "none"
    names = {
        "uid": "none" if gone else panel.uid,
        "country": "COL",
        "round": str(NOTHING) if gone else "1",
    }
    parts = {"base": int(state in ("handed in", "discussing")), "number": 1 + (state == "second")}
    return World("seat by country", state, names, parts, facts(mine))


def facts(seat: Seat) -> Callable[[], dict[str, Any]]:
    """Return what reads from the database what acts change of the seat."""

    def read() -> dict[str, Any]:
        return {
            "versions": [one.version for one in seat.answers.all()],
            "handed": seat.answers.exclude(handed=0).count(),
            "hand-ins": seat.country_hand_ins.count(),
        }

    return read


def row(
    posts: Mapping[str, Post] | None = None,
    *,
    shown: tuple[str, ...] = STATES,
    held: bool = False,
) -> Route:
    """Return the row of a page for the holder of the seat alone, shown in these states."""
    return Route(
        EXPERTS,
        posts or {},
        of="seat by country",
        seen=hidden(shown),
        signed_in=True,
        held=held,
        stranger=404,
    )


def hidden(shown: tuple[str, ...]) -> dict[str, int]:
    """Return that in all other states there is no such page."""
    return {state: 404 for state in STATES if state not in shown}


def act(
    send: Sends,
    done: Mapping[str, Any],
    *,
    otherwise: int = 409,
    status: int = 302,
    shown: tuple[str, ...] = STATES,
) -> Post:
    """Return one act for the holder of the seat alone."""
    return Post(
        EXPERTS, send, done=done, otherwise=otherwise, status=status, within=ANYWHERE,
        refused=hidden(shown),
    )  # fmt: skip


def never(sent: Mapping[str, Any], *, shown: tuple[str, ...] = STATES) -> Post:
    """Return something that cannot be taken, whatever the state."""
    return act(lambda one: sent, {}, otherwise=422, shown=shown)


def one_answer(one: World) -> dict[str, str]:
    """Send an answer to the first term, upon the one that stands."""
    return {"1.base": str(one.base), "nonce": "n", "1.score": "7.5"}


def scripted(one: World) -> dict[str, str]:
    """Send an answer as the script of the page does."""
    save = {"cell": 1, "value": {"score": "7.5"}, "base": one.base, "nonce": "n"}
    return {"saves": json.dumps([save])}


def in_sheet(one: World) -> dict[str, str]:
    """Confirm what a sheet changes."""
    save = {
        "cell": 1, "typed": {"score": "7.5"}, "passed": False, "reasons": "", "sources": "",
        "quotable": False, "base": one.base, "conflict": False,
    }  # fmt: skip
    return {"do": "save", "nonce": "n", "rows": json.dumps([save])}


SECOND = {"second": {"versions": [1] * 7}}
SAVED = {"answering": {"versions": [1]}, "handed in": {"versions": [2, 1, 1, 1, 1, 1]}, **SECOND}
HANDED = {"answering": {"hand-ins": 1}, "handed in": {"hand-ins": 1}, "second": {"hand-ins": 1}}
UNFIT = {"1.base": "0", "1.score": "many"}
CLOSED = ("discussing", "second")
ROUTES: Mapping[str, Route] = {
    f"{AT}countries/": Route(EXPERTS, signed_in=True, stranger=404),
    f"{AT}<slug:uid>/countries/<slug:country>/": row(
        {"save": act(one_answer, SAVED), "unfit": never(UNFIT), "nothing": never({})},
        held=True,
    ),
    f"{AT}<slug:uid>/countries/<slug:country>/hand-in/": row(
        {"": act(lambda one: {"round": str(one.number)}, HANDED)}
    ),
    f"{AT}<slug:uid>/cells/": Route(
        posts={"save": act(scripted, SAVED, status=200), "nothing": never({})},
        of="seat by country",
        signed_in=True,
        held=True,
        stranger=404,
    ),
    f"{AT}<slug:uid>/sheet/": row({"save": act(in_sheet, SAVED), "nothing": never({})}),
    f"{AT}<slug:uid>/sheet/answers.xlsx": row(),
    f"{AT}<slug:uid>/rounds/<int:round>/countries/<slug:country>/": row(
        {"save": act(one_answer, SECOND, shown=CLOSED), "nothing": never({}, shown=CLOSED)},
        shown=CLOSED,
        held=True,
    ),
}
WORLDS: dict[str, Worlds] = {"seat by country": worlds(world, *STATES)}
