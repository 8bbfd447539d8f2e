"""Taps at the door: late, twice, out of order, refused with a reason."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from factories import UserFactory
from programme.registration_factories import moved_to, registered, session_in
from vigil.programme.check_in import door_day
from vigil.programme.check_in.outcomes import Outcome, TapAnswer
from vigil.programme.check_in.queries import door_clocks, door_counts, door_rows
from vigil.programme.check_in.verbs.tapping import Kind, Tap, take_tap
from vigil.programme.events.models.event import State as SessionState
from vigil.programme.models import CheckInTap, Registration, Session
from vigil.programme.registrations.verbs.deciding import entered, mark_came
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db
State = Registration.State
NONCE = "a" * 32
IN, UNDO = Kind.CHECK_IN, Kind.UNDO


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@pytest.fixture
def row() -> Registration:
    return registered(session_in(-5))


def minutes_ago(minutes: float) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def tapped(
    row: Registration, by: User, kind: Kind = IN, ago: float = 0, nonce: str = ""
) -> TapAnswer:
    """Tap for somebody, so many minutes ago."""
    nonce = nonce or f"{CheckInTap.objects.count():032}"
    answer = take_tap(row.session, row.number, Tap(nonce, minutes_ago(ago), kind), by=by)
    row.refresh_from_db()
    return answer


def test_a_tap_that_arrives_again_counts_once(row: Registration, host: User) -> None:
    first = tapped(row, host, ago=3, nonce=NONCE)
    again = tapped(row, host, ago=1, nonce=NONCE)
    assert first.outcome == again.outcome == Outcome.CHECKED_IN
    assert first.came_at == again.came_at == row.came_at
    assert CheckInTap.objects.count() == 1
    assert Decision.objects.filter(verb="check_in").count() == 1


def test_a_second_tap_says_since_when_and_changes_nothing(row: Registration, host: User) -> None:
    tapped(row, host)
    came = row.came_at
    assert came is not None
    answer = tapped(row, host)
    assert answer.sentence == (
        f"{row.number}: Already checked in at {door_day.clock(row.session, came)}."
    )
    assert row.came_at == came


def test_the_nonce_of_one_tap_serves_no_other(row: Registration, host: User) -> None:
    tapped(row, host, nonce=NONCE)
    with pytest.raises(NotPossible, match="Tap again"):
        tapped(row, host, UNDO, nonce=NONCE)
    other = registered(row.session, address="b@c.example")
    with pytest.raises(NotPossible, match="Tap again"):
        tapped(other, host, nonce=NONCE)
    with pytest.raises(NotPossible, match="too old"):
        tapped(other, host, nonce="short")


def test_two_telephones_agree_by_the_time_of_their_taps(row: Registration, host: User) -> None:
    tapped(row, host, ago=1)
    assert tapped(row, host, ago=4).outcome == Outcome.ALREADY
    assert row.came_at is not None
    assert row.came_at < minutes_ago(3)
    # An undo that was tapped before the last check-in arrives late: that check-in stands.
    assert tapped(row, host, UNDO, ago=2).outcome == Outcome.ALREADY
    assert row.came_at is not None
    assert tapped(row, host, UNDO).outcome == Outcome.UNDONE
    assert row.came_at is None
    # So does a check-in from before the undo.
    assert tapped(row, host, ago=3).outcome == Outcome.UNDONE_LATER
    assert row.came_at is None
    assert tapped(row, host, UNDO).outcome == Outcome.NOT_IN


def test_who_watches_the_stream_is_not_at_the_door(row: Registration, host: User) -> None:
    entered(row)
    row.refresh_from_db()
    watched = row.came_at
    assert watched is not None
    (shown,) = door_rows(row.session)
    assert (shown.clock, shown.stream_clock) == ("", door_day.clock(row.session, watched))
    assert door_counts(row.session).checked_in == 0
    # An undo that arrives by mistake does not take the stream away.
    assert tapped(row, host, UNDO).outcome == Outcome.NOT_IN
    assert tapped(row, host).outcome == Outcome.CHECKED_IN
    assert tapped(row, host).outcome == Outcome.ALREADY
    assert door_counts(row.session).checked_in == 1
    assert door_clocks(row.session)[1] == {}
    assert tapped(row, host, UNDO).outcome == Outcome.UNDONE
    assert row.came_at == watched
    assert list(door_clocks(row.session)[1]) == [row.number]


def test_who_is_marked_in_the_list_of_registrations_is_at_the_door(
    row: Registration, host: User
) -> None:
    mark_came(row, True, by=host)
    assert door_counts(row.session).checked_in == 1
    assert tapped(row, host).outcome == Outcome.ALREADY
    mark_came(row, False, by=host)
    assert door_counts(row.session).checked_in == 0


def test_the_time_is_neither_in_the_future_nor_before_the_day(
    row: Registration, host: User
) -> None:
    tapped(row, host, ago=-90)
    assert row.came_at is not None
    assert row.came_at <= timezone.now()
    tapped(row, host, UNDO)
    other = registered(row.session, address="b@c.example")
    tapped(other, host, ago=60 * 30)
    assert other.came_at == door_day.begins(row.session)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (State.WITHDRAWN, Outcome.WITHDRAWN),
        (State.FULL, Outcome.WAITING_LIST),
        (State.WAITING, Outcome.NOT_APPROVED),
        (State.REFUSED, Outcome.REFUSED),
    ],
)
def test_who_has_no_place_is_refused_with_the_reason(
    host: User, state: State, outcome: Outcome
) -> None:
    row = registered(session_in(-5), state)
    answer = tapped(row, host)
    assert (answer.outcome, answer.taken) == (outcome, False)
    assert row.came_at is None
    assert not CheckInTap.objects.exists()


def test_who_is_not_of_this_session_is_refused_with_the_reason(
    row: Registration, host: User
) -> None:
    def outcome(session: Session, number: int) -> Outcome:
        return take_tap(session, number, Tap(NONCE, timezone.now(), IN), by=host).outcome

    other = session_in(-5, event=row.session.event)
    assert outcome(other, row.number) == Outcome.OTHER_SESSION
    assert outcome(row.session, row.number + 1) == Outcome.UNKNOWN
    moved_to(row.session, 60 * 48)
    assert outcome(row.session, row.number) == Outcome.TOO_EARLY
    moved_to(row.session, -60 * 24 * 40)
    assert outcome(row.session, row.number) == Outcome.EXPIRED
    Session.objects.filter(pk=row.session_id).update(state=SessionState.CANCELLED)
    row.session.refresh_from_db()
    assert outcome(row.session, row.number) == Outcome.NOT_HELD


def test_only_hosts_check_in(row: Registration) -> None:
    with pytest.raises(NotAllowed):
        tapped(row, UserFactory(roles=[Role.CODER]))
    assert row.came_at is None


def test_a_mark_at_the_desk_holds_against_taps_that_were_made_before(
    row: Registration, host: User
) -> None:
    tapped(row, host, ago=4)
    assert mark_came(row, False, by=host).came_at is None
    assert tapped(row, host, ago=2).outcome == Outcome.UNDONE_LATER
    assert row.came_at is None
    mark_came(row, True, by=host)
    assert tapped(row, host, UNDO, ago=1).outcome == Outcome.ALREADY
    assert row.came_at is not None
    assert Decision.objects.filter(verb="mark_came").count() == 2
