"""A schedule as JSON, in the shape of c3voc's `schedule.json`, which apps and pretalx share."""

from importlib.metadata import version
from typing import Any, Final

from vigil.programme.calendars.schedule import SLOT, Schedule, ScheduleDay, ScheduledSession

SCHEMA: Final = "https://c3voc.de/schedule/schema.json"


def json_of(schedule: Schedule) -> dict[str, Any]:
    """Write a schedule as a value that can be written as JSON."""
    event = schedule.event
    return {
        "$schema": SCHEMA,
        "generator": {"name": "Vigil", "version": version("vigil-platform")},
        "schedule": {
            "version": schedule.version,
            "base_url": event.url,
            "conference": {
                "acronym": schedule.acronym,
                "title": event.title,
                "description": event.summary,
                "start": schedule.days[0].date.isoformat(),
                "end": schedule.days[-1].date.isoformat(),
                "daysCount": len(schedule.days),
                "timeslot_duration": SLOT,
                "time_zone_name": event.zone,
                "url": event.url,
                "rooms": [
                    {"name": name, "guid": str(schedule.room_guid(name))} for name in schedule.rooms
                ],
                "days": [_day(day) for day in schedule.days],
            },
        },
    }


def _day(day: ScheduleDay) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.start.isoformat(),
        "day_end": day.end.isoformat(),
        "rooms": {name: [_event(slot) for slot in slots] for name, slots in day.rooms},
    }


def _event(slot: ScheduledSession) -> dict[str, Any]:
    entry = slot.entry
    return {
        "id": entry.pk,
        "guid": str(slot.guid),
        "date": slot.start.isoformat(),
        "start": f"{slot.start:%H:%M}",
        "duration": slot.duration,
        "room": slot.room,
        "slug": slot.slug,
        "url": entry.url,
        "title": entry.heading,
        "subtitle": slot.subtitle,
        "track": None,
        "type": entry.kind,
        "language": slot.language,
        "abstract": entry.abstract,
        "description": slot.notes,
        # `public_name` is what older apps read.
        "persons": [
            {"guid": str(person.guid), "name": person.name, "public_name": person.name}
            for person in slot.people
        ],
        "links": [],
        "attachments": [],
    }
