"""Routes of the outlook: assessments at the desk of their director.

The director is the chair of the table. What regional leads may is held by the tests of the screens.
"""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from routes.outlook_panel_worlds import CHAIRS, of_table
from routes.outlook_panels import SAID, UNKNOWN, act, screen
from routes.rows import ANYWHERE, Post, Route, same
from routes.worlds import NOTHING, World, made_user, worlds
from vigil.outlook.assessments.specs import RegionSpec
from vigil.outlook.assessments.verbs import regions, setting_up, sheets, terms
from vigil.outlook.models import Assessment, AssessmentSheet, Panel, Question
from vigil.trust.models import Role

AT = "desk/outlook/assessments/"
STATES = ("begun", "terms", "ready", "open", "none")
"""In "ready" it has regions with their cells; in "open" one of them was opened."""
THERE = STATES[:-1]
DRAFTS = STATES[:3]
SETTLED = ("ready", "open")
SHEETS = ("waiting", "none")
COUNTRIES = b"Country,Region\nChile,South\n"


def facts_of(row: Assessment) -> dict[str, Any]:
    """Return what acts change of an assessment."""
    now = Assessment.objects.get(pk=row.pk)
    return {
        "title": now.title,
        "terms": now.terms.count(),
        "regions": sorted(now.panels.values_list("region", flat=True)),
        "cells": Question.objects.filter(panel__assessment=now).count(),
        "leads": sorted(set(now.panels.values_list("chair__username", flat=True))),
        "copies": now.followed_by.count(),
        "waiting": now.sheets.count(),
        "texts": sorted(now.terms.values_list("text", flat=True)),
    }


def assessment_in(state: str) -> World:
    """Make an assessment and bring it so far."""
    director = of_table(Role.PANEL_CHAIR)
    row = setting_up.make_assessment("Markets", by=director, edition="2027")
    if state != "begun":
        terms.add_terms(row, {"markets": ["cocaine", "heroin"]}, by=director)
    if state in SETTLED:
        split = [RegionSpec("Andes", ("COL", "PER")), RegionSpec("Balkans", ("ALB",))]
        regions.set_regions(row, split, by=director)
    if state == "open":
        row.panels.filter(region="Andes").update(state=Panel.State.OPEN, opened_at=row.made_at)
    region = row.panels.filter(region="Balkans").first()
    parts = {
        "region": region.uid if region else "none",
        "lead": made_user("lead@example.org", Role.PANEL_CHAIR).email,
    }
    gone = state == "none"
    names = {"uid": "none" if gone else row.uid, "number": str(NOTHING) if gone else "1"}
    return World("assessment", state, names, parts, lambda: facts_of(row))


def sheet_in(state: str) -> World:
    """Make a sheet that waits."""
    director = of_table(Role.PANEL_CHAIR)
    row = setting_up.make_assessment("Markets", by=director)
    uid = "none" if state == "none" else sheets.keep_sheet(row, COUNTRIES, by=director).uid

    def facts() -> dict[str, Any]:
        return {"waiting": AssessmentSheet.objects.count(), "panels": row.panels.count()}

    return World("assessment sheet", state, {"uid": uid}, facts=facts)


WORLDS = {
    "assessment": worlds(assessment_in, *STATES),
    "assessment sheet": worlds(sheet_in, *SHEETS),
}
NO_STATES: Mapping[str, str] = {
    "Assessment.names": "who sees whom: held by the tests of panels",
    "Assessment.pooling": "how it pools: held by the tests of finishing",
    "AssessedTerm.list": "from which list it is: nothing hangs on it",
}
ONE = {
    "edit": act("edit", same(THERE, title="Other"), sends=SAID),
    "copy": act("copy", same(SETTLED, copies=1), sends={"edition": "2029"}),
    "unknown": UNKNOWN,
}
ALL = 32
TERMS = {
    "add all": act(
        "add_all",
        {
            "begun": {"terms": ALL},
            "terms": {"terms": ALL},
            "ready": {"terms": ALL},
        },
    ),  # fmt: skip
    "add": act("add", same(DRAFTS), sends={"actors": ["foreign_actors"]}),
    "remove": act(
        "remove",
        same(DRAFTS[1:], terms=1),
        sends={"terms": "markets:cocaine:score"},
    ),
    "unknown": UNKNOWN,
}
TERM = {
    "edit": act(
        "edit",
        same(DRAFTS[1:]),
        sends={"text": "How is it in {place}?"},
    ),
    "unknown": UNKNOWN,
}
REGIONS = {
    "put": act(
        "put",
        same(THERE),
        sends={"name": "Other", "countries": "Chad"},
    ),
    "lead": act(
        "lead",
        same(SETTLED),
        sends=lambda world: {"region": world.region, "lead": world.lead},
    ),
    "remove": act(
        "remove", same(SETTLED, regions=["Andes"]), sends=lambda world: {"region": world.region}
    ),
    "split": act("split", same(DRAFTS, regions=["South"]), sends={"of-005": "South"}),
    "unknown": UNKNOWN,
}
ROUTES: Mapping[str, Route] = {
    AT: screen(),
    f"{AT}new/": screen({"make": act("", same([""]), sends=SAID)}),
    f"{AT}sheets/<slug:uid>/": screen(
        {
            "import": act("import", {"waiting": {"waiting": 0, "panels": 1}}),
            "drop": act("drop", {"waiting": {"waiting": 0}}),
            "unknown": UNKNOWN,
        },
        of="assessment sheet",
    ),
    f"{AT}<slug:uid>/": screen(ONE, of="assessment"),
    f"{AT}<slug:uid>/terms/": screen(TERMS, of="assessment"),
    f"{AT}<slug:uid>/terms/<int:number>/": screen(TERM, of="assessment", seen={"begun": 404}),
    f"{AT}<slug:uid>/regions/": screen(REGIONS, of="assessment"),
    f"{AT}<slug:uid>/sheet/": screen(
        {
            "send": Post(
                CHAIRS,
                lambda _world: {"file": SimpleUploadedFile("sheet.csv", COUNTRIES)},
                same(THERE, waiting=1),
                within=ANYWHERE,
            ),
        },
        of="assessment",
    ),
    f"{AT}<slug:uid>/sheet.xlsx": screen(of="assessment"),
}
