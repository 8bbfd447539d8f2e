"""Whether and when a case is to be looked at again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from casefile.coding.test_taking_up import person, proposed
from casefile.compiled import load_first
from casefile.people.named_people import ANA, LUIS, rewritten, settled
from factories import UserFactory, adjudicator, coder
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.looking_again.queries import due, to_look_at_again
from vigil.casefile.looking_again.verbs import AFTER, look_again_on
from vigil.casefile.models import Case, LookAgain, Visibility
from vigil.trust.access.errors import NotAllowed, Unfit
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db
OPEN = {"impunity": "proceedings_open", "impunity_as_of": {"value": "2021", "precision": "year"}}
UNKNOWN: dict[str, Any] = {"judicial_outcome": "Two men were charged.", "impunity": None}


def kinds(case: Case) -> list[tuple[str, date]]:
    return [(row.kind, row.since) for row in case.looks_again.order_by("kind")]


def reminded(*people: dict[str, Any], **event: Any) -> Case:
    case = settled(*people, visibility=Visibility.PUBLISHED)
    return rewritten(case, *people, **{k: v for k, v in event.items() if v is not None})


@pytest.mark.parametrize(
    ("event", "since"),
    [
        (OPEN, date(2021, 12, 31)),
        ({"impunity": "proceedings_open"}, None),
        (UNKNOWN, None),
        ({"impunity": "full_justice", "judicial_outcome": "All were convicted."}, date.min),
        ({}, date.min),
    ],
)
def test_open_proceedings_are_looked_at_again(event: dict[str, Any], since: date | None) -> None:
    case = reminded(person(ANA), **event)
    day = case.created_at.date() if since is None else since
    assert kinds(case) == ([] if since == date.min else [("proceedings", day)])


@pytest.mark.parametrize(
    ("people", "there"),
    [
        ([person("")], True),
        ([person(ANA), person("")], True),
        ([person("", "injured")], False),
        ([person(ANA)], False),
    ],
)
def test_who_was_killed_without_a_name_is_looked_for(people: list[Any], there: bool) -> None:
    assert [kind for kind, _since in kinds(reminded(*people))] == (["unnamed"] if there else [])


def test_taking_up_ends_or_postpones_a_reminder() -> None:
    case = reminded(person(""), **OPEN)
    assert case.looks_again.get(kind="proceedings").due == date(2021, 12, 31) + AFTER
    made = proposed(case, impunity="partial")
    assert not to_look_at_again(Case.objects.all()), "changes wait for a second person"
    verify(made, by=coder())
    assert [kind for kind, _since in kinds(case)] == ["unnamed"]
    assert not due(to_look_at_again(Case.objects.all()))
    assert case.looks_again.get().due == timezone.localdate() + AFTER


def test_a_withdrawn_case_is_not_looked_at() -> None:
    case = reminded(person(ANA), **OPEN)
    withdraw_case(case, by=adjudicator(), why="an error")
    assert not LookAgain.objects.exists()


def test_a_date_is_moved_with_a_decision_by_who_reaches_the_case() -> None:
    case = reminded(person(LUIS), **OPEN)
    row, tomorrow = case.looks_again.get(), timezone.localdate() + timedelta(days=1)
    for day in (timezone.localdate(), tomorrow + timedelta(days=4000)):
        with pytest.raises(Unfit, match="within ten years"):
            look_again_on(row, day, by=coder())
    with pytest.raises(NotAllowed):
        look_again_on(row, tomorrow, by=UserFactory(roles=[Role.AUDITOR]))
    by = coder()
    moved = look_again_on(row, tomorrow, by=by, why="the trial begins")
    assert (moved.due, moved.moved_by, moved.why) == (tomorrow, by, "the trial begins")
    decision = Decision.objects.get(verb="look_again")
    assert decision.after == {"look_again_on": tomorrow.isoformat()}


def test_compiled_cases_are_looked_at_again_too() -> None:
    load_first(3)
    assert all(row.since <= timezone.localdate() for row in LookAgain.objects.all())
