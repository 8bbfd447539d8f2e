"""Calendars on a server of others: what Radicale keeps and gives out over CalDAV (RFC 4791)."""

import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from factories import UserFactory
from programme.calendars.reading import Read, by_icalendar, by_vobject
from programme.factories import EventFactory, SessionFactory
from vigil.programme.calendars.ics import calendar_file
from vigil.programme.events.verbs.sessions import cancel_session, move_session
from vigil.programme.models import Session
from vigil.trust.models import Role, User

pytestmark = [pytest.mark.tail("tests/programme/calendars/test_ics.py"), pytest.mark.django_db]

CALENDAR = "/reader/programme/"
CALDAV = "urn:ietf:params:xml:ns:caldav"
NAMES = {"d": "DAV:", "c": CALDAV}
MAKE = f"""<c:mkcalendar xmlns:c="{CALDAV}"/>"""
QUERY = f"""<c:calendar-query xmlns:d="DAV:" xmlns:c="{CALDAV}">
  <d:prop><d:getetag/><c:calendar-data/></d:prop>
  <c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">{{range}}
  </c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"""
CHANGES = """<d:sync-collection xmlns:d="DAV:"><d:sync-token>{token}</d:sync-token>
  <d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>"""


@dataclass
class Server:
    """A server of calendars, and one of its clients."""

    port: int

    def ask(
        self, method: str, path: str, body: bytes | str = b"", **headers: str
    ) -> tuple[int, bytes]:
        """Ask it, and return status and answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Basic {b64encode(b'reader:any').decode()}"
        content = body if isinstance(body, bytes) else body.encode()
        connection.request(method, path, content, named)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def put(self, path: str, content: bytes) -> int:
        """Keep a calendar file at an address; return the status."""
        status, _said = self.ask("PUT", path, content, Content_Type="text/calendar; charset=utf-8")
        return status

    def report(self, path: str, query: str) -> Any:
        """Return the answer to a REPORT, as XML."""
        status, content = self.ask(
            "REPORT", path, query, Content_Type="application/xml; charset=utf-8", Depth="1"
        )
        assert status == 207, content
        return etree.fromstring(content)

    def events(self, path: str = CALENDAR, between: tuple[str, str] | None = None) -> list[bytes]:
        """Return the events of a calendar that the server finds, each as a calendar file."""
        span = f'<c:time-range start="{between[0]}" end="{between[1]}"/>' if between else ""
        told = self.report(path, QUERY.format(range=span))
        return [one.encode() for one in told.xpath("//c:calendar-data/text()", namespaces=NAMES)]

    def changed(self, token: str) -> tuple[str, list[str]]:
        """Return a new token, and the addresses that changed since the one that a client has."""
        told = self.report(CALENDAR, CHANGES.format(token=token))
        (new,) = told.xpath("/d:multistatus/d:sync-token/text()", namespaces=NAMES)
        return new, told.xpath("//d:response/d:href/text()", namespaces=NAMES)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with _served(tmp_path_factory.mktemp("radicale")) as port:
        yield Server(port)


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    settings = folder / "settings"
    settings.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n[rights]\ntype = owner_only\n"
        f"[storage]\nfilesystem_folder = {folder}/kept\n[logging]\nlevel = warning\n"
    )
    log = (folder / "log").open("wb")
    command = [sys.executable, "-m", "radicale", "--config", str(settings)]
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        for _ in range(200):
            assert process.poll() is None, (folder / "log").read_text()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)
        log.close()


@pytest.fixture
def calendar(server: Server) -> Iterator[Server]:
    """An empty calendar of a reader."""
    assert server.ask("MKCALENDAR", CALENDAR, MAKE)[0] == 201
    yield server
    assert server.ask("DELETE", CALENDAR)[0] == 200


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@pytest.fixture
def session() -> Session:
    return SessionFactory(
        event=EventFactory(zone="Europe/Vienna"),
        title="Names; dates, places 🕯️ شهادة",
        starts=datetime(2027, 3, 27, 18),
        ends=datetime(2027, 3, 27, 20),
    )


def of_session(session: Session) -> bytes:
    """Return the calendar file that the page of a session offers."""
    at = f"/programme/{session.event.slug}/{session.slug}/session.ics"
    return bytes(Client().get(at).content)


def of_event(session: Session) -> bytes:
    """Return the calendar of its event."""
    return bytes(Client().get(f"/programme/{session.event.slug}/sessions.ics").content)


def move(session: Session, host: User) -> None:
    """Move a session to the next day, across the change to summer time."""
    starts, ends = datetime(2027, 3, 28, 18), datetime(2027, 3, 28, 20)
    move_session(session, starts=starts, ends=ends, zone=session.zone, by=host)
    session.refresh_from_db()


def cancel(session: Session, host: User) -> None:
    """Cancel a session."""
    cancel_session(session, by=host, why="The hall is closed.")
    session.refresh_from_db()


def read(content: bytes) -> Read:
    """Read what a server gave out by two readers, and hold that they read the same."""
    found = by_icalendar(content)
    assert by_vobject(content) == found
    return found


def the_only(files: list[bytes], session: Session) -> None:
    """Hold that a calendar has one event, the session as it is now."""
    (content,) = files
    (found,) = read(content).values()
    assert found.uid == f"{session.uid}@vigil.invalid"
    assert found.sequence == session.sequence
    assert (found.starts, found.ends) == (session.starts_at, session.ends_at)
    assert found.status == ("CANCELLED" if session.state == "cancelled" else "CONFIRMED")
    assert session.title in found.summary


def test_an_update_and_a_cancellation_leave_one_event(
    calendar: Server, session: Session, host: User
) -> None:
    at = f"{CALENDAR}{session.uid}.ics"
    assert calendar.put(at, of_session(session)) == 201
    the_only(calendar.events(), session)
    first = session.sequence
    for change in (move, cancel):
        change(session, host)
        assert session.sequence > first
        assert calendar.put(at, of_session(session)) in (200, 201, 204)
        the_only(calendar.events(), session)
    # Under another name the same session is refused: each UID is there once (RFC 4791, 5.3.2).
    assert calendar.put(f"{CALENDAR}again.ics", of_session(session)) == 409
    the_only(calendar.events(), session)


def test_the_server_finds_it_on_the_day_to_which_it_was_moved(
    calendar: Server, session: Session, host: User
) -> None:
    at = f"{CALENDAR}{session.uid}.ics"
    saturday = ("20270327T170000Z", "20270327T190000Z")  # 18 to 20, in winter time
    sunday = ("20270328T160000Z", "20270328T180000Z")  # 18 to 20, in summer time
    calendar.put(at, of_session(session))
    assert len(calendar.events(between=saturday)) == 1
    assert calendar.events(between=sunday) == []
    move(session, host)
    calendar.put(at, of_session(session))
    assert calendar.events(between=saturday) == []
    the_only(calendar.events(between=sunday), session)
    assert calendar.events(between=("20270328T180000Z", "20270328T190000Z")) == []


def test_a_client_that_follows_the_calendar_sees_the_move_and_the_cancellation(
    calendar: Server, session: Session, host: User
) -> None:
    at = f"{CALENDAR}{session.uid}.ics"
    token, changed = calendar.changed("")
    assert changed == []
    calendar.put(at, of_session(session))
    for change in (lambda *_: None, move, cancel):
        change(session, host)
        calendar.put(at, of_session(session))
        token, changed = calendar.changed(token)
        assert [one for one in changed if one != CALENDAR] == [at]
        status, content = calendar.ask("GET", at)
        assert status == 200
        the_only([content], session)
    assert calendar.changed(token)[1] == []


def test_the_whole_calendar_of_an_event_replaces_the_earlier_one(
    server: Server, session: Session, host: User
) -> None:
    other = SessionFactory(
        event=session.event, starts=datetime(2027, 7, 1, 9), ends=datetime(2027, 7, 1, 10)
    )
    whole = "/reader/whole/"
    for change in (lambda *_: None, move, cancel):
        change(session, host)
        assert server.put(whole, of_event(session)) == 201
        found = {uid: one for file in server.events(whole) for uid, one in read(file).items()}
        assert len(server.events(whole)) == len(found) == 2
        mine = found[f"{session.uid}@vigil.invalid"]
        assert (mine.sequence, mine.starts) == (session.sequence, session.starts_at)
        assert found[f"{other.uid}@vigil.invalid"].starts == other.starts_at
    assert mine.status == "CANCELLED"


def test_the_file_of_a_letter_can_be_kept_too(
    calendar: Server, session: Session, host: User
) -> None:
    at = f"{CALENDAR}{session.uid}.ics"
    for change in (lambda *_: None, move, cancel):
        change(session, host)
        file = calendar_file(session, site="https://example.org", sender="programme@example.org")
        assert calendar.put(at, file) in (200, 201, 204)
        the_only(calendar.events(), session)
