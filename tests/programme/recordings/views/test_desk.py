"""The host's screens of recordings: what is wrong is said, what was typed is not lost."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from programme.factories import SessionFactory
from programme.recording_factories import (
    CAPTIONS,
    a_recording,
    a_session,
    agreed,
    host,
    one_elsewhere,
    sound,
    watched,
)
from vigil.programme.models import Recording
from vigil.programme.recordings.verbs.describing import set_captions
from vigil.programme.recordings.verbs.listening import files_digest
from vigil.trust.models import Decision, User

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


def test_from_nothing_to_a_recording_that_everybody_sees(client: Client, by: User) -> None:
    session, part = a_session()
    made = client.post(f"/desk/programme/sessions/{session.pk}/recordings/", {"language": "en"})
    recording = Recording.objects.get()
    address = f"/desk/programme/recordings/{recording.pk}/"
    assert made.headers["Location"] == address
    file = SimpleUploadedFile("x.mp4", sound().read())
    assert client.post(address, {"act": "file", "file-file": file}).status_code == 302
    refused = client.post(address, {"act": "post"})
    assert refused.status_code == 409
    for words in ("Casilda Reyes has not agreed", "to be heard", "to be recorded"):
        assert words in refused.content.decode()
    hindrances = refused.content.decode().split('class="split"')[0]
    assert "to be shown in a picture" not in hindrances
    agreed(part, by=by)
    assert "Confirm first" in client.get(address).content.decode()
    assert "watch it to the end" in client.post(address, {"act": "post"}).content.decode()
    assert client.post(address, {"act": "listened", "listened-of": "x"}).status_code == 409
    of = files_digest(Recording.objects.get())
    assert client.post(address, {"act": "listened", "listened-of": of}).status_code == 302
    assert Decision.objects.get(verb="confirm_listening").actor == by
    assert client.post(address, {"act": "post"}).status_code == 302
    public = Client().get(f"/programme/{session.event.slug}/{session.slug}/").content.decode()
    assert "<audio" in public
    assert "Shown until" not in public
    message = f"/mailings/new/?template=recording&amp;session={session.pk}"
    assert message in client.get(address).content.decode()


def test_without_contributors_one_click_shows_nothing(client: Client, by: User) -> None:
    recording = watched(one_elsewhere(SessionFactory(), by), by=by)
    address = f"/desk/programme/recordings/{recording.pk}/"
    refused = client.post(address, {"act": "post"})
    assert refused.status_code == 422
    assert "No contributor is entered" in refused.content.decode()
    assert client.post(address, {"act": "post", "post-nobody_in_it": "on"}).status_code == 302
    recording.refresh_from_db()
    assert recording.state == "posted"


def test_what_stands_against_it_is_said_once(client: Client, by: User) -> None:
    recording = one_elsewhere(a_session()[0], by)
    address = f"/desk/programme/recordings/{recording.pk}/"
    page = client.post(address, {"act": "post"}).content.decode()
    assert page.count("Casilda Reyes has not agreed") == 1


def test_captions_come_from_a_file_and_name_their_line(client: Client, by: User) -> None:
    recording = a_recording(a_session()[0], by)
    address = f"/desk/programme/recordings/{recording.pk}/"
    wrong = {"act": "captions", "captions-language": "es", "captions-text": "WEBVTT\nwrong"}
    answer = client.post(address, wrong)
    assert answer.status_code == 409
    assert "Line 2" in answer.content.decode()
    assert "WEBVTT\nwrong</textarea>" in answer.content.decode()
    file = SimpleUploadedFile("es.vtt", b"\xef\xbb\xbf" + CAPTIONS.encode())
    sent = {"act": "captions", "captions-language": "es", "captions-file": file}
    assert client.post(address, sent).status_code == 302
    assert recording.captions.filter(language="es").exists()
    latin = SimpleUploadedFile("es.vtt", "WEBVTT\n\nñ".encode("latin-1"))
    answer = client.post(address, {**sent, "captions-file": latin})
    assert answer.status_code == 422
    assert "UTF-8" in answer.content.decode()


def test_captions_are_removed_by_a_button_of_their_own(client: Client, by: User) -> None:
    recording = one_elsewhere(a_session()[0], by)
    set_captions(recording, "es", CAPTIONS, by=by)
    address = f"/desk/programme/recordings/{recording.pk}/"
    sent = {"act": "captions", "captions-language": "es", "captions-text": ""}
    assert client.post(address, sent).status_code == 422
    assert recording.captions.count() == 1
    assert client.post(address, sent | {"captions-remove": "on"}).status_code == 302
    assert not recording.captions.exists()


def test_it_cannot_be_shown_by_a_button_while_something_stands_against_it(
    client: Client, by: User
) -> None:
    recording = watched(one_elsewhere(a_session()[0], by), by=by)
    address = f"/desk/programme/recordings/{recording.pk}/"
    assert "<button disabled>Post recording" in client.get(address).content.decode()
    recording.session.contributions.all().delete()
    assert "<button>Post recording" in client.get(address).content.decode()


def test_what_is_cut_is_told(client: Client, by: User) -> None:
    recording = a_recording(a_session()[0], by)
    address = f"/desk/programme/recordings/{recording.pk}/"
    sent = {"act": "cut", "cut-of": recording.media, "cut-starts": "0:02", "cut-ends": "0:03"}
    answer = client.post(address, sent, follow=True)
    assert "Removed: 0:01 to 0:04." in answer.content.decode()
    again = client.post(address, sent)
    assert again.status_code == 409
    assert "another one by now" in again.content.decode()
    wrong = client.post(address, {**sent, "cut-starts": "two"})
    assert wrong.status_code == 422
    assert "“two” is no time" in wrong.content.decode()
    assert 'value="two"' in wrong.content.decode()


def test_an_act_that_is_none_does_nothing(client: Client, by: User) -> None:
    recording = a_recording(a_session()[0], by)
    for act in ("", "nonsense", "__class__"):
        answer = client.post(f"/desk/programme/recordings/{recording.pk}/", {"act": act})
        assert answer.status_code == 422


def test_a_file_that_is_refused_says_why_at_its_field(client: Client, by: User) -> None:
    recording = a_recording(a_session()[0], by)
    file = SimpleUploadedFile("film.mp4", b"PK\3\4nothing")
    answer = client.post(
        f"/desk/programme/recordings/{recording.pk}/", {"act": "file", "file-file": file}
    )
    assert answer.status_code == 422
    assert "no sound and no video" in answer.content.decode()


def test_words_of_chapters_are_kept_when_a_line_is_wrong(client: Client, by: User) -> None:
    recording = a_recording(a_session()[0], by)
    sent = {
        "act": "describe",
        "describe-access": "all",
        "describe-chapters": "0:00 One\nTwo",
        "describe-transcript": "Words of ours",
    }
    answer = client.post(f"/desk/programme/recordings/{recording.pk}/", sent)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Line 2" in text
    assert "0:00 One\nTwo</textarea>" in text
    assert "Words of ours</textarea>" in text
    recording.refresh_from_db()
    assert "Words of ours" not in recording.transcript
