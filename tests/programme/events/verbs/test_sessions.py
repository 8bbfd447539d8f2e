"""Sessions created, edited, published, moved, cancelled, restored; what each leaves."""

from datetime import datetime
from typing import Any

import pytest

from factories import UserFactory
from programme.factories import EventFactory, SessionFactory
from vigil.programme.events.models.event import State
from vigil.programme.events.verbs import events, sessions
from vigil.programme.models import Change, Session
from vigil.programme.time_zones import wall_times
from vigil.programme.time_zones.wall_times import Ambiguous
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db

STARTS, ENDS = datetime(2021, 3, 11, 9), datetime(2021, 3, 11, 10, 30)
LATER = {
    "starts": datetime(2021, 3, 12, 9),
    "ends": datetime(2021, 3, 12, 10),
    "zone": "Asia/Tokyo",
}


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def create(host: User, **values: Any) -> Session:
    given = {"slug": "witness", "title": "Witness", "starts": STARTS, "ends": ENDS, **values}
    return sessions.create_session(given.pop("event", None) or EventFactory(), by=host, **given)


def test_a_session_is_a_draft_in_the_zone_of_its_event(host: User) -> None:
    made = create(host, number=166, languages=["en"])
    made.refresh_from_db()
    assert (made.state, made.zone, made.number) == (State.DRAFT, "Asia/Tokyo", 166)
    assert wall_times.wall(made, "starts") == STARTS
    assert made.starts_at.isoformat() == "2021-03-11T00:00:00+00:00"
    assert Decision.objects.get(verb="create_session").target_key == made.uid


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Not A Slug"},
        {"slug": "calendar"},
        {"title": " "},
        {"ends": STARTS},
        {"zone": "CET"},
        {"languages": ["english!"]},
        {"kind": "hologram"},
        {"registering": "whoever"},
        {"zone": "Europe/Vienna", "starts": datetime(2021, 3, 28, 2, 30)},
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(host: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        create(host, **wrong)
    assert not Session.objects.exists()
    assert not Decision.objects.filter(verb="create_session").exists()


def test_which_of_two_equal_times_is_asked_for_and_kept(host: User) -> None:
    twice = {"starts": datetime(2021, 10, 31, 2, 30), "ends": datetime(2021, 10, 31, 4)}
    with pytest.raises(Ambiguous):
        create(host, zone="Europe/Vienna", **twice)
    made = create(host, zone="Europe/Vienna", fold=1, **twice)
    assert made.fold == 1
    assert made.starts_at.isoformat() == "2021-10-31T01:30:00+00:00"


def test_an_address_is_given_once_within_an_event(host: User) -> None:
    event = EventFactory()
    create(host, event=event)
    with pytest.raises(NotPossible, match="witness"):
        create(host, event=event)
    assert create(host, event=EventFactory())


@pytest.mark.parametrize("role", [None, *sorted(set(Role) - {Role.PROGRAMME_HOST})])
def test_only_a_programme_host_may(role: Role | None) -> None:
    other = UserFactory(roles=[role] if role else [])
    session = SessionFactory()
    for verb in (
        lambda: create(other),
        lambda: sessions.edit_session(session, by=other, title="x"),
        lambda: sessions.move_session(session, by=other, **LATER),
        lambda: sessions.cancel_session(session, by=other, why="x"),
        lambda: sessions.publish_session(session, by=other),
        lambda: sessions.unpublish_session(session, by=other, why="x"),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert not Change.objects.exists()


def test_a_move_is_seen_told_once_and_grows_the_sequence(host: User) -> None:
    session = SessionFactory(starts=STARTS, ends=ENDS)
    sessions.move_session(session, by=host, why="The host asked", **LATER)
    sessions.move_session(session, by=host, why="The host asked", **LATER)  # sent twice
    session.refresh_from_db()
    change = Change.objects.get()
    assert (change.kind, change.sequence, change.told_at) == (Change.Kind.MOVED, 1, None)
    assert change.before["starts_local"] == STARTS.isoformat()
    assert change.before["starts_at"] == "2021-03-11T00:00:00+00:00"
    assert session.sequence == 1
    assert wall_times.wall(session, "starts") == LATER["starts"]


def test_another_room_alone_is_told_as_such(host: User) -> None:
    session = SessionFactory(starts=STARTS, ends=ENDS, room="Room A")
    sessions.move_session(
        session, by=host, starts=STARTS, ends=ENDS, zone="Asia/Tokyo", room="Room B"
    )
    change = Change.objects.get()
    assert (change.kind, change.before["room"]) == (Change.Kind.ROOM, "Room A")


def test_the_same_wall_time_in_another_zone_is_a_move(host: User) -> None:
    session = SessionFactory(starts=STARTS, ends=ENDS)
    sessions.move_session(session, by=host, starts=STARTS, ends=ENDS, zone="Europe/Vienna")
    assert Change.objects.get().kind == Change.Kind.MOVED
    session.refresh_from_db()
    assert session.starts_at.isoformat() == "2021-03-11T08:00:00+00:00"


def test_a_draft_is_moved_and_edited_without_a_word(host: User) -> None:
    for session in (
        SessionFactory(state=State.DRAFT),
        SessionFactory(event=EventFactory(state=State.DRAFT)),
    ):
        sessions.move_session(session, by=host, **LATER)
        sessions.edit_session(session, by=host, title="Another")
        session.refresh_from_db()
        assert (session.sequence, session.title) == (0, "Another")
        assert wall_times.wall(session, "starts") == LATER["starts"]
    assert not Change.objects.exists()


def test_calendars_hear_of_other_words_but_nobody_is_written_to(host: User) -> None:
    session = SessionFactory()
    sessions.edit_session(session, by=host, title="Another title")
    sessions.edit_session(session, by=host, title="Another title")
    session.refresh_from_db()
    assert session.sequence == 1
    assert not Change.objects.exists()
    sessions.edit_session(session, by=host, capacity=30)
    session.refresh_from_db()
    assert (session.sequence, session.capacity) == (1, 30)


def test_cancelling_and_restoring_leave_their_marks(host: User) -> None:
    session = SessionFactory()
    with pytest.raises(NotPossible, match="why"):
        sessions.cancel_session(session, by=host, why=" ")
    sessions.cancel_session(session, by=host, why="Illness")
    with pytest.raises(NotPossible, match="cancelled"):
        sessions.cancel_session(session, by=host, why="Illness")
    with pytest.raises(NotPossible, match="restore"):
        sessions.move_session(session, by=host, **LATER)
    sessions.restore_session(session, by=host, why="She is well again")
    session.refresh_from_db()
    assert (session.state, session.sequence) == (State.PUBLISHED, 2)
    assert list(Change.objects.values_list("kind", "why", "sequence")) == [
        ("cancelled", "Illness", 1),
        ("restored", "She is well again", 2),
    ]


def test_only_what_is_public_is_cancelled_and_only_a_draft_published(host: User) -> None:
    draft = SessionFactory(state=State.DRAFT)
    with pytest.raises(NotPossible, match="draft"):
        sessions.cancel_session(draft, by=host, why="x")
    sessions.publish_session(draft, by=host)
    with pytest.raises(NotPossible, match="published"):
        sessions.publish_session(draft, by=host)
    sessions.unpublish_session(draft, by=host, why="A slip")
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_cancelling_an_event_tells_each_session_that_would_take_place(host: User) -> None:
    event = EventFactory()
    told = SessionFactory(event=event)
    SessionFactory(event=event, state=State.DRAFT)
    gone = SessionFactory(event=event, state=State.CANCELLED)
    events.cancel_event(event, by=host, why="The congress is put off")
    events.restore_event(event, by=host, why="It is held online")
    assert list(Change.objects.values_list("session", "kind")) == [
        (told.pk, "cancelled"),
        (told.pk, "restored"),
    ]
    gone.refresh_from_db()
    assert gone.state == State.CANCELLED
