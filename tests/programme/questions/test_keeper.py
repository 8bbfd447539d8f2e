"""Questions when a person is withdrawn: those that say the name, and those asked under it."""

import pytest

from factories import adjudicator
from programme.message_factories import host
from programme.question_factories import asked, asking_session
from seconded import lift
from vigil.programme.models import Question, SessionQuestions
from vigil.programme.questions.keeper import QuestionKeeper
from vigil.programme.questions.queries import visible_questions
from vigil.programme.questions.verbs.moderating import answer_now, show_question
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, Sealed
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.either]
NAME = "Casilda Reyes"


def test_a_withdrawal_takes_questions_down_and_gives_them_back() -> None:
    session = asking_session()
    texts = [{"text": f"What of {NAME.upper()}?"}, {"name": NAME, "shows_name": True}]
    says = [asked(session, **{"text": f"{n}?", **one}) for n, one in enumerate(texts)]
    under = asked(session, name="casilda  REYES", text="Under it?")
    kept = asked(session, text="Nobody in it?")
    for one in (*says, under, kept):
        show_question(one, by=host())
    answer_now(says[0], by=host())
    withdrawal = withdraw([NAME], by=adjudicator(), why="her family asked")
    assert [one.row for one in visible_questions(session)] == [kept]
    assert SessionQuestions.objects.get().answering is None
    assert not Sealed.objects.filter(subject_key=under.uid).exists()
    [receipt] = [r for r in withdrawal.receipts if r["room"] == "questions"]
    assert {done["key"] for done in receipt["done"]} == {one.uid for one in (*says, under)}
    assert NAME not in str(withdrawal.receipts)
    with pytest.raises(NotPossible, match="withdrawn"):
        show_question(Question.objects.get(pk=says[0].pk), by=host())
    lift(withdrawal, by=adjudicator(), why="they want it told")
    assert len(visible_questions(session)) == 4
    for row in Decision.objects.values("before", "after", "why"):
        assert "Casilda" not in str(row)


def test_it_says_what_still_says_the_name() -> None:
    asked(asking_session(), text=f"{NAME}?", state="shown")
    asked(asking_session(), text=f"{NAME}?")
    assert "1 question" in str(QuestionKeeper().still_shows([NAME]))
