"""Calendars are read alike by icalendar, vobject and ical.js, the reader of Thunderbird."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from factories import UserFactory
from programme.calendars.reading import Read, ReadEvent, by_icalendar, by_vobject
from programme.factories import ContributionFactory, EventFactory, SessionFactory
from vigil.programme.calendars.ics import calendar_file
from vigil.programme.events.verbs.events import cancel_event
from vigil.programme.events.verbs.sessions import cancel_session, edit_session, move_session
from vigil.programme.models import Session
from vigil.trust.models import Role, User

pytestmark = [
    pytest.mark.tail("tests/programme/calendars/test_ics.py"),
    pytest.mark.browser,
    pytest.mark.django_db,
]
# The reader of Thunderbird, as npm has it: `npm pack ical.js@2.2.1`, dist/ical.min.js.
ICAL_JS = Path(__file__).with_name("vendor") / "ical" / "ical.min.js"
READ = """(content) => {
  const calendar = new ICAL.Component(ICAL.parse(content));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) {
    ICAL.TimezoneService.register(zone);
  }
  const text = (event, name) => event.getFirstPropertyValue(name) ?? '';
  return calendar.getAllSubcomponents('vevent').map((event) => {
    const [starts, ends] = ['dtstart', 'dtend'].map((name) => event.getFirstPropertyValue(name));
    return {
      uid: text(event, 'uid'),
      sequence: text(event, 'sequence'),
      status: text(event, 'status'),
      starts: starts.toUnixTime(),
      ends: ends.toUnixTime(),
      all_day: starts.isDate,
      summary: text(event, 'summary'),
      description: text(event, 'description'),
      location: text(event, 'location'),
      url: text(event, 'url'),
    };
  });
}"""
SITE = "https://example.org"
HARD = {
    "commas and semicolons": "Names; dates, places: “all of them”, and \\ a stroke\nand a line",
    "one long word": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 4,
    "emoji at the fold": "A light 🕯️ for each 👩‍👩‍👧‍👦 family " * 12,
    "right to left": "شهادة عائلات الضحايا؛ أسماء، تواريخ (2026) — ثم أسئلة " * 4,
    "both directions": "עדות and شهادة: 3–4 pm, “Río Negro”; ñ, ß, 漢字, क्षि",
}


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@pytest.fixture
def read(browser: Browser) -> Callable[[bytes], Read]:
    """Return what reads a file three times, and holds that all read the same."""
    page = browser.new_page()
    page.goto("about:blank")
    module = ICAL_JS.read_text("utf-8")
    page.add_script_tag(
        content=re.sub(r"export\{(\w+) as default\};\s*$", r"window.ICAL=\1;", module),
        type="module",
    )
    page.wait_for_function("window.ICAL")

    def read_alike(content: bytes) -> Read:
        one, other, third = by_icalendar(content), by_vobject(content), by_ical_js(page, content)
        assert one == other
        assert one == third
        return one

    return read_alike


def by_ical_js(page: Page, content: bytes) -> Read:
    """Read by ical.js in the browser, taking the zones from the file."""
    found = [
        ReadEvent(
            **{
                **event,
                "starts": datetime.fromtimestamp(event["starts"], UTC),
                "ends": datetime.fromtimestamp(event["ends"], UTC),
            }
        )
        for event in page.evaluate(READ, content.decode())
    ]
    return {event.uid: event for event in found}


def uid(session: Session) -> str:
    return f"{session.uid}@vigil.invalid"


def of_session(session: Session) -> bytes:
    """Return the calendar file that the page of a session offers."""
    at = f"/programme/{session.event.slug}/{session.slug}/session.ics"
    return bytes(Client().get(at).content)


def of_event(session: Session) -> bytes:
    """Return the calendar of its event, to which people subscribe."""
    return bytes(Client().get(f"/programme/{session.event.slug}/sessions.ics").content)


def of_letter(session: Session) -> bytes:
    """Return the calendar file of a letter."""
    return calendar_file(session, site=SITE, language="ar", sender="programme@example.org")


FILES = (of_session, of_event, of_letter)


def test_hard_texts_are_read_to_the_letter(read: Callable[[bytes], Read], host: User) -> None:
    for named, text in HARD.items():
        title = " ".join(text.split())[:300]
        session = SessionFactory(title=title, abstract=text, room=text.splitlines()[0][:120])
        ContributionFactory(session=session, name="Casilda Ríos, Vda.; de Quintero")
        for file in FILES:
            content = file(session)
            assert all(len(line) <= 75 for line in content.split(b"\r\n")), named
            found = read(content)[uid(session)]
            assert found.summary == title, named
            assert text in found.description, named
            assert found.location.startswith(session.room.strip()), named
            assert (found.starts, found.ends) == (session.starts_at, session.ends_at)
            assert not found.all_day


def test_a_move_across_a_change_of_clocks_is_read_with_a_higher_sequence(
    read: Callable[[bytes], Read], host: User
) -> None:
    session = SessionFactory(
        event=EventFactory(zone="Europe/Vienna"),
        starts=datetime(2026, 10, 24, 18),
        ends=datetime(2026, 10, 24, 20),
    )
    before = {file: read(file(session))[uid(session)] for file in FILES}
    moves = [
        # The night on which clocks are set back, in the hour that comes twice, both times.
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 4), "Europe/Vienna", 0),
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 4), "Europe/Vienna", 1),
        (datetime(2027, 3, 28, 1, 30), datetime(2027, 3, 28, 3, 30), "Europe/Vienna", 0),
        # Into a zone of which the earlier file said nothing, with other days of change.
        (datetime(2027, 4, 3, 23), datetime(2027, 4, 4, 5), "America/Santiago", 0),
        (datetime(2027, 4, 4, 1), datetime(2027, 4, 4, 5), "Australia/Lord_Howe", 0),
    ]
    for starts, ends, zone, fold in moves:
        move_session(session, starts=starts, ends=ends, zone=zone, fold=fold, by=host)
        session.refresh_from_db()
        for file in FILES:
            found = read(file(session))[uid(session)]
            assert (found.starts, found.ends) == (session.starts_at, session.ends_at)
            assert found.sequence > before[file].sequence
            assert found.status == "CONFIRMED"
            before[file] = found


def test_wording_and_cancellation_are_read_under_the_same_uid(
    read: Callable[[bytes], Read], host: User
) -> None:
    session = SessionFactory(title="Bearing witness")
    other = SessionFactory(event=session.event, title="A second session")
    edit_session(session, title="To bear witness, together", by=host)
    session.refresh_from_db()
    for file in FILES:
        assert read(file(session))[uid(session)].summary == "To bear witness, together"
    sequence = session.sequence
    cancel_session(session, by=host, why="The hall is closed.")
    session.refresh_from_db()
    for file in FILES:
        found = read(file(session))
        gone = found[uid(session)]
        assert (gone.status, gone.sequence > sequence) == ("CANCELLED", True)
        assert "To bear witness, together" in gone.summary
    assert found.keys() == {uid(session)}
    assert read(of_event(session))[uid(other)].status == "CONFIRMED"
    cancel_event(session.event, by=host, why="The house is closed.")
    assert {one.status for one in read(of_event(session)).values()} == {"CANCELLED"}
