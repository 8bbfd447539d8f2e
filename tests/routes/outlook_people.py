"""Routes of the outlook: the people of an assessment, their conflicts, its calendar and board."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from outlook import factories_assessments as factories
from outlook import factories_panels as panels
from routes.outlook_panel_worlds import CHAIRS, EXPERTS, expert, of_table
from routes.rows import ANYWHERE, Post, Route
from routes.worlds import NOTHING, World, Worlds, worlds
from vigil.outlook.assessments.people.verbs import conflicts, importing
from vigil.outlook.models import Assessment, Conflict, Enrolment, PeopleSheet, Round, Seat
from vigil.trust.models import Role

DESK = "desk/outlook/assessments/<slug:uid>/"
OWN = "outlook/panels/"
SHEET = b"email;region\nnew@example.org;Andes"


def assessment_in(state: str) -> World:
    """Make an assessment that the chair of the table directs, and where the expert sits."""
    if state == "none":
        names = dict.fromkeys(("uid", "sheet", "conflict", "panel", "assessment"), "nothing")
        nobody = SimpleNamespace(pk=0, email="x@x.org", uid="nothing", user=SimpleNamespace(pk=0))
        return World("people", state, names, {"seat": nobody, "new": nobody})
    made = factories.assessment(director=of_table(Role.PANEL_CHAIR))
    panel = made.panels.get(region="Andes")
    seat = factories.seat(panel, ["COL"], user=of_table(Role.PANEL_EXPERT))
    panels.plan(panel)
    sheet = importing.keep_sheet(SHEET, made, "en", by=made.director)
    conflict = conflicts.state_conflict(
        made, seat.user, by=seat.user, places=["COL"], terms=["cocaine"], words="Shares."
    )
    names = {"uid": made.uid, "sheet": sheet.uid, "conflict": conflict.uid, "panel": panel.uid}
    parts = {"seat": seat, "new": expert(1)}
    return World("people", state, names | {"assessment": made.uid}, parts, lambda: _facts(made))


def _facts(made: Assessment) -> dict[str, Any]:
    seats = Seat.objects.filter(panel__assessment=made)
    return {
        "seats": sorted(seats.values_list("state", flat=True)),
        "places": sorted(place for seat in seats for place in seat.places),
        "quiet": seats.filter(no_reminders=True).count(),
        "conflicts": Conflict.objects.filter(assessment=made, ended_at=None).count(),
        "sheets": sorted(PeopleSheet.objects.values_list("state", flat=True)),
        "rounds": Round.objects.filter(panel__assessment=made).count(),
        "enrolled": Enrolment.objects.filter(assessment=made).count(),
        "first": str(Round.objects.filter(panel__region="Andes").first().opens_at)[:10],  # type: ignore[union-attr]
    }


def act(name: str, sends: Any = NOTHING, done: Any = None, **values: Any) -> Post:
    """Return one act of the director; `done` are the facts that it changes."""

    def send(world: World) -> dict[str, Any]:
        named = {"act": name} if name else {}
        return named | dict(sends(world) if callable(sends) else {})

    found = {"there": done} if done is not None else {}
    return Post(CHAIRS, send, found, within=ANYWHERE, otherwise=422, **values)


def own(sends: Mapping[str, str], done: Any = None) -> Post:
    """Return one act of an expert."""
    found = {"there": done} if done is not None else {}
    return Post(EXPERTS, lambda world: sends, found, within=ANYWHERE, otherwise=422)


def screen(posts: Mapping[str, Post] | None = None) -> Route:
    """Return a screen of the director."""
    return Route(CHAIRS, posts or {}, of="people", door=CHAIRS, gate=CHAIRS)


def calendar_sent(world: World) -> dict[str, Any]:
    """Send a plan of one round."""
    return {"first": "2031-03-03", "lengths": "10", "gap": "2"}


WORLDS: dict[str, Worlds] = {"people": worlds(assessment_in, "there", "none")}
NO_STATES = {
    "PeopleSheet.state": "a sheet in another state than waiting refuses all acts alike",
    "Enrolment.role": "what somebody does in an assessment; no act hangs on it",
}
ROUTES: dict[str, Route] = {
    f"{DESK}people/": screen(
        {
            "sheet": act(
                "upload",
                lambda world: {"file": SimpleUploadedFile("p.csv", SHEET), "language": "en"},
                {"sheets": ["waiting", "waiting"]},
            ),
            "from the network": act(
                "enrol",
                lambda world: {"user": world.new.pk, "panel": world.names["panel"], "places": ""},
                {"seats": ["invited", "seated"], "enrolled": 1},
            ),
            "add countries": act(
                "add",
                lambda world: {"seat": world.seat.uid, "places": "Peru"},
                {"places": ["COL", "PER"]},
            ),
            "set countries": act(
                "cells",
                lambda world: {"seat": world.seat.uid, "places": "Ecuador"},
                {"places": ["ECU"]},
            ),
            "replace": act(
                "replace",
                lambda world: {"seat": world.seat.uid, "user": world.new.email},
                {"seats": ["invited", "withdrawn"], "places": ["COL", "COL"]},
            ),
            "affiliation": act(
                "affiliation",
                lambda world: {"seat": world.seat.uid, "why": "asked"},
                {},
                status=200,
                recorded=False,  # the sheet named none
            ),
            "no reader": act("reader"),
            "unknown": act("dance"),
        }
    ),
    f"{DESK}people/<slug:sheet>/": screen(
        {
            "import": act("import", done={"sheets": ["importing"]}),
            "discard": act("discard", done={"sheets": ["discarded"]}),
            "unknown": act("dance"),
        }
    ),
    f"{DESK}conflicts/": screen(
        {
            "state": act(
                "",
                lambda world: {"user": world.seat.user.pk, "places": "Peru"},
                {"conflicts": 2},
            ),
            "nothing": act(""),
        }
    ),
    f"{DESK}conflicts/<slug:conflict>/": screen(
        {
            "open": act("open", lambda world: {"why": "asked"}, {}, status=200),
            "end": act("end", done={"conflicts": 0}),
            "unknown": act("dance"),
        }
    ),
    f"{DESK}calendar/": screen(
        {
            "plan": act("plan", calendar_sent, {"rounds": 2, "first": "2031-03-03"}),
            "nothing": act("plan"),
            "unknown": act("dance"),
        }
    ),
    f"{DESK}calendar/<slug:panel>/": screen(
        {
            "move": act(
                "",
                lambda world: {"opens-1": "2031-04-04T09:00", "closes-1": "2031-04-20T23:59"},
                {"first": "2031-04-04"},
            ),
            "nothing": act(""),
        }
    ),
    f"{DESK}board/": screen(),
    f"{OWN}reminders/": Route(
        None,
        {
            "stop": Post(
                EXPERTS,
                lambda world: {"do": "stop"},
                {"there": {"quiet": 1}, "none": {}},
                within=ANYWHERE,
                recorded=False,
                nothing=frozenset(),
            )
        },
        of="people",
        signed_in=True,
        stranger=404,
        held=True,
    ),
    f"{OWN}conflicts/<slug:assessment>/": Route(
        EXPERTS,
        {
            "state": own({"places": "Peru"}, {"conflicts": 2}),
            "nothing": Post(
                EXPERTS, lambda world: {"words": "x"}, within=ANYWHERE, otherwise=422,
                refused={"there": 409},
            ),
        },
        of="people",
        signed_in=True,
        stranger=404,
        held=True,
    ),
}  # fmt: skip
