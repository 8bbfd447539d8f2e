"""What a grantee tells on their own page while a grant is open: incidents, changes, reports."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from fund.applicants import old_ticket
from fund.factories import a_grant, officer, party
from fund.own_pages.test_views import FromOurPage, text_of
from fund.parties.verbs.test_registering import everything_in_the_database
from vigil.fund.grants.verbs import amending_and_closing
from vigil.fund.models import Accompaniment, ApplicationFile, Grant, Incident, LevelRequest, Report
from vigil.fund.parties.verbs import changing_levels, own_page_links, sealing, who_may_know
from vigil.fund.reporting import verbs as reporting
from vigil.trust.models import Confirmation, Decision, Letter, Level, User
from vigil.trust.protection.verbs import level_of

pytestmark = pytest.mark.django_db
WORDS = "Canaryword stood before the house."
INCIDENT = {
    "do": "incident",
    "kind": "safety",
    "text": WORDS,
    "month": f"{timezone.localdate():%Y-%m}",
    "reach": "other",
    "contact": "Canaryword at dawn",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def client() -> Client:
    return FromOurPage(enforce_csrf_checks=True)


@pytest.fixture
def grant() -> Grant:
    made: Grant = a_grant(of=party(Level.HIDDEN, contact_by="email", contact="a@example.org"))
    return made


def at(grant: Grant, page: str = "") -> str:
    return f"/mine/{own_page_links.new_link(grant.party, by=None)}/{page}"


def desk(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or officer())
    return client


def picture(color: str = "red") -> SimpleUploadedFile:
    stream = BytesIO()
    Image.new("RGB", (8, 8), color).save(stream, "PNG")
    return SimpleUploadedFile("canaryword.png", stream.getvalue())


def due(grant: Grant) -> Report:
    return Report.objects.create(grant=grant, kind="narrative", due_on=timezone.localdate())


def test_an_incident_is_told_once_with_a_receipt_and_nothing_is_shown_again(
    client: Client, grant: Grant
) -> None:
    page, data = at(grant, "happened/"), {**INCIDENT, "ticket": old_ticket()}
    for _n in range(2):
        response = client.post(page, data)
        assert (response.status_code, response["Location"]) == (302, page)
        assert not response.cookies
    row = Incident.objects.get()
    assert (row.by, row.grant, row.kind, row.reach) == (None, grant, "safety", "other")
    assert row.month == timezone.localdate().replace(day=1)
    shown = text_of(client.get(page))
    assert row.uid[:8].upper() in shown
    assert "Canaryword" not in shown + everything_in_the_database()
    assert not Letter.objects.exists()
    # Other words of the same form are no repetition: they are kept too.
    client.post(page, {**data, "text": "More of it."})
    assert Incident.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": ""}, "Say what it is about."),
        ({"reach": ""}, "Say whether we may contact you"),
        ({"contact": ""}, "Say how we may contact you"),
        ({"month": "spring"}, "Write the year and the month"),
        ({"month": f"{timezone.localdate() + timedelta(days=62):%Y-%m}"}, "yet to come"),
    ],
)
def test_an_incident_that_is_refused_comes_back_as_it_was_typed(
    client: Client, grant: Grant, wrong: dict[str, str], says: str
) -> None:
    response = client.post(at(grant, "happened/"), {**INCIDENT, **wrong})
    assert response.status_code in (409, 422)
    page = text_of(response)
    assert says in page
    assert WORDS in page
    assert not Incident.objects.exists()


def test_what_changed_is_told_in_their_words(client: Client, grant: Grant) -> None:
    page, data = at(grant, "changed/"), {"do": "changed", "text": WORDS, "ticket": old_ticket()}
    assert [client.post(page, data).status_code for _n in range(2)] == [302, 302]
    row = Accompaniment.objects.get()
    assert (row.kind, row.by, row.grant) == ("own_words", None, grant)
    assert WORDS not in text_of(client.get(page)) + everything_in_the_database()
    response = client.post(page, {"do": "changed", "text": " "})
    assert response.status_code == 422
    assert "Write something first." in text_of(response)


@pytest.mark.parametrize(("do", "below"), [("incident", "happened/"), ("changed", "changed/")])
def test_words_come_back_when_no_grant_is_open_or_the_link_died(
    client: Client, grant: Grant, do: str, below: str
) -> None:
    page, data = at(grant, below), {**INCIDENT, "do": do}
    amending_and_closing.end_early(grant, by=officer(), why="They moved.")
    assert f'value="{do}"' not in text_of(client.get(page))
    response = client.post(page, data)
    assert response.status_code == 409
    assert WORDS in text_of(response)
    own_page_links.end_link(grant.party, by=None)
    response = client.post(page, data)
    assert response.status_code == 404
    assert WORDS in text_of(response)
    # As a page that never was: nothing tells a dead link from an unknown one.
    nowhere = "/mine/" + "x" * 43 + "/" + below
    unknown = client.post(nowhere, data)
    assert text_of(unknown).replace(nowhere, page) == text_of(response)
    assert not Incident.objects.exists()
    assert not Accompaniment.objects.exists()


def test_with_two_grants_it_is_asked_which_one(client: Client, grant: Grant) -> None:
    other = a_grant(of=grant.party)
    page, data = at(grant, "changed/"), {"do": "changed", "text": WORDS}
    response = client.post(page, data)
    assert response.status_code == 422
    assert "Say which grant" in text_of(response)
    stranger = a_grant()
    assert client.post(page, {**data, "grant": stranger.uid}).status_code == 422
    assert client.post(page, {**data, "grant": other.uid}).status_code == 302
    assert Accompaniment.objects.get().grant == other


def test_files_go_with_a_report_once_and_officers_open_them_for_the_record(
    client: Client, grant: Grant
) -> None:
    row, by = due(grant), officer()
    inner, ticket = f"{at(grant)}report/{row.uid}/", old_ticket()
    for _n in range(2):
        data = {"text": WORDS, "files": [picture(), picture("blue")], "ticket": ticket}
        assert client.post(inner, data).status_code == 302
    first, _second = ApplicationFile.objects.order_by("pk")
    assert (first.report, first.party) == (row, grant.party)
    assert "canaryword" not in everything_in_the_database()
    page = f"/desk/fund/grants/{grant.pk}/"
    officers = desk(by)
    assert first.uid in officers.get(page).content.decode()
    opening = {"act": "open_file", "file": first.uid}
    assert officers.post(page, opening).status_code == 422
    answer = officers.post(page, {**opening, "why": "to read the report"})
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    kept = Decision.objects.filter(verb="open_sealed", target_key=first.uid)
    assert [(one.actor, one.why) for one in kept] == [(by, "to read the report")]
    other = a_grant()
    assert (
        officers.post(f"/desk/fund/grants/{other.pk}/", {**opening, "why": "x"}).status_code == 404
    )
    who_may_know.say_conflict(grant.party, by, by=by)
    assert officers.post(page, {**opening, "why": "x"}).status_code == 404


def test_a_file_that_cannot_be_kept_holds_the_report_back_and_keeps_the_words(
    client: Client, grant: Grant
) -> None:
    row = due(grant)
    inner = f"{at(grant)}report/{row.uid}/"
    fake = SimpleUploadedFile("a.pdf", b"MZ" + b"\0" * 100)
    response = client.post(inner, {"text": WORDS, "files": [picture(), fake]})
    assert response.status_code == 422
    page = text_of(response)
    assert WORDS in page
    assert "File 2:" in page
    row.refresh_from_db()
    assert row.state == Report.State.DUE
    (kept,) = reporting.files_of(row)
    assert kept.uid in page
    # Before it is handed in nobody at the desk sees or opens what goes with it.
    opening = {"act": "open_file", "file": kept.uid, "why": "curious"}
    assert desk().post(f"/desk/fund/grants/{grant.pk}/", opening).status_code == 404
    response = client.post(inner, {"text": WORDS, "remove": kept.uid})
    assert WORDS in text_of(response)
    assert not reporting.files_of(row).exists()
    assert client.post(inner, {"text": WORDS}).status_code == 302


def test_of_an_answered_report_no_file_is_taken(client: Client, grant: Grant) -> None:
    row = due(grant)
    inner = f"{at(grant)}report/{row.uid}/"
    reporting.skip_report(row, by=officer(), why="They are watched.")
    response = client.post(inner, {"text": WORDS, "files": [picture()]})
    assert response.status_code == 409
    assert WORDS in text_of(response)
    assert not ApplicationFile.objects.exists()


def test_officers_see_all_three_and_how_to_reach_them(client: Client, grant: Grant) -> None:
    page, row, officers = at(grant), due(grant), desk()
    client.post(f"{page}happened/", INCIDENT)
    client.post(f"{page}changed/", {"do": "changed", "text": WORDS})
    client.post(f"{page}report/{row.uid}/", {"text": WORDS, "files": [picture()]})
    shown = officers.get(f"/desk/fund/grants/{grant.pk}/").content.decode()
    told = Incident.objects.get()
    for said in ("told by themselves", "their own account", told.uid[:8].upper(), "File 1: PNG"):
        assert said in shown, said
    assert "contacted in another way" in shown
    assert "Canaryword" not in shown
    assert grant.code in officers.get("/desk/fund/").content.decode()
    opened = officers.post(
        f"/desk/fund/grants/{grant.pk}/",
        {"act": "open", "text": f"incident {told.uid} contact", "why": "to write"},
    )
    assert "Canaryword at dawn" in opened.content.decode()


# How far they may be seen


def test_to_be_seen_less_is_done_at_once_and_more_waits_for_an_officer(client: Client) -> None:
    who, by = party(Level.PARTNER_ONLY, name="Hermanas Canarias"), officer()
    page = f"/mine/{own_page_links.new_link(who, by=None)}/settings/"
    client.post(page, {"do": "level", "level": "hidden"})
    who.refresh_from_db()
    assert (who.level, who.name, level_of(who.subject)) == ("hidden", "", Level.HIDDEN)
    for _n in range(2):
        response = client.post(page, {"do": "level", "level": "open"})
        assert "A person decides" in text_of(response)
    asked = LevelRequest.objects.get()
    who.refresh_from_db()
    assert (who.level, asked.level, asked.state) == ("hidden", "open", "waiting")
    assert "You asked to be seen further" in text_of(client.get(page))
    officers = desk(by)
    assert who.code in officers.get("/desk/fund/").content.decode()
    at_desk = f"/desk/fund/parties/{who.uid}/"
    answer = {"act": "answer_level", "answer": "yes"}
    assert officers.post(at_desk, answer).status_code == 409, "a reason is asked for"
    assert officers.post(at_desk, {**answer, "why": "They asked twice."}).status_code == 302
    who.refresh_from_db()
    assert (who.level, who.name) == ("hidden", "")
    second = desk(officer())
    assert who.code in second.get("/desk/confirmations/").content.decode()
    confirm = f"/desk/confirmations/{Confirmation.objects.get().pk}/confirm/"
    assert second.post(confirm).status_code == 302
    who.refresh_from_db()
    assert (who.level, who.name) == ("open", "Hermanas Canarias")
    assert changing_levels.open_level_request(who) is None


def test_a_wish_that_is_no_level_changes_nothing(client: Client, grant: Grant) -> None:
    response = client.post(at(grant, "settings/"), {"do": "level", "level": "famous"})
    assert response.status_code == 422
    assert re.search(r"<details[^>]* open", text_of(response))
    assert not LevelRequest.objects.exists()


def test_of_two_windows_a_report_that_came_in_stays_and_the_other_comes_back(
    client: Client, grant: Grant
) -> None:
    row = due(grant)
    inner = f"{at(grant)}report/{row.uid}/"
    first = {"text": "canary, all of it", "ticket": old_ticket(), "files": [picture()]}
    second = {"text": WORDS, "ticket": old_ticket(), "files": [picture("blue")]}
    assert client.post(inner, first).status_code == 302
    (kept,) = reporting.files_of(row)
    response = client.post(inner, second)
    assert response.status_code == 409
    assert WORDS in text_of(response)
    assert client.post(inner, {"text": WORDS, "remove": kept.uid}).status_code == 409
    assert list(reporting.files_of(row)) == [kept]
    text = sealing.read(grant.party, "report", row.uid, "text", by=officer(), why="to read")
    assert text == "canary, all of it"
    # The first form once more is no second report.
    assert client.post(inner, first | {"files": [picture()]}).status_code == 302
    # An officer who is told more of it on the telephone still writes it anew.
    reporting.hand_in_report(row, "canary, and more", by=officer())
