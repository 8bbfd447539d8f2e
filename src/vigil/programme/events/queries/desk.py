"""Read events and sessions for the desk: how far each is, and who is notified of a change."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from vigil.programme.models import Event, Registration, Session, Stream
from vigil.programme.registrations.verbs.common import COMING
from vigil.trust.models import Decision

State = Registration.State
MOST_DECISIONS = 20


def session_or_404(pk: int) -> Session:
    """Return a session with its event. Raises Http404."""
    return get_object_or_404(Session.objects.select_related("event"), pk=pk)


@dataclass(frozen=True)
class SessionProgress:
    """How far a session is on each of its other screens."""

    registered: int
    """Who has a place, or waits for one."""
    to_approve: int
    stream: Stream | None
    items: int
    recordings: int


def session_progress(session: Session) -> SessionProgress:
    """Return how far a session is on each of its other screens."""
    states = session.registrations.order_by().values_list("state", flat=True)
    counts = Counter(states)
    return SessionProgress(
        registered=sum(counts[state] for state in COMING),
        to_approve=counts[State.WAITING],
        stream=Stream.objects.filter(session=session).first(),
        items=session.run.count(),
        recordings=session.recordings.exclude(state="removed").count(),
    )


def count_people_notified(of: Session | Event) -> int:
    """Count who registered and gets a letter when a session or a whole event changes."""
    rows = Registration.objects.filter(state__in=COMING, event_registration__closed_at=None)
    if isinstance(of, Event):
        return rows.filter(session__event=of).count()
    return rows.filter(session=of).count()


def latest_decisions(kind: str, key: str) -> QuerySet[Decision]:
    """Return the latest decisions on a thing, each with who decided."""
    rows = Decision.objects.filter(target_kind=kind, target_key=key)
    return rows.select_related("actor").order_by("-at")[:MOST_DECISIONS]
