"""Read a calendar file by icalendar and by vobject, into what a reader's calendar would show."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import icalendar
import vobject


@dataclass(frozen=True)
class ReadEvent:
    """One event of a calendar, as a program read it. Times are instants."""

    uid: str
    sequence: int
    status: str
    starts: datetime
    ends: datetime
    all_day: bool
    summary: str
    description: str
    location: str
    url: str


Read = dict[str, ReadEvent]


def by_icalendar(content: bytes) -> Read:
    """Read by icalendar, taking the zones from the file and not from this machine."""
    calendar = icalendar.Calendar.from_ical(content)
    told = {zone.tz_name: zone.to_tz(lookup_tzid=False) for zone in calendar.timezones}

    def instant(value: Any) -> datetime:
        zone = value.params.get("TZID")
        at = value.dt.replace(tzinfo=told[zone], fold=0) if zone else value.dt
        return at.astimezone(UTC)

    return {
        str(one["UID"]): ReadEvent(
            uid=str(one["UID"]),
            sequence=int(one["SEQUENCE"]),
            status=str(one["STATUS"]),
            starts=instant(one["DTSTART"]),
            ends=instant(one["DTEND"]),
            all_day=not isinstance(one["DTSTART"].dt, datetime),
            summary=str(one["SUMMARY"]),
            description=str(one["DESCRIPTION"]),
            location=str(one.get("LOCATION", "")),
            url=str(one["URL"]),
        )
        for one in calendar.events
    }


def by_vobject(content: bytes) -> Read:
    """Read by vobject; zones that it keeps from an earlier file are forgotten first."""
    vars(vobject.icalendar)["__tzidMap"].clear()
    vobject.icalendar.registerTzid("UTC", UTC)
    calendar = vobject.readOne(content.decode())
    return {
        one.uid.value: ReadEvent(
            uid=one.uid.value,
            sequence=int(one.sequence.value),
            status=one.status.value,
            starts=one.dtstart.value.astimezone(UTC),
            ends=one.dtend.value.astimezone(UTC),
            all_day=not isinstance(one.dtstart.value, datetime),
            summary=one.summary.value,
            description=one.description.value,
            location=one.location.value if hasattr(one, "location") else "",
            url=one.url.value,
        )
        for one in calendar.contents.get("vevent", [])
    }
