"""Opening questions when it is too late, the file, and removing all when their time is over."""

import pytest

from factories import UserFactory
from programme.message_factories import host
from programme.question_factories import asked, asking_session, participants
from programme.registration_factories import moved_to
from vigil.programme.models import Question, QuestionVote, SessionQuestions
from vigil.programme.questions.verbs.asking import vote
from vigil.programme.questions.verbs.opening import (
    export_questions,
    open_questions,
    remove_expired_questions,
)
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, Sealed

pytestmark = [pytest.mark.django_db, pytest.mark.either]
State = Question.State
DAY = 24 * 60


def test_questions_of_a_session_that_is_over_are_not_opened() -> None:
    session = asking_session(-90 - 16)
    with pytest.raises(NotPossible, match="over"):
        open_questions(session, by=host())


def test_thirty_days_after_the_session_all_of_it_is_gone() -> None:
    kept, old = asking_session(), asking_session()
    [who] = participants(old, 1)
    asked(kept)
    question = asked(old, who, name="Ana Ruiz", state=State.SHOWN)
    vote(question, who, wanted=True)
    moved_to(old, -29 * DAY)
    assert remove_expired_questions() == 0
    moved_to(old, -31 * DAY)
    assert remove_expired_questions() == 1
    assert remove_expired_questions() == 0
    assert [row.session for row in Question.objects.all()] == [kept]
    assert not QuestionVote.objects.exists()
    assert not Sealed.objects.filter(subject_key=question.uid).exists()
    assert SessionQuestions.objects.get().session == kept
    assert Decision.objects.filter(verb="remove_questions").get().after["questions"] == 1


def test_the_file_has_what_participants_see_and_is_recorded() -> None:
    session = asking_session()
    for state in State:
        asked(session, text=f"{state}?", state=state)
    with pytest.raises(NotAllowed):
        export_questions(session, by=UserFactory(roles=[Role.CODER]))
    rows = export_questions(session, by=host())
    assert {one.row.state for one in rows} == {State.SHOWN, State.ANSWERED}
    assert Decision.objects.filter(verb="export_questions").count() == 1
