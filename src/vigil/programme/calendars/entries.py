"""Events and sessions for programs: the one reading from which every file is written.

An entry holds what the public page shows and nothing else. Calendars, schedules, the API and the
data for search engines see entries, never rows: what is not in an entry cannot be in a file. An
entry says whether there is a stream, and never where it is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vigil.language.punctuation import in_a_row, without_marks
from vigil.network.profiles.fields import Audience
from vigil.programme.contributors.visibility import Host, Participant, hosts_of, people_of_all
from vigil.programme.events.models.event import State
from vigil.programme.events.queries.public import is_cancelled, last_change
from vigil.programme.events.words import Words, event_words, words_of_sessions
from vigil.programme.models import Change, Event, Partner, Session, Stream
from vigil.programme.time_zones import wall_times
from vigil.publication.record.labels import country_name

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that neither XML 1.0 nor RFC 5545 can write."""


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An event as the public sees it, for calendars, schedules and the API."""

    uid: str
    slug: str
    title: str
    summary: str
    host_programme: str
    search_term: str
    city: str
    country: str
    """ISO 3166-1 alpha-3."""
    zone: str
    audience_zone: str
    starts_on: date
    ends_on: date
    cancelled: bool
    hosts: tuple[Host, ...]
    changed_at: datetime
    url: str

    @property
    def rules(self) -> ZoneInfo:
        """The rules of its zone."""
        return wall_times.zone_named(self.zone)


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session as the public sees it. Its times are in the zone in which it takes place."""

    uid: str
    pk: int
    slug: str
    event: EventEntry
    number: int | None
    search_term: str
    title: str
    abstract: str
    kind: str
    kind_label: str
    starts: datetime
    ends: datetime
    zone: str
    room: str
    online: bool
    """Whether there is a stream of it, somewhere."""
    languages: tuple[str, ...]
    interpretation: tuple[str, ...]
    content_warning: str
    people: tuple[Participant, ...]
    hosts: tuple[Host, ...]
    """Who holds this session, beside those who hold the event."""
    cancelled: bool
    before: tuple[datetime, ...]
    """When it was to begin before it was moved, if it was; the latest first."""
    told: str
    """What the last change was, in words; empty where there was none."""
    sequence: int
    changed_at: datetime
    url: str

    @property
    def heading(self) -> str:
        """Its title; where it does not take place, that comes first.

        Many programs show nothing of a session but this.
        """
        return _("Cancelled: %(title)s") % {"title": self.title} if self.cancelled else self.title

    @property
    def is_where_the_event_is(self) -> bool:
        """Whether it happens in the city of its event: not where clocks go by another zone."""
        return self.zone == self.event.zone

    @property
    def city(self) -> str:
        """The city it happens in, if that is known."""
        return self.event.city if self.is_where_the_event_is else ""

    @property
    def country(self) -> str:
        """The country it happens in (ISO 3166-1 alpha-3), if that is known."""
        return self.event.country if self.is_where_the_event_is else ""

    @property
    def place(self) -> str:
        """Where it happens, in words: room, city, country."""
        country = country_name(self.country) if self.country else ""
        parts = [part for part in (self.room, self.city, country) if part]
        if not parts and self.online:
            return pgettext("session", "online")
        return without_marks(in_a_row(parts))

    @property
    def warning(self) -> str:
        """Its content warning in words; empty where it has none."""
        return f"{_('Before you go on:')} {self.content_warning}" if self.content_warning else ""

    @property
    def numbered(self) -> str:
        """Its number in somebody else's programme, in words; empty where it has none."""
        if self.number is None:
            return ""
        if not self.event.host_programme:
            return _("No. %(number)d in the host's programme") % {"number": self.number}
        return _("No. %(number)d in the programme: %(programme)s") % {
            "number": self.number,
            "programme": self.event.host_programme,
        }


def session_entries(sessions: Iterable[Session], site: str) -> list[SessionEntry]:
    """Return the entries of public sessions, with addresses that begin with `site`.

    Words and addresses are in the language that is active. The sessions are those that
    `vigil.programme.events.queries.public` gives out: whether the public may see one is asked
    there.
    """
    rows = list(sessions)
    people = people_of_all(rows, Audience.PUBLIC)
    words = words_of_sessions(rows)
    streamed = set(Stream.objects.filter(session__in=rows).values_list("session_id", flat=True))
    held = set(Partner.objects.filter(session__in=rows).values_list("session_id", flat=True))
    events: dict[int, EventEntry] = {}
    for row in rows:
        if row.event_id not in events:
            events[row.event_id] = event_entry(row.event, site)
    return [
        _entry(
            row,
            events[row.event_id],
            words[row.pk],
            people=people[row.pk],
            hosts=hosts_of(row.event, row) if row.pk in held else [],
            online=row.pk in streamed,
            url=site + reverse("programme:session", args=[row.event.slug, row.slug]),
        )
        for row in rows
    ]


def session_entry(session: Session, site: str) -> SessionEntry:
    """Return the entry of one public session."""
    return session_entries([session], site)[0]


def event_entry(event: Event, site: str) -> EventEntry:
    """Return the entry of a public event, with addresses that begin with `site`."""
    words = event_words(event)
    return EventEntry(
        uid=event.uid,
        slug=event.slug,
        title=writable(words.title.text),
        summary=writable(words.text.text),
        host_programme=writable(event.host_programme),
        search_term=writable(event.search_term),
        city=writable(event.city),
        country=event.country,
        zone=event.zone,
        audience_zone=event.audience_zone,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        cancelled=event.state == State.CANCELLED,
        hosts=tuple(hosts_of(event)),
        changed_at=event.changed_at,
        url=site + reverse("programme:event", args=[event.slug]),
    )


def _entry(
    row: Session,
    event: EventEntry,
    words: Words,
    *,
    people: Sequence[Participant],
    hosts: Sequence[Host],
    online: bool,
    url: str,
) -> SessionEntry:
    span = wall_times.span_of(row)
    return SessionEntry(
        uid=row.uid,
        pk=row.pk,
        slug=row.slug,
        event=event,
        number=row.number,
        search_term=writable(row.search_term),
        title=writable(words.title.text),
        abstract=writable(words.text.text),
        kind=row.kind,
        kind_label=str(Session.Kind(row.kind).label),
        starts=span.starts,
        ends=span.ends,
        zone=row.zone,
        room=writable(row.room),
        online=online,
        languages=tuple(row.languages),
        interpretation=tuple(row.interpretation),
        content_warning=writable(row.content_warning),
        people=tuple(people),
        hosts=tuple(hosts),
        cancelled=is_cancelled(row),
        before=tuple(_earlier_starts(row)),
        told=_told(row),
        sequence=row.sequence,
        changed_at=max(row.changed_at, event.changed_at) if event.cancelled else row.changed_at,
        url=url,
    )


def writable(text: str) -> str:
    """Return a text without the characters that no calendar and no XML can hold."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n"))


def _earlier_starts(session: Session) -> Iterable[datetime]:
    """Yield when it was to begin before each move, the latest move first."""
    moves = [c for c in session.changes.all() if c.kind == Change.Kind.MOVED]
    for change in sorted(moves, key=lambda c: (c.sequence, c.pk), reverse=True):
        began = datetime.fromisoformat(change.before["starts_at"])
        if began != session.starts_at:
            yield began.astimezone(wall_times.zone_named(change.before["zone"]))


def _told(session: Session) -> str:
    """Say what the public was last told of a session, and why."""
    change = last_change(session)
    why = writable(change.why) if change else ""
    if is_cancelled(session):
        return f"{_('This session does not take place.')} {why}".strip()
    said: dict[str, str] = {
        Change.Kind.MOVED: _("This session was moved: it begins at another time than before."),
        Change.Kind.RESTORED: _("This session takes place after all."),
    }
    return f"{said[change.kind]} {why}".strip() if change and change.kind in said else ""
