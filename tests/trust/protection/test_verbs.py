"""Protection: hidden until somebody says otherwise; looser only with a reason."""

import pytest

from factories import UserFactory
from seconded import set_protection
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Decision, Level, Role, User
from vigil.trust.protection import verbs as protection
from vigil.trust.protection.verbs import level_of, level_set

pytestmark = pytest.mark.django_db

SUBJECT = Subject("person", "one")


@pytest.fixture
def by() -> User:
    return UserFactory(roles=[Role.ADJUDICATOR])


def test_a_subject_that_nobody_set_is_hidden() -> None:
    assert level_of(SUBJECT) == Level.HIDDEN
    assert level_set(SUBJECT) is None


def test_the_level_that_was_set_last_holds_and_each_is_a_decision(by: User) -> None:
    set_protection(SUBJECT, Level.OPEN, by=by, why="they asked for it")
    set_protection(SUBJECT, Level.PSEUDONYM, by=by)
    assert level_of(SUBJECT) == Level.PSEUDONYM
    assert level_of(Subject("person", "two")) == Level.HIDDEN
    last = Decision.objects.first()
    assert last is not None
    assert (last.before, last.after) == ({"level": "open"}, {"level": "pseudonym"})


def test_one_person_alone_loosens_nothing_and_tightens_at_once(by: User) -> None:
    with pytest.raises(NeedsSecondPerson):
        protection.set_protection(SUBJECT, Level.PARTNER_ONLY, by=by, why="for the partners")
    set_protection(SUBJECT, Level.PARTNER_ONLY, by=by, why="for the partners")
    protection.set_protection(SUBJECT, Level.HIDDEN, by=by)
    assert level_of(SUBJECT) == Level.HIDDEN


def test_a_coder_tightens_and_does_not_loosen(by: User) -> None:
    set_protection(SUBJECT, Level.OPEN, by=by, why="they asked for it")
    coder = UserFactory(roles=[Role.CODER])
    set_protection(SUBJECT, Level.HIDDEN, by=coder)
    with pytest.raises(NotAllowed):
        set_protection(SUBJECT, Level.OPEN, by=coder, why="again")
    assert level_of(SUBJECT) == Level.HIDDEN


@pytest.mark.parametrize("level", ["", "public", "OPEN"])
def test_no_other_level_exists(by: User, level: str) -> None:
    with pytest.raises(NotPossible):
        set_protection(SUBJECT, level, by=by, why="test")


def test_the_same_level_is_not_set_twice(by: User) -> None:
    set_protection(SUBJECT, Level.HIDDEN, by=by)
    with pytest.raises(NotPossible, match="already"):
        set_protection(SUBJECT, Level.HIDDEN, by=by)
