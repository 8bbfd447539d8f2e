"""Calendars, read back by two parsers that do not know each other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import UserFactory
from programme.factories import ContributionFactory, EventFactory, SessionFactory
from vigil.programme.calendars.entries import session_entries, session_entry
from vigil.programme.calendars.ics import calendar_file, calendar_of
from vigil.programme.calendars.links import google
from vigil.programme.calendars.schema_org import session_data
from vigil.programme.calendars.vtimezone import observances, timezone_of
from vigil.programme.events.verbs.events import cancel_event
from vigil.programme.events.verbs.sessions import (
    cancel_session,
    edit_session,
    move_session,
    restore_session,
)
from vigil.programme.models import Session
from vigil.programme.time_zones.wall_times import zone_named, zones
from vigil.trust.models import Role, User

SITE = "https://example.org"
Span = tuple[datetime, datetime]


def written(*sessions: Session) -> bytes:
    return calendar_of(session_entries(sessions, SITE), name="Programme")


def read_by_icalendar(content: bytes) -> dict[str, Span]:
    """Read UID to instants, taking the zones from the file and not from this machine."""
    calendar = icalendar.Calendar.from_ical(content)
    told = {zone.tz_name: zone.to_tz(lookup_tzid=False) for zone in calendar.timezones}

    def instant(value: Any) -> datetime:
        zone = value.params.get("TZID")
        at = value.dt.replace(tzinfo=told[zone], fold=0) if zone else value.dt
        return at.astimezone(UTC)

    return {str(e["UID"]): (instant(e["DTSTART"]), instant(e["DTEND"])) for e in calendar.events}


def read_by_vobject(content: bytes) -> dict[str, Span]:
    """Read UID to instants; zones that vobject keeps from an earlier file are forgotten first."""
    vars(vobject.icalendar)["__tzidMap"].clear()
    vobject.icalendar.registerTzid("UTC", UTC)
    calendar = vobject.readOne(content.decode())
    return {
        e.uid.value: (e.dtstart.value.astimezone(UTC), e.dtend.value.astimezone(UTC))
        for e in calendar.contents.get("vevent", [])
    }


def read_alike(content: bytes) -> dict[str, Span]:
    """Read a file by both parsers, and hold that they read the same."""
    read = read_by_icalendar(content)
    assert read_by_vobject(content) == read
    return read


def kept(*sessions: Session) -> dict[str, Span]:
    return {f"{s.uid}@vigil.invalid": (s.starts_at, s.ends_at) for s in sessions}


def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


class Store:
    """A reader's calendar: keeps one entry a UID, the latest (RFC 5546, 2.1.5)."""

    def __init__(self) -> None:
        self.entries: dict[str, icalendar.Event] = {}

    def take(self, content: bytes) -> None:
        for event in icalendar.Calendar.from_ical(content).events:
            held = self.entries.get(str(event["UID"]))
            if held is None or age(event) > age(held):
                self.entries[str(event["UID"])] = event

    @property
    def only(self) -> icalendar.Event:
        (event,) = self.entries.values()
        return event


def age(event: icalendar.Event) -> tuple[int, datetime]:
    return int(event["SEQUENCE"]), event["DTSTAMP"].dt


# Times


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "starts", "ends", "fold", "in_utc"),
    [
        ("Asia/Tokyo", datetime(2021, 3, 11, 9), datetime(2021, 3, 11, 10, 30), 0, "000000"),
        # Summer time there, none at the reader's; the first hour of it; the last before it.
        ("Europe/Vienna", datetime(2026, 7, 1, 9), datetime(2026, 7, 1, 10), 0, "070000"),
        ("Europe/Vienna", datetime(2026, 3, 29, 3), datetime(2026, 3, 29, 3, 30), 0, "010000"),
        ("Europe/Vienna", datetime(2026, 3, 29, 1), datetime(2026, 3, 29, 3), 0, "000000"),
        # Half past two comes twice on the last Sunday of October.
        ("Europe/Vienna", datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 4), 0, "003000"),
        ("Europe/Vienna", datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 4), 1, "013000"),
        # South of the equator a year begins in summer time.
        ("America/Santiago", datetime(2026, 1, 15, 9), datetime(2026, 1, 15, 10), 0, "120000"),
        # Across midnight.
        ("America/Bogota", datetime(2026, 5, 1, 23), datetime(2026, 5, 2, 1), 0, "040000"),
        # Zones that changed their rules: no summer time since 2022, and since 2023; a day left out.
        ("America/Mexico_City", datetime(2022, 7, 1, 9), datetime(2022, 7, 1, 10), 0, "140000"),
        ("America/Mexico_City", datetime(2023, 7, 1, 9), datetime(2023, 7, 1, 10), 0, "150000"),
        ("Pacific/Apia", datetime(2011, 12, 31, 0), datetime(2011, 12, 31, 9), 0, "100000"),
        ("Asia/Kathmandu", datetime(2026, 5, 1, 9), datetime(2026, 5, 1, 10), 0, "031500"),
        ("UTC", datetime(2026, 5, 1, 9), datetime(2026, 5, 1, 10), 0, "090000"),
    ],
)
def test_two_parsers_read_the_same_instants(
    zone: str, starts: datetime, ends: datetime, fold: int, in_utc: str
) -> None:
    session = SessionFactory(zone=zone, starts=starts, ends=ends, fold=fold)
    assert f"{session.starts_at:%H%M%S}" == in_utc
    assert read_alike(written(session)) == kept(session)


@pytest.mark.django_db
def test_sessions_of_many_zones_stand_in_one_file() -> None:
    """Ten years lie between them, and three kinds of clocks."""
    sessions = [
        SessionFactory(zone="Asia/Tokyo"),
        SessionFactory(
            zone="Europe/Vienna", starts=datetime(2026, 7, 1, 9), ends=datetime(2026, 7, 1, 10)
        ),
        SessionFactory(
            zone="Europe/Vienna", starts=datetime(2031, 1, 9, 9), ends=datetime(2031, 1, 9, 10)
        ),
    ]
    assert read_alike(written(*sessions)) == kept(*sessions)


@given(
    st.sampled_from(zones()),
    st.datetimes(datetime(1975, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC)),
)
@settings(max_examples=150, deadline=None)
def test_a_described_zone_is_the_zone(zone: str, at: datetime) -> None:
    """As a reader that knows no zones works it out: the last onset before, by the clock before."""
    at = at.replace(second=0, microsecond=0)
    onsets = [(o.onset - o.before, o.after) for o in observances(zone, at.year - 1, at.year + 1)]
    after = [offset for onset, offset in onsets if onset <= at.replace(tzinfo=None)]
    assert after[-1] == at.astimezone(zone_named(zone)).utcoffset()


def test_summer_time_begins_by_the_clock_before_it() -> None:
    """RFC 5545, 3.8.2.4: two o'clock in Vienna, which no clock then shows."""
    told = timezone_of("Europe/Vienna", datetime(2026, 7, 1), datetime(2026, 7, 1))
    onsets = [part["DTSTART"].dt for part in told.daylight]
    assert datetime(2026, 3, 29, 2) in onsets


# What is told


@pytest.mark.django_db
def test_a_session_is_told_whole() -> None:
    event = EventFactory(slug="kyoto", host_programme="The Fourteenth Congress")
    session = SessionFactory(
        event=event,
        slug="witness",
        number=166,
        title="Witness; silence, and\\or both",
        abstract="On those killed.\nAnd on those left behind.",
        room="Room 2, east",
        content_warning="People speak of killings.",
        languages=["en", "es"],
    )
    ContributionFactory(session=session, role="moderator", name="Ana Paula Oliveira")
    ContributionFactory(session=session, name="", unnamed="people affected directly")
    content = written(session)
    told = icalendar.Calendar.from_ical(content).events[0]
    assert told["SUMMARY"] == "Witness; silence, and\\or both"
    assert told["LOCATION"] == "Room 2, east, Kyoto, Japan"
    assert told["URL"] == "https://example.org/programme/kyoto/witness/"
    assert told["STATUS"] == "CONFIRMED"
    assert told["SEQUENCE"] == 0
    assert told["LAST-MODIFIED"].dt == session.changed_at.replace(microsecond=0)
    assert [str(c) for c in told["CATEGORIES"].cats] == ["Days of remembrance", "live"]
    description = str(told["DESCRIPTION"])
    for said in (
        "Before you go on: People speak of killings.",
        "On those killed.\nAnd on those left behind.",
        "No. 166 in the programme: The Fourteenth Congress",
        "Moderator: Ana Paula Oliveira",
        "Contributor: people affected directly",
        "Languages: English, Spanish",
        "https://example.org/programme/kyoto/witness/",
    ):
        assert said in description
    assert vobject.readOne(content.decode()).vevent.description.value == description
    assert "09:00" not in description  # a time in words would stay when the session is moved


@pytest.mark.django_db
def test_lines_are_folded_and_ended_as_the_standard_says() -> None:
    """RFC 5545, 3.1: no line beyond 75 octets, and no character cut in two."""
    content = written(SessionFactory(title="حضور الشهود " * 20, abstract="é" * 500))
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])


@pytest.mark.django_db
def test_characters_that_no_calendar_holds_are_left_out() -> None:
    session = SessionFactory(title="Wit\x0bness\x07", abstract="One\r\ntwo")
    told = icalendar.Calendar.from_ical(written(session)).events[0]
    assert told["SUMMARY"] == "Witness"
    assert "One\ntwo" in told["DESCRIPTION"]


@pytest.mark.django_db
def test_in_another_language_it_is_the_same_session() -> None:
    session = SessionFactory()
    with override("es"):
        spanish = written(session)
    assert read_alike(spanish) == read_alike(written(session))
    assert b"https://example.org/es/programme/" in spanish.replace(b"\r\n ", b"")


@pytest.mark.django_db
def test_a_calendar_without_sessions_is_a_calendar() -> None:
    """RFC 5545, 3.6: it holds at least one part."""
    calendar = icalendar.Calendar.from_ical(written())
    assert calendar.subcomponents
    assert not calendar.events


@pytest.mark.django_db
def test_a_feed_says_where_it_can_be_had_and_is_no_message() -> None:
    address = "https://example.org/programme/sessions.ics?language=es"
    content = calendar_of(session_entries([SessionFactory()], SITE), name="Ours", address=address)
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar["SOURCE"] == address
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    assert "METHOD" not in calendar
    assert "ORGANIZER" not in calendar.events[0]


@pytest.mark.django_db
def test_the_file_in_a_letter_is_published_by_its_sender() -> None:
    """RFC 5546, 3.2.1: a message has a method, and then an organiser."""
    content = calendar_file(SessionFactory(), site=SITE, language="es", sender="post@example.org")
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar.events[0]["ORGANIZER"] == "mailto:post@example.org"


# Changes


@pytest.mark.django_db
def test_what_is_read_again_updates_and_does_not_double() -> None:
    session, by, store = SessionFactory(title="Before"), host(), Store()
    store.take(written(session))
    store.take(written(session))

    starts, ends = datetime(2021, 3, 12, 14), datetime(2021, 3, 12, 15, 30)
    session = move_session(
        session, by=by, starts=starts, ends=ends, zone="Asia/Tokyo", why="The host moved it."
    )
    store.take(written(session))
    assert store.only["DTSTART"].dt.astimezone(UTC) == session.starts_at
    assert "The host moved it." in store.only["DESCRIPTION"]

    session = edit_session(session, by=by, title="After")
    store.take(written(session))
    assert store.only["SUMMARY"] == "After"

    session = cancel_session(session, by=by, why="The hall is closed.")
    store.take(written(session))
    assert store.only["STATUS"] == "CANCELLED"
    assert store.only["SUMMARY"] == "Cancelled: After"
    assert "The hall is closed." in store.only["DESCRIPTION"]

    session = restore_session(session, by=by, why="It is open.")
    store.take(written(session))
    assert store.only["STATUS"] == "CONFIRMED"
    assert int(store.only["SEQUENCE"]) == 4


@pytest.mark.django_db
def test_an_older_file_does_not_undo_a_newer_one() -> None:
    session, store = SessionFactory(), Store()
    before = written(session)
    store.take(written(cancel_session(session, by=host(), why="The hall is closed.")))
    store.take(before)
    assert store.only["STATUS"] == "CANCELLED"


@pytest.mark.django_db
def test_with_its_event_a_session_is_cancelled() -> None:
    session, store = SessionFactory(), Store()
    store.take(written(session))
    cancel_event(session.event, by=host(), why="The congress does not take place.")
    store.take(written(Session.objects.get(pk=session.pk)))
    assert store.only["STATUS"] == "CANCELLED"


@pytest.mark.django_db
def test_a_session_in_another_zone_is_not_said_to_be_in_the_city_of_its_event() -> None:
    event = EventFactory(zone="America/Bogota", city="Bogotá", country="COL")
    there = SessionFactory(event=event, zone="Asia/Tokyo", room="Room A", slug="there")
    here = SessionFactory(event=event, zone="America/Bogota", room="Room A", slug="here")
    assert session_entry(there, "").place == "Room A"
    assert session_entry(here, "").place == "Room A, Bogotá, Colombia"
    assert "address" not in session_data(session_entry(there, ""))["location"][0]
    assert "Bogot" not in google(session_entry(there, ""))
