"""A place by hand for somebody on the waiting list."""

import pytest

from factories import UserFactory
from programme.registration_factories import registered, session_in
from vigil.programme.check_in.verbs.assigning_places import assign_place
from vigil.programme.models import Registration
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Letter, Role, User

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def test_the_chosen_one_gets_the_place_before_others_with_a_reason(host: User) -> None:
    session = session_in(600, capacity=1)
    first = registered(session, State.FULL, "a@c.example")
    second = registered(session, State.FULL, "b@c.example")
    with pytest.raises(Unfit, match="Say why"):
        assign_place(second, by=host, why=" ")
    assign_place(second, by=host, why="She interprets for the family.")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.FULL, State.CONFIRMED)
    decision = Decision.objects.get(verb="assign_place")
    assert (decision.target_key, decision.why) == (second.uid, "She interprets for the family.")
    assert Letter.objects.get().about_key == second.uid


def test_places_are_respected_unless_the_host_adds_one(host: User) -> None:
    session = session_in(600, capacity=1)
    registered(session, address="a@c.example")
    waits = registered(session, State.FULL, "b@c.example")
    with pytest.raises(Unfit, match="Add a place"):
        assign_place(waits, by=host, why="Needed.")
    assert not Letter.objects.exists()
    assign_place(waits, by=host, why="Needed.", one_more=True)
    session.refresh_from_db()
    assert session.capacity == 2
    assert session.registrations.filter(state=State.CONFIRMED).count() == 2


def test_only_who_waits_gets_one_and_only_from_a_host(host: User) -> None:
    row = registered(session_in(600), State.FULL)
    with pytest.raises(NotAllowed):
        assign_place(row, by=UserFactory(roles=[Role.EDITOR]), why="Needed.")
    assign_place(row, by=host, why="Needed.")
    with pytest.raises(NotPossible, match="any more"):
        assign_place(row, by=host, why="Needed.")
    over = registered(session_in(-600), State.FULL)
    with pytest.raises(NotPossible, match="is over"):
        assign_place(over, by=host, why="Needed.")
