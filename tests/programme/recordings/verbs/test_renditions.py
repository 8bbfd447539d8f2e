"""Smaller copies of a film: made in the background, for whoever may see the film, gone with it."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from programme.recording_factories import a_session, agreed, host, watched_and_posted
from vigil.files import Kind, Reason, RebuiltMedia, RefusedError
from vigil.programme.models import Recording, Rendition
from vigil.programme.recordings.verbs import files, posting, removing, renditions
from vigil.programme.recordings.verbs.cutting import remove_part
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Task, Upload, User
from vigil.trust.uploads.verbs import media
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by() -> User:
    return host()


@pytest.fixture(autouse=True)
def packed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let copies be words: how a film is packed is held by the tests of files."""
    asked: list[int] = []

    def made(given: Any, copy: Any, height: int, *, progress: Any, **more: Any) -> RebuiltMedia:
        asked.append(height)
        progress(0.5)
        copy.write(b"small")
        return RebuiltMedia(Kind.MP4, 5, f"{height}", 6, height * 2, height)

    monkeypatch.setattr(media, "make_rendition", made)
    return asked


def filmed(by: User) -> Recording:
    """Make a recording of a film whose pictures count as large."""
    from files.media_files import media as film

    session, part = a_session()
    agreed(part, by=by)
    recording = files.prepare_recording(session, "en", by=by)
    large = patch.object(renditions, "heights_below", lambda width, height: [720, 360][:width])
    with large:
        return files.set_file(recording, film("webm", seconds=6, apart=10), by=by)


def now(recording: Recording) -> Recording:
    return Recording.objects.get(pk=recording.pk)


def worked() -> dict[str, int]:
    return do_tasks("a worker", slow=True)


def test_readers_choose_among_the_copies_without_a_script(client: Client, by: User) -> None:
    recording = filmed(by)
    assert worked() == {"done": 3, "again": 0, "failed": 0}  # a picture, and two copies
    at = f"/programme/{recording.session.event.slug}/{recording.session.slug}/"
    small = f"{at}recordings/{recording.uid}/360p"
    assert client.get(small).status_code == 404
    watched_and_posted(now(recording), by=by)
    page = client.get(at).content.decode()
    player = page.split("<video")[1].split("</video>")[0]
    sources = [one.split('"')[0] for one in player.split('src="')[1:]]
    assert [one.rpartition("/")[2] for one in sources] == ["360p", "720p", "file"]
    assert 'media="(max-width: 40rem)"' in player
    assert 'href="?picture=360#recordings"' in page
    chosen = client.get(f"{at}?picture=360").content.decode()
    assert chosen.split("<video")[1].split("</video>")[0].count("src=") == 1
    assert 'aria-current="true"' in chosen
    answer = client.get(small)
    assert (answer.status_code, answer["Content-Type"]) == (200, "video/mp4")
    assert b"".join(answer.streaming_content) == b"small"
    posting.hold_recording(recording, by=by, why="asked")
    assert client.get(small).status_code == 404


def test_copies_go_with_the_film_and_a_cut_makes_them_anew(by: User, packed: list[int]) -> None:
    recording = filmed(by)
    worked()
    assert packed == [360, 720], "the smallest first"
    former = set(Rendition.objects.values_list("media", flat=True))
    with patch.object(renditions, "heights_below", lambda width, height: [360]):
        remove_part(now(recording), 2, 3, of=now(recording).media, by=by)
    kept = Upload.objects.filter(state=Upload.State.KEPT).values_list("uid", flat=True)
    assert not former & set(kept)
    worked()
    rendition = Rendition.objects.get()
    assert rendition.of == now(recording).media
    removing.remove_recording(recording, by=by, why="asked")
    assert not Rendition.objects.exists()
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_a_film_that_is_replaced_meanwhile_keeps_no_copy_of_the_former(by: User) -> None:
    filmed(by)

    def replaced(given: Any, copy: Any, height: int, *, progress: Any, **more: Any) -> Any:
        Recording.objects.update(media="another")
        Rendition.objects.all().delete()
        progress(0.5)
        raise AssertionError("nobody wants it any more")

    with patch.object(media, "make_rendition", replaced):
        assert worked()["done"] == 3
    assert not Rendition.objects.exists()


def test_a_worker_that_is_killed_begins_anew(by: User) -> None:
    recording = filmed(by)
    Task.objects.exclude(kind="make_rendition").delete()
    with (
        patch.object(media, "make_rendition", side_effect=SystemExit),
        pytest.raises(SystemExit),
    ):
        worked()
    assert set(Rendition.objects.values_list("media", flat=True)) == {""}
    assert not list(Upload.objects.exclude(uid=recording.media)), "no half copy is left"
    Task.objects.update(held_by="", held_until=None)
    assert worked()["done"] == 2
    assert all(Rendition.objects.values_list("media", flat=True))


def test_why_there_is_no_copy_is_said_and_what_failed_is_made_again(
    client: Client, by: User
) -> None:
    recording = filmed(by)
    with patch.object(media, "make_rendition", side_effect=RefusedError(Reason.BYTES)):
        worked()
    client.force_login(by)
    at = f"/desk/programme/recordings/{recording.pk}/"
    page = client.get(at).content.decode()
    assert "There is no 360p copy." in page
    assert "It would not be smaller than the original." in page
    with pytest.raises(NotPossible):
        renditions.make_renditions_anew(now(recording), by=by)
    Rendition.objects.update(trouble="")
    Task.objects.update(state=Task.State.FAILED)
    assert "Make smaller copies" in client.get(at).content.decode()
    with patch.object(renditions, "heights_below", lambda width, height: [360]):
        assert client.post(at, {"act": "renditions"}).status_code == 302
    assert "being made: 0%" in client.get(at).content.decode()
