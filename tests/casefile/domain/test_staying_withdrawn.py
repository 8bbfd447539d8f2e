"""Ways by which a withdrawn name or a protected person could come back, each closed."""

import pytest

from casefile.domain.test_naming import ANA, EVA, LUIS, named, person, rewritten, settled, told_by
from factories import adjudicator
from vigil.casefile.domain.accepting import index
from vigil.casefile.models import Case
from vigil.trust.domain.withdrawing import lift, withdraw
from vigil.trust.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return adjudicator()


def of(case: Case, name: str) -> list[tuple[str, str, str]]:
    """Return what is ticked to withdraw one person of one case."""
    return [("casefile", "victim", str(case.victims.get(name=name).uid))]


# Namesakes


def test_a_second_withdrawal_holds_what_the_first_had_taken_already(by: User) -> None:
    case, other = settled(person(ANA)), settled(person(LUIS))
    first = withdraw([ANA], by=by, why="asked")
    told_by(other, title=f"{ANA} was killed")
    index(other)
    withdraw([ANA], by=by, why="asked again")
    lift(first, by=by, why="this one was a mistake")
    assert named(case) == []


def test_a_sister_who_is_left_does_not_name_her_who_was_withdrawn(by: User) -> None:
    case, other = settled(person(ANA)), settled(person(EVA))
    withdraw([ANA], by=by, why="asked")
    assert named(other) == [EVA]
    rewritten(other, person(EVA), person(ANA))
    assert (named(case), named(other)) == ([], [EVA])


def test_a_namesake_who_is_left_stays_named_when_the_case_is_written_anew(by: User) -> None:
    case, other = settled(person(ANA)), settled(person(ANA), person(LUIS))
    withdraw([ANA], by=by, why="asked", chosen=of(case, ANA))
    index(other)
    assert (named(case), named(other)) == ([], [ANA, LUIS])
    rewritten(other, person(LUIS), person(ANA))
    assert named(other) == [LUIS, ANA]
