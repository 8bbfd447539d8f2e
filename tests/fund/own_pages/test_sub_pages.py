"""The pages below a grantee's own page: agreement, amounts, receipts, what is due, account."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from fund.applicants import old_ticket
from fund.factories import a_grant, officer, paid, party, ready
from fund.own_pages.test_views import FromOurPage, text_of
from fund.parties.verbs.test_registering import everything_in_the_database
from vigil.fund.accounts import queries as account_queries
from vigil.fund.agreements import verbs as agreements
from vigil.fund.grants.verbs import granting
from vigil.fund.messages import verbs as messages
from vigil.fund.models import ExtensionRequest, Grant, Hold, Message, Payment, Report
from vigil.fund.own_pages import amounts
from vigil.fund.parties.verbs import own_page_links, registering
from vigil.fund.reporting import verbs as reporting
from vigil.trust.models import Decision, Level

pytestmark = pytest.mark.django_db
PAGES = ("", "agreed/", "dates/", "due/", "messages/", "happened/", "changed/", "account/")
LIGHTEST = 30_000
"""Bytes below which each page stays, before it is compressed."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def client() -> Client:
    return FromOurPage(enforce_csrf_checks=True)


@pytest.fixture
def grant() -> Grant:
    made: Grant = a_grant(of=party(Level.HIDDEN, name="Hermanas Canarias"))
    return made


def at(grant: Grant) -> str:
    return f"/mine/{own_page_links.new_link(grant.party, by=None)}/"


def test_what_was_agreed_is_read_then_accepted_once(client: Client) -> None:
    by = officer()
    grant = a_grant("draft", of=party(Level.HIDDEN), by=by)
    ready(grant.party)
    granting.second(grant, by=officer())
    page = at(grant)
    assert "agreed/" not in text_of(client.get(page)), "nothing is told before it is offered"
    row = agreements.offer(grant, "Canaryword: two parts of 500.", by=by)
    assert "Read what was agreed" in text_of(client.get(page))
    closed = text_of(client.get(f"{page}agreed/"))
    assert "Canaryword" not in closed + everything_in_the_database()
    asked = {"do": "read", "of": row.uid, "ticket": old_ticket()}
    opened = text_of(client.post(f"{page}agreed/", asked))
    assert "Canaryword: two parts of 500." in opened
    assert "write to us" in opened
    assert client.post(f"{page}agreed/", {**asked, "do": "accept"}).status_code == 422
    for _n in range(2):
        yes = {**asked, "do": "accept", "sure": "on"}
        assert client.post(f"{page}agreed/", yes).status_code == 302
    row.refresh_from_db()
    grant.refresh_from_db()
    assert (row.state, row.how, grant.state) == ("accepted", "own_page", "active")
    assert Decision.objects.filter(verb="accept_agreement").count() == 1
    assert "Accepted on" in text_of(client.get(f"{page}agreed/"))
    assert client.post(f"{page}agreed/", {**asked, "do": "decline"}).status_code == 409
    stranger = at(a_grant(of=party(name="Another", bank="NO93 8601 1117 947")))
    assert client.post(f"{stranger}agreed/", asked).status_code == 404


def test_amounts_say_what_each_part_waits_for_and_a_quiet_stop_shows_nowhere(
    client: Client,
) -> None:
    due = timezone.localdate() + timedelta(days=9)
    grant = a_grant(
        of=party(), minors=[30_000, 30_000, 40_000], reports_on={1: due}, conditions={2: "A list."}
    )
    page = at(grant)
    shown = text_of(client.get(f"{page}dates/"))
    assert "1,000" in shown
    for said in ("It waits for your report due by", "It has a condition.", "Planned for"):
        assert said in shown, said
    assert "A list." not in shown
    ticketless = re.compile(r'name="ticket" value="[^"]*"')
    before = {one: ticketless.sub("", text_of(client.get(page + one))) for one in PAGES}
    Hold.objects.create(party=grant.party, sign=Hold.Sign.COERCION, by=officer())
    assert {one: ticketless.sub("", text_of(client.get(page + one))) for one in PAGES} == before


def test_a_receipt_is_given_once_and_missing_money_reaches_the_officers(
    client: Client, grant: Grant
) -> None:
    payment: Payment = paid(grant)
    page = at(grant)
    assert "Did it arrive?" in text_of(client.get(page))
    missing = {"do": "missing", "of": payment.uid, "text": "Canaryword", "ticket": old_ticket()}
    for _n in range(2):
        assert client.post(f"{page}dates/", missing).status_code == 302
    told = Message.objects.get(about=Message.About.NOT_ARRIVED)
    assert (told.payment, told.by, told.answered_at) == (payment, None, None)
    shown = text_of(client.get(f"{page}dates/"))
    assert "it did not arrive" in shown
    assert "Canaryword" not in shown + everything_in_the_database()
    early = {"do": "arrived", "of": payment.uid, "on": "2001-02-03", "ticket": old_ticket()}
    refused = client.post(f"{page}dates/", early)
    assert refused.status_code == 409
    assert "2001-02-03" in text_of(refused)
    for _n in range(2):
        yes = {**early, "on": f"{timezone.localdate()}"}
        assert client.post(f"{page}dates/", yes).status_code == 302
    payment.refresh_from_db()
    told.refresh_from_db()
    assert payment.received_on == timezone.localdate()
    assert (told.answered_at is not None, told.answered_by) == (True, None)
    assert Decision.objects.filter(verb="confirm_receipt", actor=None).count() == 1
    assert "Arrived on" in text_of(client.get(f"{page}dates/"))
    assert client.post(f"{page}dates/", missing).status_code == 409
    stranger = at(a_grant(of=party(name="Another", bank="NO93 8601 1117 947")))
    assert client.post(f"{stranger}dates/", missing).status_code == 404


def test_more_time_is_asked_for_once_and_taken_back(client: Client, grant: Grant) -> None:
    page, later = at(grant), grant.ends_on + timedelta(days=30)
    wrong = {"do": "ask", "until": f"{grant.ends_on}", "why": "Canaryword", "ticket": old_ticket()}
    refused = client.post(f"{page}dates/", wrong)
    assert refused.status_code == 409
    assert "Canaryword" in text_of(refused)
    for _n in range(2):
        assert client.post(f"{page}dates/", {**wrong, "until": f"{later}"}).status_code == 302
    row = ExtensionRequest.objects.get()
    assert (row.state, row.until) == ("waiting", later)
    another = {**wrong, "until": f"{later}", "why": "Other words"}
    assert client.post(f"{page}dates/", another).status_code == 409
    for _n in range(2):
        back = {"do": "unask", "of": row.uid}
        assert client.post(f"{page}dates/", back).status_code == 302
    row.refresh_from_db()
    assert row.state == "taken_back"


def test_who_cannot_report_safely_says_so_and_is_not_reminded(client: Client, grant: Grant) -> None:
    row = Report.objects.create(grant=grant, kind="narrative", due_on=timezone.localdate())
    registering.edit(grant.party, by=officer(), contact_by="email", contact="a@example.org")
    page = at(grant)
    assert "Your report is due by" in text_of(client.get(page))
    said = {"do": "unsafe", "of": row.uid, "text": "Canaryword", "ticket": old_ticket()}
    for _n in range(2):
        assert client.post(f"{page}due/", said).status_code == 302
    assert Message.objects.get().about == Message.About.CANNOT_REPORT
    assert "You need not do anything" in text_of(client.get(f"{page}due/"))
    assert "Your report is due by" not in text_of(client.get(page))
    assert reporting.remind_of_reports().reminders == 0
    assert client.post(f"{page}report/{row.uid}/", {"text": "It is safe now."}).status_code == 302
    assert Message.objects.get().answered_at is not None


def test_an_account_is_entered_or_confirmed_and_only_its_end_is_shown(client: Client) -> None:
    account = "ES91 2100 0418 4502 0005 1332"
    who, by = party(Level.HIDDEN), officer()
    registering.edit(who, by=by, bank=account)
    page = f"/mine/{own_page_links.new_link(who, by=None)}/account/"
    ending = '<bdi dir="ltr">1332</bdi>'
    assert ending not in text_of(client.get(page))
    looked = text_of(client.post(page, {"do": "look"}))
    assert ending in looked
    assert "0005 1332" not in looked
    assert client.post(page, {"do": "confirm", "of": "9999"}).status_code == 409
    for _n in range(2):
        assert client.post(page, {"do": "confirm", "of": "1332"}).status_code == 302
    assert account_queries.is_confirmed(who)
    assert client.post(page, {"do": "enter", "account": " "}).status_code == 422
    assert client.post(page, {"do": "enter", "account": "NO93 8601 1117 947"}).status_code == 302
    assert not account_queries.is_confirmed(who), "another account is unconfirmed"
    assert client.post(page, {"do": "confirm", "of": "7947"}).status_code == 409


def test_pages_are_small_ask_few_questions_and_say_nothing_in_their_titles(
    client: Client, grant: Grant, django_assert_max_num_queries: object
) -> None:
    paid(grant)
    page, by = at(grant), officer()
    for n in range(12):
        messages.write(grant.party, f"Word {n}", by=by)
    Report.objects.create(grant=grant, kind="narrative", due_on=timezone.localdate())
    for one in (*PAGES, "settings/"):
        response = client.get(page + one)
        assert len(response.content) < LIGHTEST, (one, len(response.content))
        assert re.findall("<title>(.*?)</title>", text_of(response)) == ["Your page"]
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "Vigil" not in text_of(response)
        assert not response.cookies
    grants = [a_grant(of=grant.party) for _n in range(3)]
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert len(amounts.grants_on_page([grant, *grants])) == 4
