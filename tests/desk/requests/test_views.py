"""Requests at the desk: the list, one request, opening its contact, answering it."""

from typing import Any

import pytest
from django.test import Client

from desk.conftest import signed_in
from factories import CaseFactory
from vigil.trust.models import Decision, Request, User
from vigil.trust.requests.verbs import receive_request
from vigil.trust.vault.verbs.sealing import sealed_for, shred

pytestmark = pytest.mark.django_db

CONTACT = "+52 55 1234 5678"


@pytest.fixture
def at_work(adjudicator: User) -> Client:
    return signed_in(adjudicator)


def ask(text: str = "Please take my sister's name away.", **more: Any) -> Request:
    return receive_request("case", "V-7000", "removal", text, **more)


def test_urgent_ones_stand_first_and_closed_ones_elsewhere(at_work: Client) -> None:
    ask("an ordinary wish")
    ask("an urgent wish", urgent=True)
    closed = ask("a closed wish")
    at_work.post(f"/desk/requests/{closed.pk}/answer/", {"do": "answer", "answer": "done"})
    page = at_work.get("/desk/requests/").content.decode()
    assert page.index("an urgent wish") < page.index("an ordinary wish")
    assert "a closed wish" not in page
    assert "a closed wish" in at_work.get("/desk/requests/", {"state": "all"}).content.decode()
    only = at_work.get("/desk/requests/", {"state": "answered"}).content.decode()
    assert "a closed wish" in only
    assert "an ordinary wish" not in only


def test_an_odd_filter_shows_what_is_open(at_work: Client) -> None:
    ask()
    assert "my sister" in at_work.get("/desk/requests/", {"state": "nonsense"}).content.decode()


def test_one_request_leads_to_its_case_and_to_withdrawing(at_work: Client) -> None:
    case = CaseFactory(public_id="V-7000")
    page = at_work.get(f"/desk/requests/{ask(urgent=True).pk}/").content.decode()
    assert f'href="/desk/cases/{case.pk}/"' in page
    assert 'action="/desk/withdraw/"' in page
    assert "Withdraw the name or the case first" in page


def test_the_contact_is_not_on_the_page_until_opened_with_a_reason(at_work: Client) -> None:
    request = ask(contact=CONTACT)
    at = f"/desk/requests/{request.pk}/"
    assert CONTACT not in at_work.get(at).content.decode()
    refused = at_work.post(f"{at}contact/", {"open-why": ""})
    assert refused.status_code == 422
    assert CONTACT not in refused.content.decode()
    assert CONTACT in at_work.post(f"{at}contact/", {"open-why": "to call"}).content.decode()
    assert CONTACT not in at_work.get(at).content.decode()
    assert Decision.objects.get(verb="open_sealed").why == "to call"


def test_a_contact_that_is_gone_is_said(at_work: Client, adjudicator: User) -> None:
    request = ask(contact=CONTACT)
    for sealed in sealed_for("request", str(request.pk)):
        shred(sealed, by=adjudicator, why="asked to forget it")
    answer = at_work.post(f"/desk/requests/{request.pk}/contact/", {"open-why": "to call"})
    assert answer.status_code == 409
    assert "it was removed" in answer.content.decode()


@pytest.mark.parametrize(("do", "state"), [("answer", "answered"), ("decline", "declined")])
def test_a_request_is_closed_once_with_words(at_work: Client, do: str, state: str) -> None:
    request = ask()
    at = f"/desk/requests/{request.pk}/answer/"
    assert at_work.post(at, {"do": do, "answer": " "}).status_code == 422
    page = at_work.post(at, {"do": do, "answer": "It is done."}, follow=True).content.decode()
    assert "It is done." in page
    request.refresh_from_db()
    assert request.state == state
    assert at_work.post(at, {"do": do, "answer": "twice"}).status_code == 409


def test_what_was_asked_is_shown_as_text(at_work: Client) -> None:
    page = at_work.get(f"/desk/requests/{ask('<script>x</script>').pk}/").content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
