"""Testimony at the desk: sealed in lists and pages, shown once on asking, who looked."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import CaseFactory, UserFactory, adjudicator
from vigil.casefile.models import Stage
from vigil.trust.models import Role
from vigil.witness import models
from vigil.witness.testimony.verbs.answering import place
from witness.testimony_factories import WORDS, told

pytestmark = pytest.mark.django_db
LIST = "/desk/testimony/"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(UserFactory(display_name="Rut Palma", roles=[Role.EDITOR]))
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_list_and_page_show_no_word(desk: Client) -> None:
    one = told("Marker <b>words</b>", about="Marker about").testimony
    for at in (LIST, f"{LIST}{one.uid}/"):
        assert "Marker" not in text_of(desk.get(at))


def test_opening_shows_the_words_escaped_and_the_page_says_who_looked(desk: Client) -> None:
    one = told("Marker <b>words</b>").testimony
    response = desk.post(f"{LIST}{one.uid}/open/", {"open-why": "first reading"})
    assert "Marker &lt;b&gt;words&lt;/b&gt;" in text_of(response)
    assert "no-store" in response["Cache-Control"]
    page = text_of(desk.get(f"{LIST}{one.uid}/"))
    assert "Marker" not in page
    assert "Rut Palma" in page
    assert "first reading" in page


def test_a_missing_reason_names_the_field(desk: Client) -> None:
    one = told().testimony
    response = desk.post(f"{LIST}{one.uid}/open/", {"open-why": " "})
    assert response.status_code == 422
    assert 'id="open-open-why_error"' in text_of(response)


def test_an_answer_that_is_empty_comes_back(desk: Client) -> None:
    one = told().testimony
    assert desk.post(f"{LIST}{one.uid}/answer/", {"text": ""}).status_code == 422
    assert desk.post(f"{LIST}{one.uid}/answer/", {"text": "Thank you."}).status_code == 302
    assert one.messages.last().side == models.TestimonyMessage.Side.DESK


def test_the_frame_of_the_desk_counts_what_waits(desk: Client) -> None:
    assert "wait to be read" not in text_of(desk.get(LIST))
    told()
    assert "wait to be read" in text_of(desk.get(LIST))


def test_a_limited_role_sees_and_counts_only_its_own() -> None:
    client, by = Client(), UserFactory(roles=[Role.EDITOR])
    by.grants.update(countries=["MEX"])
    client.force_login(by)
    one = told(country="COL").testimony
    page = text_of(client.get(f"{LIST}?state=all"))
    assert one.uid not in page
    assert "wait to be read" not in page
    assert client.get(f"{LIST}{one.uid}/").status_code == 403


def test_coders_see_in_the_case_that_there_is_one_and_nothing_of_it() -> None:
    case = CaseFactory(public_id="V-7801", stage=Stage.OPEN)
    one = told("Marker words").testimony
    place(one, case, by=adjudicator(), why="the same street")
    client = Client()
    client.force_login(UserFactory(roles=[Role.CODER]))
    page = text_of(client.get(f"/desk/cases/{case.pk}/"))
    assert "Told in confidence" in page
    assert "Marker" not in page
    assert client.get(f"{LIST}{one.uid}/").status_code == 403


@pytest.mark.parametrize("number", ["V-9999", "x"])
def test_a_case_that_is_none_is_said(number: str) -> None:
    client = Client()
    client.force_login(adjudicator())
    one = told(WORDS).testimony
    sent = {"place-case": number, "place-why": "the same street"}
    response = client.post(f"{LIST}{one.uid}/place/", sent)
    assert response.status_code == (409 if number == "V-9999" else 422)
    assert f'value="{number}"' in text_of(response)


def test_the_list_costs_the_same_for_one_and_for_many(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    told()
    with django_assert_max_num_queries(40) as few:
        desk.get(LIST)
    for _ in range(3):
        told()
    with django_assert_max_num_queries(len(few)):
        desk.get(LIST)
