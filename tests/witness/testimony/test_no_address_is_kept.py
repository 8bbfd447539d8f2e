"""Ten thousand requests with addresses in every header: none stands anywhere afterwards."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler
from pytest_django.fixtures import Settings

from vigil.site.installation.logs import WithoutPersonalData
from vigil.trust.decisions.verbs import record
from vigil.trust.public_forms import tickets
from vigil.witness import models
from vigil.witness.testimony.verbs import sending
from witness.testimony_factories import old_ticket, sent, told

pytestmark = pytest.mark.django_db
HANDLER = ClientHandler(enforce_csrf_checks=True)
MARKS = re.compile(rb"2001:0?db8:feed|198\.51\.100\.|Marker-UA|marker-ref", re.IGNORECASE)


def headers(n: int) -> dict[str, str]:
    """Where the nth request comes from, in all the ways in which a request says it."""
    address = f"2001:db8:feed:{n:x}::1"
    return {
        "REMOTE_ADDR": address,
        "REMOTE_HOST": f"marker-ref-{n}.example",
        "HTTP_X_FORWARDED_FOR": f"198.51.100.{n % 250}, {address}",
        "HTTP_X_REAL_IP": address,
        "HTTP_FORWARDED": f'for="[{address}]"',
        "HTTP_USER_AGENT": f"Marker-UA-{n}",
        "HTTP_REFERER": f"https://marker-ref-{n}.example/",
    }


def everything_kept(folder: Path) -> bytes:
    rows: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += map(repr, cursor.fetchall())
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    names = [str(path).encode() for path in folder.rglob("*")]
    return b"\n".join([*(row.encode() for row in rows), *files, *names])


class Lines(logging.Handler):
    """Keeps every line of every log as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(WithoutPersonalData("%(asctime)s %(name)s %(levelname)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.mark.parametrize(
    "requests",
    [1_000, pytest.param(10_000, marks=pytest.mark.tail("a thousand of these requests daily"))],
)
def test_no_address_stands_in_database_logs_or_files(
    requests: int, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = told().code
    log = Lines()
    logging.getLogger().addHandler(log)
    loud = [logging.getLogger(name) for name in ("django.request", "django.security", "vigil")]
    for logger in loud:
        monkeypatch.setattr(logger, "level", logging.DEBUG)
        monkeypatch.setattr(logger, "propagate", True)
    try:
        statuses = {ask(n, code, monkeypatch) for n in range(requests)}
    finally:
        logging.getLogger().removeHandler(log)
    # Every way in which a request can end was among them, and the log is not simply off.
    assert {200, 302, 403, 404, 405, 422, 429, 500, 503} <= statuses
    written = "\n".join(log.lines).encode()
    assert b"/bear-witness/" in written
    assert models.Testimony.objects.count() > requests / 200
    assert MARKS.search(everything_kept(tmp_path)) is None
    assert MARKS.search(written) is None


@pytest.mark.parametrize("header", [name for name in headers(7) if name != "REMOTE_HOST"])
def test_an_address_that_was_kept_would_be_found(header: str, tmp_path: Path) -> None:
    """The control: in a file, or in a row, it is seen."""
    with transaction.atomic():
        record("x", "x", headers(7)[header], by=None)
    assert MARKS.search(everything_kept(tmp_path)) is not None


def ask(n: int, code: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Send the nth request: mostly reading, and now and then every kind of sending."""
    client = Client(raise_request_exception=False)
    client.handler = HANDLER
    data: dict[str, Any] | None = None
    at, method = "/bear-witness/leave/", "get"
    match n % 50:
        case 0 if n % 100 == 0:
            at, method, data = "/bear-witness/", "post", sent()
        case 1:
            at, method, data = "/bear-witness/return/", "post", {"ticket": "x", "code": code}
        case 2:
            at, method, data = "/bear-witness/", "post", sent(text="")
        case 3:
            at, method, data = "/bear-witness/", "post", sent(ticket=tickets.new_ticket())
        case 4:
            at, method = "/bear-witness/", "put"
        case 5:
            at = "/bear-witness/nothing-here/"
        case 6:
            at = "/bear-witness/"
        case 8:
            at = "/bear-witness/return/"
        case 10 if n % 400 == 10:
            data = {"ticket": old_ticket(), "code": code, "do": "add", "text": "More."}
            at, method = "/bear-witness/return/", "post"
        case 11 if n % 400 == 11:
            data = {"ticket": old_ticket(), "code": "7" * 20}
            at, method = "/bear-witness/return/", "post"
    if n % 500 == 13:
        with monkeypatch.context() as patch:
            patch.setattr(sending, "give", broken)
            return client.post("/bear-witness/", sent(), **headers(n)).status_code
    if n % 500 == 14:
        with monkeypatch.context() as patch:
            patch.setattr(tickets, "free_bytes", lambda: 0)
            return client.post("/bear-witness/", sent(), **headers(n)).status_code
    if data is None:
        return getattr(client, method)(at, **headers(n)).status_code
    return client.post(at, data, **headers(n)).status_code


def broken(*args: Any, **said: Any) -> None:
    raise RuntimeError("the disk is full")
