"""Which outlets are monitored: the list with its form, one entry and what is done with it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from routes.rows import ADJUDICATORS, COUNTRIES, DESK, LANGUAGES, Post, Route, same
from routes.worlds import NOTHING, World, maker, worlds
from vigil.casefile.coverage.verbs import (
    end_monitoring,
    note_collection,
    start_monitoring,
    take_back_monitoring,
)
from vigil.casefile.models import Monitoring

MONITORINGS = ("going on", "collected", "ended", "taken back", "none")
OUTLET, SINCE, ENDED = "El Día", date(2024, 3, 1), date(2024, 5, 1)
WITHIN = COUNTRIES | LANGUAGES


def monitoring_in(state: str) -> World:
    """Make an outlet that is, or was, followed for Colombia in Spanish."""
    by = maker()
    if state == "collected":
        row = note_collection(OUTLET, "COL", "es", date.today())
        assert row is not None
    else:
        row = start_monitoring(OUTLET, ["COL"], by=by, since=SINCE, language="es")
    if state == "ended":
        row = end_monitoring(row, ENDED, by=by, why="paper closed")
    elif state == "taken back":
        take_back_monitoring(row, by=by, why="it never was")

    def facts() -> dict[str, Any]:
        now = Monitoring.objects.get(pk=row.pk)
        return {"ended": now.until is not None, "note": now.note, "taken back": now.taken_back}

    names = {"pk": str(NOTHING if state == "none" else row.pk)}
    return World("monitoring", state, names, {"row": row}, facts)


def sent(act: str, values: Callable[[Monitoring], dict[str, Any]]) -> Callable[[World], Any]:
    """Send one of the acts on an entry, with a reason."""

    def send(world: World) -> dict[str, Any]:
        given = {"why": "The court says so", **values(world.row)}
        return {"act": act, **{f"{act}-{name}": value for name, value in given.items()}}

    return send


def started(world: World) -> dict[str, Any]:
    """Send the same outlet again, from after the day on which it may have ended."""
    since = max(world.row.since, ENDED + timedelta(days=1))
    return {"outlet": OUTLET, "countries": ["COL"], "language": "es", "since": str(since)}


def corrected(row: Monitoring) -> dict[str, Any]:
    """Say what is recorded, with another note."""
    until = str(row.until) if row.until else ""
    given = {"countries": row.countries, "language": row.language, "since": str(row.since)}
    return {**given, "until": until, "note": "twice a week"}


WORLDS = {"monitoring": worlds(monitoring_in, *MONITORINGS)}
RECORDED = ("going on", "collected", "ended")

ROUTES: dict[str, Route] = {
    "desk/coverage/": Route(
        DESK,
        {
            "": Post(
                ADJUDICATORS,
                send=started,
                done=same(["ended", "taken back"]),
                nothing=frozenset(),
                within=WITHIN,
            )
        },
        of="monitoring",
    ),
    "desk/coverage/<int:pk>/": Route(
        DESK,
        {
            "end": Post(
                ADJUDICATORS,
                send=sent("end", lambda row: {"until": str(row.since)}),
                done=same(["going on", "collected"], ended=True),
            ),
            "correct": Post(
                ADJUDICATORS,
                send=sent("correct", corrected),
                done=same(RECORDED, note="twice a week"),
            ),
            "take back": Post(
                ADJUDICATORS,
                send=sent("take_back", lambda row: {}),
                done=same(RECORDED, **{"taken back": True}),
            ),
            "something else": Post(ADJUDICATORS, otherwise=422),
        },
        of="monitoring",
    ),
}
