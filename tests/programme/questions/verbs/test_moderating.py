"""Moderating: who may, what a second tap does, what policy keeps back."""

from collections.abc import Callable
from typing import Any

import pytest

from factories import UserFactory, VictimFactory
from programme.message_factories import host
from programme.question_factories import asked, asking_session, participants
from vigil.programme.models import Question, QuestionVote, Session, SessionQuestions
from vigil.programme.questions.rules import QUESTION
from vigil.programme.questions.verbs import moderating, opening
from vigil.programme.questions.verbs.asking import take_back, vote
from vigil.programme.questions.verbs.merging import merge_question, separate_question
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db
State = Question.State
ACTS: list[Callable[..., object]] = [
    moderating.show_question,
    moderating.refuse_question,
    moderating.mark_answered,
    moderating.answer_now,
    moderating.stop_answering,
    separate_question,
]


def decided(question: Question) -> list[str]:
    rows = Decision.objects.filter(target_kind=QUESTION, target_key=question.uid).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def now_answering() -> int | None:
    return SessionQuestions.objects.get().answering_id


def test_only_hosts_and_editors_moderate() -> None:
    question = asked(asking_session(), name="Ana Ruiz", state=State.SHOWN)
    nobody = UserFactory(roles=[Role.CODER, Role.ADMINISTRATOR])
    for act in (*ACTS, moderating.open_name):
        with pytest.raises(NotAllowed):
            act(question, by=nobody)
    with pytest.raises(NotAllowed):
        merge_question(question, question, by=nobody)
    moderating.refuse_question(question, by=UserFactory(roles=[Role.EDITOR]))


def test_each_act_twice_is_one_decision() -> None:
    question, by = asked(asking_session()), host()
    moderating.stop_answering(question, by=by)
    for act in (
        moderating.refuse_question,
        moderating.show_question,
        moderating.answer_now,
        moderating.mark_answered,
    ):
        act(question, by=by)
        act(question, by=by)
    assert decided(question) == [
        *("ask_question", "refuse_question", "show_question"),
        *("answer_question_now", "mark_question_answered"),
    ]
    assert now_answering() is None
    for row in Decision.objects.values("before", "after", "why"):
        assert question.text not in str(row)


def test_one_is_answered_at_a_time_and_what_is_hidden_is_not() -> None:
    session, by = asking_session(), host()
    first, second = (asked(session, text=f"{n}?", state=State.SHOWN) for n in range(2))
    waiting = asked(session, text="Waits?")
    moderating.answer_now(first, by=by)
    moderating.answer_now(second, by=by)
    assert now_answering() == second.pk
    for act in (moderating.answer_now, moderating.mark_answered):
        with pytest.raises(NotPossible, match="Show this question first"):
            act(waiting, by=by)
    moderating.refuse_question(second, by=by)
    assert now_answering() is None


def test_a_name_that_the_record_hides_is_not_shown() -> None:
    hidden = VictimFactory(name="Berta Lozano Ibarra", outcome="injured").name
    session = asking_session()
    for values in ({"text": f"What of {hidden}?"}, {"name": hidden}):
        question = asked(session, shows_name="name" in values, **values)
        with pytest.raises(NotPossible, match="does not show"):
            moderating.show_question(question, by=host())


def test_a_name_for_hosts_is_opened_by_a_decision() -> None:
    question = asked(asking_session(), name="Ana Ruiz")
    assert moderating.open_name(question, by=host()) == "Ana Ruiz"
    assert decided(question)[-1] == "open_sealed"
    with pytest.raises(NotPossible, match="No name"):
        moderating.open_name(asked(asking_session()), by=host())


def test_who_taps_a_question_that_was_just_deleted_is_told() -> None:
    session, [who] = (made := asking_session()), participants(made, 1)
    question = asked(session, who)
    stale = Question.objects.get(pk=question.pk)
    take_back(question, who)
    for act in ACTS:
        with pytest.raises(NotPossible, match="no longer here"):
            act(stale, by=host())


# Merging


def voted(session: Session, *numbers: list[int]) -> tuple[list[Any], list[Question]]:
    """Ask a question for each list; those people vote for it."""
    people = participants(session, 4)
    questions = [asked(session, text=f"{n}?", state=State.SHOWN) for n in range(len(numbers))]
    for question, voters in zip(questions, numbers, strict=True):
        for n in voters:
            vote(question, people[n], wanted=True)
    return people, questions


def votes(question: Question) -> int:
    return QuestionVote.objects.filter(question=question).count()


def test_votes_of_merged_questions_are_joined_and_nobody_counts_twice() -> None:
    people, [one, two, three] = voted(asking_session(), [0, 1], [1, 2], [3, 0])
    by = host()
    for _again in range(2):
        merge_question(one, two, by=by)
    assert votes(two) == 3
    merge_question(two, three, by=by)
    assert votes(three) == 4
    assert set(three.merged.values_list("pk", flat=True)) == {one.pk, two.pk}
    assert decided(one).count("merge_question") == 1
    # Whoever takes their vote back takes it from all of them.
    vote(three, people[0], wanted=False)
    assert votes(three) == 3
    for _again in range(2):
        separate_question(one, by=by)
    one.refresh_from_db()
    assert (one.merged_into, votes(one), votes(three)) == (None, 1, 3)
    separate_question(two, by=by)
    assert (votes(two), votes(three)) == (2, 1)


def test_only_listed_questions_of_one_session_are_merged() -> None:
    session, by = asking_session(), host()
    one, two, three = (asked(session, text=f"{n}?", state=State.SHOWN) for n in range(3))
    merge_question(one, two, by=by)
    for into in (three, asked(asking_session()), one):
        with pytest.raises(NotPossible):
            merge_question(into, one, by=by)
    with pytest.raises(NotPossible, match="Undo that merge"):
        moderating.answer_now(Question.objects.get(pk=one.pk), by=by)


def test_deleting_a_merged_question_takes_its_votes_along() -> None:
    session = asking_session()
    people, [one] = voted(session, [0])
    mine = asked(session, people[1], text="Mine?", state=State.SHOWN)
    vote(mine, people[2], wanted=True)
    merge_question(mine, one, by=host())
    assert votes(one) == 2
    take_back(mine, people[1])
    assert votes(one) == 1


# Opening and closing


def test_hosts_open_and_close_and_twice_is_once() -> None:
    session = asking_session()
    editor = UserFactory(roles=[Role.EDITOR])
    for act in (opening.open_questions, opening.close_questions):
        with pytest.raises(NotAllowed):
            act(session, by=editor)
        for _again in range(2):
            act(session, by=host())
    rows = Decision.objects.filter(target_kind="session", target_key=session.uid)
    assert [row.verb for row in rows] == ["close_questions"]  # it was open before
