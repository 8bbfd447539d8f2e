"""An event as conference apps read it: days, rooms, and what happens there when.

The shape that frab brought up and pretalx, c3voc and many apps share; written as XML and as JSON
from one reading. Times are those of the event's zone. A day goes from midnight to midnight there;
what begins on a day belongs to it, and a session that lasts into the next makes it end later.

Names of rooms and the ids of sessions, rooms and people stay the same from one version to the
next, so that an app can tell what changed. The id of a person is made from the event and from
what the person is called: it tells nothing that the name does not.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from vigil.programme.calendars.entries import EventEntry, SessionEntry
from vigil.programme.contributors.visibility import Participant

NAMESPACE: Final = UUID("5e3b0a52-0d0f-5a52-9d3a-8f0c1f3f6c11")
"""Under which the ids of the programme are made (RFC 9562, version 5)."""
SLOT: Final = "00:05"
"""The grain of the grid in which apps draw a day."""
_LONGEST: Final = timedelta(hours=99, minutes=59)


@dataclass(frozen=True, slots=True)
class ScheduledParticipant:
    """Somebody who takes part, as a schedule names them."""

    guid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ScheduledSession:
    """A session in the grid. `start` is in the zone of the event."""

    entry: SessionEntry
    guid: UUID
    slug: str
    room: str
    start: datetime
    duration: str
    """Hours and minutes: "01:30". The format knows none above 99:59."""
    people: tuple[ScheduledParticipant, ...]
    subtitle: str
    notes: str

    @property
    def language(self) -> str:
        """The first language that is spoken: the format knows one."""
        return self.entry.languages[0] if self.entry.languages else ""


@dataclass(frozen=True, slots=True)
class ScheduleDay:
    """A day of an event, with its rooms in order of their names."""

    index: int
    date: date
    start: datetime
    end: datetime
    rooms: tuple[tuple[str, tuple[ScheduledSession, ...]], ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule. `version` is another whenever anything in it is."""

    event: EventEntry
    acronym: str
    version: str
    days: tuple[ScheduleDay, ...]

    @property
    def rooms(self) -> list[str]:
        """The rooms of all days."""
        return sorted({name for day in self.days for name, _slots in day.rooms})

    def room_guid(self, name: str) -> UUID:
        """Return the id of a room."""
        return guid_of(self.event.uid, "room", name)


def schedule_of(event: EventEntry, entries: Sequence[SessionEntry]) -> Schedule:
    """Lay the sessions of an event out by day and room."""
    acronym = acronym_of(event.slug)
    slots = [_slot(entry, acronym) for entry in entries]
    dates = sorted({slot.start.date() for slot in slots}) or [event.starts_on]
    days = tuple(_day(event, n, on, slots) for n, on in enumerate(dates, start=1))
    return Schedule(event, acronym, _version(event, slots), days)


def guid_of(*parts: str) -> UUID:
    """Return an id that is always the same for the same thing, on every host."""
    return uuid5(NAMESPACE, "\x1f".join(parts))


def acronym_of(slug: str) -> str:
    """Return the short name of an event as apps take it: at least four of a-z, 0-9, _."""
    return slug.lower().replace("-", "_").rjust(4, "_")


def _slot(entry: SessionEntry, acronym: str) -> ScheduledSession:
    start = entry.starts.astimezone(entry.event.rules)
    return ScheduledSession(
        entry=entry,
        guid=guid_of("session", entry.uid),
        slug=f"{acronym}-{entry.slug.lower()}-{entry.pk:02}",
        room=entry.room or _("No room named"),
        start=start,
        duration=_duration(entry.ends - entry.starts),
        people=tuple(_named(entry, person) for person in entry.people),
        subtitle=entry.numbered,
        notes="\n\n".join(part for part in (entry.told, entry.warning) if part),
    )


def _named(entry: SessionEntry, person: Participant) -> ScheduledParticipant:
    known = person.name or person.unnamed or person.uid
    return ScheduledParticipant(guid_of(entry.event.uid, "person", known), person.called)


def _duration(lasts: timedelta) -> str:
    minutes = min(lasts, _LONGEST) // timedelta(minutes=1)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _day(event: EventEntry, index: int, on: date, slots: Sequence[ScheduledSession]) -> ScheduleDay:
    own = [slot for slot in slots if slot.start.date() == on]
    midnight = _midnight(event, on + timedelta(days=1))
    ends = max((slot.entry.ends.astimezone(event.rules) for slot in own), default=midnight)
    rooms = tuple(
        (name, tuple(slot for slot in own if slot.room == name))
        for name in sorted({slot.room for slot in own})
    )
    return ScheduleDay(index, on, _midnight(event, on), max(midnight, ends), rooms)


def _midnight(event: EventEntry, on: date) -> datetime:
    """Return the beginning of a day there, also where clocks skip or repeat midnight."""
    return datetime.combine(on, time(), tzinfo=event.rules).astimezone(UTC).astimezone(event.rules)


def _version(event: EventEntry, slots: Sequence[ScheduledSession]) -> str:
    """Name a state: for people the day and hour of the last change, for programs what is told.

    Whether somebody is named can change without any change to the session.
    """
    changed = max([event.changed_at, *(slot.entry.changed_at for slot in slots)])
    told = hashlib.sha256(repr((event, slots)).encode()).hexdigest()[:8]
    return f"{changed.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {told}"
