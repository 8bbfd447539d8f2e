"""What two windows changed is shown on one screen: both values, and a choice for each field."""

from typing import Any

import pytest
from django.test import Client

from desk.coding.test_views import COMPLETE, sent
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.models import Case, Coding
from vigil.trust.models import User

pytestmark = pytest.mark.django_db
EVA = {"names": ["Eva Muestra"], "gender": "female"}
TWO: dict[str, Any] = {**COMPLETE, "victims": [*COMPLETE["victims"], EVA]}


def hidden(response: Any) -> dict[str, list[str]]:
    """Return what the screen sends along, by name."""
    again: dict[str, list[str]] = {}
    for name, value in response.context["sent"]:
        again.setdefault(name, []).append(value)
    return again


def people() -> list[list[str]]:
    return [person["names"] for person in Coding.objects.get().values["victims"]]


def test_people_who_were_removed_elsewhere_are_one_choice(
    candidate: Case, at_desk: Client, coder: User
) -> None:
    address = f"/desk/cases/{open_case(candidate, by=coder).pk}/coding/"
    at_desk.post(address, sent(TWO, do="save"))
    base = str(Coding.objects.get().revision)
    only = {**TWO, "victims": [EVA]}
    removed = sent(only, do="save", revision=base, moved_people="yes", window="one")
    assert at_desk.post(address, removed).status_code == 302
    assert people() == [["Eva Muestra"]]

    older = {**TWO, "victims": [{**TWO["victims"][0], "occupation": "Mayor"}, EVA]}
    from_two = sent(older, revision=base, window="two")
    typed = at_desk.post(f"{address}draft/", from_two | {"names": "0/occupation"})
    assert (typed.status_code, typed.json()["conflicts"]) == (409, {"people": "The people"})
    assert people() == [["Eva Muestra"]]

    screen = at_desk.post(address, from_two | {"do": "save"})
    html = screen.content.decode()
    assert screen.status_code == 409
    assert "Occupation, person 1: Mayor" in html
    assert html.count("Eva Muestra") >= 2
    choice = {"names": "people", "do": "resolve", "revision": screen.context["revision"]}
    chosen = at_desk.post(address, hidden(screen) | choice | {"choose-people": "here"})
    assert chosen.status_code == 302
    assert people() == [["Tomás Example Prueba"], ["Eva Muestra"]]
    assert Coding.objects.get().values["victims"][0]["occupation"] == "Mayor"


def test_why_a_field_is_empty_and_its_words_are_shown_too(
    candidate: Case, at_desk: Client, coder: User
) -> None:
    address = f"/desk/cases/{open_case(candidate, by=coder).pk}/coding/"
    here = {"case-weapons--empty": "not_reported", "case-weapons--confidence": "low"}
    there = {"case-weapons--words": "Two men on a motorcycle", "window": "other"}
    at_desk.post(address, sent(COMPLETE, do="save", **there))
    screen = at_desk.post(address, sent(COMPLETE, do="save", revision="0", **here))
    [conflict] = screen.context["conflicts"]
    assert [side.lines for side in conflict.sides] == [
        ("", "Not reported", "How sure: low"),
        ("", "Words from the report: “Two men on a motorcycle”"),
    ]
