"""People without a registration: counted, or registered if they want letters."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import UserFactory
from programme.registration_factories import NAME, WHO, registered, session_in, text_of
from vigil.programme.check_in.queries import door_counts
from vigil.programme.check_in.verbs.tapping import Kind, Tap, take_tap
from vigil.programme.check_in.verbs.walk_ins import (
    Guest,
    count_walk_in,
    register_walk_in,
    undo_walk_in,
)
from vigil.programme.models import EventRegistration, Registration, Session, WalkIn
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Letter, Role, Sealed, User

pytestmark = pytest.mark.django_db
State = Registration.State
GUEST = Guest(WHO, NAME, "es")


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def tap(n: int = 0) -> Tap:
    return Tap(f"{n:032}", timezone.now(), Kind.CHECK_IN)


def test_a_walk_in_is_counted_once_and_nothing_of_them_is_kept(host: User) -> None:
    session = session_in(-5)
    for _time in range(2):
        count_walk_in(session, tap(), by=host, language="es")
    assert door_counts(session).walk_ins == 1
    assert not EventRegistration.objects.exists()
    assert Decision.objects.filter(verb="count_walk_in").count() == 1
    undo_walk_in(session, by=host)
    # It was counted by mistake: sent again, it is not counted again.
    count_walk_in(session, tap(), by=host)
    assert door_counts(session).walk_ins == 0
    with pytest.raises(NotPossible, match="No walk-in"):
        undo_walk_in(session, by=host)


def test_a_tap_for_one_session_is_not_said_to_count_for_another(host: User) -> None:
    count_walk_in(session_in(-5), tap(), by=host)
    other = session_in(-5)
    with pytest.raises(NotPossible, match="for another session"):
        count_walk_in(other, tap(), by=host)
    assert door_counts(other).walk_ins == 0


def test_places_are_respected_unless_the_host_sees_room(host: User) -> None:
    session = session_in(-5, capacity=1)
    here = registered(session, address="b@c.example")
    take_tap(session, here.number, tap(9), by=host)
    with pytest.raises(Unfit, match="All places are taken"):
        count_walk_in(session, tap(), by=host)
    with pytest.raises(Unfit, match="All places are taken"):
        register_walk_in(session, GUEST, tap().nonce, by=host)
    assert not Letter.objects.exists()
    assert not WalkIn.objects.exists()
    count_walk_in(session, tap(), by=host, beyond=True)
    register_walk_in(session, GUEST, tap(1).nonce, by=host, beyond=True)
    assert door_counts(session).here == 3


def test_who_wants_letters_is_registered_and_checked_in(host: User) -> None:
    session = session_in(-5)
    for _time in range(2):  # the button was pressed twice
        answer = register_walk_in(session, GUEST, tap().nonce, by=host)
    row = session.registrations.get()
    assert (row.number, row.state, row.language) == (answer.number, State.CONFIRMED, "es")
    assert row.came_at is not None
    assert {one.field for one in Sealed.objects.filter(subject_key=row.uid)} == {"address", "name"}
    assert "/programme/registration/" in text_of(Letter.objects.get())


@pytest.mark.parametrize("state", [State.FULL, State.WAITING])
def test_who_waited_for_a_place_gets_one_at_the_door(host: User, state: State) -> None:
    session = session_in(-5)
    row = registered(session, state)
    register_walk_in(session, GUEST, tap().nonce, by=host)
    row.refresh_from_db()
    assert row.state == State.CONFIRMED
    assert row.came_at is not None
    assert Letter.objects.count() == 1


def test_who_has_a_place_is_checked_in_without_a_letter(host: User) -> None:
    row = registered(session_in(-5))
    register_walk_in(row.session, GUEST, tap().nonce, by=host)
    row.refresh_from_db()
    assert row.came_at is not None
    assert not Letter.objects.exists()


def test_nobody_walks_in_on_another_day_or_without_permission(host: User) -> None:
    session = session_in(60 * 48)
    with pytest.raises(NotPossible, match="on the day"):
        count_walk_in(session, tap(), by=host)
    with pytest.raises(NotPossible, match="on the day"):
        register_walk_in(session, GUEST, tap().nonce, by=host)
    refused = registered(session_in(-5), State.REFUSED).session
    with pytest.raises(NotPossible, match="without it"):
        register_walk_in(refused, GUEST, tap().nonce, by=host)
    with pytest.raises(NotAllowed):
        count_walk_in(refused, tap(), by=UserFactory(roles=[Role.EDITOR]))
    assert not Session.objects.filter(walk_ins__isnull=False).exists()


def test_a_walk_in_is_counted_when_it_was_tapped(host: User) -> None:
    session = session_in(-60)
    at = timezone.now() - timedelta(minutes=2)
    assert count_walk_in(session, Tap("a" * 32, at, Kind.CHECK_IN), by=host).at == at
