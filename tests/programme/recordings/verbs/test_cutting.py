"""A part that a speaker wants gone is gone: from the file, captions, chapters and transcript."""

import io
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from factories import UserFactory
from files.media_files import heard, media
from programme.recording_factories import (
    a_recording,
    a_session,
    host,
    posted,
    watched_and_posted,
)
from vigil.programme.contributors.verbs.consenting import stop_agreeing
from vigil.programme.models import Recording, RemovedPart
from vigil.programme.recordings.verbs import files, posting
from vigil.programme.recordings.verbs.cutting import remove_part
from vigil.programme.recordings.visibility import hindrance_sentences, media_of
from vigil.programme.recordings.webvtt import read_captions
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, Upload, User
from vigil.trust.uploads.verbs.files import FileRefused
from vigil.trust.uploads.verbs.media import open_media

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


def content(recording: Recording) -> bytes:
    upload = media_of(recording)
    assert upload is not None
    with open_media(upload) as file:
        return file.read()


def test_the_part_is_gone_everywhere(by: User) -> None:
    recording = a_recording(a_session()[0], by)
    former = recording.media
    part = remove_part(recording, 2, 3, of=former, by=by)
    assert (part.starts, part.ends) == (1, 4)  # 1.75 to 3.25, in whole seconds around it
    left = now(recording)
    assert heard(content(left)) == pytest.approx(5.5, abs=0.1)
    assert Upload.objects.get(uid=former).state == Upload.State.REMOVED
    cues = read_captions(left.captions.get().text)
    assert [cue.text for cue in cues] == ["Opening words.", "Closing words."]
    assert cues[1].begin == 3500
    assert [one["title"] for one in left.chapters] == ["Opening", "Close"]
    assert left.chapters[1]["seconds"] == 4
    assert left.transcript == "[0:00] Opening words.\n\n[0:03] Closing words."
    decision = Decision.objects.get(verb="remove_part")
    assert "Casilda" not in str(decision.after) + decision.why


def test_a_form_sent_twice_cuts_once(by: User) -> None:
    recording = a_recording(a_session()[0], by)
    of = recording.media
    remove_part(recording, 2, 3, of=of, by=by)
    with pytest.raises(NotPossible, match="another one by now"):
        remove_part(now(recording), 2, 3, of=of, by=by)
    assert RemovedPart.objects.count() == 1


def test_a_transcript_without_times_goes_as_a_whole(by: User) -> None:
    recording = a_recording(a_session()[0], by, transcript="Opening words. Casilda speaks.")
    remove_part(recording, 2, 3, of=recording.media, by=by)
    assert now(recording).transcript == ""


def test_a_video_without_full_pictures_asks_before_more_goes(by: User) -> None:
    session, _part = a_session()
    recording = files.prepare_recording(session, "en", by=by)
    film = io.BytesIO(media("mp4", seconds=40, apart=1000))
    recording = files.set_file(recording, film, by=by)
    of = recording.media
    with pytest.raises(NotPossible, match="the next one stands at 0:40"):
        remove_part(recording, 5, 6, of=of, by=by)
    assert now(recording).media == of
    assert Upload.objects.filter(state=Upload.State.KEPT).count() == 1
    remove_part(recording, 5, 6, of=of, by=by, wider=True)
    upload = media_of(now(recording))
    assert upload is not None
    assert upload.seconds == 5


def test_who_took_their_part_back_is_not_asked_any_more(by: User) -> None:
    recording = posted(by)
    part = recording.session.contributions.get()
    stop_agreeing(part, ["voice"], by=by)
    assert hindrance_sentences(now(recording))
    recording = now(recording)
    remove_part(recording, 2, 3, of=recording.media, by=by, contribution=part, all_of_theirs=True)
    assert hindrance_sentences(now(recording)) == []
    with pytest.raises(NotPossible, match="watch it to the end"):
        posting.post_recording(recording, by=by)  # it is another file now
    assert watched_and_posted(recording, by=by).state == Recording.State.POSTED


@pytest.mark.parametrize(("starts", "ends"), [(3, 2), (2, 2), (-1, 2)])
def test_a_part_that_is_none_is_refused(by: User, starts: int, ends: int) -> None:
    recording = a_recording(a_session()[0], by)
    with pytest.raises(NotPossible, match="ends before it begins"):
        remove_part(recording, starts, ends, of=recording.media, by=by)


def test_a_part_after_the_end_is_refused(by: User) -> None:
    recording = a_recording(a_session()[0], by)
    with pytest.raises(FileRefused, match="begins after the end"):
        remove_part(recording, 60, 70, of=recording.media, by=by)
    with pytest.raises(FileRefused, match="nothing would be left"):
        remove_part(recording, 0, 70, of=recording.media, by=by)
    assert Upload.objects.count() == 1


def test_what_lies_elsewhere_cannot_be_cut_here(by: User) -> None:
    recording = a_recording(a_session()[0], by)
    files.set_elsewhere(recording, "https://video.example/1", by=by)
    with pytest.raises(NotPossible, match="lies here"):
        remove_part(now(recording), 2, 3, of="", by=by)


def test_others_cut_nothing(by: User) -> None:
    recording = a_recording(a_session()[0], by)
    with pytest.raises(NotAllowed):
        remove_part(recording, 2, 3, of=recording.media, by=UserFactory(roles=[Role.ADJUDICATOR]))
