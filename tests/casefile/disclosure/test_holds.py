"""Nobody is named, and nothing withdrawn comes back, because one person changed a public case."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from casefile.coding.test_verbs import VALUES
from casefile.people.named_people import (
    ANA,
    EVA,
    LUIS,
    named,
    person,
    rewritten,
    settled,
    told_by,
)
from factories import CaseFactory, ClaimFactory, adjudicator, coder
from vigil.casefile.cases import decisions
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.cases.verbs import publishing, withdrawing
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.moving import move_account
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.cases.verbs.splitting import split_case
from vigil.casefile.cases.verbs.undoing import undo
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Account, Basis, Case, CaseAccount, Visibility
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Decision, User
from vigil.trust.withdrawals.verbs import ask_to_lift, withdraw

pytestmark = pytest.mark.django_db


def of_a_minor(**columns: Any) -> tuple[Case, Account]:
    """Return a case in which one report alone says that somebody was 17, and that report."""
    case = settled(person(ANA, age=None), person(LUIS), **columns)
    telling = told_by(case, ANA)
    ClaimFactory(account=telling, field="age", person=0, value={"low": 17, "high": 17})
    told_by(case, ANA, LUIS)
    with case_changes():
        rewrite_index_columns(case)
    assert named(case) == [LUIS]
    return case, telling


def visibility(case: Case) -> str:
    case.refresh_from_db()
    return case.visibility


def _move(case: Case, telling: Account, by: User) -> None:
    move_account(telling, settled(person(EVA)), by=by, why="it tells of another attack")


def _split(case: Case, telling: Account, by: User) -> None:
    split_case(case, [telling], by=by, why="these are two attacks")


@pytest.mark.parametrize("away", [_move, _split])
def test_taking_the_report_away_that_gave_the_age_names_nobody(
    away: Callable[[Case, Account, User], None],
) -> None:
    (case, telling), by = of_a_minor(), adjudicator()
    away(case, telling, by)
    assert visibility(case) == Visibility.INTERNAL
    held = Decision.objects.get(verb="hold_case")
    assert (held.actor, held.target_key) == (by, case.public_id)
    with pytest.raises(NeedsSecondPerson):
        publishing.publish_case(case, by=by)
    publishing.publish_case(case, by=adjudicator())
    assert ANA in named(case)


def test_nobody_takes_a_report_out_of_a_verified_case_and_publishes_it_alone() -> None:
    (case, telling), by = of_a_minor(visibility=Visibility.INTERNAL), adjudicator()
    _move(case, telling, by)
    with pytest.raises(NeedsSecondPerson):
        publishing.publish_case(case, by=by)
    assert publishing.publish_case(case, by=adjudicator()).visibility == Visibility.PUBLISHED


def test_a_run_that_reads_no_age_any_more_names_nobody() -> None:
    case, telling = of_a_minor()
    telling.claims.filter(field="age").update(superseded=True)
    with case_changes():
        refresh(case)
    assert visibility(case) == Visibility.INTERNAL


def test_a_report_that_names_nobody_anew_leaves_a_case_public() -> None:
    case = settled(person(LUIS))
    telling = told_by(case, LUIS)
    told_by(case, LUIS)
    _split(case, telling, adjudicator())
    assert visibility(case) == Visibility.PUBLISHED
    assert not Decision.objects.filter(verb="hold_case").exists()


SUSPECT, STREET = "Carlos Ruiz Mendo", "Colonia Las Flores"


def _undone_move(case: Case, telling: Account, by: User) -> None:
    source = settled(person(EVA), visibility=Visibility.INTERNAL)
    CaseAccount.objects.filter(account=telling).update(case=source)
    move = move_account(telling, case, by=adjudicator(), why="it tells of this attack")
    undo(move, by=by)


def _undone_merge(case: Case, telling: Account, by: User) -> None:
    other = settled(person(LUIS), visibility=Visibility.INTERNAL)
    CaseAccount.objects.filter(account=telling).update(case=other)
    undo(merge_cases(case, other, by=adjudicator(), why="one attack"), by=by)


@pytest.mark.turns
@pytest.mark.parametrize("away", [_move, _split, _undone_move, _undone_merge])
@pytest.mark.parametrize("known_by", ["perpetrators", "names", "place"])
def test_what_a_title_must_not_say_is_not_said_once_the_report_is_away_that_knew_it(
    away: Callable[[Case, Account, User], None], known_by: str
) -> None:
    case = rewritten(CaseFactory(), person(LUIS), place_type="home")
    telling = told_by(case, LUIS)
    said: dict[str, Any] = {
        "perpetrators": [{"name": SUSPECT}],
        "names": [SUSPECT],
        "place": {"name": STREET, "precision": "neighbourhood"},
    }
    person_in_it = 1 if known_by == "names" else None
    ClaimFactory(account=telling, field=known_by, person=person_in_it, value=said[known_by])
    told_by(case, LUIS, title=f"{SUSPECT} seen in {STREET}")
    by = adjudicator()
    away(case, telling, by)
    assert visibility(case) == Visibility.INTERNAL
    assert Decision.objects.get(verb="hold_case").actor == by
    with pytest.raises(NeedsSecondPerson):
        publishing.publish_case(case, by=by)


def corrected(case: Case, by: User, verifier: User, **victim: Any) -> None:
    """Correct a person of a case, as an adjudicator and whoever verifies it."""
    values = of_two(**victim)
    verify(adjudicate(case, values, {}, by=by), by=verifier)


def of_two(**first: Any) -> dict[str, Any]:
    """Return values of two people, of whom the second was killed."""
    values = deepcopy(VALUES)
    one = values["victims"][0]
    values["victims"] = [one | first, one | {"names": [LUIS]}]
    return values


def of_a_survivor() -> Case:
    case = settled()
    with case_changes():
        decision = decisions.record_on_case("verify", case, by=None)
        write_values(case, of_two(outcome="injured"), basis=Basis.ADJUDICATED, decision=decision)
    assert named(case) == [LUIS]
    return case


def test_a_correction_that_names_somebody_waits_for_a_third_person() -> None:
    case, by, verifier = of_a_survivor(), adjudicator(), adjudicator()
    corrected(case, by, verifier, outcome="killed")
    assert visibility(case) == Visibility.INTERNAL
    for one in (by, verifier):
        with pytest.raises(NeedsSecondPerson):
            publishing.publish_case(case, by=one)
    publishing.publish_case(case, by=adjudicator())


def test_a_correction_that_names_nobody_new_is_public_at_once() -> None:
    case = of_a_survivor()
    corrected(case, adjudicator(), coder(), outcome="injured", occupation="editor")
    assert visibility(case) == Visibility.PUBLISHED


# Withdrawn as a whole


def withdrawn(*names: str) -> tuple[Case, Account]:
    """Return a case that was withdrawn, and one of its two reports."""
    case = settled(person(names[0]))
    telling = told_by(case, *names)
    told_by(case, *names)
    withdrawing.withdraw_case(case, by=adjudicator(), why="the family asked")
    case.refresh_from_db()
    return case, telling


def test_what_a_withdrawn_case_held_comes_back_in_no_other_case_by_one_person() -> None:
    waiting, by = settled(person(LUIS), visibility=Visibility.INTERNAL), adjudicator()
    gone, _telling = withdrawn(ANA)
    merge_cases(waiting, gone, by=by, why="one attack")
    assert visibility(waiting) == Visibility.WITHDRAWN
    with pytest.raises(NeedsSecondPerson):
        publishing.publish_case(waiting, by=by)


def test_a_report_leaves_a_withdrawn_case_for_no_public_one() -> None:
    _gone, telling = withdrawn(ANA)
    with pytest.raises(NotPossible, match="withdrawn"):
        move_account(telling, settled(person(LUIS)), by=adjudicator(), why="it tells of both")
    waiting = settled(person(LUIS), visibility=Visibility.INTERNAL)
    move_account(telling, waiting, by=adjudicator(), why="it tells of both")
    assert visibility(waiting) == Visibility.WITHDRAWN


def test_what_is_split_off_a_withdrawn_case_is_withdrawn() -> None:
    gone, telling = withdrawn(ANA)
    split = split_case(gone, [telling], by=adjudicator(), why="two attacks")
    new = Case.objects.get(public_id=split.after["new"])
    assert new.visibility == Visibility.WITHDRAWN


def test_taking_a_move_back_brings_nothing_withdrawn_back() -> None:
    shown, other = settled(person(ANA)), settled(person(LUIS))
    telling = told_by(shown, ANA)
    told_by(shown, ANA)
    moved = move_account(telling, other, by=adjudicator(), why="it tells of this")
    withdrawing.withdraw_case(other, by=adjudicator(), why="the family asked")
    with pytest.raises(NotPossible, match="withdrawn"):
        undo(moved, by=adjudicator(), why="it was right before")


def test_a_case_that_waits_to_be_published_anew_is_withdrawn_as_a_whole() -> None:
    case, telling = of_a_minor()
    Decision.objects.create(
        verb="publish", target_kind="case", target_key=str(case.public_id), actor=adjudicator()
    )
    _split(case, telling, adjudicator())
    one, two = adjudicator(), adjudicator()
    whole = [("casefile", "case", str(case.public_id))]
    made = withdraw([str(case.public_id)], by=one, why="the family asked", chosen=whole)
    assert visibility(case) == Visibility.WITHDRAWN
    with pytest.raises(NeedsSecondPerson):
        publishing.publish_case(case, by=two)
    confirm(ask_to_lift(made, by=one, why="the family wants it told"), by=two)
    assert visibility(case) == Visibility.PUBLISHED


def test_a_case_that_never_was_public_is_not_said_to_be_withdrawn() -> None:
    case = rewritten(settled(visibility=Visibility.INTERNAL), person(ANA))
    whole = [("casefile", "case", str(case.public_id))]
    withdraw([str(case.public_id)], by=adjudicator(), why="the family asked", chosen=whole)
    assert visibility(case) == Visibility.INTERNAL
