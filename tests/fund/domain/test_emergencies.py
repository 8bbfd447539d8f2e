"""Emergencies: two people decide, the soonest first, and the money does not wait for paper."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fund.factories import donor, emergency, officer, party
from vigil.fund.domain import emergencies, granting, parties
from vigil.fund.models import EmergencyRequest, Party
from vigil.trust.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Level, User

pytestmark = pytest.mark.django_db
State = EmergencyRequest.State
Opened = list[tuple[EmergencyRequest, User]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """What grants were opened for."""
    found: Opened = []

    def note(request: EmergencyRequest, *, by: User) -> None:
        found.append((request, by))

    monkeypatch.setattr(granting, "open_emergency_grant", note)
    return found


def say(request: EmergencyRequest, *yes: bool) -> list[User]:
    """Let as many officers say these words; return them."""
    people = [officer() for _one in yes]
    for one, by in zip(yes, people, strict=True):
        emergencies.give_word(request, one, "I know them", by=by)
    request.refresh_from_db()
    return people


def test_two_yes_approve_and_open_the_grant_at_once(opened: Opened) -> None:
    request = emergency()
    say(request, True)
    assert (request.state, opened) == (State.WAITING, [])
    (second,) = say(request, True)
    assert request.state == State.APPROVED
    assert opened == [(request, second)]
    assert request.decided_at is not None


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ((False, False), State.REFUSED),
        ((True, False), State.WAITING),
        ((True, False, True), State.APPROVED),
        ((True, False, False), State.REFUSED),
    ],
)
def test_where_two_differ_a_third_decides(
    said: tuple[bool, ...], state: str, opened: Opened
) -> None:
    request = emergency()
    say(request, *said)
    assert request.state == state
    assert len(opened) == (state == State.APPROVED)


def test_one_person_is_one_word_and_what_is_decided_stands(opened: Opened) -> None:
    request = emergency()
    (first,) = say(request, True)
    with pytest.raises(NotPossible):
        emergencies.give_word(request, True, "again", by=first)
    say(request, True)
    with pytest.raises(NotPossible):
        emergencies.give_word(request, False, "too late", by=officer())
    assert len(opened) == 1


def test_a_word_has_a_reason_and_an_officer_without_an_interest() -> None:
    request, by = emergency(), officer()
    with pytest.raises(NotPossible):
        emergencies.give_word(request, True, " ", by=by)
    parties.say_conflict(request.party, by, by=by)
    with pytest.raises(NotAllowed):
        emergencies.give_word(request, True, "my cousin", by=by)
    assert not request.words.exists()


def test_it_is_to_be_decided_within_two_days_and_the_soonest_stands_first() -> None:
    by = officer()
    later, sooner = emergency(), emergency()
    assert later.decide_by - later.received_at == timedelta(hours=48)
    EmergencyRequest.objects.filter(pk=sooner.pk).update(decide_by=timezone.now())
    assert list(emergencies.waiting_for(by)) == [sooner, later]
    parties.say_conflict(sooner.party, by, by=by)
    assert list(emergencies.waiting_for(by)) == [later]


def test_that_it_was_late_is_kept(opened: Opened) -> None:
    request = emergency()
    EmergencyRequest.objects.update(decide_by=timezone.now() - timedelta(hours=1))
    say(request, True, True)
    assert Decision.objects.get(verb="decide_emergency").after["late"] is True


def test_who_is_not_in_the_fund_yet_asks_with_a_level_first() -> None:
    values: dict[str, Any] = {"kind": Party.Kind.PERSON, "level": Level.HIDDEN, "name": "Canary"}
    request = emergencies.request_help(
        values, ["legal", "legal"], "1500,50", "eur", "canary: arrested", language="es"
    )
    assert (request.party.level, request.needs) == (Level.HIDDEN, ["legal"])
    assert (request.minor, request.currency, request.by) == (150_050, "EUR", None)
    said = repr(list(Decision.objects.values_list("after", "why")))
    assert "canary" not in said.lower()


@pytest.mark.parametrize(
    "wrong",
    [
        {"needs": []},
        {"needs": ["holiday"]},
        {"amount": "1.500"},
        {"currency": "XXQ"},
        {"what": "  "},
    ],
)
def test_what_a_request_lacks_is_said(wrong: dict[str, Any]) -> None:
    values = {"needs": ["legal"], "amount": "1500", "currency": "USD", "what": "x"} | wrong
    with pytest.raises(NotPossible):
        emergencies.request_help({"kind": "person", "level": Level.HIDDEN}, **values)
    assert not Party.objects.exists()


def test_the_others_word_is_read_after_ones_own(opened: Opened) -> None:
    request = emergency()
    (first,) = say(request, False)
    second = officer()
    with pytest.raises(NotPossible):
        emergencies.open_words(request, by=second, why="to see")
    emergencies.give_word(request, True, "they must leave", by=second)
    assert [(w.by, text) for w, text in emergencies.open_words(request, by=second, why="now")] == [
        (first, "I know them"),
        (second, "they must leave"),
    ]
    assert emergencies.open_what(request, by=first, why="to decide") == "They were followed home."


def test_nobody_decides_of_somebody_who_was_removed() -> None:
    request, by = emergency(), officer()
    parties.remove(request.party, by=by, why="asked")
    with pytest.raises(NotPossible):
        emergencies.give_word(request, True, "still", by=by)
    assert not emergencies.waiting_for(by).exists()


def test_an_officer_takes_one_in_for_a_known_party() -> None:
    by, whom = officer(), party()
    assert emergency(whom, by=by).by == by
    parties.say_conflict(whom, by, by=by)
    with pytest.raises(NotAllowed):
        emergency(whom, by=by)


def test_who_said_since_that_they_have_an_interest_decides_nothing() -> None:
    donor()
    request = emergency()
    (first,) = say(request, True)
    parties.say_conflict(request.party, first, by=first)
    (second,) = say(request, True)
    assert request.state == State.WAITING, "one of the two words does not count any more"
    (third,) = say(request, True)
    assert request.state == State.APPROVED
    tranche = request.grant.tranches.get()
    assert {one.by for one in tranche.approvals.all()} == {second, third}
