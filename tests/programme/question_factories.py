"""Sessions that take questions, and questions asked in them, for tests."""

from typing import Any

from django.test import Client

from programme.registration_factories import registered, session_in, streamed
from vigil.programme.models import Question, Registration, Session, SessionQuestions
from vigil.programme.questions.rules import Participant
from vigil.programme.questions.verbs.asking import ask_question
from vigil.programme.registrations import links

TEXT = "Who protects those who report?"


def asking_session(minutes: float = -5, *, mode: str = "ours", **values: Any) -> Session:
    """Make a session that has just begun, behind our gate, whose questions are open."""
    session = session_in(minutes, languages=["en", "es"], **values)
    streamed(session, mode=mode)
    SessionQuestions.objects.create(session=session, is_open=True)
    return session


def participant(registration: Registration) -> Participant:
    """Return who holds the pass of a registration."""
    return Participant(registration.uid)


def participants(session: Session, number: int) -> list[Participant]:
    """Register people for a session."""
    return [
        participant(registered(session, address=f"p{n}@hermanas.example")) for n in range(number)
    ]


def asked(session: Session, who: Participant | None = None, **values: Any) -> Question:
    """Ask a question: that waits, if not said otherwise."""
    state = values.pop("state", Question.State.WAITING)
    values = {"language": "en", "text": TEXT, **values}
    question = ask_question(session, who or Participant(), **values)
    Question.objects.filter(pk=question.pk).update(state=state)
    question.refresh_from_db()
    return question


def client_of(registration: Registration) -> Client:
    """Return a browser that holds the pass of a registration."""
    client = Client()
    client.cookies["entry-en"] = links.entry_pass(registration)
    return client


def address_of(session: Session) -> str:
    """Return the address of the questions of a session."""
    return f"/programme/{session.event.slug}/{session.slug}/questions/"
