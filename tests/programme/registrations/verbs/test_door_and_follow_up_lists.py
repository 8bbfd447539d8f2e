"""Who registered, opened from the vault: each opening is kept, and nobody else is told."""

import pytest

from factories import UserFactory
from programme.registration_factories import NAME, WHO, registered, session_in
from vigil.programme.models import Registration
from vigil.programme.registrations.verbs.door_and_follow_up_lists import (
    ALL,
    door_list,
    follow_up_list,
    open_people,
)
from vigil.programme.registrations.verbs.withdrawing import withdraw
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def test_the_door_list_has_names_of_those_with_a_place_and_no_address(host: User) -> None:
    session = session_in(60)
    registered(session, name="zoila")
    registered(session, address="b@c.example", name=NAME)
    registered(session, address="d@e.example")
    registered(session, State.WAITING, "f@g.example", name="Waits")
    withdraw(registered(session, address="h@i.example", name="Gone"))
    known = door_list(session, by=host, why="the door")
    assert [one.name for one in known] == [NAME, "zoila", ""]
    assert not any(one.address for one in known)
    opened = Decision.objects.filter(verb="open_sealed", why="the door", actor=host)
    assert [row.after for row in opened] == [{"field": "name"}] * 2
    assert Decision.objects.get(verb="make_door_list").after == {"people": 3}


def test_only_who_agreed_is_on_the_list_for_afterwards(host: User) -> None:
    session = session_in(-200)
    registered(session, name=NAME, follow_up=True)
    registered(session, address="b@c.example")
    withdraw(registered(session, address="d@e.example", follow_up=True))
    known = follow_up_list(session, by=host, why="thanks")
    assert [(one.name, one.address) for one in known] == [(NAME, WHO)]


@pytest.mark.parametrize("role", [r for r in Role if r != Role.PROGRAMME_HOST])
def test_nobody_but_the_host_side_opens_them(role: Role) -> None:
    session = session_in(60)
    row, by = registered(session), UserFactory(roles=[role])
    for ask in (door_list, follow_up_list):
        with pytest.raises(NotAllowed):
            ask(session, by=by, why="to know")
    with pytest.raises(NotAllowed):
        open_people(session, [row], ALL, by=by, why="to know")


def test_nothing_is_opened_without_a_reason(host: User) -> None:
    session = session_in(60)
    registered(session)
    with pytest.raises(NotPossible):
        door_list(session, by=host, why=" ")
    assert not Decision.objects.filter(verb="open_sealed").exists()
