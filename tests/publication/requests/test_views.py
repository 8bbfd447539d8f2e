"""Reporting an error: simple, safe, and nothing left behind."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import behind
from vigil.trust.models import Decision, Request, RequestCount, Role, RoleGrant
from vigil.trust.public_forms import tickets
from vigil.trust.requests import verbs as requests
from witness.testimony_factories import old_ticket, young_ticket

pytestmark = pytest.mark.django_db

FORM, SENT = "/about/report-an-error/", "/about/report-an-error/sent/"
SAID = {"wants": "correction", "text": "The day is wrong.", "case": "V-0042"}


@pytest.fixture(autouse=True)
def _people() -> None:
    behind(Role.ADJUDICATOR)


def send(client: Client, **changes: Any) -> Any:
    said = {"ticket": old_ticket(), **SAID, **changes}
    said = {key: value for key, value in said.items() if value is not None}
    return client.post(FORM, said)


@pytest.mark.parametrize("language", ["", "/es", "/fr", "/pt", "/ar"])
def test_the_form_is_plain_html_that_asks_no_other_host(client: Client, language: str) -> None:
    body = client.get(f"{language}{FORM}?case=V-0042").content.decode()
    assert 'value="V-0042"' in body
    assert f'action="{language}{FORM}"' in body
    assert "<script" not in body
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', body)


def test_what_is_sent_is_taken_in_and_nothing_else_is_kept(client: Client) -> None:
    response = send(client, contact="+380 44 123", urgent="on")
    assert response.status_code == 302
    assert response["Location"] == f"{SENT}?urgent=on"
    [request] = Request.objects.all()
    assert (request.item_kind, request.item_key, request.wants) == ("case", "V-0042", "correction")
    assert request.text == "The day is wrong."
    assert request.urgent
    assert request.has_contact
    assert request.language == "en"
    assert request.received_by is None
    decisions = str(list(Decision.objects.values()))
    assert "380 44" not in decisions
    assert "The day is wrong" not in decisions
    assert not RequestCount.objects.exists()


def test_a_request_need_not_be_about_a_case_nor_say_who_asks(client: Client) -> None:
    assert send(client, case="", contact="").status_code == 302
    [request] = Request.objects.all()
    assert (request.item_kind, request.item_key, request.has_contact) == ("", "", False)


def test_what_happens_next_is_said(client: Client) -> None:
    plain = client.get(SENT).content.decode()
    urgent = client.get(f"{SENT}?urgent=on").content.decode()
    assert "An adjudicator of this installation reads it" in plain
    assert "somebody is in danger" not in plain
    assert "somebody is in danger" in urgent


@pytest.mark.parametrize(
    "changes",
    [
        {"text": ""},
        {"text": "   "},
        {"text": "x" * (requests.LONGEST + 1)},
        {"wants": "money"},
        {"wants": None},
        {"case": "<script>alert(1)</script>"},
        {"case": "V-0042 and more"},
        {"contact": "x" * (requests.LONGEST_CONTACT + 1)},
        {"text": "a\0b"},
    ],
)
def test_what_cannot_be_taken_in_is_said_and_what_was_written_stays(
    client: Client, changes: dict[str, Any]
) -> None:
    response = send(client, **changes)
    assert response.status_code == 422
    body = response.content.decode()
    assert "errorlist" in body
    assert "<script>alert" not in body
    assert not Request.objects.exists()


def test_what_was_written_comes_back_as_text_only(client: Client) -> None:
    response = send(client, text="</textarea><script>alert(1)</script>", wants="money")
    body = response.content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)" in body


@pytest.mark.parametrize("about", ["<script>", "V-0042' onfocus='x", "V-" + "9" * 40, "%00"])
def test_the_number_in_the_address_is_a_number_or_nothing(client: Client, about: str) -> None:
    body = client.get(FORM, {"case": about}).content.decode()
    field = re.search(r'<input[^>]*name="case"[^>]*>', body)
    assert field is not None
    assert "value=" not in field[0]


def test_a_field_that_a_program_filled_in_is_emptied_and_nobody_is_thanked(client: Client) -> None:
    answer = send(client, text="She is in danger.", website="https://spam.example")
    assert answer.status_code == 422
    assert not Request.objects.exists()
    body = answer.content.decode()
    assert "was not sent" in body
    assert "She is in danger." in body
    assert "spam.example" not in body


def test_nobody_who_writes_much_shuts_out_who_writes_next(client: Client) -> None:
    for _ in range(12):
        assert send(client).status_code == 302
    assert send(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302
    assert Request.objects.count() == 13
    assert not RequestCount.objects.exists()


def test_it_takes_only_a_post_with_a_ticket_of_ours() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(FORM, SAID).status_code == 403
    assert send(strict, ticket="a.b:c").status_code == 403
    assert Client().put(FORM).status_code == 405
    assert Client().post(SENT).status_code == 405
    assert strict.post(FORM, SAID, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert send(strict).status_code == 302


@pytest.mark.parametrize(("age", "status"), [("young", 429), ("spent", 409), ("full", 503)])
def test_what_cannot_be_taken_now_keeps_what_was_written(
    client: Client, age: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = young_ticket() if age == "young" else old_ticket()
    if age == "spent":
        send(client, ticket=ticket)
    if age == "full":
        monkeypatch.setattr(tickets, "free_bytes", lambda: 0)
    response = send(client, ticket=ticket, text="Another day is wrong.")
    assert response.status_code == status
    assert "Another day is wrong." in response.content.decode()
    assert (f'value="{ticket}"' in response.content.decode()) is (age != "spent")


def test_nothing_is_kept_in_the_browser(client: Client) -> None:
    form = client.get(FORM)
    assert "no-store" in form["Cache-Control"]
    assert not form.cookies
    assert 'autocomplete="off"' in form.content.decode()
    done = send(client)
    sent = client.get(done["Location"])
    assert not done.cookies
    assert "no-store" in sent["Cache-Control"]
    assert not sent.cookies


@pytest.mark.parametrize("page", ["/cases/V-7000/", "/about/", "/about/policy/", "/"])
def test_every_page_leads_to_it(client: Client, page: str) -> None:
    from publication.planted import plant

    plant(public_id="V-7000")
    body = client.get(page).content.decode()
    assert f'href="{FORM}' in body
    assert (f'href="{FORM}?case=V-7000"' in body) is ("V-7000" in page)


@pytest.mark.parametrize("contact", ["", "mail@observatory.example"])
def test_a_closed_form_is_offered_nowhere_as_open(
    client: Client, settings: Settings, contact: str
) -> None:
    settings.VIGIL_CONTACT = contact
    front = client.get("/").content.decode()
    assert "closed at the moment" not in front
    RoleGrant.objects.all().delete()
    front, form = (client.get(page).content.decode() for page in ("/", FORM))
    assert 'href="/about/report-an-error/"><b>' not in front
    assert "(the form is closed at the moment)" in front
    assert "The form for errors and removals is closed" in form
    assert "can write here" not in form
    main = form.partition("<main")[2].partition("</main>")[0]
    assert ('href="mailto:mail@observatory.example"' in main) is bool(contact)
    assert ("has not stated another way" in main) is (not contact)
