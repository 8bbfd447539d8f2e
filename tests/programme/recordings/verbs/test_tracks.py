"""The sound of a recording in another language: its own listening, its own consents, one gate."""

import io
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from files.media_files import media
from programme.factories import ContributionFactory
from programme.recording_factories import (
    a_recording,
    a_session,
    agreed,
    host,
    posted,
    sound,
    watched_and_posted,
)
from vigil.programme.contributors.verbs.consenting import stop_agreeing
from vigil.programme.models import AudioTrack, Contribution, Recording
from vigil.programme.recordings.verbs import posting, removing, tracks
from vigil.programme.recordings.verbs.cutting import remove_part
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Upload, User
from vigil.trust.uploads.verbs.files import FileRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by() -> User:
    return host()


def now(track: AudioTrack) -> AudioTrack:
    return AudioTrack.objects.select_related("recording__session__event").get(pk=track.pk)


def with_sound(recording: Recording, by: User, seconds: float = 7) -> AudioTrack:
    track = tracks.add_track(recording, "es", by=by)
    return now(tracks.set_track_file(track, sound(seconds), by=by))


def listened(track: AudioTrack, by: User) -> AudioTrack:
    tracks.confirm_listening_to(track, tracks.track_digest(track), by=by)
    return track


def address(track: AudioTrack) -> str:
    session = track.recording.session
    at = f"/programme/{session.event.slug}/{session.slug}/"
    return f"{at}recordings/{track.recording.uid}/sound/{track.language}"


def test_it_is_heard_where_the_recording_is_seen_after_somebody_listened(
    client: Client, by: User
) -> None:
    track = with_sound(posted(by), by)
    page = address(track).partition("recordings/")[0]
    assert client.get(address(track)).status_code == 404
    with pytest.raises(NotPossible, match="Listen to it to the end"):
        tracks.post_track(track, by=by)
    with pytest.raises(NotPossible, match="changed meanwhile"):
        tracks.confirm_listening_to(track, "x", by=by)
    tracks.post_track(listened(track, by), by=by)
    answer = client.get(address(track))
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/ogg")
    text = client.get(page).content.decode()
    assert "Listen in Spanish" in text
    assert text.count('preload="none"') == 2
    Recording.objects.update(access="registered")
    assert client.get(address(track)).status_code == 404, "the gate is that of the recording"
    Recording.objects.update(access="all")
    tracks.set_track_file(track, sound(1), by=by)
    assert now(track).state == "held", "another file is to be listened to"
    posting.hold_recording(track.recording, by=by, why="asked")
    assert client.get(address(track)).status_code == 404


def test_who_is_heard_in_it_agrees_or_it_is_held(client: Client, by: User) -> None:
    session, part = a_session()
    interpreter = ContributionFactory(
        session=session, name="Ines Prado", role=Contribution.Role.INTERPRETER
    )
    agreed(part, by=by)
    recording = a_recording(session, by)
    recording.presence = {interpreter.uid: "absent"}
    recording.save()
    track = listened(with_sound(watched_and_posted(recording, by=by), by), by)
    with pytest.raises(NotPossible, match="Ines Prado has not agreed"):
        tracks.post_track(track, by=by)
    agreed(interpreter, "recording", "voice", by=by)
    tracks.post_track(track, by=by)
    assert client.get(address(track)).status_code == 200
    stop_agreeing(interpreter, ["voice"], by=by)
    assert client.get(address(track)).status_code == 404
    assert now(track).state == "held"
    assert Recording.objects.get(pk=recording.pk).state == "posted", "she is not in that"
    with pytest.raises(NotPossible, match="whether they are heard"):
        tracks.say_who_is_heard(track, {part.uid: "seen"}, by=by)
    tracks.say_who_is_heard(track, {interpreter.uid: "absent"}, by=by)
    tracks.post_track(now(track), by=by)
    assert client.get(address(track)).status_code == 200


def test_a_removed_part_is_gone_from_it_too_and_it_goes_with_the_recording(by: User) -> None:
    recording = posted(by)
    track = with_sound(recording, by)
    short = tracks.add_track(recording, "fr", by=by)
    tracks.set_track_file(short, sound(1), by=by)
    former = track.media
    remove_part(recording, 2, 3, of=recording.media, by=by)
    track = now(track)
    assert Upload.objects.get(uid=former).state == Upload.State.REMOVED
    assert Upload.objects.get(uid=track.media).seconds < 7
    assert now(short).media, "what ends before the part stays as it is"
    removing.remove_recording(recording, by=by, why="asked")
    assert not AudioTrack.objects.exists()
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_its_own_language_or_a_film_is_refused(by: User) -> None:
    session, _part = a_session()
    recording = a_recording(session, by)
    with pytest.raises(NotPossible, match="language of the recording"):
        tracks.add_track(recording, "en", by=by)
    track = tracks.add_track(recording, "es", by=by)
    with pytest.raises(FileRefused, match="Save its sound alone"):
        tracks.set_track_file(track, io.BytesIO(media("mp4")), by=by)
    assert tracks.add_track(recording, "es", by=by) == track
    tracks.remove_track(track, by=by, why="asked")
    with pytest.raises(NotPossible, match="was removed"):
        tracks.set_track_file(track, sound(1), by=by)
