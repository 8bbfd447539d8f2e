"""Deciding: after the reviews, with reasons, and never told by itself."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from factories import UserFactory
from fund.factories import application, call, officer, party, reviewed, reviewer, stated
from publication.record.test_simultaneous_changes import at_once
from vigil.fund.access.rules import WORK
from vigil.fund.applications.verbs import determining, stating_conditions, withdrawing
from vigil.fund.models import Application, Call, Determination, Outcome, Party
from vigil.fund.parties.verbs import removing, who_may_know
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.models import Decision, Letter, Role
from vigil.trust.outbox.verbs.letters import release_letter

pytestmark = pytest.mark.django_db
State = Application.State


def saying(messages: Mapping[str, str]) -> Callable[[Application, str], str]:
    """Return what says the same to everybody of an outcome."""
    return lambda _application, outcome: messages[outcome]


def decide(row: Application, outcome: str = Outcome.AWARD, **values: Any) -> Determination:
    values = {
        "reasons": "canary: the best",
        "message": "canary: we support you",
        "by": values.pop("by", None) or officer(),
    } | values
    stating = values["by"].has_perm(WORK, row) and outcome == Outcome.AWARD
    if stating and row.state in stating_conditions.OPEN_STATES and row.conditions_read_by is None:
        stated(row)
    return determining.determine(row, outcome, **values)


def agreed(row: Application, outcome: str = Outcome.AWARD, **values: Any) -> Determination:
    return determining.agree(decide(row, outcome, **values), by=officer())


def by_mail(**values: Any) -> Party:
    return party(contact_by=Party.Contact.EMAIL, contact="canary@example.org", **values)


def test_a_decision_waits_for_a_person_to_tell_it() -> None:
    row, by = reviewed(4, 5, of=application(of=by_mail(language="pt"))), officer()
    made = decide(row, by=by)
    row.refresh_from_db()
    assert (row.state, row.outcome) == (State.DECIDED, Outcome.AWARD)
    assert made.letter is None
    with pytest.raises(NotPossible, match="second officer"):
        determining.release_determination(made, by=by)
    made = determining.agree(made, by=officer())
    letter = made.letter
    assert letter is not None
    assert (letter.state, letter.decides, made.told_at) == (Letter.State.WAITING, True, None)
    assert "canary" not in letter.body
    assert "fund" not in letter.body
    made = determining.release_determination(made, by=by)
    letter.refresh_from_db()
    assert made.told_at is not None
    assert (letter.released_by, letter.state) == (by, Letter.State.CAPTURED)
    with pytest.raises(NotPossible):
        determining.release_determination(made, by=by)


def test_a_letter_let_go_at_the_outbox_tells_as_well() -> None:
    made = agreed(reviewed(4, 5, of=application(of=by_mail())))
    assert made.letter is not None
    release_letter(made.letter, by=officer())
    made.refresh_from_db()
    assert determining.is_released(made)


def test_who_has_no_mail_is_told_by_a_person() -> None:
    made = agreed(reviewed(4, 5, of=application(of=party(contact_by=Party.Contact.PHONE))))
    assert made.letter is None
    assert "telephone" in determining.how_to_notify(made)
    assert not Letter.objects.exists()
    assert determining.release_determination(made, by=officer()).told_at is not None


def test_not_before_the_reviews_but_with_a_stated_exception() -> None:
    row = reviewed(4)
    with pytest.raises(NotPossible, match="missing"):
        decide(row)
    made = decide(row, exception="canary: the second is ill")
    opened = determining.open_determination(made, by=officer(), why="to look")
    assert opened.exception == "canary: the second is ill"
    assert (opened.reasons, opened.message) == ("canary: the best", "canary: we support you")
    said = repr(list(Decision.objects.values_list("before", "after", "why")))
    assert "canary" not in said
    assert Decision.objects.get(verb="determine").after["without_reviews"] is True


@pytest.mark.parametrize("wrong", [{"reasons": " "}, {"message": ""}, {"outcome": "perhaps"}])
def test_a_decision_has_an_outcome_reasons_and_a_message(wrong: dict[str, Any]) -> None:
    row = reviewed(4, 4)
    with pytest.raises(NotPossible):
        decide(row, **wrong)
    row.refresh_from_db()
    assert row.state == State.REVIEW


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_what_was_not_sent_is_not_decided(state: str) -> None:
    with pytest.raises(NotPossible):
        decide(application(state), exception="because")


def test_who_reviewed_it_does_not_decide_it() -> None:
    both = UserFactory(roles=[Role.FUND_OFFICER, Role.REVIEWER])
    row = reviewed(4, of=application(call=call(blind=False)))
    one = reviewing.assign(row, both, by=officer())
    reviewing.submit_review(one, {"need": 5, "safety": 5}, "award", "mine", by=both)
    with pytest.raises(NotPossible, match="another officer"):
        decide(row, by=both)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_nobody_but_officers_decides_or_tells(role: Role) -> None:
    row, user = reviewed(4, 4), UserFactory(roles=[role])
    with pytest.raises(NotAllowed):
        decide(row, by=user)
    made = decide(row)
    with pytest.raises(NotAllowed):
        determining.release_determination(made, by=user)
    with pytest.raises(NotAllowed):
        determining.open_determination(made, by=user, why="curious")


def test_an_interest_shuts_deciding_and_telling() -> None:
    row, by = reviewed(4, 4), officer()
    made = decide(row)
    who_may_know.say_conflict(row.party, by, by=by)
    with pytest.raises(NotAllowed):
        decide(row, by=by)
    with pytest.raises(NotAllowed):
        determining.release_determination(made, by=by)


def test_a_changed_mind_replaces_what_nobody_was_told() -> None:
    row, by = reviewed(4, 4, of=application(of=by_mail())), officer()
    first = agreed(row, Outcome.DECLINE, by=by)
    second = decide(row, Outcome.AWARD, by=by)
    assert determining.newest_determination(row) == second
    assert first.letter is not None
    first.letter.refresh_from_db()
    assert first.letter.state == Letter.State.DISCARDED
    with pytest.raises(NotPossible, match="newer"):
        determining.release_determination(first, by=by)
    determining.agree(second, by=officer())
    determining.release_determination(second, by=by)
    with pytest.raises(NotPossible, match="told"):
        decide(row, Outcome.DECLINE, by=by)


def test_who_is_in_reserve_can_be_awarded_after_they_were_told() -> None:
    row, by = reviewed(4, 4), officer()
    determining.release_determination(agreed(row, Outcome.RESERVE, by=by), by=by)
    made = decide(row, Outcome.AWARD, by=by)
    assert not determining.is_released(made)


def test_a_call_gives_no_more_places_than_it_has() -> None:
    offered = call(places=1)
    rows = [reviewed(5, 5, of=application(call=offered)) for _n in range(2)]
    decide(rows[0])
    assert determining.places_left(offered) == 0
    with pytest.raises(NotPossible, match="places"):
        decide(rows[1])
    decide(rows[1], Outcome.RESERVE)
    decide(rows[0], Outcome.DECLINE)
    decide(rows[1], Outcome.AWARD)
    assert determining.places_left(call(places=None)) is None


@pytest.mark.parametrize(
    ("places", "of"),
    [(2, 6), pytest.param(10, 40, marks=pytest.mark.tail("two of six are chosen daily"))],
)
def test_many_are_chosen_at_once_or_none(places: int, of: int) -> None:
    offered, by = call(places=places, reviewers=1), officer()
    rows = [application(call=offered, of=by_mail()) for _n in range(of)]
    read_by = reviewer()
    for n, row in enumerate(rows):
        one = reviewing.assign(row, read_by, by=by)
        reviewing.submit_review(one, {"need": n % 6, "safety": 3}, "award", "read", by=read_by)
        if n <= places:
            row.refresh_from_db()
            stated(row)
    chosen = {row: Outcome.AWARD if n < places else Outcome.DECLINE for n, row in enumerate(rows)}
    messages = {Outcome.AWARD: "Welcome.", Outcome.DECLINE: "Not this year."}
    too_many = chosen | {rows[places]: Outcome.AWARD}
    with pytest.raises(NotPossible, match="places"):
        determining.determine_many(offered, too_many, saying(messages), "By points.", by=by)
    assert not Determination.objects.exists()
    made = determining.determine_many(offered, chosen, saying(messages), "By points.", by=by)
    assert len(made) == of
    assert offered.applications.filter(outcome=Outcome.AWARD).count() == places
    assert not Letter.objects.exists()
    with pytest.raises(NeedsSecondPerson, match=rows[0].code):
        determining.agree_many(made, by=by)
    determining.agree_many(made, by=officer())
    assert set(Letter.objects.values_list("state", flat=True)) == {Letter.State.WAITING}
    assert not Determination.objects.exclude(told_at=None).exists()


@pytest.mark.postgresql  # elsewhere there is one writer at a time anyway
@pytest.mark.django_db(transaction=True)
def test_two_calls_with_the_same_applicants_are_decided_at_once() -> None:
    by, applicants = officer(), [by_mail() for _n in range(8)]
    calls = [call(reviewers=0), call(reviewers=0)]
    rows = [{one: application(call=one, of=of) for one in calls} for of in applicants]

    def deciding(one: Call, turn: int) -> Callable[[], None]:
        chosen = {row[one]: Outcome.DECLINE for row in rows[::turn]}

        def decided() -> None:
            messages = {Outcome.DECLINE: "No."}
            determining.determine_many(one, chosen, saying(messages), "So.", by=by, exception="So.")

        return decided

    at_once(deciding(calls[0], 1), deciding(calls[1], -1))
    assert Application.objects.filter(state=State.DECIDED).count() == 16


def test_many_are_of_one_call() -> None:
    other = reviewed(4, 4)
    with pytest.raises(NotPossible, match=other.code):
        determining.determine_many(
            call(), {other: Outcome.AWARD}, saying({Outcome.AWARD: "x"}), "y", by=officer()
        )


def test_nobody_is_told_of_somebody_removed() -> None:
    row, by = reviewed(4, 4), officer()
    made = decide(row, by=by)
    removing.remove(row.party, by=by, why="asked")
    with pytest.raises(NotPossible):
        determining.release_determination(made, by=by)
    with pytest.raises(NotPossible):
        decide(row, by=by)


def test_taking_back_does_not_tell_that_it_was_decided() -> None:
    one = call(places=1)
    row = reviewed(4, 5, of=application(call=one, of=by_mail()))
    made = agreed(row)
    row = withdrawing.take_back(row)
    assert (row.state, row.outcome) == (State.WITHDRAWN, "")
    assert determining.places_left(one) == 1
    assert made.letter is not None
    made.letter.refresh_from_db()
    assert made.letter.state == Letter.State.DISCARDED
    with pytest.raises(NotPossible, match="taken back"):
        determining.release_determination(made, by=officer())


def test_what_was_told_is_not_taken_back() -> None:
    row = reviewed(4, 5)
    determining.release_determination(agreed(row), by=officer())
    with pytest.raises(NotPossible, match="decided already"):
        withdrawing.take_back(row)
