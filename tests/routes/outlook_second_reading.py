"""Routes of the outlook: second reading of a region, and public pages of assessments."""

from collections.abc import Mapping
from typing import Any

from outlook import factories_assessments as assessments
from outlook import factories_panels as panels
from routes.outlook_panel_worlds import CHAIRS, EXPERTS, of_table, over
from routes.outlook_panels import act
from routes.rows import EVERYBODY, Route
from routes.worlds import NOTHING, World, Worlds, worlds
from vigil.outlook.models import Panel, ReasonRequest, Round, Seat
from vigil.outlook.panels.verbs import rounds, setting_up
from vigil.outlook.second_reading import verbs
from vigil.trust.models import Role

REGIONS = ("draft", "open", "between", "asked", "second", "final", "none")
"""In "between" the first round is closed; in "asked" somebody asked for reasons after it."""
READ = ("between", "asked", "second", "final")
TERM, PLACES = ("markets", "cocaine"), ("COL", "ECU")


def region_in(state: str) -> World:
    """Make a region with two cells, led by the chair of the table, and bring it so far."""
    made = assessments.assessment((TERM,), {"Andes": PLACES})
    panel = made.panels.get()
    Panel.objects.filter(pk=panel.pk).update(chair=of_table(Role.PANEL_CHAIR))
    panel.refresh_from_db()
    if state not in ("draft", "none"):
        panel = played(panel, state)
    gone = state == "none"

    def facts() -> dict[str, Any]:
        return {"requests": ReasonRequest.objects.filter(withdrawn_at=None).count()}

    names = {
        "uid": "none" if gone else panel.uid,
        "number": str(NOTHING) if gone else "1",
        "country": "XXX" if gone else "COL",
        "code": "nothing" if gone else "cocaine",
    }
    parts = {"assessment": made.uid}
    return World("region", state, names, parts, facts)


def assessment_in(state: str) -> World:
    """Make the same; the address names the assessment."""
    world = region_in(state)
    uid = "none" if state == "none" else world.assessment
    names = {**world.names, "uid": uid}
    return World("assessment of regions", state, names, world.parts, world.facts)


def played(panel: Panel, state: str) -> Panel:
    """Bring a draft on."""
    first = panels.plan(panel)
    second = panels.plan(panel, Round.Kind.FINAL)
    seats = [assessments.seat(panel) for _n in range(5)]
    panel = setting_up.open_panel(panel, by=panel.chair)
    rounds.open_round(first, by=panel.chair)
    if state == "open":
        return panel
    answered(panel, first, seats)
    if state == "asked":
        verbs.ask_for_reasons(panel.questions.get(position=1), "check", "Is it?", by=panel.chair)
    if state in ("between", "asked"):
        return panel
    rounds.open_round(second, by=panel.chair)
    if state == "second":
        return panel
    answered(panel, second, seats)
    return panels.finalise(Panel.objects.get(pk=panel.pk), by=panel.chair)


def answered(panel: Panel, row: Round, seats: list[Seat]) -> None:
    """Let all answer a round, and close it."""
    scores = {key: [5.0, 5.5, 6, 6.5, 7] for key in panel.questions.values_list("pk", flat=True)}
    assessments.answer_cells(row, seats, scores)
    over(row)
    panels.close_round(row, by=panel.chair)


WORLDS: dict[str, Worlds] = {
    "region": worlds(region_in, *REGIONS),
    "assessment of regions": worlds(assessment_in, *REGIONS),
}
NO_STATES: Mapping[str, str] = {
    "ReasonRequest.wish": "what experts are asked: told, nothing hangs on it",
    "AssessedTerm.list": "from which list a term is: held by the tests of results",
}
PUBLIC = {state: 404 for state in REGIONS if state not in ("final", "none")}
UNREAD = {state: 404 for state in REGIONS if state not in (*READ, "none")}
AT = "desk/outlook/second-reading/<slug:uid>/"
CELL = {
    "ask": act(
        "ask",
        {"between": {"requests": 1}},
        sends={"wish": "reason", "text": "Why?"},
        refused=UNREAD,
    ),
    "withdraw": act("withdraw", {"asked": {"requests": 0}}, refused=UNREAD),
    "unknown": act("dance", {}, otherwise=422, refused=UNREAD),
}
EITHER = CHAIRS | EXPERTS
OF_READERS: dict[str, Any] = {"door": EITHER, "gate": EITHER, "stranger": 404}
"""Experts may be second readers; who is none of this region learns nothing of it."""
OF_REGION: dict[str, Any] = {"of": "region", "seen": PUBLIC}
OF_ASSESSMENT: dict[str, Any] = {"of": "assessment of regions", "seen": PUBLIC}
ROUTES: Mapping[str, Route] = {
    "desk/outlook/second-reading/": Route(EITHER, door=EITHER, gate=EITHER),
    AT: Route(CHAIRS, of="region", **OF_READERS),
    f"{AT}<int:number>/": Route(CHAIRS, CELL, of="region", seen=UNREAD, **OF_READERS),
    "outlook/results/<slug:uid>/countries/<slug:country>/": Route(EVERYBODY, **OF_REGION),
    "outlook/results/<slug:uid>/terms/<slug:code>/": Route(EVERYBODY, **OF_REGION),
    "outlook/results/assessments/<slug:uid>/": Route(EVERYBODY, **OF_ASSESSMENT),
    "outlook/results/assessments/<slug:uid>/countries/<slug:country>/": Route(
        EVERYBODY, **OF_ASSESSMENT
    ),
    "outlook/results/assessments/<slug:uid>/terms/<slug:code>/": Route(EVERYBODY, **OF_ASSESSMENT),
}
