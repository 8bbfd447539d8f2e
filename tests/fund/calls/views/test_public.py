"""The fund's public pages and forms of strangers: no cookie, no script, nothing written is lost."""

import html
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import behind
from fund.applicants import WHO, begun, old_ticket, open_call
from fund.factories import donor
from vigil.fund.models import Application, Call, EmergencyRequest, Party
from vigil.fund.parties.verbs import own_page_links
from vigil.trust.models import Role, Sealed
from vigil.trust.public_forms import tickets

pytestmark = pytest.mark.django_db
HOME, EMERGENCY = "/fund/", "/fund/emergency/"
HELP = {
    **WHO,
    "needs": ["legal"],
    "what": "They wait at my door.",
    "amount": "1500",
    "currency": "usd",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture(autouse=True)
def _people() -> None:
    behind(Role.FUND_OFFICER, Role.FUND_OFFICER)


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def apply_at(call: Call) -> str:
    return f"/fund/calls/{call.slug}/apply/"


def addresses() -> list[str]:
    call = open_call(slug="radio")
    made = begun(call)
    own = f"/mine/{made.token}/"
    return [
        HOME,
        "/fund/calls/radio/",
        apply_at(call),
        EMERGENCY,
        "/fund/leave/",
        own,
        f"{own}{made.application.uid}/",
        "/mine/unknown/",
        f"/es{HOME}",
        f"/ar{own}",
    ]


def test_no_page_sets_a_cookie_runs_a_script_or_is_kept(client: Client) -> None:
    for at in addresses():
        response = client.get(at)
        assert not response.cookies, at
        assert response["Referrer-Policy"] == "no-referrer"
        assert "script-src 'none'" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]
        for word in (b"<script", b"csrfmiddlewaretoken", b"style=", b"http://fonts"):
            assert word not in response.content, at


def test_the_home_page_says_what_it_is_and_who_pays(client: Client) -> None:
    donor()
    open_call(title={"en": "Small grants", "es": "Pequeñas ayudas"})
    open_call(title={"en": "Only English"})
    open_call(title={"en": "For guests"}, access=Call.Access.INVITED)
    page = text_of(client.get(f"/es{HOME}"))
    assert "Pequeñas ayudas" in page
    assert 'lang="en" dir="auto">Only English' in page
    assert "Government of Norway" in page
    assert "For guests" not in page


@pytest.mark.parametrize("state", [Call.State.DRAFT, Call.State.WITHDRAWN])
def test_what_is_no_public_call_is_not_there(client: Client, state: str) -> None:
    call = open_call(state=state)
    assert client.get(f"/fund/calls/{call.slug}/").status_code == 404
    assert client.get(apply_at(call)).status_code == 404
    response = client.post(apply_at(call), {**WHO, "ticket": old_ticket()})
    assert response.status_code == 404
    assert "/fund/" in text_of(response)


def test_a_closed_call_is_read_but_not_applied_to(client: Client) -> None:
    call = open_call(closes_at=timezone.now() - timedelta(hours=1))
    assert "takes no applications" in text_of(client.get(f"/fund/calls/{call.slug}/"))
    response = client.post(apply_at(call), {**WHO, "ticket": old_ticket()})
    assert response.status_code == 409
    assert not Party.objects.exists()


def test_pages_tell_the_last_moment_by_the_clock_of_the_call(client: Client) -> None:
    zone = "America/Bogota"
    call = open_call(zone=zone, closes_at=datetime(2035, 1, 5, 18, tzinfo=ZoneInfo(zone)))
    for at in (HOME, f"/fund/calls/{call.slug}/"):
        text = text_of(client.get(at))
        assert "18:00" in text
        assert "23:00" not in text, "not by the clock of the installation"
    coming = datetime(2035, 1, 6, 2, tzinfo=ZoneInfo("Asia/Tokyo"))
    call = open_call(slug="later", zone="Asia/Tokyo", opens_at=coming, closes_at=None)
    for at in (HOME, f"/fund/calls/{call.slug}/"):
        text = text_of(client.get(at))
        assert "6 January 2035" in text
        assert "5 January 2035" in text if at == HOME else "5 January" not in text


def test_the_form_posted_twice_leads_to_the_same_page(client: Client) -> None:
    call = open_call()
    data = {**WHO, "ticket": old_ticket()}
    first, second = (client.post(apply_at(call), data) for _ in range(2))
    assert (first.status_code, first["Location"]) == (302, second["Location"])
    assert Application.objects.count() == 1
    assert not first.cookies


def test_who_comes_is_hidden_unless_they_choose(client: Client) -> None:
    page = client.get(apply_at(open_call())).content.decode()
    assert re.search(r'value="hidden"[^>]*checked', page)


@pytest.mark.parametrize("stale", ["spent", "old"])
def test_an_expired_form_keeps_what_was_written_and_gives_another(
    client: Client, stale: str
) -> None:
    call, other = open_call(), open_call()
    one = old_ticket(timedelta(days=3) if stale == "old" else timedelta(hours=1))
    if stale == "spent":
        client.post(apply_at(other), {**WHO, "ticket": one})
    data = {**WHO, "ticket": one, "never_send": "No letters at night."}
    response = client.post(apply_at(call), data)
    assert response.status_code == 409
    page = text_of(response)
    assert "Press the button once more" in page
    assert "No letters at night." in page
    ticket = re.search(r'name="ticket" value="([^"]*)"', page)
    assert ticket is not None
    assert ticket[1] != one


def test_too_soon_says_so_and_keeps_the_ticket(client: Client) -> None:
    young = old_ticket(-timedelta(minutes=1))
    data = {**WHO, "ticket": young, "never_send": "Nothing."}
    response = client.post(apply_at(open_call()), data)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert young in text_of(response)
    assert "Nothing." in text_of(response)


def test_a_full_disk_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "free_bytes", lambda: 0)
    response = client.post(apply_at(open_call()), {**WHO, "ticket": old_ticket()})
    assert response.status_code == 503
    assert not Party.objects.exists()


@pytest.mark.parametrize("at", ["apply", "emergency"])
@pytest.mark.parametrize(
    ("headers", "ticket"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, "ours"),
        ({"Origin": "https://elsewhere.example"}, "ours"),
        ({}, "x"),
        ({}, ""),
    ],
)
def test_only_our_own_form_is_taken(
    client: Client, at: str, headers: dict[str, str], ticket: str
) -> None:
    to = apply_at(open_call()) if at == "apply" else EMERGENCY
    data = {**HELP, "ticket": old_ticket() if ticket == "ours" else ticket}
    assert client.post(to, data, headers=headers).status_code == 403
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"contact_by": "email", "contact": "not one"}, "no e-mail address"),
        ({"contact_by": "phone"}, "Write the address or number"),
        ({"level": "loud"}, "loud"),
        ({"country": "XXX"}, "XXX"),
        ({"level": ""}, "Choose how far you may be seen"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(
    client: Client, wrong: dict[str, str], says: str
) -> None:
    data = {**WHO, "ticket": old_ticket(), "never_send": "Nothing in the evening.", **wrong}
    response = client.post(apply_at(open_call()), data)
    assert response.status_code == 422
    assert says in text_of(response)
    assert "Nothing in the evening." in text_of(response)
    assert not Party.objects.exists()


# Help at once


def test_help_is_asked_for_once_and_has_a_page(client: Client) -> None:
    data = {**HELP, "ticket": old_ticket()}
    first, second = (client.post(EMERGENCY, data) for _ in range(2))
    assert (first.status_code, first["Location"]) == (302, second["Location"])
    request = EmergencyRequest.objects.get()
    assert (request.minor, request.currency, request.by) == (150_000, "USD", None)
    assert "within 48 hours" in text_of(client.get(first["Location"]))
    assert not [s for s in Sealed.objects.all() if b"at my door" in bytes(s.ciphertext)]
    token = first["Location"].split("/")[-2]
    assert own_page_links.party_of_token(token) == request.party


def test_nobody_in_danger_has_to_name_an_amount(client: Client) -> None:
    data = {**HELP, "ticket": old_ticket(), "amount": "", "currency": ""}
    assert client.post(EMERGENCY, data).status_code == 302
    request = EmergencyRequest.objects.get()
    assert (request.minor, request.currency) == (0, "USD")


@pytest.mark.parametrize(
    ("language", "wrong", "says"),
    [
        ("", {"amount": "1.500"}, "can be read in two ways"),
        ("/es", {"amount": "1,500"}, "1500"),
        ("", {"amount": "a lot"}, "is no amount"),
        ("", {"currency": "XQQ"}, "is no currency in use"),
        ("", {"needs": []}, "at least one kind"),
        ("", {"what": ""}, "Say what happened"),
    ],
)
def test_wrong_amounts_and_currencies_say_what_to_do(
    client: Client, language: str, wrong: dict[str, Any], says: str
) -> None:
    data = {**HELP, "ticket": old_ticket(), **wrong}
    response = client.post(f"{language}{EMERGENCY}", data)
    assert response.status_code == 422
    page = text_of(response)
    assert says in page
    assert str(data["what"]) in page
    assert f'value="{data["amount"]}"' in page
    assert not Party.objects.exists()
