"""The source that somebody gave for a change states the changed value in public."""

from typing import Any

import pytest
from django.test import Client

from casefile.coding.test_taking_up import person, record
from casefile.people.named_people import ANA, EVA
from factories import MembershipFactory, adjudicator, coder, publish_anew
from publication.cases.test_changes import public
from vigil.casefile.cases.queries import public_cases
from vigil.casefile.coding.verbs.taking_up import Why, propose_changes
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import Case, Claim, Report
from vigil.publication.cases.claims import ValueSources
from vigil.publication.cases.history import steps_of
from vigil.publication.cases.page import case_page_of
from vigil.publication.cases.queries import with_everything

pytestmark = pytest.mark.django_db
PLAIN = "https://www.court.example.org/judgment/7"


def change(case: Case, why: Why, **event: Any) -> None:
    values, people = record(case)
    values["case"] |= event
    verify(propose_changes(case, values, people, {"": why}, by=adjudicator()), by=coder())


def method_of(case: Case) -> ValueSources:
    full = with_everything(public_cases()).get(pk=case.pk)
    rows = {row.field: row for row in case_page_of(full, list(steps_of(full))).rows}
    return rows["method"].sources


def test_an_address_given_for_a_change_becomes_a_source_of_the_value(client: Client) -> None:
    case = public()
    change(case, Why("The court says so", url=PLAIN), method="blade")
    [said] = method_of(case).says
    assert said.publisher == "court.example.org"
    support = case.accepted.get(field="method").support
    assert (support["reports"], support["against"]) == (1, 0)
    publish_anew(Case.objects.get(pk=case.pk))
    assert PLAIN in client.get(f"/cases/{case.public_id}/").content.decode()


def test_a_report_of_the_case_given_for_a_change_states_the_value() -> None:
    case = public()
    report = MembershipFactory(case=case).account.report
    change(case, Why("It says so", report=report.pk), method="blade")
    assert len(method_of(case).says) == 1
    assert Claim.objects.get(reader="given-with-change").account.report == report


def test_an_address_that_looks_as_if_it_names_a_stranger_is_hidden(client: Client) -> None:
    case = public()
    address = "https://www.court.example.org/pedro-ejemplo-sentenced"
    change(case, Why("The court says so", url=address), method="blade")
    assert len(method_of(case).says) == 1
    publish_anew(Case.objects.get(pk=case.pk))
    shown = client.get(f"/cases/{case.public_id}/").content.decode()
    assert "pedro-ejemplo" not in shown
    assert "pedro-ejemplo" not in client.get(f"/api/v1/cases/{case.public_id}").content.decode()


def test_what_a_later_change_replaced_is_not_told_as_what_a_source_says() -> None:
    case = public(person(ANA))
    change(case, Why("The court says so", url=PLAIN), method="blade")
    change(case, Why("The court says so", url=PLAIN), method="firearm")
    assert len(method_of(case).says) == 1
    assert not method_of(case).otherwise
    assert Report.objects.filter(url=PLAIN).count() == 1
    for name in (EVA, ANA):
        values, people = record(case)
        values["victims"][0]["names"] = [name]
        why = {"": Why("The list says so", url=PLAIN)}
        verify(propose_changes(case, values, people, why, by=adjudicator()), by=coder())
    left = Claim.objects.filter(reader="given-with-change", superseded=False)
    assert EVA not in str([claim.value for claim in left])
