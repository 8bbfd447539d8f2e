"""Events and sessions in the words of schema.org, for search engines and readers' assistants.

Written as JSON-LD in a `script` element of a type that no browser runs. Such a data block is no
script: HTML's steps for preparing one end before the content security policy is asked, so that
`script-src 'self'` neither blocks nor reports it. A browser test holds Chromium to that.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

from vigil.programme.calendars.entries import EventEntry, SessionEntry
from vigil.programme.contributors.visibility import Host, Participant
from vigil.programme.models import Contribution, Partner

_SCHEMA: Final = "https://schema.org"
_ESCAPES: Final = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def session_data(entry: SessionEntry) -> dict[str, Any]:
    """Describe one session, and the event that it belongs to."""
    event = entry.event
    return {
        "@context": _SCHEMA,
        **_session(entry),
        "superEvent": {"@type": "Event", "name": event.title, "url": event.url},
    }


def event_data(event: EventEntry, entries: Sequence[SessionEntry]) -> dict[str, Any]:
    """Describe an event with its sessions."""
    return {
        "@context": _SCHEMA,
        **_told(
            {
                "@type": "Event",
                "name": event.title,
                "description": event.summary,
                "url": event.url,
                "startDate": event.starts_on.isoformat(),
                "endDate": event.ends_on.isoformat(),
                "eventStatus": _status(event.cancelled, ()),
                "eventAttendanceMode": _attendance(
                    bool(event.city), any(entry.online for entry in entries)
                ),
                "location": _place("", event.city, event.country) if event.city else None,
                "organizer": _organisers(event.hosts),
                "subEvent": [_session(entry) for entry in entries],
            }
        ),
    }


def as_block(data: dict[str, Any]) -> SafeString:
    """Return data as JSON that is safe inside a `script` element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308 (what HTML would read is escaped)


def _session(entry: SessionEntry) -> dict[str, Any]:
    in_a_place = bool(entry.room or entry.city)
    return _told(
        {
            "@type": "Event",
            "name": entry.title,
            "description": entry.abstract,
            "url": entry.url,
            "identifier": entry.uid,
            "startDate": entry.starts.isoformat(),
            "endDate": entry.ends.isoformat(),
            "previousStartDate": entry.before[0].isoformat() if entry.before else None,
            "eventStatus": _status(entry.cancelled, entry.before),
            "eventAttendanceMode": _attendance(in_a_place, entry.online),
            "location": _locations(entry, in_a_place),
            "organizer": _organisers((*entry.event.hosts, *entry.hosts)),
            "performer": [_person(person) for person in entry.people if _speaks(person)],
            "inLanguage": list(entry.languages),
        }
    )


def _told(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}


def _status(cancelled: bool, before: Sequence[datetime]) -> str:
    status = "EventCancelled" if cancelled else "EventScheduled"
    return f"{_SCHEMA}/{'EventRescheduled' if before and not cancelled else status}"


def _attendance(in_a_place: bool, online: bool) -> str:
    mode = "Offline" if in_a_place else "Online"
    return f"{_SCHEMA}/{'Mixed' if in_a_place and online else mode}EventAttendanceMode"


def _locations(entry: SessionEntry, in_a_place: bool) -> list[dict[str, Any]]:
    """Say where it is. Online it is where its page is: the address of a stream is never told."""
    found = [_place(entry.room, entry.city, entry.country)] if in_a_place else []
    if entry.online or not in_a_place:
        found.append({"@type": "VirtualLocation", "url": entry.url})
    return found


def _place(room: str, city: str, country: str) -> dict[str, Any]:
    address = _told({"addressLocality": city, "addressCountry": country})
    return _told(
        {
            "@type": "Place",
            "name": room or city,
            "address": {"@type": "PostalAddress", **address} if address else None,
        }
    )


def _organisers(hosts: Sequence[Host]) -> list[dict[str, str]]:
    organisers = [host for host in hosts if host.role != Partner.Role.PARTNER]
    return [{"@type": "Organization", "name": host.name} for host in organisers]


def _speaks(person: Participant) -> bool:
    """Return whether somebody is to be told of: who has no name is no Person of schema.org."""
    return bool(person.name) and person.role != Contribution.Role.INTERPRETER


def _person(person: Participant) -> dict[str, Any]:
    works = {"@type": "Organization", "name": person.affiliation} if person.affiliation else None
    return _told(
        {
            "@type": "Person",
            "name": person.name,
            "jobTitle": person.position,
            "affiliation": works,
        }
    )
