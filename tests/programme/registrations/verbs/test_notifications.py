"""Telling the registered: once per change, whatever is cut off; reminders; forgetting."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from factories import UserFactory
from programme.factories import EventFactory, SessionFactory
from programme.registration_factories import (
    addressed,
    moved_to,
    registered,
    session_in,
    streamed,
    text_of,
)
from vigil.programme.events.models.event import State as SessionState
from vigil.programme.events.verbs.public_changes import record_public_change, time_and_room
from vigil.programme.models import Change, EventRegistration, Registration, Session
from vigil.programme.registrations import letters
from vigil.programme.registrations.verbs import notifications
from vigil.programme.registrations.verbs.notifications import remind, tell
from vigil.programme.registrations.verbs.registering import register
from vigil.programme.registrations.verbs.withdrawing import withdraw
from vigil.programme.time_zones import wall_times
from vigil.trust.models import Letter, User

pytestmark = pytest.mark.django_db
State, Kind = Registration.State, Change.Kind


def change(session: Session, kind: Kind = Kind.MOVED, minutes: float = 6000) -> Change:
    """Let a session change as the verbs of the programme do."""
    before = time_and_room(session)
    if kind == Kind.MOVED:
        moved_to(session, minutes)
    if kind == Kind.CANCELLED:
        session.state = SessionState.CANCELLED
    by: User = UserFactory()
    return record_public_change(session, kind, before, by=by, why="The host asked for it.")


def three(session: Session) -> list[Registration]:
    return [registered(session, address=f"person{n}@hermanas.example") for n in range(3)]


def letters_to(registration: Registration) -> int:
    return Letter.objects.filter(about_key=registration.uid).count()


@pytest.mark.parametrize("kind", list(Kind))
def test_each_is_told_once_of_a_change(kind: Kind) -> None:
    session = session_in(3000)
    rows = three(session)
    made = change(session, kind)
    assert tell().changes == 3
    assert tell().changes == 0
    assert [letters_to(row) for row in rows] == [1, 1, 1]
    made.refresh_from_db()
    assert made.told_at is not None
    assert "The host asked for it." in text_of(Letter.objects.earliest("pk"))


def test_the_calendar_file_of_a_cancelled_session_cancels_it() -> None:
    session = session_in(3000)
    registered(session)
    change(session, Kind.CANCELLED)
    tell()
    (file,) = Letter.objects.get().files.all()
    (event,) = Calendar.from_ical(bytes(file.content)).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_of_what_is_cancelled_no_stream_is_told_and_the_reason_is_said_to_be_one() -> None:
    session = session_in(3000)
    registered(session)
    change(session, Kind.CANCELLED)
    tell()
    body = text_of(Letter.objects.get())
    assert "The reason given: The host asked for it." in body
    assert "stream" not in body
    assert "and can withdraw" in body


def test_when_it_was_is_told_on_the_readers_clock_too() -> None:
    session = session_in(3000)
    registered(session, zone="America/Bogota")
    before = [str(wall_times.span_of(session, zone)) for zone in ("", "America/Bogota")]
    change(session)
    tell()
    body = text_of(Letter.objects.get())
    assert "\n".join(before) in body


def test_a_second_change_is_told_as_well() -> None:
    session = session_in(3000)
    rows = three(session)
    change(session)
    tell()
    change(session, minutes=9000)
    tell()
    assert [letters_to(row) for row in rows] == [2, 2, 2]


def test_changes_that_nobody_was_told_of_are_told_in_one_letter_of_how_it_is_now() -> None:
    session = session_in(3000)
    row = registered(session)
    first = change(session)
    change(session, Kind.CANCELLED)
    assert tell().changes == 1
    assert letters_to(row) == 1
    body = text_of(Letter.objects.get())
    assert "does not take place" in body
    first.refresh_from_db()
    assert first.told_at is not None


def test_a_moved_event_is_told_in_one_letter_to_each_person() -> None:
    event = EventFactory()
    moved, gone, over, same = (session_in(m, event=event) for m in (3000, 3100, 3200, 3300))
    for number, session in enumerate((moved, gone, over, same)):
        Session.objects.filter(pk=session.pk).update(title=f"Session {number}")
        session.refresh_from_db()
    person, *_others = (registered(session) for session in (moved, gone, over, same))
    one = registered(moved, address="b@c.example")
    before = str(wall_times.span_of(moved))
    change(moved)
    change(gone, Kind.CANCELLED)
    change(over, minutes=-300)
    assert tell().changes == 2
    assert tell().changes == 0
    assert [letters_to(row) for row in (person, one)] == [1, 1]
    letter = Letter.objects.get(about_key=person.uid)
    body = text_of(letter)
    assert "These sessions, for which you registered, have changed:" in body
    assert f"Before, it was announced for:\n{before}" in body
    assert "Session 1\nThis session does not take place." in body
    assert "Session 2" not in body
    assert "Session 3" not in body
    (file,) = letter.files.all()
    events = Calendar.from_ical(bytes(file.content)).walk("VEVENT")
    assert sorted(str(one["SUMMARY"]) for one in events) == [
        "Cancelled: Session 1",
        "Session 0",
    ]
    assert not Change.objects.filter(told_at=None).exists()


def test_who_registers_after_a_change_is_not_told_of_it() -> None:
    session = session_in(3000)
    change(session)
    register([session], "late@hermanas.example")
    assert tell().changes == 0


def test_who_waits_is_told_and_who_withdrew_or_was_refused_is_not() -> None:
    session = session_in(3000, capacity=0)
    waits, full = registered(session, State.WAITING), registered(session, State.FULL, "b@c.example")
    refused = registered(session, State.REFUSED, "d@e.example")
    gone = registered(session, address="f@g.example")
    withdraw(gone)
    change(session)
    assert tell().changes == 2
    assert [letters_to(row) for row in (waits, full, refused, gone)] == [1, 1, 0, 0]


def test_cut_off_anywhere_it_is_finished_and_nobody_is_told_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = session_in(3000)
    rows = three(session)
    change(session)
    write, calls = letters.write_changed, []

    def cut_off(*args: Any) -> Letter:
        calls.append(args)
        letter = write(*args)
        if len(calls) == 2:
            raise KeyboardInterrupt  # the letter is written, and not yet noted
        return letter

    monkeypatch.setattr(notifications.letters, "write_changed", cut_off)
    with pytest.raises(KeyboardInterrupt):
        tell()
    assert sorted(letters_to(row) for row in rows) == [0, 0, 1]
    assert Change.objects.get().told_at is None
    monkeypatch.setattr(notifications.letters, "write_changed", write)
    assert tell().changes == 2
    assert [letters_to(row) for row in rows] == [1, 1, 1]


def test_who_cannot_be_written_to_does_not_stop_the_others() -> None:
    session = session_in(3000)
    rows = three(session)
    from vigil.trust.models import Sealed

    Sealed.objects.filter(subject_key=rows[0].uid).delete()
    change(session)
    done = tell()
    assert (done.changes, done.failed) == (2, 1)
    assert Change.objects.get().told_at is None
    assert tell().changes == 0


def test_of_what_is_over_nobody_is_told() -> None:
    session = session_in(3000)
    registered(session)
    change(session, minutes=-300)
    assert tell().changes == 0
    assert Change.objects.get().told_at is not None


def test_places_that_became_free_are_given_away() -> None:
    session = session_in(3000, capacity=2)
    registered(session)
    registered(session, State.FULL, "b@c.example")
    assert tell().placed == 1
    assert tell().placed == 0


def test_letters_say_the_days_where_they_change() -> None:
    event = EventFactory(zone="Asia/Tokyo")
    session = SessionFactory(
        event=event, starts=datetime(2031, 3, 11, 23), ends=datetime(2031, 3, 12, 1)
    )
    registered(session, zone="America/Bogota")
    change(session, Kind.ROOM)
    tell()
    body = text_of(Letter.objects.get())
    assert "Tuesday, 11 March 2031, 23:00–01:00 (until Wednesday, 12 March 2031)" in body
    assert "Tokyo time (UTC+9)" in body
    assert "Tuesday, 11 March 2031, 09:00–11:00, Bogota time (UTC−5)" in body


# Reminders


def early(session: Session, **values: Any) -> Registration:
    return registered(session, made_at=timezone.now() - timedelta(days=3), **values)


def test_each_is_reminded_once_within_a_day_before() -> None:
    soon, later = session_in(60 * 20), session_in(60 * 30)
    row = early(soon)
    early(later)
    assert remind().reminders == 1
    assert remind().reminders == 0
    letter = Letter.objects.get()
    assert letter.about_key == row.uid
    assert letter.subject == Letter.Subject.REMINDER
    assert letter.files.count() == 1


def test_letters_say_in_which_languages_there_are_captions_and_sign_language() -> None:
    session = session_in(1400)
    registered(session, made_at=timezone.now() - timedelta(days=2))
    stream = streamed(session, captions=["en"])
    addressed(stream, "https://text.example/e", "captions", language="fr", form="link")
    addressed(stream, "https://sign.example/s", "sign", language="ase")
    assert remind().reminders == 1
    text = text_of(Letter.objects.get())
    assert "\nCaptions: English, French\nSign language: American Sign Language (ASL)\n" in text
    assert "text.example" not in text
    assert "sign.example" not in text


def test_who_has_just_registered_is_not_reminded_and_who_has_no_place_neither() -> None:
    session = session_in(60 * 20)
    registered(session)
    early(session, state=State.FULL, address="b@c.example")
    early(session, state=State.WAITING, address="d@e.example")
    assert remind().reminders == 0


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.DRAFT])
def test_of_what_does_not_take_place_nobody_is_reminded(state: str) -> None:
    session = session_in(60 * 20)
    early(session)
    Session.objects.update(state=state)
    assert remind().reminders == 0


def test_of_a_session_that_has_begun_nobody_is_reminded() -> None:
    early(session_in(-5))
    assert remind().reminders == 0


def test_who_was_reminded_before_a_move_is_reminded_of_the_new_time() -> None:
    session = session_in(60 * 20)
    early(session)
    remind()
    change(session, minutes=60 * 40)
    tell()
    assert remind().reminders == 0
    moved_to(session, 60 * 10)
    assert remind().reminders == 1


def test_long_after_the_session_everybody_is_forgotten() -> None:
    session = session_in(-60 * 24 * 40)
    three(session)
    assert tell().forgotten == 3
    assert tell().forgotten == 0
    assert not EventRegistration.objects.exclude(address_digest="").exists()
