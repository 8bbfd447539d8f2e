"""The host's screens around a session: application, run of show, agreements, afterwards."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from programme.recording_factories import a_recording, a_session, host, posted, sound
from programme.registration_factories import registered
from vigil.programme.models import RunItem, SlotApplication
from vigil.programme.run_of_show import verbs as run_of_show
from vigil.programme.run_of_show.verbs import add_item
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Confirmation, Consent, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by(client: Client) -> User:
    made = host()
    client.force_login(made)
    return made


def test_an_application_from_draft_to_its_number(client: Client, by: User) -> None:
    session, _part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/application/"
    sent = {
        "act": "write",
        "write-congress": "The Congress",
        "write-deadline": "2020-11-01T23:59",
        "write-deadline_zone": "Europe/Vienna",
    }
    assert client.post(address, sent).status_code == 302
    text = client.get(address).content.decode()
    assert 'Sunday, 1 November 2020, <bdi dir="ltr">23:59</bdi>, Vienna time' in text
    assert client.post(address, {"act": "send"}).status_code == 302
    early = client.post(address, {"act": "send"})
    assert early.status_code == 409
    assert "sent already" in early.content.decode()
    answer = {"act": "answer", "answer-accepted": "yes", "answer-number": "166"}
    assert client.post(address, answer).status_code == 302
    session.refresh_from_db()
    assert session.number == 166
    assert SlotApplication.objects.get().state == "accepted"
    wrong = client.post(address, {**sent, "write-deadline_zone": "CET"})
    assert wrong.status_code == 409
    assert "no time zone of a place" in wrong.content.decode()
    assert 'value="CET"' in wrong.content.decode()


def test_the_run_is_added_up_and_put_in_order(client: Client, by: User) -> None:
    session, part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/run/"
    sent = {"kind": "live", "title": "Opening", "seconds": "80:00", "voice": "none", "face": "none"}
    assert client.post(address, sent).status_code == 302
    more = {**sent, "title": "Casilda", "seconds": "0:20:00", "contribution": part.pk}
    assert client.post(address, more).status_code == 302
    text = client.get(address).content.decode()
    assert "1:40:00 planned, 1:30:00 in the slot" in text
    assert "10:00 too long" in text
    assert "Casilda Reyes" in text
    first, second = session.run.all()
    assert client.post(address, {"up": second.pk}).status_code == 302
    assert [one.title for one in session.run.all()] == ["Casilda", "Opening"]
    assert client.post(address, {"up": second.pk}).status_code == 302  # it is the first already
    assert client.post(address, {"down": 999_999}).status_code == 404
    wrong = client.post(address, {**sent, "seconds": "long"})
    assert wrong.status_code == 422
    assert 'value="long"' in wrong.content.decode()
    assert first.pk != second.pk


def test_an_item_gets_its_file_and_is_checked(client: Client, by: User) -> None:
    session, part = a_session()
    item = add_item(
        session,
        by=by,
        title="A voice",
        seconds=9,
        kind="prerecorded",
        contribution=part,
        voice="needed",
    )
    address = f"/desk/programme/run/{item.pk}/"
    early = client.post(address, {"act": "check", "check-voice": "on"})
    assert early.status_code == 409
    assert "no file yet" in early.content.decode()
    file = SimpleUploadedFile("x", sound(4).read())
    assert client.post(address, {"act": "file", "file-file": file}).status_code == 302
    assert client.post(address, {"act": "check", "check-voice": "on"}).status_code == 302
    item.refresh_from_db()
    assert (item.seconds, item.voice) == (4, "checked")
    wrong = client.post(address, {"act": "file", "file-file": SimpleUploadedFile("x", b"PK")})
    assert wrong.status_code == 422
    assert client.post(address, {"act": "remove"}).status_code == 302
    assert not RunItem.objects.exists()


def test_who_removes_an_item_second_is_told_that_it_is_gone(
    client: Client, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = run_of_show.remove_item

    def removed_meanwhile(item: RunItem, *, by: User) -> None:
        remove(item, by=by)
        remove(item, by=by)

    monkeypatch.setattr(run_of_show, "remove_item", removed_meanwhile)
    session, _part = a_session()
    item = add_item(session, by=by, kind="live", title="Words", seconds=60)
    assert client.post(f"/desk/programme/run/{item.pk}/", {"act": "remove"}).status_code == 404


def test_agreements_are_recorded_and_taken_back(client: Client, by: User) -> None:
    session, part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/agreements/"
    sent = {
        "part": part.uid,
        "uses": ["voice", "picture"],
        "given_by": "self",
        "given_how": "paper",
    }
    assert client.post(address, sent).status_code == 302
    assert set(Consent.objects.values_list("use", flat=True)) == {"voice", "picture"}
    assert (
        client.post(address, {"part": part.uid, "act": "stop", "uses": ["voice"]}).status_code
        == 302
    )
    assert Consent.objects.get(use="voice").withdrawn_at is not None
    nothing = client.post(address, {**sent, "uses": []})
    assert nothing.status_code == 422
    assert client.post(address, {**sent, "part": "nobody"}).status_code == 404


def test_a_name_is_agreed_to_on_a_day(client: Client, by: User) -> None:
    session, part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/agreements/"
    sent = {"part": part.uid, "uses": ["name"], "given_by": "self", "given_how": "in_person"}
    refused = client.post(address, sent)
    assert refused.status_code == 409
    assert "Say on which day they agreed to be named." in refused.content.decode()
    told = {**sent, "given_on": "2021-02-01", "why": "she said so on the telephone"}
    page = client.post(address, told, follow=True)
    assert "A second person must confirm this." in page.content.decode()
    assert not Consent.objects.exists()
    confirm(Confirmation.objects.get(), by=host())
    assert Consent.objects.get(use="name").decision.asked_by == by
    assert client.post(address, {**sent, "given_how": "on_screen"}).status_code == 422


def test_afterwards_says_what_is_left_to_do(client: Client, by: User) -> None:
    recording = posted(by)
    registered(recording.session, follow_up=True)
    a_recording(recording.session, by)
    text = client.get(
        f"/desk/programme/sessions/{recording.session.pk}/afterwards/"
    ).content.decode()
    assert f"Recording {recording.pk}" in text
    assert "<dt>Registered</dt><dd>1</dd>" in text
    assert "<dt>Agreed to be written to afterwards</dt><dd>1</dd>" in text
