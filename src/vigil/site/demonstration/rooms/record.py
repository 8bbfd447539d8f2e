"""Fill the record: published cases, and cases at every step before that.

Each is entered, coded by two people, adjudicated, verified by a second person and published by a
third, as every case is.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import batched, chain
from typing import Any, Final

from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.verbs.entering import enter_case
from vigil.casefile.cases.verbs.publishing import publish_case
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.drafts import draft_coding, save_draft
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.coverage.verbs import start_monitoring
from vigil.casefile.models import Adjudication, Case
from vigil.casefile.reports.verbs.citing import (
    CitedPage,
    PassageRead,
    add_source,
    names_in_page,
)
from vigil.site.demonstration.rooms.invented_cases import (
    YEARS,
    InventedCase,
    InventedReport,
    invent_cases,
)
from vigil.site.demonstration.rooms.world import DemoWorld, days_before, invented

AT_ONCE: Final = 15
"""Cases in one transaction: their public rows are made together at its end."""
STAGES: Final = ("open", "one coding", "draft", "coded", "coded", "adjudicated", "verified")
"""How far the cases have come that are not published."""
RULE: Final = "The report that was written at the place says so."


def fill(world: DemoWorld) -> None:
    """Publish invented cases, leave some on their way, and say what is monitored."""
    _monitor(world)
    stages = STAGES[: world.size]
    made = invent_cases(world.size + len(stages), world.today)
    for some in batched(made[: world.size], AT_ONCE):
        with case_changes():
            world.cases += [_published(world, one) for one in some]
    with case_changes():
        for one, stage in zip(made[world.size :], stages, strict=True):
            _on_its_way(world, one, stage)


def _monitor(world: DemoWorld) -> None:
    """Enter which outlets are monitored for which countries; some only lately."""
    told = invented("record")
    countries = sorted({town["country"] for town in told["towns"]})
    for number, outlet in enumerate(told["outlets"]):
        start_monitoring(
            outlet["name"],
            countries[number::3] or countries,
            by=world.by("publisher"),
            since=days_before(world.today, 365 * (YEARS - number % 4)),
            language=outlet["language"],
        )


def _published(world: DemoWorld, one: InventedCase) -> Case:
    adjudication = _adjudicated(world, one)
    case = verify(adjudication, by=world.by("verifier"))
    publish_case(case, by=world.by("publisher"))
    _cite(world, case, one.reports[1:])
    return case


def _on_its_way(world: DemoWorld, one: InventedCase, stage: str) -> None:
    coder, second = world.by("coder"), world.by("second-coder")
    if stage in ("adjudicated", "verified"):
        adjudication = _adjudicated(world, one)
        if stage == "verified":
            verify(adjudication, by=world.by("verifier"))
        return
    case = _entered(world, one)
    if stage == "draft":
        save_draft(draft_coding(case, by=coder), deepcopy(one.values), "", by=coder)
    if stage in ("one coding", "coded"):
        submit_coding(draft_coding(case, by=coder), one.values, by=coder)
    if stage == "coded":
        submit_coding(draft_coding(case, by=second), _read_otherwise(one.values), by=second)


def _adjudicated(world: DemoWorld, one: InventedCase) -> Adjudication:
    """Code a case twice, the second time a little otherwise, and decide between the two."""
    case = _entered(world, one)
    first, second = one.values, _read_otherwise(one.values)
    for key, values in (("coder", first), ("second-coder", second)):
        by = world.by(key)
        submit_coding(draft_coding(case, by=by), values, by=by)
    return adjudicate(case, first, {"place_type": RULE}, by=world.by("adjudicator"))


def _entered(world: DemoWorld, one: InventedCase) -> Case:
    report = one.reports[0]
    return enter_case(
        one.values,
        by=world.by("coder"),
        url=report.url,
        source_title=report.title,
        outlet=report.outlet,
        published=report.published,
    )


def _read_otherwise(values: dict[str, Any]) -> dict[str, Any]:
    """Return what a second coder read: another kind of place."""
    other = deepcopy(values)
    place = other["case"]["place_type"]
    other["case"]["place_type"] = "unknown" if place != "unknown" else "other"
    return other


def _cite(world: DemoWorld, case: Case, reports: Sequence[InventedReport]) -> None:
    """Add the other reports as sources, each of another value."""
    fields = ("date_of_attack", "method")
    for field, report in zip(fields, reports, strict=False):
        value = case.accepted.get(field=field, victim=None)
        page = CitedPage(
            url=report.url,
            title=report.title,
            publisher=report.outlet,
            published=report.published,
            language=report.language,
        )
        # Whoever is named in a title is invented, and may be.
        named = frozenset(chain.from_iterable(names_in_page(case, page).values()))
        words = "States it in its first sentence."
        add_source(
            case,
            value,
            replace(page, may_name=named),
            PassageRead(words=words),
            by=world.by("verifier"),
        )
