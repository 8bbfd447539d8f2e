"""Asking, taking back and voting: what is stored of whom, how often, and until when."""

from datetime import timedelta

import pytest
from django.core import serializers
from django.utils import timezone

from programme.question_factories import TEXT, asked, asking_session, participant, participants
from programme.registration_factories import moved_to, registered
from vigil.programme.models import Question, QuestionVote, Session, SessionQuestions
from vigil.programme.questions.rules import Participant
from vigil.programme.questions.verbs import asking
from vigil.programme.questions.verbs.asking import TooManyQuestions, take_back, vote
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, RequestCount, Sealed

pytestmark = pytest.mark.django_db
State = Question.State
OF_QUESTIONS = (Question, QuestionVote, SessionQuestions, Decision, Sealed, RequestCount)


def test_nothing_says_who_asked_or_voted_or_that_two_were_one_person() -> None:
    session = asking_session()
    registration = registered(session)
    before = set(Decision.objects.values_list("pk", flat=True))
    who = participant(registration)
    first, second = asked(session, who, name="Ana Ruiz"), asked(session, who, text="And who pays?")
    for one in (first, second):
        Question.objects.filter(pk=one.pk).update(state=State.SHOWN)
        vote(one, who, wanted=True)
    rows = [
        row
        for model in OF_QUESTIONS
        for row in model._default_manager.all()
        if not (model is Decision and row.pk in before)
        and not (model is Sealed and row.subject_kind == "registration")
    ]
    told = serializers.serialize("json", rows)
    assert TEXT in told
    assert registration.uid not in told
    assert "Ana Ruiz" not in told
    assert first.own_digest != second.own_digest
    assert len(set(QuestionVote.objects.values_list("digest", flat=True))) == 2


def test_a_name_is_shown_only_if_its_asker_says_so() -> None:
    session, [who] = (made := asking_session()), participants(made, 1)
    hidden = asked(session, who, name="Ana Ruiz")
    public = asked(session, who, name=" Ana\nRuiz ", shows_name=True)
    assert (hidden.name, public.name) == ("", "Ana Ruiz")
    assert Sealed.objects.filter(subject_key=hidden.uid, field="name").count() == 1
    assert not Sealed.objects.filter(subject_key=public.uid).exists()


def test_three_in_ten_minutes_then_it_says_when(monkeypatch: pytest.MonkeyPatch) -> None:
    session, [who, other] = (made := asking_session(-1)), participants(made, 2)
    for n in range(asking.MOST):
        asked(session, who, text=f"Question {n}?")
    with pytest.raises(TooManyQuestions, match=r"3 questions in ten minutes.* in \d+ minute"):
        asked(session, who, text="One more?")
    assert asked(session, other).state == State.WAITING
    later = timezone.now() + asking.WINDOW
    monkeypatch.setattr(asking.timezone, "now", lambda: later)
    assert asked(session, who, text="One more?").pk


def test_where_nobody_is_known_a_network_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    session = asking_session(mode="host")
    monkeypatch.setattr(asking, "A_DAY", 1)
    assert asked(session, network="192.0.2.1").own_digest == ""
    with pytest.raises(TooManyQuestions, match="tomorrow"):
        asked(session, text="Another?", network="192.0.2.1")
    assert asked(session, text="Another?", network="192.0.2.2").pk
    assert asked(session, text="A third?").pk  # behind a proxy that nobody named


@pytest.mark.parametrize("state", ["closed", "never opened", "over", "cancelled"])
def test_questions_that_are_closed_take_none(state: str) -> None:
    session = asking_session()
    if state == "closed":
        SessionQuestions.objects.update(is_open=False)
    elif state == "never opened":
        SessionQuestions.objects.all().delete()
    elif state == "over":  # 90 minutes long: fifteen minutes after its end, and one more
        moved_to(session, -90 - 16)
    else:
        Session.objects.update(state="cancelled")
    found = Session.objects.select_related("event").get(pk=session.pk)
    with pytest.raises(NotPossible, match="Questions are closed"):
        asked(found, participant(registered(session)))
    assert not Question.objects.exists()


def test_a_quarter_of_an_hour_after_the_end_they_are_open() -> None:
    session = asking_session(-90 - 14)
    assert asked(session, participant(registered(session))).pk


def test_a_form_sent_twice_is_one_question_and_counts_once() -> None:
    session, [who, other] = (made := asking_session()), participants(made, 2)
    uid = "0" * 32
    first = asked(session, who, uid=uid)
    assert asked(session, who, uid=uid) == first
    assert RequestCount.objects.get().n == 1
    with pytest.raises(NotPossible, match="form anew"):
        asked(session, other, uid=uid)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"text": " \n"}, "Write your question"),
        ({"text": "x" * 401}, "401 characters. Shorten it to 400"),
        ({"language": "fr"}, "languages of the session"),
        ({"name": "x" * 101}, "at most 100"),
    ],
)
def test_what_is_wrong_is_said_and_not_counted(values: dict[str, str], says: str) -> None:
    session = asking_session()
    with pytest.raises(NotPossible, match=says):
        asked(session, participant(registered(session)), **values)
    assert not RequestCount.objects.exists()


def test_only_its_asker_deletes_a_question_with_its_name() -> None:
    session, [who, other] = (made := asking_session()), participants(made, 2)
    question = asked(session, who, name="Ana Ruiz", state=State.SHOWN)
    for stranger in (other, Participant()):
        with pytest.raises(NotPossible, match="Only its asker"):
            take_back(question, stranger)
    take_back(question, who)
    assert not Question.objects.exists()
    assert not Sealed.objects.filter(subject_key=question.uid).exists()
    with pytest.raises(NotPossible, match="no longer here"):
        take_back(question, who)


def test_without_a_pass_nobody_deletes_what_was_asked_without_one() -> None:
    question = asked(asking_session(mode="host"))
    with pytest.raises(NotPossible, match="Only its asker"):
        take_back(question, Participant())


def test_a_vote_counts_once_and_is_taken_back() -> None:
    session, [who, other] = (made := asking_session()), participants(made, 2)
    question = asked(session, state=State.SHOWN, who=other)
    for one in (who, who, other):
        vote(question, one, wanted=True)
    assert question.votes.count() == 2
    for _again in range(2):
        vote(question, who, wanted=False)
    assert question.votes.count() == 1


@pytest.mark.parametrize("state", [State.WAITING, State.REFUSED, State.ANSWERED])
def test_what_is_not_shown_cannot_be_voted_for(state: str) -> None:
    session, [who] = (made := asking_session()), participants(made, 1)
    question = asked(session, who, state=state)
    with pytest.raises(NotPossible, match="no longer vote"):
        vote(question, who, wanted=True)


def test_where_nobody_can_be_told_apart_there_is_no_voting() -> None:
    question = asked(asking_session(mode="host"), state=State.SHOWN)
    with pytest.raises(NotPossible, match="no voting"):
        vote(question, Participant(), wanted=True)


def test_votes_end_with_the_session() -> None:
    session, [who] = (made := asking_session()), participants(made, 1)
    question = asked(session, who, state=State.SHOWN)
    SessionQuestions.objects.update(is_open=False)
    vote(question, who, wanted=True)  # a host who closes ends the asking alone
    moved_to(session, -90 - timedelta(minutes=16).total_seconds() / 60)
    with pytest.raises(NotPossible, match="no longer vote"):
        vote(question, who, wanted=False)
