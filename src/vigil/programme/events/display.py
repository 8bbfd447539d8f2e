"""Sessions as pages show them, with times, participants and changes. Templates only print them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from vigil.programme.contributors.visibility import Host, Participant, people_of_all
from vigil.programme.events.queries.public import is_cancelled, is_over
from vigil.programme.events.words import Words, words_of_sessions
from vigil.programme.models import Change, Event, Session
from vigil.programme.time_zones.wall_times import Span, span_between, span_of
from vigil.publication.record.labels import language_name

MOVING = (Change.Kind.MOVED, Change.Kind.CLOCKS)


@dataclass(frozen=True, slots=True)
class ChangeDisplay:
    """A public change of a session: what changed, and the time and place before.

    `before` is empty where clocks on the wall show the same as before, `before_here` where those
    of the reader do, or where the reader is there; `room` where the room is the same.
    """

    kind: str
    label: str
    why: str
    day: datetime
    before: Span | None = None
    before_here: Span | None = None
    room: str = ""


@dataclass(frozen=True, slots=True)
class SessionDisplay:
    """A session as lists and its page show it. `here` is None where the reader's clock agrees."""

    session: Session
    url: str
    there: Span
    here: Span | None
    people: list[Participant]
    changes: list[ChangeDisplay]
    cancelled: bool
    over: bool
    words: Words

    @property
    def moved(self) -> ChangeDisplay | None:
        """The last move of a session that still takes place."""
        moves = [change for change in self.changes if change.before is not None]
        return moves[-1] if moves and not self.cancelled else None

    @property
    def moderators(self) -> list[Participant]:
        """The moderators."""
        return [person for person in self.people if person.role == "moderator"]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages spoken: tag and name."""
        return [(tag, language_name(tag)) for tag in self.session.languages]

    @property
    def interpretation(self) -> list[tuple[str, str]]:
        """The languages interpreted into: tag and name."""
        return [(tag, language_name(tag)) for tag in self.session.interpretation]


@dataclass(frozen=True, slots=True)
class SessionsOfDay:
    """The sessions that start on one day where the event is held."""

    label: str
    sessions: list[SessionDisplay]


def displayed_sessions(sessions: Iterable[Session], zone: str = "") -> list[SessionDisplay]:
    """Return sessions with their participants and changes, also in a reader's zone."""
    rows = list(sessions)
    people, words = people_of_all(rows), words_of_sessions(rows)
    return [_told(session, people[session.pk], words[session.pk], zone) for session in rows]


def sessions_by_day(told: Iterable[SessionDisplay]) -> list[SessionsOfDay]:
    """Return sessions grouped by the day on which they start, in the zone of the venue."""
    days: dict[str, SessionsOfDay] = {}
    for one in told:
        days.setdefault(one.there.date, SessionsOfDay(one.there.date, [])).sessions.append(one)
    return list(days.values())


def hosts_by_role(hosts: Iterable[Host]) -> list[tuple[str, list[Host]]]:
    """Return organisers grouped by their role."""
    found: dict[str, list[Host]] = {}
    for host in hosts:
        found.setdefault(host.role_label, []).append(host)
    return list(found.items())


def path_of_session(session: Session, event: Event | None = None) -> str:
    """Return the path of a session's page."""
    return reverse("programme:session", args=[(event or session.event).slug, session.slug])


def _told(session: Session, people: list[Participant], words: Words, zone: str) -> SessionDisplay:
    there = span_of(session)
    changes = sorted(session.changes.all(), key=lambda change: change.sequence)
    return SessionDisplay(
        session=session,
        url=path_of_session(session),
        there=there,
        here=_elsewhere(there, zone, span_of(session, zone) if zone else None),
        people=people,
        changes=[_change(change, zone) for change in changes],
        cancelled=is_cancelled(session),
        over=is_over(session),
        words=words,
    )


def _elsewhere(there: Span, zone: str, here: Span | None) -> Span | None:
    """Return the reader's span only where it says something else."""
    if here is None or zone == there.zone:
        return None
    return here


def _change(change: Change, zone: str) -> ChangeDisplay:
    kept: dict[str, Any] = change.before
    before = here = None
    if change.kind in MOVING:
        starts, ends = (datetime.fromisoformat(kept[end]) for end in ("starts_at", "ends_at"))
        if change.kind == Change.Kind.MOVED:  # else the wall time stood
            before = span_between(starts, ends, kept["zone"])
        if zone and zone != kept["zone"]:
            here = span_between(starts, ends, zone, kept["zone"])
    room = kept.get("room", "") if kept.get("room", "") != change.session.room else ""
    label = str(Change.Kind(change.kind).label)
    return ChangeDisplay(change.kind, label, change.why, change.at, before, here, room)
