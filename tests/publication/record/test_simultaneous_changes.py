"""Two changes at once, on PostgreSQL: whichever is committed last, the public rows follow both."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from factories import CaseFactory, VictimFactory
from vigil.casefile.cases.changes import case_changes, note_changed_case
from vigil.casefile.models import Case, Victim
from vigil.publication.models import PublicCase

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.either,
    pytest.mark.postgresql,  # elsewhere there is one writer at a time anyway
]


def at_once(*doing: Callable[[], None]) -> None:
    """Do things in threads, each on a connection of its own; raise what any of them raised."""

    def run(do: Callable[[], None]) -> None:
        try:
            do()
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(run, do) for do in doing]:
            done.result(30)


def test_a_case_that_is_being_withdrawn_does_not_come_back_by_another_change() -> None:
    case = VictimFactory(case=CaseFactory(public_id="V-7000")).case
    withdrawn, other_done = threading.Event(), threading.Event()

    def withdraw() -> None:
        with transaction.atomic():
            with case_changes():
                Case.objects.filter(pk=case.pk).update(visibility="withdrawn")
                note_changed_case(case.pk)
            withdrawn.set()
            other_done.wait(2)  # it may have to wait for this transaction: then nobody calls

    def correct() -> None:
        withdrawn.wait(10)
        with case_changes():
            Victim.objects.filter(case=case).update(outcome="injured")
            note_changed_case(case.pk)
        other_done.set()

    at_once(withdraw, correct)
    assert not PublicCase.objects.exists()


def test_what_two_people_change_in_one_case_at_once_is_shown_both() -> None:
    case = VictimFactory(case=CaseFactory(public_id="V-7000")).case
    first_done, second_done = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            with case_changes():
                Victim.objects.filter(case=case).update(outcome="injured")
                note_changed_case(case.pk)
            first_done.set()
            second_done.wait(2)

    def second() -> None:
        first_done.wait(10)
        with case_changes():
            Case.objects.filter(pk=case.pk).update(contested=True)
            note_changed_case(case.pk)
        second_done.set()

    at_once(first, second)
    row = PublicCase.objects.get()
    assert (row.contested, row.people[0]["outcome"]) == (True, "injured")
