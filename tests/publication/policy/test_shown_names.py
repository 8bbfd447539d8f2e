"""Who may be named is named, wherever a name can stand; agreements open that door and no other.

Who may not be named is the table of `test_disclosure`.
"""

from typing import Any

import pytest
from django.test import Client

from factories import (
    AccountFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    ReportFactory,
    adjudicator,
)
from publication.public_outputs import everything, holding
from seconded import agree_to_be_named
from vigil.casefile.cases.changes import case_changes, note_changed_case
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Basis, Case, Origin

pytestmark = pytest.mark.django_db

DEAD = "Amalia Rivas Cordero"
NAME = "Quelonio Zurbano Iraeta"
PARTS = ("Quelonio", "Zurbano", "Iraeta")
FIELDS = (
    *("title", "url", "summary", "disagreements", "organised_crime_basis", "judicial_outcome"),
    *("weapons", "occupation", "quote", "text"),
)
MARKS = {field: f"Zarzal{chr(97 + n)}" for n, field in enumerate(FIELDS)}
"""A word that stands beside the name in that field alone."""

Person = dict[str, Any]


def says(field: str) -> str:
    return f"{NAME} was {MARKS[field]} there"


def killed(**more: Any) -> Person:
    return {"outcome": "killed", "age": {"low": 41, "high": 41}, "role": "target", **more}


def plant(*people: Person, event: str = "killing") -> Case:
    """Make a public case that says the name in every field."""
    case = CaseFactory(
        public_id="V-7001",
        origin=Origin.COMPILED,
        event=event,
        compiled={
            "summary": [says("summary"), "The inquiry is open."],
            "disagreements": [says("disagreements")],
        },
    )
    values = {
        "case": {
            "event": event,
            "date_of_attack": {"value": "2019-03-07", "precision": "day"},
            "place": {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"},
            "place_type": "street_road",
            "method": "firearm",
            "weapons": [says("weapons")],
            "organised_crime_link": "credibly_alleged",
            "organised_crime_basis": says("organised_crime_basis"),
            "specific_target": "yes",
            "specific_target_evidence": "The sources say so.",
            "judicial_outcome": says("judicial_outcome"),
            "judicial_as_of": {"value": "2021", "precision": "year"},
            "impunity": "partial",
        },
        "victims": [
            killed(names=[DEAD], occupation=f"Driver of {says('occupation')}"),
            *people,
        ],
    }
    if event != "killing":
        values["victims"] = list(people)
    with case_changes():
        decision = record_on_case("load_open_case_file", case, by=None)
        write_values(case, values, basis=Basis.COMPILED, decision=decision)
        _report(case)
        note_changed_case(case.pk)
    return case


def _report(case: Case) -> None:
    report = ReportFactory(
        title=says("title"),
        url=f"https://news.example/quelonio-zurbano-iraeta-{MARKS['url'].lower()}",
        text=f"{says('text')}. {says('quote')} and {DEAD} was shot dead beside {NAME} on Thursday.",
    )
    account = AccountFactory(report=report)
    MembershipFactory(case=case, account=account)
    ClaimFactory(account=account, field="method", value="firearm", says="shot dead")
    ClaimFactory(account=account, field="names", person=0, value=[DEAD], says=DEAD)


def left(pages: dict[str, str]) -> dict[str, list[str]]:
    """Return where a part of the name, or a word beside it, is still found."""
    silent = {at: page for at, page in pages.items() if "q=" not in at}
    echoed = {at: page for at, page in pages.items() if "q=" in at}
    marks = list(MARKS.values())
    return {**holding(silent, [*PARTS, *marks]), **holding(echoed, marks)}


def test_what_is_planted_is_seen_of_somebody_who_may_be_named() -> None:
    """The control: every field reaches some output, but for the text of a report.

    Nor does a quote run on to a word with a capital that nobody knows: it might be a name.
    """
    case = plant(killed(names=[NAME]))
    seen = {word for words in left(everything(case, q=NAME)).values() for word in words}
    assert seen == {*PARTS, *MARKS.values()} - {MARKS["text"], MARKS["quote"]}


@pytest.mark.parametrize("event", ["attempt", "prevented"])
def test_in_an_attempt_nobody_is_named_and_no_town_told(event: str) -> None:
    case = plant(killed(names=[NAME], outcome="unhurt"), event=event)
    pages = everything(case, q=NAME)
    assert left(pages) == {}
    assert holding(pages, ["Puerto Ejemplo"]) == {}


def test_a_witness_whom_nobody_knows_is_in_no_quote() -> None:
    case = plant()
    pages = everything(case, q=NAME)
    assert holding(pages, [MARKS["quote"], MARKS["text"]]) == {}


OWN, CHILD = {"outcome": "injured"}, {"age": {"low": 12, "high": 12}}
AGREEMENTS = {
    "a survivor's own": (OWN, "self", True),
    "a survivor's family's": (OWN, "family", False),
    "a dead child's family's": (CHILD, "family", True),
    "a dead child's school's": (CHILD, "organisation", False),
}


@pytest.mark.parametrize("whose", AGREEMENTS)
def test_an_agreement_names_whom_it_may(whose: str) -> None:
    person, given_by, named = AGREEMENTS[whose]
    case = plant(killed(names=[NAME], **person))
    victim = case.victims.get(name=NAME)
    agree_to_be_named(victim, given_by=given_by, given_how="paper", by=adjudicator())
    assert (NAME in Client().get(f"/cases/{case.public_id}/").content.decode()) is named
