"""Messages of a party and its officers: on the own page, and at the desk."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from files.media_files import media
from fund.applicants import old_ticket
from fund.factories import a_grant, officer, party
from fund.own_pages.test_views import FromOurPage, text_of
from fund.parties.verbs.test_registering import everything_in_the_database
from vigil.fund.extensions import verbs as extensions
from vigil.fund.messages import queries, verbs
from vigil.fund.models import ApplicationFile, Grant, Incident, Message
from vigil.fund.parties.verbs import own_page_links, who_may_know
from vigil.fund.safety.verbs import plans_and_incidents
from vigil.trust.access.errors import NotAllowed
from vigil.trust.models import Decision, Letter, Level

pytestmark = pytest.mark.django_db
WORDS = "Canaryword: may we meet elsewhere?"


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


def at(grant: Grant, page: str = "messages/") -> str:
    return f"/mine/{own_page_links.new_link(grant.party, by=None)}/{page}"


def picture(color: str = "red") -> SimpleUploadedFile:
    stream = BytesIO()
    Image.new("RGB", (8, 8), color).save(stream, "PNG")
    return SimpleUploadedFile("canaryword.png", stream.getvalue())


def voice() -> SimpleUploadedFile:
    return SimpleUploadedFile("canaryword.ogg", media("ogg"), "audio/ogg")


def desk(by: Any, grant: Grant) -> tuple[Client, str]:
    return signed_in(by), f"/desk/fund/parties/{grant.party.uid}/messages/"


def test_a_message_with_a_file_and_a_voice_is_one_however_often_it_is_sent(
    client: Client, grant: Grant
) -> None:
    page, ticket = at(grant), old_ticket()
    for _n in range(2):
        sent = {"do": "write", "text": WORDS, "ticket": ticket}
        response = client.post(page, {**sent, "files": [picture()], "voice": voice()})
        assert (response.status_code, response["Location"]) == (302, page)
    row = Message.objects.get()
    assert sorted(row.files.values_list("kind", flat=True)) == ["mp3", "png"]
    shown = text_of(client.get(page))
    assert row.uid[:8].upper() in shown
    assert "With 2 files." in shown
    assert "Canaryword" not in shown + everything_in_the_database()
    assert not Letter.objects.exists()


def test_words_are_kept_when_a_file_is_refused_and_the_form_comes_back(
    client: Client, grant: Grant
) -> None:
    page, ticket = at(grant), old_ticket()
    fake = SimpleUploadedFile("a.pdf", b"MZ" + b"\0" * 100)
    response = client.post(page, {"do": "write", "text": WORDS, "files": fake, "ticket": ticket})
    assert response.status_code == 422
    shown = text_of(response)
    assert "What you wrote was received" in shown
    assert WORDS in shown
    assert f'value="{ticket}"' in shown, "sent again, it is no second message"
    again = {"do": "write", "text": WORDS, "files": picture(), "ticket": ticket}
    assert client.post(page, again).status_code == 302
    row = Message.objects.get()
    assert row.files.count() == 1
    # Of refused files alone there is no message.
    response = client.post(page, {"do": "write", "text": "", "files": fake})
    assert "What you wrote was received" not in text_of(response)
    assert Message.objects.count() == 1
    assert client.post(page, {"do": "write", "text": "", "voice": voice()}).status_code == 302
    assert Message.objects.count() == 2


def test_an_incident_is_told_by_voice(client: Client, grant: Grant) -> None:
    said = {"do": "incident", "kind": "safety", "month": "2026-01", "reach": "no", "text": ""}
    page, ticket = at(grant, "happened/"), old_ticket()
    assert client.post(page, said).status_code == 409
    for _n in range(2):
        response = client.post(page, {**said, "voice": voice(), "ticket": ticket})
        assert response.status_code == 302
    row = Incident.objects.get()
    assert row.files.get().seconds > 0
    at_desk, thread = desk(officer(), grant)
    assert row.files.get().uid in at_desk.get(thread).content.decode()


def test_one_reason_opens_all_that_waits_and_each_opening_is_logged(
    client: Client, grant: Grant
) -> None:
    by = officer()
    client.post(at(grant), {"do": "write", "text": WORDS})
    extensions.ask(grant, grant.ends_on + timedelta(days=9), "Canaryword: rain.")
    plans_and_incidents.report_incident(
        grant.party, "safety", grant.starts_on, "Canaryword: a car.", by=None, grant=grant,
        reach="other", contact="Canaryword: at dawn",
    )  # fmt: skip
    at_desk, thread = desk(by, grant)
    listed = at_desk.get("/desk/fund/from-grantees/").content.decode()
    assert listed.count(thread) == 3
    assert "wants to be contacted" in listed
    assert "Canaryword" not in listed + at_desk.get(thread).content.decode()
    assert at_desk.post(thread, {"act": "open_waiting", "why": " "}).status_code == 422
    opened = at_desk.post(thread, {"act": "open_waiting", "why": "to answer"}).content.decode()
    for said in ("may we meet", "rain.", "a car.", "at dawn"):
        assert said in opened, said
    looks = Decision.objects.filter(verb="open_sealed", actor=by, why="to answer")
    assert looks.count() == 4
    assert Message.objects.get().read_by == by


def test_an_answer_is_read_on_the_own_page_and_no_letter_contains_it(
    client: Client, grant: Grant
) -> None:
    by, page = officer(), at(grant)
    client.post(page, {"do": "write", "text": WORDS})
    at_desk, thread = desk(by, grant)
    at_desk.post(thread, {"act": "open_waiting", "why": "to answer"})
    for text in ("Canaryword: yes, at noon.", "Canaryword: or later."):
        assert at_desk.post(thread, {"act": "write", "text": text}).status_code == 302
    assert not queries.waiting_for(by), "what was opened and answered waits no more"
    letter = Letter.objects.get()
    assert letter.state == Letter.State.WAITING
    assert "Canaryword" not in letter.body
    assert "Canaryword" not in everything_in_the_database()
    row = Message.objects.exclude(by=None).order_by("pk").first()
    assert row is not None
    start = text_of(client.get(page.replace("messages/", "")))
    assert "There are 2 new messages for you." in start
    assert "Canaryword" not in text_of(client.get(page))
    assert "yes, at noon." in text_of(client.post(page, {"do": "read", "of": row.uid}))
    row.refresh_from_db()
    assert (row.read_at is not None, row.read_by) == (True, None)
    own = Message.objects.get(by=None)
    assert client.post(page, {"do": "read", "of": own.uid}).status_code == 404


def test_what_nobody_opened_still_waits_after_an_officer_wrote(grant: Grant) -> None:
    by = officer()
    verbs.write_own(grant.party, WORDS, [], "")
    verbs.write(grant.party, "How are you?", by=by)
    (waiting,) = queries.waiting_of(grant.party)
    assert isinstance(waiting.row, Message)
    verbs.answer(waiting.row, by=by)
    assert queries.count_waiting(by) == 0


def test_who_may_not_know_of_them_reads_writes_and_saves_nothing(
    client: Client, grant: Grant
) -> None:
    by = officer()
    client.post(at(grant), {"do": "write", "text": WORDS, "files": picture()})
    file = ApplicationFile.objects.get(message__isnull=False)
    at_desk, thread = desk(by, grant)
    opening = {"act": "open_file", "of": file.uid, "why": "to read"}
    saved = at_desk.post(thread, opening)
    assert saved["Content-Disposition"] == f'attachment; filename="file-{file.pk}.png"'
    other_desk, other_thread = desk(by, a_grant())
    assert other_desk.post(other_thread, opening).status_code == 404
    who_may_know.say_conflict(grant.party, by, by=by)
    assert at_desk.get(thread).status_code == 404
    assert "F-" not in at_desk.get("/desk/fund/from-grantees/").content.decode().split("<h1>")[1]
    with pytest.raises(NotAllowed):
        verbs.write(grant.party, "Hello", by=by)


def test_the_list_asks_no_question_per_row(
    grant: Grant, django_assert_max_num_queries: Any
) -> None:
    by = officer()
    for n in range(6):
        verbs.write_own(grant.party, f"Word {n}", [], "")
    with django_assert_max_num_queries(10):
        assert len(queries.waiting_for(by)) == 6
