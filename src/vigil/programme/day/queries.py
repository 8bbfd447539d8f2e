"""Read what a host looks at on the day: events of today, the session that is on, live counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q

from vigil.programme.events.models.event import State as PublicState
from vigil.programme.models import Event, Registration, Session
from vigil.programme.time_zones.wall_times import zone_named
from vigil.publication.record.labels import language_name

LATELY: Final = timedelta(minutes=10)
"""Who came since then has come lately."""
State = Registration.State


def events_of_today(now: datetime) -> list[tuple[Event, int]]:
    """Return the published events of which sessions begin today where they are held, how many."""
    rows = Session.objects.filter(
        state=PublicState.PUBLISHED,
        event__state=PublicState.PUBLISHED,
        starts_at__range=(now - timedelta(days=1), now + timedelta(days=1)),
    ).select_related("event")
    found: dict[int, tuple[Event, int]] = {}
    for session in rows:
        zone = zone_named(session.zone)
        if session.starts_at.astimezone(zone).date() == now.astimezone(zone).date():
            event, n = found.get(session.event_id, (session.event, 0))
            found[session.event_id] = event, n + 1
    return list(found.values())


def sessions_of_day(event: Event) -> list[Session]:
    """Return the sessions of an event that take place, by time. Drafts too: hosts rehearse."""
    rows = event.sessions.exclude(state=PublicState.CANCELLED)
    return list(rows.order_by("starts_at", "number", "pk"))


def session_to_show(sessions: Sequence[Session], asked: str, now: datetime) -> Session | None:
    """Return the session that is asked for; else the one that is on, the next one, or the last."""
    for session in sessions:
        if str(session.pk) == asked:
            return session
    coming = [one for one in sessions if one.ends_at > now]
    return coming[0] if coming else next(reversed(sessions), None)


@dataclass(frozen=True)
class LanguageCount:
    """How many people get their letters in one language."""

    tag: str
    name: str
    with_place: int
    came: int


@dataclass(frozen=True)
class SessionCounts:
    """How many people registered for a session, and came. Nobody is watched for it."""

    with_place: int
    full: int
    """On the waiting list."""
    waiting: int
    """For approval."""
    came: int
    lately: int
    """Who came within `LATELY`, at the door or by opening the stream."""
    languages: Sequence[LanguageCount]

    @property
    def registered(self) -> int:
        """Who has a place, or waits for one."""
        return self.with_place + self.full + self.waiting


def counts_of(session: Session, now: datetime) -> SessionCounts:
    """Return the counts of a session at a moment, in one query."""
    rows = (
        session.registrations.filter(state__in=(State.CONFIRMED, State.FULL, State.WAITING))
        .order_by()
        .values("state", "event_registration__language")
        .annotate(
            people=Count("pk"),
            came=Count("came_at"),
            lately=Count("pk", filter=Q(came_at__gt=now - LATELY)),
        )
    )
    counted = list(rows)

    def people(state: str) -> int:
        return sum(row["people"] for row in counted if row["state"] == state)

    placed = [row for row in counted if row["state"] == State.CONFIRMED]
    placed.sort(key=lambda row: (-row["people"], row["event_registration__language"]))
    return SessionCounts(
        with_place=people(State.CONFIRMED),
        full=people(State.FULL),
        waiting=people(State.WAITING),
        came=sum(row["came"] for row in counted),
        lately=sum(row["lately"] for row in counted),
        languages=[
            LanguageCount(tag, language_name(tag), row["people"], row["came"])
            for row in placed
            for tag in [row["event_registration__language"]]
        ],
    )
