"""Pasting a link, typing a case by hand, the lists over everything."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from desk.conftest import make_account, make_candidate, signed_in
from vigil.casefile.cases.verbs.opening import open_case, reject_case
from vigil.casefile.models import Case, Origin, Report, Stage
from vigil.desk.new_cases import pasted_links
from vigil.reading.intake.sources import Collected
from vigil.reading.records import Rejected
from vigil.reading.records import Report as ReportRecord
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db
ARTICLE = (
    "The mayor of Villa Inventada, Tomás Example Prueba, 46, was shot dead on Tuesday evening "
    "outside his office by two gunmen on a motorcycle, the prosecutor said. He had reported "
    "threats by an extortion gang in March."
)
TYPED: dict[str, Any] = {
    "names": "Tomás Example Prueba\nEva Muestra",
    "case-event": "killing",
    "case-date_of_attack": "2024-10-08",
    "case-place-name": "Villa Inventada",
    "case-place-country": "COL",
    "case-place-precision": "town",
    "case-method": "firearm",
    "url": "https://news.example/mayor",
    "outlet": "The Example Gazette",
    "note": "From a call with a local reporter",
}


@pytest.fixture
def page_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer for the network: the page is there, and is read by the shipped models."""
    report = ReportRecord(
        id="https://news.example/mayor",
        url="https://news.example/mayor",
        title="Mayor of Villa Inventada shot dead",
        text=ARTICLE,
        outlet="The Example Gazette",
        published="2024-10-09",
        language="en",
    )
    found = Collected(report=report, raw_sha256="0" * 64, fetched_at="2024-10-09T10:00:00Z")
    monkeypatch.setattr(pasted_links, "collect_page", lambda *args: iter([found]))


@pytest.fixture
def page_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer for the network: the page cannot be had."""
    refused = Rejected(source="x", line=0, reason="HTTP 404 Not Found")
    monkeypatch.setattr(pasted_links, "collect_page", lambda *args: iter([refused]))


def test_a_pasted_link_becomes_a_candidate(at_desk: Client, page_found: None) -> None:
    response = at_desk.post("/desk/add/link/", {"url": "https://news.example/mayor"}, follow=True)
    case = Case.objects.get()
    assert case.stage == Stage.CANDIDATE
    assert response.redirect_chain == [(f"/desk/cases/{case.pk}/", 302)]
    assert "the prosecutor said" in response.content.decode()


def test_a_pasted_text_becomes_a_candidate(
    at_desk: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    sent = {"text": ARTICLE, "outlet": "The Example Gazette", "how": "A reader sent it"}
    response = at_desk.post("/desk/add/text/", sent, follow=True)
    case = Case.objects.get()
    assert response.redirect_chain == [(f"/desk/cases/{case.pk}/", 302)]
    report = Report.objects.get()
    assert (report.text, report.outlet.name if report.outlet else "") == (ARTICLE, sent["outlet"])
    assert report.raw_sha256 == hashlib.sha256(ARTICLE.encode()).hexdigest()
    decision = Decision.objects.get(verb="paste_text")
    assert decision.why == "A reader sent it"
    assert "A reader sent it" not in str(Report.objects.values())


def test_the_same_link_twice_adds_nothing(at_desk: Client, page_found: None) -> None:
    for _ in range(2):
        at_desk.post("/desk/add/link/", {"url": "https://news.example/mayor"})
    assert Report.objects.count() == 1
    assert Case.objects.count() == 1


def test_when_the_page_cannot_be_had_the_link_goes_on_into_the_form(
    at_desk: Client, page_missing: None
) -> None:
    response = at_desk.post("/desk/add/link/", {"url": "https://news.example/gone"})
    assert response.status_code == 422
    html = response.content.decode()
    assert "HTTP 404 Not Found" in html
    assert html.count('value="https://news.example/gone"') == 2
    assert not Case.objects.exists()


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://169.254.169.254/latest/", "ftp://x/"])
def test_a_link_into_a_private_network_is_never_fetched(at_desk: Client, url: str) -> None:
    assert at_desk.post("/desk/add/link/", {"url": url}).status_code == 422
    assert not Report.objects.exists()


def test_a_case_is_typed_by_hand(at_desk: Client) -> None:
    assert at_desk.post("/desk/add/case/", TYPED).status_code == 302
    case = Case.objects.get()
    assert (case.stage, case.origin) == (Stage.OPEN, Origin.PERSON)
    assert case.title == "Tomás Example Prueba, Eva Muestra"
    assert (case.date, case.country, case.method) == ("2024-10-08", "COL", "firearm")
    html = at_desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "From a call with a local reporter" in html
    assert "https://news.example/mayor" in html


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(at_desk: Client) -> None:
    wrong = {**TYPED, "case-date_of_attack": "last week", "case-place-lat": "ninety"}
    response = at_desk.post("/desk/add/case/", wrong)
    assert response.status_code == 422
    html = response.content.decode()
    for typed in ("last week", "ninety", "Eva Muestra", "From a call with a local reporter"):
        assert typed in html
    assert "is not a date like" in html
    assert not Case.objects.exists()


def test_an_empty_form_opens_no_case(at_desk: Client) -> None:
    assert at_desk.post("/desk/add/case/", {}).status_code == 409
    assert not Case.objects.exists()


def test_an_auditor_adds_nothing(auditor: User) -> None:
    client = signed_in(auditor)
    assert client.get("/desk/add/").status_code == 403
    assert client.post("/desk/add/case/", TYPED).status_code == 403
    assert not Case.objects.exists()


def test_all_cases_are_found_by_number_name_place_and_stage(
    at_desk: Client, coder: User, candidate: Case
) -> None:
    case = open_case(candidate, by=coder)
    rejected = make_candidate(make_account("Eva Segunda Muestra"))
    reject_case(rejected, by=coder, why="An accident")
    for query in (f"q={case.public_id}", "q=tomas", "q=INVENTADA+tomás", "stage=open"):
        html = at_desk.get(f"/desk/cases/?{query}").content.decode()
        assert f"/desk/cases/{case.pk}/" in html
        assert f"/desk/cases/{rejected.pk}/" not in html
    html = at_desk.get("/desk/cases/?stage=rejected").content.decode()
    assert f"/desk/cases/{rejected.pk}/" in html


def test_the_log_shows_who_decided_what_and_why(auditor: User, coder: User) -> None:
    case = make_candidate()
    reject_case(case, by=coder, why="An accident on the road")
    client = signed_in(auditor)
    html = client.get("/desk/decisions/?verb=reject").content.decode()
    assert "Ana Coder" in html
    assert "An accident on the road" in html
    assert f'href="/desk/cases/{case.pk}/"' in html
    assert "An accident" not in client.get("/desk/decisions/?q=nothing").content.decode()
    assert "An accident" in client.get(f"/desk/decisions/?actor={coder.pk}").content.decode()


@pytest.mark.parametrize("address", ["/desk/cases/", "/desk/decisions/"])
def test_lists_make_as_many_queries_for_three_rows_as_for_one(
    adjudicator: User, address: str
) -> None:
    client = signed_in(adjudicator)
    open_case(make_candidate(), by=adjudicator)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(2):
        open_case(make_candidate(make_account(f"Eva {number} Muestra")), by=adjudicator)
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) == len(one)
