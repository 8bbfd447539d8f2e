"""A recording is shown only while everybody in it agrees, and to whom it is for."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import UserFactory, adjudicator
from files.carriers import jpeg, pdf
from files.media_files import media
from programme.factories import ContributionFactory, SessionFactory
from programme.recording_factories import (
    CAPTIONS,
    a_recording,
    a_session,
    agreed,
    host,
    one_elsewhere,
    posted,
    sound,
    watched,
    watched_and_posted,
)
from programme.registration_factories import registered, session_in
from vigil.programme.contributors.verbs.consenting import ASKED, agree, stop_agreeing, subject_of
from vigil.programme.models import EventRegistration, Recording, Registration, RunItem
from vigil.programme.recordings.verbs import describing, files, posting, removing
from vigil.programme.recordings.visibility import (
    RecordingAccess,
    access_of,
    hindrance_sentences,
    missing_consents,
)
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.consent.verbs import consents_of, withdraw_consent
from vigil.trust.models import Decision, Role, Upload, User
from vigil.trust.uploads.verbs.files import FileRefused

pytestmark = pytest.mark.django_db
State = Recording.State


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by() -> User:
    return host()


@contextmanager
def in_days(days: int) -> Iterator[None]:
    """Let it be another day."""
    day = timezone.localdate() + timedelta(days=days)
    with patch("django.utils.timezone.localdate", lambda *args: day):
        yield


def now(recording: Recording) -> Recording:
    return Recording.objects.get(pk=recording.pk)


def test_nothing_is_posted_without_each_consent(by: User) -> None:
    session, part = a_session()
    recording = a_recording(session, by)
    for use in ("recording", "voice", "transcript"):
        with pytest.raises(NotPossible, match="Casilda Reyes has not agreed"):
            posting.post_recording(recording, by=by)
        assert now(recording).state == State.HELD
        agreed(part, use, by=by)
    # Nobody is seen in a file of sound: no picture is asked for.
    assert watched_and_posted(recording, by=by).state == State.POSTED
    assert access_of(now(recording)) == RecordingAccess.OPEN
    # Sent twice, it is posted once.
    posting.post_recording(recording, by=by)
    assert Decision.objects.filter(verb="post_recording").count() == 1


def test_where_nobody_is_entered_somebody_says_that_nobody_is_in_it(by: User) -> None:
    recording = watched(one_elsewhere(SessionFactory(), by), by=by)
    with pytest.raises(NotPossible, match="No contributor is entered"):
        posting.post_recording(recording, by=by)
    assert now(recording).state == State.HELD
    assert posting.post_recording(recording, nobody_in_it=True, by=by).state == State.POSTED
    assert Decision.objects.get(verb="post_recording").after["nobody_in_it"] is True
    # Whoever is entered later has not agreed: it is closed at once.
    ContributionFactory(session=recording.session, name="Casilda Reyes")
    assert access_of(now(recording)) == RecordingAccess.CLOSED


def test_who_is_seen_must_have_agreed_to_a_picture(by: User) -> None:
    session, part = a_session()
    agreed(part, "recording", "voice", by=by)
    recording = files.prepare_recording(session, "en", by=by)
    recording = files.set_file(recording, io.BytesIO(media("mp4")), by=by)
    assert [one.use for one in missing_consents(recording)] == ["picture"]
    describing.say_who_is_in_it(recording, {part.uid: "heard"}, by=by)
    assert missing_consents(now(recording)) == []
    # Somewhere else nobody knows whether there are pictures: it is asked for.
    files.set_elsewhere(recording, "https://video.example/1", by=by)
    assert [one.use for one in missing_consents(now(recording))] == ["picture"]


def test_who_is_neither_heard_nor_seen_is_not_asked(by: User) -> None:
    session, part = a_session()
    recording = a_recording(session, by)
    describing.say_who_is_in_it(recording, {part.uid: "absent"}, by=by)
    assert hindrance_sentences(now(recording)) == []
    with pytest.raises(NotPossible, match="each contributor"):
        describing.say_who_is_in_it(recording, {"nobody": "absent"}, by=by)
    with pytest.raises(NotPossible, match="each contributor"):
        describing.say_who_is_in_it(recording, {part.uid: "perhaps"}, by=by)


def test_somebody_who_is_entered_later_is_asked_too(by: User) -> None:
    recording = posted(by)
    ContributionFactory(session=recording.session, name="Another One")
    assert access_of(now(recording)) == RecordingAccess.CLOSED


@pytest.mark.parametrize("use", ["recording", "voice", "transcript"])
def test_consent_withdrawn_holds_it_at_once(by: User, use: str) -> None:
    recording = posted(by)
    part = recording.session.contributions.get()
    stop_agreeing(part, [use], by=by)
    assert now(recording).state == State.HELD
    assert access_of(now(recording)) == RecordingAccess.CLOSED
    decision = Decision.objects.get(verb="hold_recording")
    assert decision.actor is None
    assert "Casilda" not in str(decision.__dict__)


def test_consent_that_nothing_hangs_on_holds_nothing(by: User) -> None:
    recording = posted(by)
    part = recording.session.contributions.get()
    stop_agreeing(part, ["live", "picture"], by=by)
    assert now(recording).state == State.POSTED


def test_an_adjudicator_who_withdraws_it_holds_it_too(by: User) -> None:
    recording = posted(by)
    part = recording.session.contributions.get()
    consent = next(c for c in consents_of(subject_of(part)) if c.use == "voice")
    withdraw_consent(consent, by=adjudicator())
    assert now(recording).state == State.HELD


def test_consent_that_runs_out_closes_the_door_by_itself(by: User) -> None:
    session, part = a_session()
    until = timezone.localdate() + timedelta(days=3)
    agree(part, ASKED, given_by="self", given_how="paper", until=until, by=by)
    recording = watched_and_posted(a_recording(session, by), by=by)
    assert access_of(recording) == RecordingAccess.OPEN
    with in_days(5):
        assert access_of(now(recording)) == RecordingAccess.CLOSED


def test_a_disguise_is_checked_in_the_item_and_in_the_recording(by: User) -> None:
    session, part = a_session()
    agreed(part, by=by)
    item = RunItem.objects.create(
        session=session, position=1, title="A voice", seconds=60, contribution=part, voice="needed"
    )
    recording = a_recording(session, by)
    with pytest.raises(NotPossible, match="A voice"):
        posting.post_recording(recording, by=by)
    RunItem.objects.filter(pk=item.pk).update(voice="checked")
    with pytest.raises(NotPossible, match="nobody is known who must not be"):
        posting.post_recording(recording, by=by)
    describing.check_disguise(recording, by=by)
    assert watched_and_posted(recording, by=by).state == State.POSTED
    # Another file is looked at anew, and is not shown before.
    files.set_file(recording, sound(), by=by)
    assert now(recording).disguise_checked_at is None
    assert now(recording).state == State.HELD


def test_a_session_that_is_not_over_has_no_recording(by: User) -> None:
    session = session_in(60)
    recording = a_recording(session, by)
    with pytest.raises(NotPossible, match="not over"):
        posting.post_recording(recording, by=by)
    with pytest.raises(NotPossible, match="neither a file nor an address"):
        posting.post_recording(files.prepare_recording(session, "es", by=by), by=by)


@pytest.mark.parametrize(
    ("change", "door"),
    [
        ({}, RecordingAccess.OPEN),
        ({"state": Registration.State.WAITING}, RecordingAccess.REGISTERED),
        ({"state": Registration.State.FULL}, RecordingAccess.REGISTERED),
        ({"state": Registration.State.WITHDRAWN}, RecordingAccess.REGISTERED),
        ({"closed_at": timezone.now()}, RecordingAccess.REGISTERED),
    ],
)
def test_for_the_registered_only(
    by: User, change: dict[str, object], door: RecordingAccess
) -> None:
    recording = posted(by, access=Recording.Access.REGISTERED)
    registration = registered(recording.session)
    EventRegistration.objects.update(closed_at=change.get("closed_at"))
    Registration.objects.update(state=change.get("state", registration.state))
    registration = Registration.objects.get(pk=registration.pk)
    assert access_of(recording, registration) == door
    assert access_of(recording) == RecordingAccess.REGISTERED
    assert access_of(recording, registered(a_session()[0])) == RecordingAccess.REGISTERED


def test_after_its_last_day_nothing_is_shown_and_everything_is_removed(
    by: User, data: Path, django_capture_on_commit_callbacks: object
) -> None:
    last = timezone.localdate() + timedelta(days=2)
    recording = posted(by, retained_until=last)
    with in_days(1):
        assert access_of(now(recording)) == RecordingAccess.OPEN
        assert removing.remove_expired() == 0
    with in_days(3):
        assert access_of(now(recording)) == RecordingAccess.CLOSED
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            assert removing.remove_expired() == 1
        assert removing.remove_expired() == 0
    gone = now(recording)
    assert gone.state == State.REMOVED
    assert (gone.media, gone.transcript, gone.chapters) == ("", "", [])
    assert not gone.captions.exists()
    assert [p for p in (data / "uploads").rglob("*") if p.is_file()] == []
    with pytest.raises(NotPossible, match="removed"):
        posting.post_recording(recording, by=by)


def test_a_day_that_is_over_cannot_be_its_last(by: User) -> None:
    with pytest.raises(NotPossible, match="over already"):
        a_recording(a_session()[0], by, retained_until=date(2021, 3, 12))


def test_words_that_need_a_consent_hold_what_was_shown_without_them(by: User) -> None:
    session, part = a_session()
    agreed(part, "recording", "voice", by=by)
    recording = files.prepare_recording(session, "en", by=by)
    files.set_file(recording, sound(), by=by)
    watched_and_posted(recording, by=by)
    describing.set_captions(recording, "en", CAPTIONS, by=by)
    assert now(recording).state == State.HELD


def test_captions_that_cannot_be_read_are_refused_by_their_line(by: User) -> None:
    recording = files.prepare_recording(a_session()[0], "en", by=by)
    with pytest.raises(NotPossible, match="Line 3: no time"):
        describing.set_captions(recording, "en", "WEBVTT\n\n0:01 --> 0:02\nx\n", by=by)
    describing.set_captions(recording, "en", CAPTIONS, by=by)
    describing.set_captions(recording, "en", "", by=by)
    assert not recording.captions.exists()


def test_what_it_was_before_is_removed_for_good(by: User) -> None:
    recording = a_recording(a_session()[0], by)
    former = recording.media
    files.set_file(recording, sound(2), by=by)
    assert Upload.objects.get(uid=former).state == Upload.State.REMOVED
    second = now(recording).media
    files.set_elsewhere(recording, "https://video.example/1", by=by)
    assert Upload.objects.get(uid=second).state == Upload.State.REMOVED
    assert now(recording).media == ""


def test_files_that_are_none_are_refused(by: User) -> None:
    recording = files.prepare_recording(a_session()[0], "en", by=by)
    with pytest.raises(FileRefused, match="no sound"):
        files.set_file(recording, io.BytesIO(pdf()), by=by)
    with pytest.raises(FileRefused, match="as a PDF"):
        files.set_slides(recording, io.BytesIO(jpeg()), by=by)
    files.set_slides(recording, io.BytesIO(pdf()), by=by)
    assert now(recording).slides
    with pytest.raises(NotPossible, match="https"):
        files.set_elsewhere(recording, "http://video.example/1", by=by)


def test_a_file_that_comes_too_late_leaves_nothing(by: User) -> None:
    recording = files.prepare_recording(a_session()[0], "en", by=by)
    take_in = files.uploads.take_in

    def slowly(*args: Any, **kwargs: Any) -> Upload:
        upload = take_in(*args, **kwargs)
        removing.remove_recording(recording, by=by, why="asked")
        return upload

    with (
        patch.object(files.uploads, "take_in", slowly),
        pytest.raises(NotPossible, match="removed"),
    ):
        files.set_file(recording, sound(), by=by)
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


def test_removing_takes_a_reason_and_takes_everything(by: User) -> None:
    recording = posted(by)
    with pytest.raises(NotPossible, match="Say why"):
        removing.remove_recording(recording, by=by, why=" ")
    removing.remove_recording(recording, by=by, why="asked")
    assert now(recording).state == State.REMOVED
    assert not Upload.objects.filter(state=Upload.State.KEPT).exists()


@pytest.mark.parametrize("role", [Role.CODER, Role.ADJUDICATOR, Role.EDITOR, Role.AUDITOR, None])
def test_others_may_do_nothing(by: User, role: Role | None) -> None:
    recording = posted(by)
    other = UserFactory(roles=[role] if role else [])
    for attempt in (
        lambda: files.prepare_recording(recording.session, "en", by=other),
        lambda: files.set_file(recording, sound(), by=other),
        lambda: posting.post_recording(recording, by=other),
        lambda: posting.hold_recording(recording, by=other, why="x"),
        lambda: removing.remove_recording(recording, by=other, why="x"),
        lambda: describing.check_disguise(recording, by=other),
        lambda: describing.set_captions(recording, "en", CAPTIONS, by=other),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert now(recording).state == State.POSTED
