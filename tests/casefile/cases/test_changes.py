"""What is announced of changes to cases, and when."""

from collections.abc import Iterator

import pytest
from django.db import connection

from extra_rooms import extra_room
from factories import CaseFactory, adjudicator
from vigil.casefile.cases.changes import CASES_CHANGED, case_changes, note_changed_case, verb
from vigil.casefile.cases.verbs.contesting import set_contested
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[frozenset[int]]]:
    """Collect what is announced; each must come while the transaction is open."""
    said: list[frozenset[int]] = []

    def hear(pks: frozenset[int]) -> None:
        assert connection.in_atomic_block
        said.append(pks)

    with extra_room(follows=[CASES_CHANGED.by(hear)]):
        yield said


def test_one_announcement_for_all_that_a_change_touched(heard: list[frozenset[int]]) -> None:
    with case_changes():
        note_changed_case(1)
        with case_changes():
            note_changed_case(2)
        note_changed_case(1)
        assert heard == []
    assert heard == [frozenset({1, 2})]


def test_nothing_is_announced_of_a_change_that_failed(heard: list[frozenset[int]]) -> None:
    @verb
    def fail() -> None:
        note_changed_case(1)
        raise ValueError

    with pytest.raises(ValueError):
        fail()
    with case_changes():
        note_changed_case(2)
    assert heard == [frozenset({2})]


def test_verbs_announce_their_case(heard: list[frozenset[int]]) -> None:
    case = CaseFactory()
    heard.clear()
    set_contested(case, True, by=adjudicator(), why="The family disagrees.")
    assert heard == [frozenset({case.pk})]


def test_a_receiver_that_fails_undoes_the_change() -> None:
    case = CaseFactory()

    def refuse(pks: frozenset[int]) -> None:
        raise RuntimeError("the public record could not be written")

    with extra_room(follows=[CASES_CHANGED.by(refuse)]), pytest.raises(RuntimeError):
        withdraw_case(case, by=adjudicator(), why="The family asks.")
    assert Case.objects.get(pk=case.pk).visibility == Visibility.PUBLISHED
