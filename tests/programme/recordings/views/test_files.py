"""Sound and video are given to whom they are for, at addresses that nobody guesses."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from files.media_files import media
from programme.message_factories import a_member, an_event, host, sent, user_of
from programme.recording_factories import (
    a_recording,
    a_session,
    agreed,
    posted,
    watched_and_posted,
)
from programme.registration_factories import registered
from vigil.programme.contributors.verbs.consenting import stop_agreeing
from vigil.programme.events.models.event import State as Published
from vigil.programme.messages.verbs.moderating import show_message
from vigil.programme.messages.verbs.withdrawing import withdraw_message
from vigil.programme.models import Recording, Registration
from vigil.programme.recordings.verbs import files, posting
from vigil.programme.registrations import links
from vigil.programme.run_of_show.verbs import add_item, set_item_file
from vigil.trust.models import Upload, User

pytestmark = pytest.mark.django_db
MARK = "Tzq9Embed"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by() -> User:
    return host()


def page(recording: Recording) -> str:
    return f"/programme/{recording.session.event.slug}/{recording.session.slug}/"


def at(recording: Recording, what: str = "file") -> str:
    return f"{page(recording)}recordings/{recording.uid}/{what}"


def said(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_player_reads_the_whole_and_parts(client: Client, by: User) -> None:
    recording = posted(by)
    whole = client.get(at(recording))
    assert whole.status_code == 200
    assert whole["Content-Type"] == "audio/ogg"
    content = said(whole)
    part = client.get(at(recording), headers={"range": "bytes=4-9"})
    assert (part.status_code, said(part)) == (206, content[4:10])
    assert client.get(at(recording), headers={"range": "bytes=99999999-"}).status_code == 416
    assert client.post(at(recording)).status_code == 405


def test_no_other_address_leads_to_a_file(client: Client, by: User, data: Path) -> None:
    recording = posted(by)
    upload = Upload.objects.get(uid=recording.media)
    for address in (
        f"/programme/media/{recording.media}",
        f"/media/{recording.media}",
        f"/static/{recording.media}",
        f"/uploads/{upload.uid[:2]}/{upload.uid}/{upload.sha256}",
        f"{page(recording)}recordings/",
        f"{page(recording)}recordings/{recording.uid}/",
        f"{page(recording)}recordings/{recording.media}/file",
        at(recording).replace(recording.session.slug, "another"),
        at(recording) + "/../../../../secret-key",
    ):
        assert client.get(address).status_code == 404, address
    assert upload.sha256[40:] not in str(client.get(page(recording)).content)


def test_for_the_registered_only_with_their_pass(by: User) -> None:
    recording = posted(by, access=Recording.Access.REGISTERED)
    theirs = links.entry_pass(registered(recording.session))
    others = links.entry_pass(registered(a_session()[0]))
    for what in ("file", "captions/en.vtt", "chapters/en.vtt"):
        for held, status in ((None, 404), (others, 404), (theirs, 200), (theirs + "x", 404)):
            client = Client()
            if held:
                client.cookies["entry-en"] = held
            answer = client.get(at(recording, what))
            assert answer.status_code == status, (what, held)
            if status == 200:
                assert answer["Cache-Control"] == "no-store, private"
    client = Client()
    text = client.get(page(recording)).content.decode()
    assert "For those who registered" in text
    assert recording.uid not in text
    assert "Casilda speaks" not in text
    client.cookies["entry-en"] = theirs
    assert recording.uid in client.get(page(recording)).content.decode()
    Registration.objects.update(state=Registration.State.WITHDRAWN)
    assert client.get(at(recording)).status_code == 404


@pytest.mark.parametrize("what", ["file", "captions/en.vtt", "chapters/en.vtt"])
def test_what_is_not_shown_any_more_is_nowhere(client: Client, by: User, what: str) -> None:
    recording = posted(by)
    assert client.get(at(recording, what)).status_code == 200
    part = recording.session.contributions.get()
    stop_agreeing(part, ["voice"], by=by)
    assert client.get(at(recording, what)).status_code == 404
    assert recording.uid not in client.get(page(recording)).content.decode()
    agreed(part, "voice", by=by)
    assert client.get(at(recording, what)).status_code == 404  # posting again is for a person
    posting.post_recording(recording, by=by)
    assert client.get(at(recording, what)).status_code == 200
    session = recording.session
    session.state = Published.DRAFT
    session.save()
    assert client.get(at(recording, what)).status_code == 404


def test_the_page_shows_player_captions_chapters_and_transcript(client: Client, by: User) -> None:
    recording = posted(by)
    answer = client.get(page(recording))
    text = answer.content.decode()
    for one in ("<audio", at(recording), "Casilda speaks", "Transcript", "#t=2", "captions/en.vtt"):
        assert one in text, one
    assert "media-src 'self'" in answer["Content-Security-Policy"]
    captions = client.get(at(recording, "captions/en.vtt"))
    assert captions["Content-Type"] == "text/vtt; charset=utf-8"
    assert captions.content.startswith(b"WEBVTT\n\n00:00:00.000 --> ")
    assert (
        b"00:00:02.000 --> 00:00:05.000\nCasilda"
        in client.get(at(recording, "chapters/en.vtt")).content
    )
    assert client.get(at(recording, "captions/es.vtt")).status_code == 404


def test_a_video_has_its_tracks(client: Client, by: User) -> None:
    session, part = a_session()
    agreed(part, by=by)
    recording = a_recording(session, by)
    files.set_file(recording, io.BytesIO(media("webm")), by=by)
    watched_and_posted(recording, by=by)
    text = client.get(page(recording)).content.decode()
    assert '<track kind="captions"' in text
    assert 'type="video/webm"' in text


def test_a_player_elsewhere_is_asked_for_by_a_click_alone(client: Client, by: User) -> None:
    recording = posted(by)
    files.set_elsewhere(recording, f"https://video.example/{MARK}", by=by)
    watched_and_posted(recording, by=by)
    answer = client.get(page(recording))
    text = answer.content.decode()
    assert MARK not in text
    assert "<iframe" not in text
    assert "https://video.example" not in text
    assert "video.example" not in answer["Content-Security-Policy"]
    watch = client.get(at(recording, "watch/"))
    assert f'src="https://video.example/{MARK}"' in watch.content.decode()
    policy = watch["Content-Security-Policy"]
    assert "frame-src https://video.example" in policy.replace(";", " ;")
    assert policy.count("https://") == 1
    assert client.get(at(recording)).status_code == 404


def test_messages_are_given_once_they_are_shown(client: Client, by: User) -> None:
    member = a_member()
    message = sent(an_event(), member, file=io.BytesIO(media("mp3")), text="")
    address = f"/programme/media/{message.media}"
    assert client.get(address).status_code == 404
    assert Client().get(f"/desk/programme/messages/{message.pk}/file").status_code == 302
    staff = Client()
    staff.force_login(by)
    seen = staff.get(f"/desk/programme/messages/{message.pk}/file")
    assert seen.status_code == 200
    assert "no-store" in seen["Cache-Control"]
    show_message(message, by=by)
    assert said(client.get(address))[:4] == said(staff.get(address))[:4]
    withdraw_message(message, by=user_of(member))
    assert client.get(address).status_code == 404


def test_the_host_looks_at_what_is_not_shown(by: User) -> None:
    recording = a_recording(a_session()[0], by)
    item = add_item(recording.session, by=by, title="x", seconds=1, kind="prerecorded")
    set_item_file(item, io.BytesIO(media("wav", seconds=1)), by=by)
    staff = Client()
    staff.force_login(by)
    for address in (
        f"/desk/programme/recordings/{recording.pk}/file",
        f"/desk/programme/run/{item.pk}/file",
    ):
        answer = staff.get(address, headers={"range": "bytes=0-3"})
        assert answer.status_code == 206
        assert "no-store" in answer["Cache-Control"]
        assert Client().get(address).status_code == 302
