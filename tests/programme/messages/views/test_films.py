"""A member sends a large film in pieces; nobody reads the message before it is processed."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from programme.message_factories import a_member, a_recording, an_event, host, sent, user_of
from vigil.network.models import Member
from vigil.programme.messages.verbs import films
from vigil.programme.messages.verbs.moderating import show_message
from vigil.programme.models import Event, Message
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import ResumableUpload, Upload
from vigil.trust.resumable_uploads.verbs import clear_away
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}
State = Message.State


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def member() -> Member:
    return a_member()


@pytest.fixture
def theirs(member: Member) -> Client:
    client = Client()
    client.force_login(user_of(member))
    return client


@pytest.fixture
def event() -> Event:
    return an_event()


def begun(client: Client, page: str, length: int, status: int = 201) -> Any:
    answer = client.post(f"{page}uploads/", headers=TUS | {"Upload-Length": str(length)})
    assert answer.status_code == status, answer.content
    return answer


def piece(client: Client, address: str, offset: int, content: bytes) -> Any:
    headers = TUS | {"Upload-Offset": str(offset)}
    kind = "application/offset+octet-stream"
    return client.patch(address, content, content_type=kind, headers=headers)


def words_sent(client: Client, event: Event, **more: str) -> str:
    """Send the words first; return the page to which the film is sent."""
    words = {"language": "es", "text": "Seguimos.", "named": "unnamed", "agreed": "on"} | more
    answer = client.post(f"/programme/{event.slug}/messages/new/", words | {"film_follows": "on"})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def test_words_wait_until_the_film_is_processed(theirs: Client, event: Event) -> None:
    page = words_sent(theirs, event)
    message = Message.objects.get()
    assert page == f"/programme/messages/{message.uid}/film/"
    with pytest.raises(NotPossible):
        show_message(message, by=host())
    assert Client().get(f"/programme/{event.slug}/messages/{message.uid}/").status_code == 404
    content = a_recording(video=True)
    half = len(content) // 2
    address = begun(theirs, page, len(content))["Location"]
    assert piece(theirs, address, 0, content[:half]).status_code == 204
    assert "To go on, choose the same file again" in theirs.get(page).content.decode()
    assert "Send its film" in theirs.get("/programme/messages/").content.decode()
    assert piece(theirs, address, half, content[half:]).status_code == 204
    assert "It waits to be processed" in theirs.get(page).content.decode()
    assert do_tasks("a worker", slow=True)["done"] == 1
    message.refresh_from_db()
    assert (message.state, message.kind) == (State.WAITING, Message.Kind.VIDEO)
    assert Upload.objects.get(uid=message.media).kind == "webm"
    assert "The film has arrived and is ready" in theirs.get(page).content.decode()
    assert begun(theirs, page, 10, 400).content == b"This message has its film already."
    show_message(message, by=host())


def test_a_file_that_is_none_says_so_and_the_words_are_kept(theirs: Client, event: Event) -> None:
    page = words_sent(theirs, event)
    piece(theirs, begun(theirs, page, 5)["Location"], 0, b"hello")
    do_tasks("a worker", slow=True)
    text = theirs.get(page).content.decode()
    assert "This is no sound and no video" in text
    assert "Choose another file below." in text
    assert theirs.post(page, {"act": "without"}).status_code == 302
    message = Message.objects.get()
    assert (message.state, message.kind, message.text) == ("waiting", "text", "Seguimos.")


def test_limits_in_words(theirs: Client, event: Event, member: Member) -> None:
    page = words_sent(theirs, event)
    begun(theirs, page, 1024**3 + 1, 413)
    with patch.object(films, "QUOTA", 100):
        assert b"Take one back first" in begun(theirs, page, 101, 413).content
        begun(theirs, page, 60)
        other = words_sent(theirs, event)
        begun(theirs, other, 60, 413)
        begun(theirs, other, 40)
    large = SimpleUploadedFile("film.mp4", b"x")
    with patch("vigil.programme.messages.forms.MESSAGE_BYTES", 0):
        refused = theirs.post(page, {"act": "file", "file-file": large})
        words = {"language": "es", "text": "Words kept", "named": "unnamed", "agreed": "on"}
        large.seek(0)
        first = theirs.post(f"/programme/{event.slug}/messages/new/", words | {"file": large})
    for answer in (refused, first):
        assert answer.status_code == 422
        assert "This file is larger than 50 MB." in answer.content.decode()
    assert "Words kept" in first.content.decode()
    nothing = words_sent(theirs, event, text="")
    assert theirs.post(nothing, {"act": "without"}).status_code == 409


def test_what_is_unfinished_is_deleted_after_a_day(theirs: Client, event: Event) -> None:
    page = words_sent(theirs, event)
    piece(theirs, begun(theirs, page, 10)["Location"], 0, b"12345")
    upload = ResumableUpload.objects.get()
    assert timedelta(hours=23) < upload.expires_at - timezone.now() < timedelta(hours=25)
    ResumableUpload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert clear_away() == 1
    assert Message.objects.get().text == "Seguimos.", "the words wait for the film"


def test_a_small_film_needs_no_script_and_what_is_taken_back_is_gone(
    theirs: Client, event: Event
) -> None:
    page = words_sent(theirs, event)
    file = SimpleUploadedFile("a.wav", a_recording())
    assert theirs.post(page, {"act": "file", "file-file": file}).status_code == 302
    assert Message.objects.get().state == State.WAITING
    page = words_sent(theirs, event)
    begun(theirs, page, 10)
    uid = page.split("/")[-3]
    assert theirs.post(f"/programme/messages/{uid}/withdraw/").status_code == 302
    assert ResumableUpload.objects.get().state == ResumableUpload.State.DISCARDED


def test_nobody_else_sends_or_sees_it(theirs: Client, event: Event) -> None:
    page = words_sent(theirs, event)
    address = begun(theirs, page, 10)["Location"]
    other = Client()
    other.force_login(user_of(a_member("Other")))
    assert other.get(page).status_code == 404
    assert other.post(f"{page}uploads/", headers=TUS | {"Upload-Length": "5"}).status_code == 404
    assert other.head(address, headers=TUS).status_code == 404
    with pytest.raises(NotAllowed):
        films.send_without_film(Message.objects.get(), by=host())
    assert sent(event, a_member("Third")).state == State.WAITING
