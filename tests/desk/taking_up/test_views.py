"""Taking a case up again on the screen: one form, the changes, and two who act at once."""

import re
from typing import Any

import pytest
from django.test import Client
from lxml import html

from casefile.coding.test_taking_up import person, proposed, record
from casefile.coding.test_verbs import verified
from casefile.people.named_people import ANA, EVA, LUIS, settled
from desk.conftest import signed_in
from factories import adjudicator, coder
from vigil.casefile.cases.verbs.publishing import publish_case
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import Adjudication, Case, Visibility
from vigil.trust.models import User

pytestmark = pytest.mark.django_db


def at(case: Case) -> str:
    return f"/desk/cases/{case.pk}/take-up/"


@pytest.fixture
def case() -> Case:
    return settled(person(ANA), person(""), visibility=Visibility.PUBLISHED)


@pytest.fixture
def ana() -> User:
    return adjudicator(display_name="Ana Adjudicator")


def fields_of(page: bytes, **typed: str) -> dict[str, Any]:
    """Return what a browser would send of the form, with something typed."""
    (form,) = (one for one in html.fromstring(page.decode()).forms if one.get("id") == "coding")
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value.removeprefix("\n"))  # as a browser does
    return {**found, "do": "submit", **typed}


WHY = {"why:": "The list of the dead", "url:": "https://example.org/list"}


def text(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def test_a_name_is_added_on_the_screen_and_verified_beside_before_and_after(
    case: Case, ana: User
) -> None:
    client = signed_in(ana)
    page = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert at(case) in page
    data = fields_of(client.get(at(case)).content, **{"p1-names": LUIS}, **WHY)
    seen = client.post(at(case), {**data, "do": "see"})
    assert seen.status_code == 200
    assert f"person 2 Before not given After {LUIS}" in text(seen.content)
    assert not Adjudication.objects.exists()
    assert client.post(at(case), data)["Location"] == f"/desk/cases/{case.pk}/"
    shown = text(signed_in(coder()).get(f"/desk/cases/{case.pk}/").content)
    assert f"After {LUIS} Why The list of the dead Source https://example.org/list" in shown
    other = coder()
    answer = signed_in(other).post(
        f"/desk/cases/{case.pk}/verify/",
        {"verify-one": Adjudication.objects.get().pk},
        follow=True,
    )
    assert "would name more people" in answer.content.decode()
    case.refresh_from_db()
    assert case.visibility == Visibility.INTERNAL


def test_without_reason_or_source_the_change_is_marked_and_nothing_lost(
    case: Case, ana: User
) -> None:
    client = signed_in(ana)
    data = fields_of(client.get(at(case)).content, **{"p1-names": LUIS, "why:": "He was found"})
    answer = client.post(at(case), data)
    assert answer.status_code == 422
    assert "Give a reason and a source" in text(answer.content)
    again = fields_of(answer.content)
    assert (again["p1-names"], again["why:"]) == ([LUIS], ["He was found"])
    key = next(name for name in again if name.startswith("why:") and len(name) > 4)
    own = {key: "He was found, see https://example.org/found.", "url:": ""}
    assert client.post(at(case), {**again, **own, "do": "submit"}).status_code == 302
    (change,) = Adjudication.objects.get().changes
    assert change["source"] == {"url": "https://example.org/found"}
    assert change["reason"] == "He was found, see"


def test_persons_are_added_and_removed_by_buttons(case: Case, ana: User) -> None:
    client = signed_in(ana)
    data = fields_of(client.get(at(case)).content)
    page = client.post(at(case), {**data, "do": "add"}).content
    values = {"p2-names": EVA, "p2-gender": "female", "p2-outcome": "killed", "p2-role": "target"}
    values |= {"p2-target_category": "journalist"}
    page = client.post(at(case), {**fields_of(page, **values), "do": "remove:1"}).content
    data = fields_of(page, **WHY)
    assert data["p1-names"] == [EVA]
    assert client.post(at(case), data).status_code == 302
    made = Adjudication.objects.get()
    assert [(one["before"] is None, one["field"]) for one in made.changes] == [
        (True, ""),
        (False, ""),
    ]
    verify(made, by=coder())
    assert [victim.name for victim in case.victims.all()] == [ANA, EVA]


def test_people_who_are_coded_alike_stay_apart(ana: User) -> None:
    case = settled(person(ANA), person(""), person(""), visibility=Visibility.PUBLISHED)
    client = signed_in(ana)
    data = fields_of(client.get(at(case)).content, **{"p2-names": LUIS}, **WHY)
    assert client.post(at(case), data).status_code == 302
    (change,) = Adjudication.objects.get().changes
    assert change["person"] == str(case.victims.get(position=2).uid)
    assert (change["field"], change["after"]) == ("names", [LUIS])


def test_two_at_once_are_told_and_the_second_form_keeps_what_was_typed(ana: User) -> None:
    made, _did = verified()
    case = publish_case(made, by=adjudicator())
    client = signed_in(ana)
    typed = {"case-motive": "justice", "case-method": "blade", **WHY}
    data = fields_of(client.get(at(case)).content, **typed)
    first = proposed(case, motive="political", place_type="street")
    answer = client.post(at(case), data)
    assert answer.status_code == 409
    assert "Nothing you typed is lost" in answer.content.decode()
    again = fields_of(answer.content)
    refused = client.post(at(case), again)
    assert "wait for a second person" in text(refused.content)
    verify(first, by=coder())
    stale = client.post(at(case), fields_of(refused.content))
    assert stale.status_code == 409
    assert "Somebody changed this to “political” meanwhile" in text(stale.content)
    last = fields_of(stale.content)
    assert (last["case-motive"], last["case-place_type"]) == (["justice"], ["street"])
    assert client.post(at(case), last).status_code == 302
    waiting = Adjudication.objects.filter(verified_at=None).get()
    said = {one["field"]: (one["before"], one["after"]) for one in waiting.changes}
    assert said == {"motive": ("political", "justice"), "method": ("firearm", "blade")}


def test_who_proposed_changes_their_own_proposal(case: Case, ana: User) -> None:
    proposed(case, ana, method="blade")
    client = signed_in(ana)
    page = client.get(at(case)).content
    assert "which waits for a second person" in text(page)
    data = fields_of(page)
    assert data["case-method"] == ["blade"]
    assert data["why:method"] == ["The judgment of the regional court"]
    assert client.post(at(case), {**data, "case-method": "explosive"}).status_code == 302
    assert Adjudication.objects.get(replaced_at=None).values["case"]["method"] == "explosive"


def test_what_waits_is_set_aside_with_a_reason(case: Case, ana: User) -> None:
    made = proposed(case, ana, method="blade")
    sent = {"set_aside-one": made.pk}
    client = signed_in(coder())
    address = f"/desk/cases/{case.pk}/set_aside/"
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "set_aside-why": "no source says so"}).status_code == 302
    made.refresh_from_db()
    assert made.replaced_at


def test_a_case_in_coding_is_not_taken_up(ana: User) -> None:
    from casefile.coding.test_verbs import an_open_case

    case = an_open_case()
    answer = signed_in(ana).get(at(case), follow=True)
    assert "Two people code and adjudicate" in answer.content.decode()
    assert signed_in(coder()).get(at(case)).status_code == 403
    assert Client().get(at(case)).status_code == 302


@pytest.mark.parametrize("base", ["[]", '{"case": 1, "people": {}}'])
def test_a_broken_base_is_what_is_accepted(case: Case, ana: User, base: str) -> None:
    client = signed_in(ana)
    data = fields_of(client.get(at(case)).content, base=base, **WHY)
    answer = client.post(at(case), {**data, "case-method": "blade"})
    assert answer.status_code == 302
    values, _people = record(case)
    assert Adjudication.objects.get().values["victims"] == values["victims"]


def test_what_is_missing_is_said_before_anything_is_proposed(case: Case, ana: User) -> None:
    client = signed_in(ana)
    page = client.get(at(case))
    assert b'href="#person-1"' in page.content
    data = fields_of(page.content, **{"case-impunity": "partial"}, **WHY)
    seen = text(client.post(at(case), {**data, "do": "see"}).content)
    assert "give the date on which this was known" in seen
    assert "What you change, and why" in seen
