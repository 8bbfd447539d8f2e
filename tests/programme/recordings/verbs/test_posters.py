"""A film gets a still picture; it is seen by whoever may see the film, and goes with it."""

import io
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from files.media_files import media
from programme.recording_factories import a_session, agreed, host, sound, watched_and_posted
from vigil.files import Kind, Reason, RefusedError
from vigil.programme.models import Recording
from vigil.programme.recordings.verbs import files, posters, posting
from vigil.programme.recordings.verbs.cutting import remove_part
from vigil.trust.models import Task, Upload, User
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by() -> User:
    return host()


def now(recording: Recording) -> Recording:
    return Recording.objects.get(pk=recording.pk)


def filmed(by: User) -> Recording:
    session, part = a_session()
    agreed(part, by=by)
    recording = files.prepare_recording(session, "en", by=by)
    return files.set_file(recording, io.BytesIO(media("webm", seconds=6, apart=10)), by=by)


def worked() -> dict[str, int]:
    assert do_tasks("a worker")["done"] == 0, "nobody waits for what is slow"
    return do_tasks("a worker", slow=True)


def test_a_film_has_a_picture_for_those_who_may_see_it(client: Client, by: User) -> None:
    recording = filmed(by)
    assert "being made" in posters.poster_state(recording)
    assert worked()["done"] == 1
    recording = now(recording)
    picture = Upload.objects.get(uid=recording.poster)
    assert (picture.kind, picture.width > 0) == (Kind.JPEG, True)
    session = recording.session
    page = f"/programme/{session.event.slug}/{session.slug}/"
    address = f"{page}recordings/{recording.uid}/poster.jpg"
    assert client.get(address).status_code == 404
    watched_and_posted(recording, by=by)
    assert f'poster="{address}"' in client.get(page).content.decode()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    posting.hold_recording(recording, by=by, why="asked")
    assert client.get(address).status_code == 404


def test_it_goes_with_the_film(by: User) -> None:
    recording = filmed(by)
    worked()
    first = now(recording).poster
    remove_part(now(recording), 2, 3, of=now(recording).media, by=by)
    assert now(recording).poster == ""
    assert Upload.objects.get(uid=first).state == Upload.State.REMOVED
    worked()
    second = now(recording).poster
    files.set_file(recording, sound(), by=by)
    assert now(recording).poster == ""
    assert Upload.objects.get(uid=second).state == Upload.State.REMOVED
    assert worked()["done"] == 0, "sound has no picture"


def test_a_film_that_is_replaced_meanwhile_gets_its_own_picture(by: User) -> None:
    recording = filmed(by)
    draw, others = posters.picture_of, [media("mp4")]

    def slowly(upload: Upload) -> bytes:
        content = draw(upload)
        if others:
            files.set_file(recording, io.BytesIO(others.pop()), by=by)
        return content

    with patch.object(posters, "picture_of", slowly):
        worked()
    recording = now(recording)
    assert Upload.objects.get(uid=recording.media).kind == Kind.MP4
    kept = Upload.objects.filter(state=Upload.State.KEPT, kind=Kind.JPEG)
    assert [one.uid for one in kept] == [recording.poster]


def test_without_a_picture_it_is_said_and_the_film_is_shown(by: User) -> None:
    recording = filmed(by)

    def refuse(_upload: Upload) -> Any:
        raise RefusedError(Reason.DAMAGED)

    with patch.object(posters, "picture_of", refuse):
        assert worked()["done"] == 1
    assert Task.objects.get().left_out
    assert "could be made" in posters.poster_state(now(recording))
