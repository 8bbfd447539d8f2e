"""Who may ask and vote in a session, until when, and who moderates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from vigil.programme.events.queries.public import PUBLIC, is_cancelled
from vigil.programme.models import Registration, Session, SessionQuestions, Stream
from vigil.programme.registrations.links import KEPT
from vigil.programme.streams.admission import AdmissionAnswer, decide_admission
from vigil.trust.models import Role
from vigil.trust.rooms.subjects import SubjectKind

QUESTION: Final = "session_question"
"""The kind of subject that a question is in the vault and in the log."""
MODERATE: Final = "programme.moderate"
CLOSES_AFTER: Final = timedelta(minutes=15)
"""After the end of its session, questions close by themselves."""
SUBJECTS: Final = (SubjectKind(kind=QUESTION, opened_by=(Role.PROGRAMME_HOST, Role.EDITOR)),)
_BEHIND: Final = (AdmissionAnswer.ENTER, AdmissionAnswer.EARLY, AdmissionAnswer.OVER)
"""Answers of the gate to people who have a place: only the hour differs."""


@dataclass(frozen=True)
class Participant:
    """Somebody who may ask. Nothing of them is stored but digests (`digests`)."""

    pass_uid: str = ""
    """The uid of their registration; empty where a session is open to everybody."""

    @property
    def can_vote(self) -> bool:
        """Whether their votes can be told from those of others."""
        return bool(self.pass_uid)


def stream_of(session: Session) -> Stream | None:
    """Return the stream of a session, if it has one."""
    return getattr(session, "stream", None)


def setting_of(session: Session) -> SessionQuestions | None:
    """Return whether a session takes questions; None: no host has ever opened them."""
    return getattr(session, "questions_setting", None)


def is_open_to_all(session: Session) -> bool:
    """Return whether no registration with us stands between the public and a session."""
    stream = stream_of(session)
    if stream is not None:
        return stream.mode == Stream.Mode.HOST
    return session.registering == Session.Registering.NONE


def decide_asking(
    registration: Registration | None, session: Session, now: datetime
) -> AdmissionAnswer:
    """Return the answer of the gate to somebody who comes to ask: ENTER, or why not.

    Who has a place may ask before the stream opens, once a host has opened the questions.
    """
    if is_cancelled(session):
        return AdmissionAnswer.CANCELLED
    if is_open_to_all(session):
        return AdmissionAnswer.ENTER
    # Without a stream the same registrations count, at whatever hour.
    stream = stream_of(session) or Stream(session=session)
    answer = decide_admission(registration, session, stream, now)
    return AdmissionAnswer.ENTER if answer in _BEHIND else answer


def participant_of(registration: Registration | None, session: Session) -> Participant:
    """Return who asks. Where a session is open to everybody, nobody is told from anybody."""
    if registration is None or is_open_to_all(session):
        return Participant()
    return Participant(registration.uid)


def closes_at(session: Session) -> datetime:
    """Return when the questions of a session close by themselves. It moves with the session."""
    return session.ends_at + CLOSES_AFTER


def removed_at(session: Session) -> datetime:
    """Return from when on no question of a session is kept."""
    return session.ends_at + KEPT


def is_under_way(session: Session, now: datetime | None = None) -> bool:
    """Return whether participants may read and vote: a host opened questions, and it is not over.

    A host who closes them ends the asking alone.
    """
    takes_place = session.state in PUBLIC and session.event.state in PUBLIC
    if setting_of(session) is None or not takes_place or is_cancelled(session):
        return False
    return (now or timezone.now()) < closes_at(session)


def takes_questions(session: Session, now: datetime | None = None) -> bool:
    """Return whether somebody can ask now."""
    setting = setting_of(session)
    return setting is not None and setting.is_open and is_under_way(session, now)
