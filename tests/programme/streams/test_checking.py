"""Checks of addresses: when they are made, what is kept, and whom a letter reaches."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from factories import UserFactory
from programme.registration_factories import addressed, session_in, streamed
from vigil.programme.events.models.event import State
from vigil.programme.models import Session, StreamAddress
from vigil.programme.streams import checking
from vigil.reading.intake.fetching import Fetcher, Guard
from vigil.trust.models import Decision, Letter, Role, Sealed
from vigil.trust.vault.verbs.sealing import seal

pytestmark = pytest.mark.django_db


@contextmanager
def provider(status: int = 200, **headers: str) -> Iterator[tuple[str, Fetcher]]:
    """A server that answers so, and a fetcher that may ask it."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(b"<p>The stream plays.</p>")

        def log_message(self, *args: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = server.server_port
    guard = Guard(lookup=lambda host, port: ["127.0.0.1"], allowed=[("127.0.0.1", port)])
    try:
        yield f"http://player.example:{port}/e/1", Fetcher(guard, interval=0)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def never() -> bool:
    return False


def test_what_is_found_is_kept_and_no_address_is_told() -> None:
    with provider(X_Frame_Options="DENY") as (address, fetcher):
        streamed(session_in(3000), address)
        assert checking.check_due(never, fetcher) == {"checked": 1, "in trouble": 1}
        assert checking.check_due(never, fetcher) == {"checked": 0, "in trouble": 0}
    row = StreamAddress.objects.get()
    assert row.found == "no frame"
    assert row.checked_at is not None
    # It begins in two days: hosts see it at the desk, and get no letter yet.
    assert not Letter.objects.exists()
    assert "player.example" not in str(Decision.objects.values())


def test_hosts_get_one_letter_before_the_session_without_the_address() -> None:
    host = UserFactory(roles=[Role.PROGRAMME_HOST])
    UserFactory(roles=[Role.EDITOR])
    with provider(status=404) as (address, fetcher):
        session = session_in(120)
        streamed(session, address)
        checking.check_due(never, fetcher)
        StreamAddress.objects.update(checked_at=None)
        checking.check_due(never, fetcher)
        # Trying other addresses meanwhile brings no more letters.
        addressed(session.stream, address, "fallback")
        checking.check_due(never, fetcher)
    letter = Letter.objects.get()
    assert letter.to_user == host
    assert session.title in letter.body
    assert "no stream at this address" in letter.body
    assert f"/desk/programme/sessions/{session.pk}/stream/" in letter.body
    assert "player.example" not in letter.body


def test_hosts_are_warned_again_after_an_hour() -> None:
    UserFactory(roles=[Role.PROGRAMME_HOST])
    with provider(status=404) as (address, fetcher):
        streamed(session_in(120), address)
        for ago, letters in ((59, 0), (61, 1)):
            told = timezone.now() - timedelta(minutes=ago)
            StreamAddress.objects.update(told_at=told, checked_at=None)
            checking.check_due(never, fetcher)
            assert Letter.objects.count() == letters


def test_when_addresses_are_checked() -> None:
    row = streamed(session_in(0)).addresses.get()
    now = timezone.now()

    def is_due(begins_in: timedelta, checked_before: timedelta | None) -> bool:
        at = now + begins_in
        Session.objects.update(starts_at=at, ends_at=at + timedelta(hours=1))
        checked = None if checked_before is None else now - checked_before
        StreamAddress.objects.update(checked_at=checked)
        return checking.due(now).filter(pk=row.pk).exists()

    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    assert is_due(100 * hour, None)
    assert not is_due(100 * hour, 50 * hour)
    assert is_due(23 * hour, 2 * hour)
    assert not is_due(23 * hour, minute)
    assert is_due(59 * minute, 2 * minute)
    assert not is_due(59 * minute, timedelta(seconds=30))
    assert not is_due(-2 * hour, None)
    assert is_due(hour, None)
    Session.objects.update(state=State.CANCELLED)
    assert not checking.due(now).exists()


def test_an_address_that_a_host_changed_meanwhile_keeps_no_old_finding() -> None:
    stream = streamed(session_in(3000), "https://player.example/e/1")
    row = stream.addresses.get()
    sealed = Sealed.objects.get(subject_kind="stream")
    seal("stream", str(stream.pk), "address", "https://player.example/e/2", by=None)
    checking._keep(row, sealed, checking.Finding.GONE)
    assert StreamAddress.objects.get().found == ""


def test_what_cannot_be_asked_and_a_demonstration(settings: pytest.FixtureRequest) -> None:
    stream = streamed(session_in(3000), "https://player.example.com/e/1")
    addressed(stream, "https://192.168.1.20/e/1", "fallback")

    def lost(host: str, port: int) -> list[str]:
        raise OSError

    checking.check_due(never, Fetcher(Guard(lookup=lost), interval=0))
    assert set(StreamAddress.objects.values_list("found", flat=True)) == {"unsafe", "no answer"}
    StreamAddress.objects.update(checked_at=None)
    assert checking.is_any_due()
    settings.VIGIL_DEMONSTRATION = True  # type: ignore[attr-defined]
    assert not checking.is_any_due()
