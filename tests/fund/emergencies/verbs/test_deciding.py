"""Emergencies: two people decide, the soonest first, and the money does not wait for paper."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from factories import UserFactory
from fund.factories import (
    approve,
    donor,
    emergency,
    officer,
    party,
    say_word,
    screened,
    with_account,
)
from vigil.fund.emergencies.verbs import deciding
from vigil.fund.grants.verbs import granting
from vigil.fund.models import EmergencyRequest, Party
from vigil.fund.overview import queries
from vigil.fund.own_pages import queries as own_page
from vigil.fund.parties.verbs import removing, who_may_know
from vigil.fund.payments.verbs import paying
from vigil.fund.reporting import verbs as reporting
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Letter, Level, Role, User
from vigil.trust.outbox.verbs.letters import discard_letter, release_letter

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
    """Let as many officers open payee and account and say these words; return them."""
    people = [officer() for _one in yes]
    for one, by in zip(yes, people, strict=True):
        say_word(request, one, by)
    request.refresh_from_db()
    return people


def test_who_names_no_amount_is_heard_and_a_yes_waits_for_one(opened: Opened) -> None:
    request = emergency(amount=" ", currency="USD")
    assert request.minor == 0
    with pytest.raises(NotPossible, match="No amount is named yet"):
        say(request, True)
    request = deciding.set_amount(request, "900", "EUR", by=officer())
    assert (request.minor, request.currency) == (90_000, "EUR")
    say(request, True, True)
    assert request.state == State.APPROVED
    assert opened[0][0].minor == 90_000


def test_who_names_no_amount_can_be_refused_without_one(opened: Opened) -> None:
    request = emergency(amount="", currency="USD")
    say(request, False, False)
    assert request.state == State.REFUSED


def test_an_amount_stands_once_somebody_has_said_a_word_on_it() -> None:
    request = emergency()
    say(request, True)
    with pytest.raises(NotPossible, match="said a word"):
        deciding.set_amount(request, "900", "EUR", by=officer())
    request.refresh_from_db()
    assert request.minor == 250_000


def test_only_an_officer_sets_an_amount() -> None:
    with pytest.raises(NotAllowed):
        deciding.set_amount(emergency(), "900", "EUR", by=UserFactory(roles=[Role.REVIEWER]))


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
        deciding.give_word(request, True, "again", by=first)
    say(request, True)
    with pytest.raises(NotPossible):
        deciding.give_word(request, False, "too late", by=officer())
    assert len(opened) == 1


def test_a_word_has_a_reason_and_an_officer_without_an_interest() -> None:
    request, by = emergency(), officer()
    with pytest.raises(NotPossible):
        deciding.give_word(request, True, " ", by=by)
    who_may_know.say_conflict(request.party, by, by=by)
    with pytest.raises(NotAllowed):
        deciding.give_word(request, True, "my cousin", by=by)
    assert not request.words.exists()


def test_it_is_to_be_decided_within_two_days_and_the_soonest_stands_first() -> None:
    by = officer()
    later, sooner = emergency(), emergency()
    assert later.decide_by - later.received_at == timedelta(hours=48)
    EmergencyRequest.objects.filter(pk=sooner.pk).update(decide_by=timezone.now())
    assert list(deciding.waiting_for(by)) == [sooner, later]
    who_may_know.say_conflict(sooner.party, by, by=by)
    assert list(deciding.waiting_for(by)) == [later]


def test_that_it_was_late_is_kept(opened: Opened) -> None:
    request = emergency()
    EmergencyRequest.objects.update(decide_by=timezone.now() - timedelta(hours=1))
    say(request, True, True)
    assert Decision.objects.get(verb="decide_emergency").after["late"] is True


def test_who_is_not_in_the_fund_yet_asks_with_a_level_first() -> None:
    values: dict[str, Any] = {"kind": Party.Kind.PERSON, "level": Level.HIDDEN, "name": "Canary"}
    request = deciding.request_help(
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
        deciding.request_help({"kind": "person", "level": Level.HIDDEN}, **values)
    assert not Party.objects.exists()


def test_the_others_word_is_read_after_ones_own(opened: Opened) -> None:
    request = emergency()
    (first,) = say(request, False)
    second = officer()
    with pytest.raises(NotPossible):
        deciding.open_words(request, by=second, why="to see")
    deciding.give_word(request, True, "they must leave", by=second)
    assert [(w.by, text) for w, text in deciding.open_words(request, by=second, why="now")] == [
        (first, "I know them"),
        (second, "they must leave"),
    ]
    assert deciding.open_what(request, by=first, why="to decide") == "They were followed home."


def test_nobody_decides_of_somebody_who_was_removed() -> None:
    request, by = emergency(), officer()
    removing.remove(request.party, by=by, why="asked")
    with pytest.raises(NotPossible):
        deciding.give_word(request, True, "still", by=by)
    assert not deciding.waiting_for(by).exists()


def test_an_officer_takes_one_in_for_a_known_party() -> None:
    by, whom = officer(), party()
    assert emergency(whom, by=by).by == by
    who_may_know.say_conflict(whom, by, by=by)
    with pytest.raises(NotAllowed):
        emergency(whom, by=by)


def test_who_said_since_that_they_have_an_interest_decides_nothing() -> None:
    donor()
    request = emergency()
    (first,) = say(request, True)
    who_may_know.say_conflict(request.party, first, by=first)
    (second,) = say(request, True)
    assert request.state == State.WAITING, "one of the two words does not count any more"
    (third,) = say(request, True)
    assert request.state == State.APPROVED
    tranche = request.grant.tranches.get()
    assert {one.by for one in tranche.approvals.all()} == {second, third}


# Telling is an act of its own


RECEIVED, APPROVED, REFUSED = "was received", "was approved", "could not be granted"


def read_by(request: EmergencyRequest) -> str:
    """What whoever asked reads on their own page."""
    (text,) = own_page.emergencies_of(request.party)
    return text


@pytest.mark.parametrize(("yes", "answer"), [(True, APPROVED), (False, REFUSED)])
def test_what_was_decided_shows_once_a_person_lets_it_go(
    yes: bool, answer: str, opened: Opened
) -> None:
    request = emergency()
    first, _second = say(request, yes, yes)
    assert request.is_untold
    assert RECEIVED in read_by(request)
    told = deciding.release_answer(request, by=first)
    assert (told.told_by, told.is_untold, told.told_late) == (first, False, False)
    assert answer in read_by(request)
    decided = Decision.objects.get(verb="release_emergency")
    assert (decided.actor, decided.after) == (first, {"state": request.state, "late": False})
    with pytest.raises(NotPossible, match="already"):
        deciding.release_answer(request, by=first)


def test_any_officer_tells_and_nobody_else(opened: Opened) -> None:
    request, third, hindered = emergency(), officer(), officer()
    with pytest.raises(NotPossible, match="not decided"):
        deciding.release_answer(request, by=third)
    say(request, False, False)
    who_may_know.say_conflict(request.party, hindered, by=hindered)
    for by in (hindered, UserFactory(roles=[Role.ADJUDICATOR, Role.ADMINISTRATOR])):
        with pytest.raises(NotAllowed):
            deciding.release_answer(request, by=by)
    assert deciding.release_answer(request, by=third).told_by == third


def test_who_was_removed_is_told_nothing(opened: Opened) -> None:
    request, by = emergency(), officer()
    say(request, True, True)
    removing.remove(request.party, by=by, why="asked")
    with pytest.raises(NotPossible, match="any more"):
        deciding.release_answer(request, by=by)
    assert list(deciding.decided_without_answer(by)) == []


def test_a_neutral_letter_goes_with_the_answer_and_not_before(opened: Opened) -> None:
    whom = party(contact_by=Party.Contact.EMAIL, contact="canary@example.org")
    request = emergency(whom)
    say(request, True)
    assert not Letter.objects.exists()
    (second,) = say(request, True)
    letter = Letter.objects.get()
    assert (request.letter, letter.state, letter.decides) == (letter, Letter.State.WAITING, True)
    for word in ("help", "emergency", "approved", "canary", "/mine/"):
        assert word not in letter.body.lower().replace("answer this", "")
    deciding.release_answer(request, by=second)
    letter.refresh_from_db()
    assert letter.state == Letter.State.CAPTURED
    assert letter.released_by == second


def test_a_letter_that_is_let_go_by_itself_tells_as_well(opened: Opened) -> None:
    request = emergency(party(contact_by=Party.Contact.EMAIL, contact="canary@example.org"))
    (first, _second) = say(request, False, False)
    assert request.letter is not None
    release_letter(request.letter, by=first)
    request.refresh_from_db()
    assert (request.is_untold, request.told_by) == (False, first)
    assert REFUSED in read_by(request)


def test_where_no_letter_is_left_they_are_told_by_hand(opened: Opened) -> None:
    request = emergency(party(contact_by=Party.Contact.EMAIL, contact="canary@example.org"))
    (first, _second) = say(request, True, True)
    assert "neutral letter" in deciding.how_to_tell(request)
    assert request.letter is not None
    discard_letter(request.letter, by=first, why="they were called")
    request.refresh_from_db()
    assert request.is_untold
    assert "by hand" in deciding.how_to_tell(request)
    assert not deciding.release_answer(request, by=first).is_untold
    assert "telephone" in deciding.how_to_tell(emergency(party(contact_by="phone")))


def test_the_money_does_not_wait_for_the_answer() -> None:
    donor()
    request = emergency()
    say(request, True, True)
    tranche = request.grant.tranches.get()
    screened(request.party, "safety", "conflict", "sanctions")
    with_account(request.party)
    for _n in range(2):
        tranche = approve(tranche, officer())
    payment = paying.pay(
        tranche,
        paid_on=timezone.localdate(),
        sent_minor=250_000,
        sent_currency="USD",
        by=officer(),
    )
    assert payment.sent_minor == 250_000
    assert request.is_untold
    # Nothing on their page tells of a grant before its answer does.
    assert own_page.open_grants(request.party) == []
    assert list(own_page.reports_of(request.party)) == []
    deciding.release_answer(request, by=officer())
    assert own_page.open_grants(request.party) == [request.grant]


def test_deciding_and_telling_are_late_each_by_itself(opened: Opened) -> None:
    request = emergency()
    say(request, True, True)
    assert (request.decided_late, request.told_late) == (False, False)
    past = timezone.now() - timedelta(hours=49)
    EmergencyRequest.objects.update(
        received_at=past,
        decide_by=past + timedelta(hours=48),
        decided_at=past + timedelta(hours=3),
    )
    request.refresh_from_db()
    assert (request.decided_late, request.told_late) == (False, True)
    told = deciding.release_answer(request, by=officer())
    assert (told.decided_late, told.told_late) == (False, True)
    assert Decision.objects.get(verb="release_emergency").after["late"] is True
    waits = emergency()
    EmergencyRequest.objects.filter(pk=waits.pk).update(decide_by=past)
    waits.refresh_from_db()
    assert (waits.decided_late, waits.told_late) == (True, False)


def test_the_desk_lists_what_waits_then_what_is_untold_then_the_rest(opened: Opened) -> None:
    by = officer()
    told, untold, waits = emergency(), emergency(), emergency()
    for one in (told, untold):
        say(one, False, False)
    deciding.release_answer(told, by=by)
    assert list(queries.emergencies_for(by)) == [waits, untold, told]
    who_may_know.say_conflict(untold.party, by, by=by)
    assert list(queries.emergencies_for(by)) == [waits, told]


def test_nobody_is_told_of_what_is_not_decided() -> None:
    request = emergency()
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyRequest.objects.filter(pk=request.pk).update(told_at=timezone.now())


def test_no_letter_and_no_receipt_tells_of_a_grant_before_its_answer() -> None:
    donor()
    whom = party(contact_by="email", contact="canary@example.org")
    request = emergency(whom)
    first, _second = say(request, True, True)
    due = reporting.schedule_report(request.grant, "narrative", timezone.localdate(), by=first)
    for _n in range(2):
        assert reporting.remind_of_reports().reminders == 0
    handed = reporting.schedule_report(request.grant, "financial", timezone.localdate(), by=first)
    reporting.hand_in_report(handed, "Told on the telephone.", by=first)
    assert own_page.receipts_of(whom) == []
    deciding.release_answer(request, by=first)
    assert reporting.remind_of_reports().reminders == 1
    due.refresh_from_db()
    assert due.reminded_at is not None
    assert [one.text for one in own_page.receipts_of(whom)] == ["Your report was received."]
