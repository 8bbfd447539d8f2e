"""What the desk's screen of a session says of its other screens, and of whom a change is told."""

from collections import Counter
from dataclasses import dataclass

from vigil.programme.models import Event, Registration, Session, Stream
from vigil.programme.registrations.verbs.registering import COMING

State = Registration.State


@dataclass(frozen=True)
class SessionProgress:
    """How far a session is with what stands on its other screens."""

    registered: int
    """Who has a place, or waits for one."""
    to_approve: int
    stream: Stream | None
    items: int
    recordings: int


def session_progress(session: Session) -> SessionProgress:
    """Count what stands on the other screens of a session."""
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
    """Count who registered and is written to when this is moved or cancelled."""
    rows = Registration.objects.filter(state__in=COMING, closed_at=None)
    if isinstance(of, Event):
        return rows.filter(session__event=of).count()
    return rows.filter(session=of).count()
