"""A name is withdrawn while somebody else writes, on PostgreSQL: neither tells it afterwards."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection  # noqa: F401 (for the mark)
from pytest_django.fixtures import Settings

from casefile.people.named_people import (
    ANA,
    LUIS,
    named,
    person,
    rewritten,
    settled,
    told_by,
)
from factories import CaseFactory, adjudicator
from publication.record.test_simultaneous_changes import at_once
from seconded import protect
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.locks import locked
from vigil.casefile.models import Case
from vigil.casefile.releases import verbs as releases
from vigil.trust.models import Level, User
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,  # elsewhere there is one writer at a time anyway
]

SOON = 1.0
"""Seconds for which somebody goes on writing; who waits for them is let in after that."""


def meanwhile(write: Callable[[], None], act: Callable[[], None]) -> None:
    """Let somebody write, and act before it is committed, if that does not wait."""
    written, acted = threading.Event(), threading.Event()

    def writing() -> None:
        with case_changes():
            write()
            written.set()
            acted.wait(SOON)

    def acting() -> None:
        written.wait(10)
        act()
        acted.set()

    at_once(writing, acting)


@pytest.fixture
def by() -> User:
    return adjudicator()


def taking(by: User) -> Callable[[], None]:
    return lambda: withdraw([ANA], by=by, why="asked") and None


def protecting(case: Case, by: User, name: str = ANA) -> Callable[[], None]:
    who = case.victims.get(name=name)
    return lambda: protect(who, Level.HIDDEN, by=by, why="threatened") and None


@pytest.mark.parametrize("act", ["withdraw", "protect"])
def test_what_is_being_imported_when_a_name_goes_does_not_tell_it(act: str, by: User) -> None:
    case, again = settled(person(ANA)), CaseFactory()
    acts = {"withdraw": taking(by), "protect": protecting(case, by)}
    meanwhile(lambda: rewritten(again, person(LUIS), person(ANA)) and None, acts[act])
    assert (named(case), named(again)) == ([], [LUIS])


def test_a_case_that_is_being_written_when_a_name_goes_does_not_tell_it(by: User) -> None:
    case = settled(person(LUIS))
    told_by(case, title=f"{ANA} was there")
    meanwhile(lambda: rewritten(case, person(LUIS), person(ANA)) and None, taking(by))
    assert named(case) == [LUIS]


def test_many_who_write_and_withdraw_at_once_all_come_to_an_end(by: User) -> None:
    cases = [settled(person(ANA), person(LUIS)) for _ in range(4)]

    def write(case: Case) -> Callable[[], None]:
        def writing() -> None:
            with case_changes():
                rewritten(locked(case), person(LUIS), person(ANA))

        return writing

    at_once(
        *(write(case) for case in cases),
        taking(by),
        *(protecting(case, by, LUIS) for case in cases[:2]),
    )
    assert [named(case) for case in cases] == [[]] * 4


def test_a_release_that_is_being_written_is_known_to_hold_the_name(
    by: User, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    case, said = settled(person(ANA)), list[str]()
    writing, withdrawn = threading.Event(), threading.Event()
    write_file = releases.write_file

    def slowly(*given: Any) -> Any:
        writing.set()
        withdrawn.wait(SOON / 4)
        return write_file(*given)

    def withdrawing() -> None:
        writing.wait(10)
        made = withdraw([ANA], by=by, why="asked")
        said.extend(line for receipt in made.receipts for line in receipt["still"])
        withdrawn.set()

    monkeypatch.setattr(releases, "write_file", slowly)
    folder = tmp_path / "releases"
    at_once(
        lambda: releases.freeze_release("provisional", by=by, folder=folder) and None, withdrawing
    )
    assert named(case) == []
    assert [line for line in said if line.startswith("Release 1 ")]
