"""A schedule as XML, in the form that frab brought up and c3voc's schema describes."""

from importlib.metadata import version
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from vigil.programme.calendars.entries import writable
from vigil.programme.calendars.schedule import SLOT, Schedule, ScheduledSession

MEDIA_TYPE: Final = "application/xml; charset=utf-8"


def xml_of(schedule: Schedule, address: str) -> bytes:
    """Write a schedule as an XML document in UTF-8. `address` is where it can be had again."""
    root = Element("schedule")
    SubElement(root, "generator", name="Vigil", version=version("vigil-platform"))
    _texts(root, url=address, version=schedule.version)
    _conference(SubElement(root, "conference"), schedule)
    for day in schedule.days:
        at = SubElement(
            root,
            "day",
            index=str(day.index),
            date=day.date.isoformat(),
            start=day.start.isoformat(),
            end=day.end.isoformat(),
        )
        for name, slots in day.rooms:
            guid = str(schedule.room_guid(name))
            room = SubElement(at, "room", name=writable(name), guid=guid)
            for slot in slots:
                _event(room, slot)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _conference(conference: Element, schedule: Schedule) -> None:
    event = schedule.event
    _texts(
        conference,
        title=event.title,
        acronym=schedule.acronym,
        start=schedule.days[0].date.isoformat(),
        end=schedule.days[-1].date.isoformat(),
        days=str(len(schedule.days)),
        timeslot_duration=SLOT,
        base_url=event.url,
        url=event.url,
        time_zone_name=event.zone,
    )


def _event(room: Element, slot: ScheduledSession) -> None:
    entry = slot.entry
    told = SubElement(room, "event", id=str(entry.pk), guid=str(slot.guid))
    _texts(
        told,
        room=slot.room,
        title=entry.heading,
        subtitle=slot.subtitle,
        type=entry.kind,
        date=slot.start.isoformat(),
        start=f"{slot.start:%H:%M}",
        duration=slot.duration,
        abstract=entry.abstract,
        slug=slot.slug,
        track="",
        language=slot.language,
        description=slot.notes,
        url=entry.url,
    )
    people = SubElement(told, "persons")
    for person in slot.people:
        SubElement(people, "person", guid=str(person.guid)).text = writable(person.name)


def _texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = writable(text)
