"""The events of today, for the home page."""

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from vigil.programme.events.models.event import State
from vigil.programme.events.words import event_words
from vigil.programme.models import Event, Session, Stream
from vigil.programme.streams.display import status_of_stream
from vigil.programme.time_zones import wall_times
from vigil.publication.pages.announcements import Announcement

AHEAD: Final = timedelta(hours=14)
"""Sessions that begin so soon are of today for most readers, wherever they are."""


def events_today() -> list[Announcement]:
    """Return the events with a session that is on, or begins within hours; the nearest first."""
    now = timezone.now()
    rows = Session.objects.filter(
        state=State.PUBLISHED,
        event__state=State.PUBLISHED,
        ends_at__gt=now,
        starts_at__lte=now + AHEAD,
    ).select_related("event")
    sessions = list(rows)
    live = _with_open_streams(sessions)
    first: dict[int, Session] = {}
    for session in sessions:  # by time
        first.setdefault(session.event_id, session)
    return [_announced(one.event, one, one.event_id in live) for one in first.values()]


def _with_open_streams(sessions: list[Session]) -> set[int]:
    """Return the keys of the events of which a stream is open now."""
    by_key = {one.pk: one for one in sessions}
    streams = Stream.objects.filter(session__in=sessions) if sessions else []
    return {
        by_key[one.session_id].event_id
        for one in streams
        if status_of_stream(one, by_key[one.session_id]).is_open
    }


def _announced(event: Event, session: Session, live: bool) -> Announcement:
    title = event_words(event).title
    return Announcement(
        title=title.text,
        path=reverse("programme:event", args=[event.slug]),
        when=str(wall_times.span_of(session)),
        where=event.city,
        lang=title.lang,
        live=live,
    )
