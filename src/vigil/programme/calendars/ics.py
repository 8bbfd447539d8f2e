"""Sessions as an iCalendar file (RFC 5545), for download, for subscribing, and for letters.

A session is known by its UID for good, whatever host serves it and in whatever language; SEQUENCE
grows with each change that calendars must hear of, so that a file that is read again updates what
it brought before. What was cancelled stays in the file with STATUS:CANCELLED: a calendar that only
no longer finds it may go on showing it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event, vCalAddress

from vigil.language.punctuation import in_a_row, without_marks
from vigil.programme.calendars.entries import SessionEntry, session_entries, writable
from vigil.programme.calendars.vtimezone import is_utc, timezone_of
from vigil.programme.contributors.visibility import Participant
from vigil.programme.models import Session
from vigil.programme.time_zones.wall_times import UTC_NAME
from vigil.publication.record.labels import language_name

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
PRODUCT: Final = "-//Vigil//vigil-platform//EN"
DOMAIN: Final = "vigil.invalid"
"""What stands behind the @ of a UID: no host of ours, so that it stays when a host changes."""
REFRESH: Final = timedelta(hours=6)
"""How often whoever subscribed is asked to come again."""


def calendar_file(*sessions: Session, site: str, language: str = "en", sender: str = "") -> bytes:
    """Write public sessions of one event as a calendar file, to be attached to a letter.

    `site` is the address of the site without a path, `language` that of the letter. `sender` is
    the bare address that the letter comes from: the file is then a message that publishes the
    sessions (RFC 5546, 3.2.1), from the one who may change them later. Raises nothing of its own;
    that the public may see the sessions is asked by the caller.
    """
    with override(language):
        entries = session_entries(sessions, site)
        return calendar_of(entries, name=entries[0].event.title, sender=sender)


def calendar_of(
    entries: Sequence[SessionEntry], *, name: str, address: str = "", sender: str = ""
) -> bytes:
    """Write entries as one calendar called `name`.

    `address` is where the calendar can be had again: it is then one to subscribe to.
    """
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if sender:
        calendar.add("METHOD", "PUBLISH")
    _add_properties(calendar, name, address)
    for part in _zones(entries):
        calendar.add_component(part)
    for entry in entries:
        calendar.add_component(_event(entry, sender))
    return calendar.to_ical()


def uid_of(entry: SessionEntry) -> str:
    """Return the UID of a session: the same on every host, in every language, for good."""
    return f"{entry.uid}@{DOMAIN}"


def description_of(entry: SessionEntry) -> str:
    """Return what a session is about and who takes part, but not when it takes place.

    A time in the text would stay as it was once a calendar moved the session.
    """
    about = [entry.numbered, _search_words(entry), capfirst(entry.kind_label)]
    hosts = (*entry.event.hosts, *entry.hosts)
    parts = [
        entry.told,
        entry.warning,
        entry.abstract,
        _lines([*about, *_language_lines(entry)]),
        _lines(map(_part_taken, entry.people)),
        _lines(f"{capfirst(host.role_label)}: {host.name}" for host in hosts),
        entry.url,
    ]
    return writable("\n\n".join(part for part in parts if part))


def _add_properties(calendar: Calendar, name: str, address: str) -> None:
    calendar.add("NAME", writable(name))  # RFC 7986
    calendar.add("X-WR-CALNAME", writable(name))
    if address:
        calendar.add("SOURCE", address, parameters={"VALUE": "URI"})
        calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", f"PT{REFRESH // timedelta(hours=1)}H")


def _zones(entries: Sequence[SessionEntry]) -> Iterable[Any]:
    """Describe each zone that the entries name; of nothing, one all the same.

    A calendar without any part is none (RFC 5545, 3.6).
    """
    if not entries:
        now = datetime(2000, 1, 1, tzinfo=UTC)
        yield timezone_of(UTC_NAME, now, now)
    for zone in sorted({entry.zone for entry in entries}):
        if not is_utc(zone):
            own = [entry for entry in entries if entry.zone == zone]
            yield timezone_of(zone, min(e.starts for e in own), max(e.ends for e in own))


def _event(entry: SessionEntry, sender: str) -> Event:
    told = Event()
    told.add("UID", uid_of(entry))
    told.add("SEQUENCE", entry.sequence)
    # Not a message of its own, so that DTSTAMP says when this was last revised (3.8.7.2).
    told.add("DTSTAMP", entry.changed_at.astimezone(UTC))
    told.add("LAST-MODIFIED", entry.changed_at.astimezone(UTC))
    told.add("DTSTART", _moment(entry.starts))
    told.add("DTEND", _moment(entry.ends))
    told.add("SUMMARY", entry.heading)
    told.add("DESCRIPTION", description_of(entry))
    if entry.place:
        told.add("LOCATION", entry.place)
    told.add("CATEGORIES", [entry.event.title, entry.kind_label])
    told.add("URL", entry.url)
    told.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    told.add("TRANSP", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    told.add("CLASS", "PUBLIC")
    if sender:
        told.add("ORGANIZER", vCalAddress(f"mailto:{sender}"))
    return told


def _moment(at: datetime) -> datetime:
    """Return a time as it is written: local, unless clocks show it twice.

    A local time that is shown twice means the first (3.3.5), but ical.js takes it for the second:
    either is told in UTC.
    """
    is_shown_twice = at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset()
    return at.astimezone(UTC) if is_shown_twice else at


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)


def _search_words(entry: SessionEntry) -> str:
    term = entry.search_term or entry.event.search_term
    return _("To be found there as: %(term)s") % {"term": term} if term else ""


def _language_lines(entry: SessionEntry) -> Iterable[str]:
    if entry.languages:
        yield _("Languages: %(languages)s") % {"languages": _languages(entry.languages)}
    if entry.interpretation:
        yield _("Interpreted into: %(languages)s") % {"languages": _languages(entry.interpretation)}


def _languages(tags: Iterable[str]) -> str:
    return without_marks(in_a_row(map(language_name, tags)))


def _part_taken(person: Participant) -> str:
    about = without_marks(in_a_row((person.position, person.affiliation)))
    called = f"{person.called} ({about})" if about else person.called
    return f"{capfirst(person.role_label)}: {called}"
