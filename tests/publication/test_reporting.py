"""Reporting an error: simple, safe, and nothing left behind."""

import re
from typing import Any

import pytest
from django.test import Client, override_settings

from vigil.trust.domain import requests
from vigil.trust.models import Decision, Request, RequestCount

pytestmark = pytest.mark.django_db

FORM, SENT = "/about/report-an-error/", "/about/report-an-error/sent/"
SAID = {"wants": "correction", "text": "The day is wrong.", "case": "V-0042"}


def send(client: Client, **changes: Any) -> Any:
    said = {key: value for key, value in {**SAID, **changes}.items() if value is not None}
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
    assert "380" not in decisions
    assert "The day is wrong" not in decisions
    assert "127.0.0.1" not in str(list(RequestCount.objects.values()))


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


def test_a_program_that_fills_everything_in_is_thanked_and_not_heard(client: Client) -> None:
    assert send(client, website="https://spam.example").status_code == 302
    assert not Request.objects.exists()


def test_one_address_may_not_send_without_end(client: Client) -> None:
    for _ in range(requests.A_DAY):
        assert send(client).status_code == 302
    response = send(client)
    assert response.status_code == 429
    assert "Try again tomorrow" in response.content.decode()
    assert Request.objects.count() == requests.A_DAY
    other = Client(REMOTE_ADDR="2001:db8::7")
    assert send(other).status_code == 302


@override_settings(SECURE=True)
def test_readers_behind_our_own_proxy_are_not_counted_as_one(client: Client) -> None:
    for _ in range(requests.A_DAY + 1):
        assert send(client).status_code == 302
    assert not RequestCount.objects.exists()


def test_it_takes_only_a_post_with_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(FORM, SAID).status_code == 403
    assert Client().put(FORM).status_code == 405
    assert Client().post(SENT).status_code == 405
    body = strict.get(FORM).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', body)
    assert token is not None
    assert strict.post(FORM, {**SAID, "csrfmiddlewaretoken": token[1]}).status_code == 302


def test_nothing_is_kept_in_the_browser(client: Client) -> None:
    form = client.get(FORM)
    assert "no-store" in form["Cache-Control"]
    assert {*form.cookies} == {"csrftoken"}
    assert form.cookies["csrftoken"]["max-age"] == ""  # gone with the window
    assert 'autocomplete="off"' in form.content.decode()
    sent = client.get(send(client)["Location"])
    assert "no-store" in sent["Cache-Control"]
    assert sent.cookies["csrftoken"]["max-age"] == 0  # gone now


@pytest.mark.parametrize("page", ["/cases/V-7000/", "/about/", "/about/policy/", "/"])
def test_every_page_leads_to_it(client: Client, page: str) -> None:
    from publication.planted import plant

    plant(public_id="V-7000")
    body = client.get(page).content.decode()
    assert f'href="{FORM}' in body
    assert (f'href="{FORM}?case=V-7000"' in body) is ("V-7000" in page)
