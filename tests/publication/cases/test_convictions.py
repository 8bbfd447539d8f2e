"""Convictions so far, while proceedings are open: only what sources report, with these sources."""

import pytest
from django.test import Client
from django.utils.html import escape

from casefile.compiled import load_numbers
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.queries import public_cases
from vigil.casefile.models import Case, Claim
from vigil.casefile.open_case_file.claims import read_claims, shipped_claims_file
from vigil.casefile.open_case_file.verbs import shipped_cases
from vigil.casefile.verification.queries import values_to_check
from vigil.publication.cases.page import CasePage, case_page_of
from vigil.publication.cases.queries import with_everything

pytestmark = pytest.mark.django_db

SAYS = "In 2017 a leader of a drug cartel was sentenced to 37 years for both killings."


def page() -> CasePage:
    return case_page_of(with_everything(public_cases()).get(public_id="V-0005"))


def test_convictions_rest_on_claims_and_stand_only_where_proceedings_are_open() -> None:
    lines = shipped_cases()
    claims = read_claims(shipped_claims_file(), lines)
    told = [line for line in lines if "convictions" in line["judicial"]]
    assert [line["public_number"] for line in told] == [5, 37, 45, 47, 49, 51]
    for line in told:
        assert line["impunity"] == "proceedings_open"
        held = {
            (c.url, c.value) for c in claims[line["id"]].claims if c.field == "judicial_outcome"
        }
        says = {(one["url"], one["value"]) for one in line["judicial"]["convictions"]["says"]}
        assert says
        assert says <= held


def test_a_case_and_its_people_show_convictions_so_far_with_their_source(client: Client) -> None:
    load_numbers(5)
    [said] = page().convictions_sources.says
    assert (said.publisher, said.day) == ("El Economista", "23 August 2017")
    case = client.get("/cases/V-0005/").content.decode()
    assert f"Convictions so far: {SAYS}" in " ".join(case.split())
    assert "Proceedings open at the date of our source (2025)" in case
    assert "A further case was open" not in case
    handle = page().people[0].url
    assert f"Convictions so far: {SAYS}" in " ".join(client.get(handle).content.decode().split())
    spanish = client.get("/es/cases/V-0005/").content.decode()
    assert "un jefe de un cártel de la droga" in spanish
    assert escape(SAYS) not in spanish
    [convictions] = [v for v in values_to_check(Case.objects.get()) if v.key == "convictions"]
    assert convictions.value == [SAYS]


def test_without_a_source_or_once_people_decided_anew_they_are_not_shown() -> None:
    load_numbers(5)
    case = Case.objects.get()
    with case_changes():
        case.accepted.filter(field="impunity").update(basis="adjudicated")
    assert not page().convictions
    with case_changes():
        case.accepted.filter(field="impunity").update(basis="compiled")
        told = case.compiled["judicial"]["convictions"]["says"][0]["value"]
        assert Claim.objects.filter(value=told).update(superseded=True) == 1
    assert not page().convictions
