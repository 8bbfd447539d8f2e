"""What the page of an event shows of each session: streams when live, recordings afterwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from vigil.programme.events.display import SessionDisplay, SessionsOfDay, sessions_by_day
from vigil.programme.models import Material, Recording, Registration, Session, Stream
from vigil.programme.recordings.display import RecordingDisplay, displayed_recordings_of
from vigil.programme.recordings.materials import MaterialDisplay, displayed_materials
from vigil.programme.streams.display import StreamStatus, status_of_stream

type ReaderOf = Callable[[Session], Registration | None]
"""Finds the registration with which somebody reads what there is of a session."""


@dataclass(frozen=True)
class SessionOnPage:
    """A session, its stream while that is to come or open, its recordings and documents."""

    told: SessionDisplay
    stream: StreamStatus | None = None
    recordings: list[RecordingDisplay] = field(default_factory=list)
    materials: list[MaterialDisplay] = field(default_factory=list)


@dataclass(frozen=True)
class DayOnPage:
    """The sessions of one day where the event is held."""

    label: str
    sessions: list[SessionOnPage]


def days_on_page(told: Iterable[SessionDisplay], reader: ReaderOf) -> list[DayOnPage]:
    """Return the sessions of an event by day, each with its stream and recordings."""
    rows = list(told)
    sessions = [one.session for one in rows]
    streams = {one.session_id: one for one in Stream.objects.filter(session__in=sessions)}
    posted = Recording.objects.filter(session__in=sessions, state=Recording.State.POSTED)
    recorded = set(posted.values_list("session_id", flat=True))
    documented = Material.objects.filter(session__in=sessions, state=Recording.State.POSTED)
    keys = set(documented.values_list("session_id", flat=True))
    readers = {one.pk: reader(one) for one in sessions if one.pk in keys | recorded}
    recordings = displayed_recordings_of([one for one in sessions if one.pk in recorded], readers)
    documents = displayed_materials([one for one in sessions if one.pk in keys], readers)

    def on_page(one: SessionDisplay) -> SessionOnPage:
        session, stream = one.session, streams.get(one.session.pk)
        status = status_of_stream(stream, session) if stream and not one.cancelled else None
        return SessionOnPage(
            one,
            status if status and not status.is_past and not one.over else None,
            recordings.get(session.pk, []),
            documents.get(session.pk, []),
        )

    def day(of: SessionsOfDay) -> DayOnPage:
        return DayOnPage(of.label, [on_page(one) for one in of.sessions])

    return [day(of) for of in sessions_by_day(rows)]
