"""Acts that take two people: one asks, another confirms what did not change meanwhile."""

from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from extra_rooms import extra_room
from factories import UserFactory
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations import verbs as confirmations
from vigil.trust.confirmations.second_person import carrying_out, require_two
from vigil.trust.confirmations.verbs import (
    ConfirmationLapsed,
    ask,
    confirm,
    refuse,
    waiting_for,
    waiting_on,
)
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, record_many
from vigil.trust.models import Confirmation, Decision, Role, RoleGrant, User
from vigil.trust.rooms.acts_of_two import ActOfTwo

pytestmark = pytest.mark.django_db

DOOR = Subject("door", "7")
Outcome = Confirmation.Outcome


class Door:
    """What the act of these tests changes, and what whoever asks sees of it."""

    def __init__(self) -> None:
        self.colour = "grey"
        self.opened = 0

    def open(self) -> None:
        """Open it: a verb that takes two people."""
        require_two("open_door", DOOR)
        self.opened += 1

    def carry_out(self, asked: Confirmation, by: User) -> None:
        """Open it for whoever confirms."""
        self.open()
        record("open", *DOOR, by=by, after=asked.arguments)
        record_many("paint", "door", {"8": {}}, by=by)


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    opening = ActOfTwo(
        verb="open_door",
        kind="door",
        permission="trust.lift_withdrawal",
        carry_out=door.carry_out,
        describe=lambda asked: "open the door",
        seen=lambda asked: door.colour,
    )
    with extra_room(acts_of_two=[opening]):
        yield door


def person(*roles: Role) -> User:
    user: User = UserFactory(roles=roles or [Role.ADJUDICATOR])
    return user


def asked(by: User, why: str = "it is hot") -> Confirmation:
    return ask("open_door", DOOR, by=by, why=why, arguments={"wide": True})


def test_nothing_is_done_until_another_person_confirms(door: Door) -> None:
    one, two = person(), person()
    waiting = asked(one)
    assert (waiting.outcome, door.opened) == (Outcome.WAITING, 0)
    assert waiting_on("open_door", DOOR) == waiting
    done = confirm(waiting, by=two, why="I rang them")
    assert (done.outcome, done.answered_by, done.answer) == (Outcome.CONFIRMED, two, "I rang them")
    assert door.opened == 1
    assert waiting_on("open_door", DOOR) is None


def test_nobody_confirms_what_they_asked_for(door: Door) -> None:
    one = person()
    waiting = asked(one)
    with pytest.raises(NeedsSecondPerson):
        confirm(waiting, by=one)
    assert door.opened == 0
    assert Confirmation.objects.get().outcome == Outcome.WAITING


def test_both_need_the_permission(door: Door) -> None:
    with pytest.raises(NotAllowed):
        asked(person(Role.CODER))
    waiting = asked(person())
    for wrong in (person(Role.CODER), person(Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            confirm(waiting, by=wrong)
        with pytest.raises(NotAllowed):
            refuse(waiting, by=wrong, why="no")
    assert door.opened == 0


def test_the_verb_refuses_whoever_comes_alone(door: Door) -> None:
    with pytest.raises(NeedsSecondPerson):
        door.open()
    waiting = asked(person())
    waiting.subject_key = "8"
    for other in (waiting, Confirmation(verb="close_door", subject_kind="door", subject_key="7")):
        with carrying_out(other), pytest.raises(NeedsSecondPerson):
            door.open()
    assert door.opened == 0


def test_what_changed_since_lapses_and_says_so(door: Door) -> None:
    one, two = person(), person()
    waiting = asked(one)
    door.colour = "red"
    with pytest.raises(ConfirmationLapsed, match="changed since"):
        confirm(waiting, by=two)
    waiting.refresh_from_db()
    assert (waiting.outcome, door.opened) == (Outcome.LAPSED, 0)
    with pytest.raises(NotPossible, match="answered already"):
        confirm(waiting, by=two)
    confirm(asked(one), by=two)
    assert door.opened == 1


def test_arguments_that_were_changed_in_the_database_lapse(door: Door) -> None:
    waiting = asked(person())
    Confirmation.objects.update(arguments={"wide": False})
    with pytest.raises(ConfirmationLapsed):
        confirm(waiting, by=person())
    assert door.opened == 0


@pytest.mark.parametrize("lost", ["role", "account"])
def test_what_somebody_asked_who_may_not_ask_any_more_lapses(door: Door, lost: str) -> None:
    one = person()
    waiting = asked(one)
    if lost == "role":
        RoleGrant.objects.filter(user=one).delete()
    else:
        User.objects.filter(pk=one.pk).update(is_active=False)
    with pytest.raises(ConfirmationLapsed, match="may not ask"):
        confirm(waiting, by=person())
    assert door.opened == 0


def test_a_refusal_has_a_reason_and_is_the_end(door: Door) -> None:
    waiting, two = asked(person()), person()
    with pytest.raises(NotPossible, match="why"):
        refuse(waiting, by=two, why=" ")
    refused = refuse(waiting, by=two, why="nobody answered")
    assert (refused.outcome, refused.answer) == (Outcome.REFUSED, "nobody answered")
    with pytest.raises(NotPossible, match="answered already"):
        confirm(waiting, by=person())
    assert door.opened == 0


def test_whoever_asked_takes_it_back_even_without_the_role(door: Door) -> None:
    one = person()
    waiting = asked(one)
    RoleGrant.objects.filter(user=one).delete()
    assert refuse(waiting, by=User.objects.get(pk=one.pk), why="a mistake").answered_by == one


def test_asking_takes_a_reason_or_a_document(door: Door) -> None:
    one = person()
    with pytest.raises(NotPossible, match="reason"):
        asked(one, why=" ")
    assert ask("open_door", DOOR, by=one, evidence="0" * 32).outcome == Outcome.WAITING


def test_the_same_is_not_asked_for_twice(door: Door) -> None:
    asked(person())
    with pytest.raises(NotPossible, match="already"):
        asked(person())
    assert Decision.objects.filter(verb="ask_confirmation").count() == 1


def test_what_waits_is_listed_for_those_who_may_confirm_and_who_asked(door: Door) -> None:
    one, two = person(), person()
    waiting = asked(one)
    assert waiting_for(one) == waiting_for(two) == [waiting]
    assert waiting_for(person(Role.CODER)) == []
    confirm(waiting, by=two)
    assert waiting_for(two) == []


def test_each_step_is_a_decision_and_the_act_names_both(door: Door) -> None:
    one, two = person(), person()
    confirm(asked(one), by=two)
    told = Decision.objects.order_by("id").values_list("verb", "actor", "asked_by", "target_key")
    assert list(told) == [
        ("ask_confirmation", one.pk, None, "7"),
        ("answer_confirmation", two.pk, None, "7"),
        ("open", two.pk, one.pk, "7"),
        ("paint", two.pk, one.pk, "8"),
    ]
    with transaction.atomic():
        assert record("open", *DOOR, by=two).asked_by is None


def test_an_act_that_fails_leaves_it_waiting(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = asked(person())
    monkeypatch.setattr(confirmations, "carrying_out", lambda row: transaction.atomic())
    with pytest.raises(NeedsSecondPerson):
        confirm(waiting, by=person())
    assert Confirmation.objects.get().outcome == Outcome.WAITING


def test_one_name_is_one_act(door: Door) -> None:
    other = ActOfTwo("open_door", "door", "trust.withdraw", door.carry_out, str, str)
    with (
        extra_room(acts_of_two=[other]),
        pytest.raises(ImproperlyConfigured, match="open_door"),
    ):
        asked(person())


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_do_it_once(door: Door) -> None:
    waiting, together, errors = asked(person()), Barrier(2), list[NotPossible]()

    def answer(by: User) -> None:
        together.wait()
        try:
            confirm(waiting, by=by)
        except NotPossible as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=answer, args=[person()]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (door.opened, len(errors)) == (1, 1)
