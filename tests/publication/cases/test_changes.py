"""What the public history of a case tells of later changes, and what it never tells."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from casefile.coding.test_taking_up import WHY, person, proposed, record
from casefile.people.named_people import ANA, EVA, LUIS, SURVIVOR, settled, take
from factories import adjudicator, coder
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.queries import public_cases
from vigil.casefile.cases.verbs.publishing import publish_case
from vigil.casefile.coding.verbs.taking_up import Why, propose_changes
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import Case, Visibility
from vigil.publication.cases.history import steps_of
from vigil.publication.cases.queries import with_everything
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db


def public(*people: dict[str, Any]) -> Case:
    """Make a case that was published, and can be changed from now on."""
    from django.db import transaction

    case = settled(*(people or (person(ANA),)), visibility=Visibility.PUBLISHED)
    with transaction.atomic():
        record_on_case("publish", case, by=None)
    return case


def told(case: Case) -> list[tuple[str, str, str]]:
    """Return the changes that the page tells: what without the day, why, and the source."""
    steps = steps_of(with_everything(Case.objects.all()).get(pk=case.pk))
    day = Decision.objects.filter(verb="verify").last()
    said = f" on {day.at.day} {day.at:%B %Y}" if day else ""
    return [
        (one.what.replace(said, ""), one.why, one.source) for step in steps for one in step.changes
    ]


def changed(case: Case, why: str = "The court says so", **event: Any) -> None:
    values, people = record(case)
    values["case"] |= event
    if "impunity" in event:
        values["case"]["impunity_as_of"] = {"value": "2027", "precision": "year"}
    reasons = {"": Why(why, url="https://www.court.example.org/judgment/7")}
    verify(propose_changes(case, values, people, reasons, by=adjudicator()), by=coder())


SOURCE = "court.example.org"
AS_OF = {"value": "2027", "precision": "year"}


def test_a_court_outcome_is_told_in_words_with_reason_and_source(client: Client) -> None:
    case = public()
    changed(case, impunity="proceedings_open")
    changed(case, "The judgment is final", impunity="partial")
    assert told(case) == [
        ("Convictions added: “proceedings open”", "The court says so", SOURCE),
        (
            "Convictions changed from “proceedings open” to “some convicted”",
            "The judgment is final",
            SOURCE,
        ),
    ]
    page = " ".join(client.get(f"/cases/{case.public_id}/").content.decode().split())
    assert "to “some convicted” on " in page
    assert "because: <q" in page
    with override("es"):
        assert "some convicted" not in told(case)[1][0]


def test_while_proceedings_are_open_only_that_is_told() -> None:
    case = public()
    changed(
        case, impunity="partial", judicial_outcome="Two men were convicted.", judicial_as_of=AS_OF
    )
    assert [what for what, _why, _source in told(case)] == [
        "Judicial outcome rewritten",
        "Convictions added: “some convicted”",
    ]
    changed(case, "An appeal against two men began", impunity="proceedings_open")
    assert told(case) == [("Convictions added: “proceedings open”", "", SOURCE)]


def test_texts_places_and_names_are_not_repeated() -> None:
    case = public()
    place = {"name": "Otra Villa", "country": "MEX", "precision": "town"}
    changed(case, place=place, organised_crime_basis="The prosecutor said so.")
    assert [what for what, _why, _source in told(case)] == ["Place rewritten"]


def test_what_is_not_public_is_not_told() -> None:
    case = public()
    suspects = [{"name": "Bruno Ejemplo", "kind": "person", "status": "as_reported"}]
    changed(case, "Because of the suspect", perpetrators=suspects, motive="justice")
    assert told(case) == [("Motive added: “to stop justice”", "", SOURCE)], "one reason for both"


def named_later(case: Case, name: str) -> None:
    values, people = record(case)
    values["victims"][-1]["names"] = [name]
    why = {"": Why(f"{name} is on the list of the dead", url="https://list.example.org/")}
    verify(propose_changes(case, values, people, why, by=adjudicator()), by=coder())
    publish_case(case, by=adjudicator())


def test_who_is_named_later_is_told_by_name_until_the_name_is_withdrawn() -> None:
    case = public(person(ANA), person(""))
    named_later(case, LUIS)
    why = f"{LUIS} is on the list of the dead"
    assert told(case) == [(f"Name of a victim added: {LUIS}", why, "list.example.org")]
    take(case, LUIS)
    assert told(case) == []


def test_a_survivor_is_not_named_and_no_reason_tells_of_them() -> None:
    case = public(person(ANA), person(LUIS, **SURVIVOR))
    values, people = record(case)
    values["victims"][1] |= {"age": {"low": 50, "high": 50}, "outcome": "missing"}
    verify(propose_changes(case, values, people, WHY, by=adjudicator()), by=coder())
    (only,) = told(case)
    assert only[0].startswith("Outcome of somebody who is not named changed from")
    assert only[1] == ""


def test_a_name_that_was_wrong_is_not_told() -> None:
    case = public()
    values, people = record(case)
    values["victims"][0]["names"] = [EVA]
    why = {"": Why("The certificate says Eva, and not Ana", url="https://list.example.org/")}
    verify(propose_changes(case, values, people, why, by=adjudicator()), by=coder())
    assert told(case) == [(f"Name of {EVA} corrected", "", "list.example.org")]
    values, people = record(case)
    values["victims"].append(person(LUIS))
    made = propose_changes(case, values, [*people, "new1"], WHY, by=adjudicator())
    verify(made, by=coder())
    values, people = record(case)
    made = propose_changes(
        case, {**values, "victims": values["victims"][:1]}, people[:1], WHY, by=adjudicator()
    )
    verify(made, by=coder())
    assert [what for what, _why, _source in told(case)][1:] == [
        "Added to this case: somebody who is not named",
        "A person removed from this case",
    ]


def test_a_reason_with_the_name_of_a_stranger_is_not_told() -> None:
    case = public()
    changed(case, "The Regional Court heard Marta Roja", motive="justice")
    assert told(case) == [("Motive added: “to stop justice”", "", SOURCE)]
    changed(case, "The Regional Court says so", motive="political")
    assert told(case)[1][1] == "The Regional Court says so"


def test_nothing_is_told_of_changes_before_the_case_was_public_or_while_it_was_withdrawn() -> None:
    case = settled(person(ANA), visibility=Visibility.INTERNAL)
    changed(case, motive="justice")
    publish_case(case, by=adjudicator())
    assert told(case) == []
    changed(case, motive="political")
    assert len(told(case)) == 1
    proposed(case, motive="other")
    assert len(told(case)) == 1, "not before a second person verified it"
    assert public_cases().filter(pk=case.pk).exists()
