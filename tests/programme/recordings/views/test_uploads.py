"""A host sends a recording in pieces (tus 1.0), and a worker gives the recording its file."""

from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from programme.recording_factories import a_session, host, sound
from vigil.programme.models import Recording
from vigil.programme.recordings.verbs import files, removing
from vigil.trust.models import ResumableUpload, RoleGrant, Task, Upload, User
from vigil.trust.resumable_uploads.files import locked_file
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}
State = ResumableUpload.State


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by(client: Client) -> User:
    made = host()
    client.force_login(made)
    return made


@pytest.fixture
def recording(by: User) -> Recording:
    return files.prepare_recording(a_session()[0], "en", by=by)


def begun(client: Client, recording: Recording, length: int) -> str:
    address = f"/desk/programme/recordings/{recording.pk}/uploads/"
    answer = client.post(address, headers=TUS | {"Upload-Length": str(length)})
    assert answer.status_code == 201, answer.content
    assert answer["Tus-Resumable"] == "1.0.0"
    assert answer["Upload-Expires"].endswith("GMT")
    return str(answer["Location"])


def sent(client: Client, address: str, offset: int, piece: bytes, **headers: str) -> HttpResponse:
    return client.patch(
        address,
        piece,
        content_type="application/offset+octet-stream",
        headers=TUS | {"Upload-Offset": str(offset)} | headers,
    )


def page(client: Client, recording: Recording) -> str:
    return client.get(f"/desk/programme/recordings/{recording.pk}/").content.decode()


def worked() -> Mapping[str, int]:
    return do_tasks("a worker", slow=True)


def test_a_file_comes_in_pieces_and_the_recording_has_it(
    client: Client, by: User, recording: Recording
) -> None:
    content = sound().read()
    half = len(content) // 2
    address = begun(client, recording, len(content))
    assert sent(client, address, 0, content[:half]).status_code == 204
    text = page(client, recording)
    assert "To go on, choose the same file again" in text
    assert "Discard upload" in text
    told = client.head(address, headers=TUS)
    assert (told["Upload-Offset"], told["Upload-Length"]) == (str(half), str(len(content)))
    assert told["Cache-Control"].startswith("no-store")
    assert sent(client, address, 0, content[:half]).status_code == 409
    done = sent(client, address, half, content[half:])
    assert (done.status_code, done["Upload-Offset"]) == (204, str(len(content)))
    assert "It waits to be processed" in page(client, recording)
    assert worked() == {"done": 1, "again": 0, "failed": 0}
    media = Recording.objects.get(pk=recording.pk).media
    assert Upload.objects.get(uid=media).seconds == 7
    assert ResumableUpload.objects.get().state == State.DONE
    text = page(client, recording)
    assert "<audio" in text
    assert "data-again" not in text


def test_what_is_no_recording_is_refused_in_words(
    client: Client, by: User, recording: Recording
) -> None:
    address = begun(client, recording, 5)
    sent(client, address, 0, b"hello")
    assert worked()["done"] == 1
    assert "This is no sound and no video" in page(client, recording)
    assert client.head(address, headers=TUS).status_code == 410
    assert not Upload.objects.exists()


def test_a_full_disk_or_a_worker_that_dies_is_tried_again(
    client: Client, by: User, recording: Recording
) -> None:
    content = sound().read()
    sent(client, begun(client, recording, len(content)), 0, content)
    full = OSError(28, "No space left on device")
    with patch("vigil.trust.uploads.verbs.media.rebuild_media", side_effect=full):
        assert worked()["again"] == 1
    assert "It will be tried again" in page(client, recording)
    Task.objects.update(state=Task.State.FAILED)
    assert "processing it failed" in page(client, recording)
    Task.objects.update(state=Task.State.WAITING, due_at="2020-01-01T00:00:00Z")
    assert worked()["done"] == 1
    assert Recording.objects.get(pk=recording.pk).media


def test_who_may_not_any_more_or_what_is_removed_takes_nothing(
    client: Client, by: User, recording: Recording
) -> None:
    content = sound().read()
    address = begun(client, recording, len(content))
    removing.remove_recording(recording, by=by, why="asked")
    answer = sent(client, address, 0, content)
    assert (answer.status_code, answer.content.decode()) == (400, "This recording was removed.")
    other = files.prepare_recording(recording.session, "es", by=by)
    sent(client, begun(client, other, len(content)), 0, content)
    RoleGrant.objects.all().delete()
    worked()
    assert not Upload.objects.exists()
    assert ResumableUpload.objects.get(subject_key=other.uid).state == State.REFUSED


def test_it_is_answered_by_the_protocol(client: Client, by: User, recording: Recording) -> None:
    begin = f"/desk/programme/recordings/{recording.pk}/uploads/"
    offered = client.options(begin)
    assert offered["Tus-Version"] == "1.0.0"
    assert offered["Tus-Extension"] == "creation,expiration,termination"
    assert offered["Tus-Max-Size"] == str(8 * 1024**3)
    for headers, status in (
        ({}, 412),
        ({"Tus-Resumable": "0.2.2", "Upload-Length": "5"}, 412),
        (TUS, 400),
        (TUS | {"Upload-Length": "-5"}, 400),
        (TUS | {"Upload-Length": "9" * 30}, 400),
        (TUS | {"Upload-Length": "0"}, 400),
        (TUS | {"Upload-Length": str(8 * 1024**3 + 1)}, 413),
    ):
        assert client.post(begin, headers=headers).status_code == status, headers
    address = begun(client, recording, 10)
    assert client.patch(address, b"x", headers=TUS).status_code == 415
    assert sent(client, address, 0, b"x", **{"Upload-Offset": "x"}).status_code == 400
    assert sent(client, address, 0, b"12345678901").status_code == 413
    with locked_file(ResumableUpload.objects.get()):
        assert sent(client, address, 0, b"12345").status_code == 423
    # Where something on the way lets no other method pass.
    headers = TUS | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    passed = client.post(
        address, b"12345", content_type="application/offset+octet-stream", headers=headers
    )
    assert (passed.status_code, passed["Upload-Offset"]) == (204, "5")
    another = Client()
    another.force_login(host())
    for attempt in (another.head, another.delete):
        assert attempt(address, headers=TUS).status_code == 404
    assert client.delete(address, headers=TUS).status_code == 204
    assert client.head(address, headers=TUS).status_code == 410
    assert client.delete(address, headers=TUS).status_code == 410


def test_nobody_sends_a_piece_from_another_site(by: User, recording: Recording) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(by)
    begin = f"/desk/programme/recordings/{recording.pk}/uploads/"
    assert careful.post(begin, headers=TUS | {"Upload-Length": "5"}).status_code == 403
    assert not ResumableUpload.objects.exists()
