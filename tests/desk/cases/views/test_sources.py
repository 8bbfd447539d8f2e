"""A source is added to a value in one step, and what was refused comes back as it was typed."""

import re
from typing import Any

import pytest
from django.test import Client

from desk.conftest import signed_in
from factories import AcceptedValueFactory, CaseFactory, VictimFactory, adjudicator
from vigil.casefile.models import AcceptedValue, Basis, Case, Claim

pytestmark = pytest.mark.django_db

SOURCE = {
    "url": "https://example.org/shots",
    "title": "Shots at noon",
    "publisher": "The Ejemplo Herald",
    "published": "2019-03-08",
    "says": "states",
    "words": "Two shots were fired at noon.",
    "where": "2nd paragraph",
}


@pytest.fixture
def case(db: None) -> Case:
    made = CaseFactory(public_id="V-7000")
    victim = VictimFactory(case=made, name="Ana Ejemplo")
    adjudicated: dict[str, Any] = {"case": made, "basis": Basis.ADJUDICATED}
    AcceptedValueFactory(**adjudicated, field="method", value="firearm")
    AcceptedValueFactory(**adjudicated, victim=victim, field="names", value=["Ana Ejemplo"])
    AcceptedValueFactory(**adjudicated, victim=victim, field="outcome", value="killed")
    AcceptedValueFactory(**adjudicated, victim=victim, field="age", value={"low": 41, "high": 41})
    return made


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in(adjudicator())


def send(client: Client, case: Case, value: AcceptedValue, **more: str) -> Any:
    sent = {**SOURCE, "value": str(value.pk), **more}
    data = {f"add_source-{name}": text for name, text in sent.items()}
    return client.post(f"/desk/cases/{case.pk}/add_source/", data)


def test_one_step_at_the_desk_and_the_public_page_shows_it(
    editor: Client, client: Client, case: Case
) -> None:
    value = case.accepted.get(field="method")
    screen = editor.get(f"/desk/cases/{case.pk}/").content.decode()
    assert f'href="?value={value.pk}#act-add_source"' in screen
    assert send(editor, case, value).status_code == 302
    body = client.get("/cases/V-7000/").content.decode()
    for shown in ("The Ejemplo Herald", "Two shots were fired at noon.", "paragraph 2"):
        assert shown in body
    assert "Added by an editor of this installation" in body
    assert SOURCE["url"] in body
    answer = client.get("/api/v1/cases/V-7000").json()
    [method] = [claim for claim in answer["claims"] if claim["field"] == "method"]
    [said] = method["says"][0]["read"]
    assert (said["words"], said["by"]) == (SOURCE["words"], "editor")


def test_the_value_that_was_chosen_is_chosen_in_the_form(editor: Client, case: Case) -> None:
    value = case.accepted.get(field="age")
    screen = editor.get(f"/desk/cases/{case.pk}/?value={value.pk}").content.decode()
    assert re.search(r'id="act-add_source"\s+open', screen)
    assert f'<option value="{value.pk}" selected>' in screen


def test_a_title_with_a_strangers_name_is_hidden_in_the_same_step(
    editor: Client, client: Client, case: Case
) -> None:
    value, title = case.accepted.get(field="method"), {"title": "Marc Delorme arrested"}
    answer = send(editor, case, value, **title)
    asked = answer.content.decode()
    assert answer.status_code == 422
    assert "The title contains Marc, Delorme." in asked
    assert re.search(r'name="add_source-names" value="hide"[^>]*checked', asked)
    assert "This case is public: readers see the source at once." in asked
    assert send(editor, case, value, **title, names="show").status_code == 422
    assert not Claim.objects.exists()
    assert send(editor, case, value, **title, names="hide").status_code == 302
    shown = client.get("/cases/V-7000/").content.decode()
    assert "The Ejemplo Herald" in shown
    assert "Delorme" not in shown
    known = {"names": "show", "asked": "Delorme\nMarc", "url": "https://example.org/two"}
    assert send(editor, case, value, **title, **known).status_code == 302
    assert "Marc Delorme arrested" in client.get("/cases/V-7000/").content.decode()


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"title": ""}, "Type its title."),
        ({"words": "Casimiro Orduña fired."}, "Write this without names"),
        ({"says": "differs"}, "Type the value that the page gives."),
        ({"says": "differs", "otherwise": "catapult"}, "Type one of these:"),
        ({"published": "last week"}, "last week"),
    ],
)
def test_what_is_refused_is_kept(
    editor: Client, case: Case, more: dict[str, str], problem: str
) -> None:
    answer = send(editor, case, case.accepted.get(field="method"), **more)
    body = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert problem in body
    assert SOURCE["where"] in body
    assert SOURCE["url"] in body
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "held"),
    [
        ("method", "Blade", "blade"),
        ("age", "39", {"low": 39, "high": 39}),
        ("age", "39-41", {"low": 39, "high": 41}),
        ("names", "Ana M. Ejemplo", ["Ana M. Ejemplo"]),
    ],
)
def test_another_value_is_typed_in_words(
    editor: Client, client: Client, case: Case, field: str, typed: str, held: Any
) -> None:
    send(editor, case, case.accepted.get(field=field), says="differs", otherwise=typed, words="")
    claim = Claim.objects.get()
    assert claim.value == held
    assert "Sources that differ:" in client.get("/cases/V-7000/").content.decode()


def test_a_source_is_taken_back_where_it_stands(editor: Client, client: Client, case: Case) -> None:
    send(editor, case, case.accepted.get(field="method"))
    claim = Claim.objects.get()
    screen = editor.get(f"/desk/cases/{case.pk}/").content.decode()
    assert SOURCE["words"] in screen
    assert f'name="remove_source-one" value="{claim.pk}"' in screen
    data = {"remove_source-one": claim.pk}
    assert editor.post(f"/desk/cases/{case.pk}/remove_source/", data).status_code == 302
    assert SOURCE["words"] not in client.get("/cases/V-7000/").content.decode()
