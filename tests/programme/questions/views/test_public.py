"""What participants see and send: the gate, what is kept back, what was typed, how much it asks."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from programme.question_factories import (
    TEXT,
    address_of,
    asked,
    asking_session,
    client_of,
    participant,
)
from programme.registration_factories import moved_to, registered
from vigil.programme.models import Question, QuestionVote, Registration, Session, SessionQuestions
from vigil.programme.questions.verbs import asking

pytestmark = pytest.mark.django_db
State = Question.State


def told(session: Session, client: Client, only: str = "") -> str:
    answer = client.get(address_of(session), {"only": only} if only else {})
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_who_may_be_behind_the_gate_reads_and_asks() -> None:
    session, other = asking_session(), asking_session()
    asked(session, state=State.SHOWN)
    kept_out = [
        Client(),
        client_of(registered(other)),
        client_of(registered(session, Registration.State.WAITING, "w@hermanas.example")),
        client_of(registered(session, Registration.State.WITHDRAWN, "x@hermanas.example")),
    ]
    for client in kept_out:
        for only in ("", "list", "panel"):
            page = client.get(address_of(session), {"only": only})
            assert page.status_code == 403
            assert TEXT not in page.content.decode()
            assert "no-store" in page["Cache-Control"]
        sent = {"act": "ask", "text": "Mine?", "language": "en"}
        assert client.post(address_of(session), sent).status_code == 403
    assert Question.objects.count() == 1
    page = client_of(registered(session)).get(address_of(session))
    assert (page.status_code, TEXT in page.content.decode()) == (200, True)
    assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))


def test_others_see_what_is_shown_and_the_asker_their_own() -> None:
    session = asking_session()
    mine, others = registered(session), registered(session, address="b@hermanas.example")
    for state in State:
        asked(session, text=f"Is {state}?", state=state, name="Ana Ruiz")
    asked(session, participant(mine), text="My own?")
    theirs = told(session, client_of(others), "list")
    assert {one for one in State if f"Is {one}?" in theirs} == {State.SHOWN, State.ANSWERED}
    assert "My own?" not in theirs
    assert "Ana Ruiz" not in theirs
    own = told(session, client_of(mine), "list")
    assert "My own?" in own
    assert "Your questions" in own


def test_a_question_is_asked_and_what_is_refused_stays_as_it_was_typed() -> None:
    session = asking_session()
    client = client_of(registered(session))
    sent = {"act": "ask", "text": TEXT, "language": "es", "name": "Ana", "uid": "1" * 32}
    answer = client.post(address_of(session), sent)
    assert answer["Location"].endswith("/questions/?sent=1")
    assert "has arrived" in client.get(answer["Location"]).content.decode()
    assert Question.objects.get().language == "es"
    refusals = [
        ({"text": ""}, 422, "Write your question"),
        ({"text": "x" * 401}, 422, "Shorten it to 400"),
        ({"name": "", "shows_name": "on"}, 422, "Write the name"),
    ]
    for wrong, status, says in refusals:
        page = client.post(address_of(session), {**sent, "uid": "2" * 32, **wrong, "only": "panel"})
        assert page.status_code == status
        assert says in page.content.decode()
        assert ({**sent, **wrong})["text"] in page.content.decode()
    assert Question.objects.count() == 1


def test_too_many_and_too_late_keep_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    session = asking_session()
    client = client_of(registered(session))
    sent = {"act": "ask", "text": TEXT, "language": "en"}
    monkeypatch.setattr(asking, "MOST", 0)
    page = client.post(address_of(session), sent)
    assert page.status_code == 429
    assert TEXT in page.content.decode()
    SessionQuestions.objects.update(is_open=False)
    page = client.post(address_of(session), sent)
    assert page.status_code == 409
    assert TEXT in page.content.decode()


def test_voting_twice_counts_once_and_deleting_is_for_the_asker() -> None:
    session = asking_session()
    registration = registered(session)
    client = client_of(registration)
    question = asked(session, text="Shown?", state=State.SHOWN)
    mine = asked(session, participant(registration), text="My own?")
    sent = {"act": "vote", "question": question.uid, "only": "list"}
    for _again in range(2):
        page = client.post(address_of(session), sent)
    assert "1 vote" in page.content.decode()
    assert "Remove vote" in page.content.decode()
    page = client.post(address_of(session), {**sent, "act": "unvote"})
    assert "0 votes" in page.content.decode()
    assert not QuestionVote.objects.exists()
    for uid, status in ((question.uid, 409), (mine.uid, 302), (mine.uid, 409)):
        gone = client.post(address_of(session), {"act": "take_back", "question": uid})
        assert gone.status_code == status
    assert Question.objects.get() == question


def test_where_the_session_is_open_to_all_everybody_asks_and_nobody_votes() -> None:
    session = asking_session(mode="host")
    asked(session, text="Shown?", state=State.SHOWN)
    client = client_of(registered(session))  # a pass changes nothing
    for one in (Client(), client):
        page = told(session, one)
        assert "Shown?" in page
        assert "There is no voting" in page
        assert 'value="vote"' not in page
    sent = {"act": "ask", "text": "Mine?", "language": "en"}
    assert client.post(address_of(session), sent).status_code == 302
    assert set(Question.objects.values_list("own_digest", flat=True)) == {""}


def test_after_the_session_others_are_not_shown_and_ones_own_can_be_deleted() -> None:
    session = asking_session()
    registration = registered(session)
    asked(session, text="Shown?", state=State.SHOWN)
    asked(session, participant(registration), text="My own?", state=State.SHOWN)
    moved_to(session, -90 - 16)
    page = told(session, client_of(registration))
    assert "The session is over" in page
    assert "Shown?" not in page
    assert "Delete question" in page


def test_what_is_asked_for_every_twenty_seconds_takes_five_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    session = asking_session()
    registration = registered(session)
    for n in range(12):
        asked(session, text=f"{n}?", state=State.SHOWN)
    client = client_of(registration)
    client.get(address_of(session), {"only": "list"})
    with django_assert_max_num_queries(5):
        page = told(session, client, "list")
    assert page.count('value="vote"') == 12
    assert "<html" not in page


def test_the_pages_of_the_stream_lead_there_while_it_is_on() -> None:
    session = asking_session()
    client = client_of(registered(session))
    stream = f"/programme/{session.event.slug}/{session.slug}/stream/"
    gate, player = client.get(stream), client.get(f"{stream}?open=1")
    assert f'href="{address_of(session)}"' in gate.content.decode()
    assert f'data-questions="{address_of(session)}"' in player.content.decode()
    SessionQuestions.objects.all().delete()
    assert address_of(session) not in client.get(f"{stream}?open=1").content.decode()
