"""Read the questions of a session: for participants, for moderators, and for the stage."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from operator import attrgetter
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.models import Question, QuestionVote, Session
from vigil.programme.questions.digests import QuestionDigests
from vigil.programme.questions.rules import Participant, setting_of
from vigil.programme.registrations.links import KEPT
from vigil.publication.record.labels import language_name

State = Question.State
AHEAD: Final = timedelta(days=14)
"""How long before a session the desk lists it."""
BY_TIME: Final = "time"
"""The order of asking; any other word is the order of votes."""


@dataclass
class ListedQuestion:
    """A question with what a list says of it."""

    row: Question
    votes: int
    voted: bool = False
    """Whether who reads has voted for it."""
    is_answered_now: bool = False
    merged: list[Question] = field(default_factory=list)
    """What was merged into it."""

    @property
    def language(self) -> str:
        """The name of its language."""
        return language_name(self.row.language)

    @property
    def has_sealed_name(self) -> bool:
        """Whether its asker left a name that is for hosts alone."""
        return bool(self.row.name_digest)


@dataclass(frozen=True)
class ParticipantList:
    """What one participant sees: what is shown, and their own."""

    now: ListedQuestion | None
    shown: list[ListedQuestion]
    answered: list[ListedQuestion]
    own: list[Question]


@dataclass(frozen=True)
class DeskList:
    """All questions of a session, by what is to be done with them."""

    now: ListedQuestion | None
    waiting: list[ListedQuestion]
    shown: list[ListedQuestion]
    answered: list[ListedQuestion]
    refused: list[ListedQuestion]


def public_session(slug: str, session: str) -> Session:
    """Return a session that the public sees, with event, stream and setting. Raises Http404.

    One query: this is asked every twenty seconds for everybody who takes part.
    """
    rows = Session.objects.select_related("event", "stream", "questions_setting")
    found = rows.filter(
        slug=session, state__in=PUBLIC, event__slug=slug, event__state__in=PUBLIC
    ).first()
    if found is None:
        raise Http404
    return found


def list_for(session: Session, participant: Participant) -> ParticipantList:
    """Return what a participant sees. Two queries."""
    rows = _rows(session)
    digests = QuestionDigests.ready() if participant.pass_uid else None
    listed = _visible(session, rows)
    own: list[Question] = []
    if digests is not None:
        uid = participant.pass_uid
        own = [row for row in rows if row.own_digest == digests.of_asker(row.uid, uid)]
        mine = {digests.of_voter(one.row.uid, uid) for one in listed}
        rows_of_mine = QuestionVote.objects.filter(digest__in=mine)
        voted = set(rows_of_mine.values_list("question_id", flat=True))
        for one in listed:
            one.voted = one.row.pk in voted
    return ParticipantList(
        now=next((one for one in listed if one.is_answered_now), None),
        shown=_in(State.SHOWN, listed),
        answered=_in(State.ANSWERED, listed),
        own=own,
    )


def visible_questions(session: Session) -> list[ListedQuestion]:
    """Return what participants and the stage see, those with most votes first."""
    return _visible(session, _rows(session))


def desk_list(session: Session, order: str = "") -> DeskList:
    """Return all questions of a session by state, by votes or as they were asked."""
    rows = list(_rows(session))
    listed = _listed(session, [row for row in rows if row.merged_into_id is None])
    by_pk = {one.row.pk: one for one in listed}
    for row in rows:
        if row.merged_into_id in by_pk:
            by_pk[row.merged_into_id].merged.append(row)
    if order == BY_TIME:
        listed.sort(key=attrgetter("row.asked_at", "row.pk"))
    return DeskList(
        now=next((one for one in listed if one.is_answered_now), None),
        waiting=_in(State.WAITING, listed),
        shown=_in(State.SHOWN, listed),
        answered=_in(State.ANSWERED, listed),
        refused=_in(State.REFUSED, listed),
    )


def waiting_questions(session: Session) -> int:
    """Return how many questions of a session wait to be shown or not. One query."""
    rows = Question.objects.filter(session=session, state=State.WAITING, merged_into=None)
    return rows.count()


def sessions_to_moderate() -> QuerySet[Session]:
    """Return sessions that are near or have questions, by time, each with its counts."""
    now = timezone.now()
    rows = Session.objects.select_related("event", "questions_setting").filter(
        ends_at__gt=now - KEPT, starts_at__lt=now + AHEAD
    )
    alone = Q(questions__merged_into=None)
    return rows.annotate(
        waiting=Count("questions", filter=alone & Q(questions__state=State.WAITING)),
        shown=Count("questions", filter=alone & Q(questions__state=State.SHOWN)),
    ).order_by("starts_at", "pk")


def _rows(session: Session) -> QuerySet[Question]:
    rows = Question.objects.filter(session=session).annotate(n=Count("votes"))
    return rows.order_by("asked_at", "pk")


def _visible(session: Session, rows: Iterable[Question]) -> list[ListedQuestion]:
    return _listed(
        session,
        [
            row
            for row in rows
            if row.state in (State.SHOWN, State.ANSWERED)
            and row.merged_into_id is None
            and not row.withdrawals
        ],
    )


def _listed(session: Session, rows: Iterable[Question]) -> list[ListedQuestion]:
    setting = setting_of(session)
    now = setting.answering_id if setting else None
    told = [
        ListedQuestion(row, votes=getattr(row, "n", 0), is_answered_now=row.pk == now)
        for row in rows
    ]
    return sorted(told, key=lambda one: (-one.votes, one.row.asked_at, one.row.pk))


def _in(state: Question.State, listed: Iterable[ListedQuestion]) -> list[ListedQuestion]:
    """Return those in a state, without the one that is being answered: it stands above."""
    return [one for one in listed if one.row.state == state and not one.is_answered_now]
