"""A crowd for which there is no room is told so at once; others are answered."""

import json

import pytest

from cli.serving.running_server import Running, answer_on, asking
from vigil.cli.serving import lanes
from vigil.cli.serving.connections import THREADS
from vigil.cli.serving.lanes import KEPT, LONGEST_WAIT, MOST_WAITING, Lane
from vigil.cli.serving.shedding import Busy, BusyPages

PAGES = BusyPages({"": b"Wait", "es": b"Espere"}, {"": b"Not saved", "es": b"No se guarda"})
MOST = 3


@pytest.fixture
def full(running: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    """A server whose lane of pages is full."""
    monkeypatch.setitem(MOST_WAITING, Lane.PAGES, MOST)
    running.server.busy = PAGES
    for _ in range(THREADS - KEPT):
        running.connect(asking("/map/slow"))
        running.under_way.acquire()
    waiting = [running.connect(asking("/map/", "Connection: close")) for _ in range(MOST)]
    while running.server.task_dispatcher.waiting < MOST:
        pass
    running.waiting = waiting  # type: ignore[attr-defined]
    return running


def test_beyond_its_room_a_lane_refuses_and_others_are_answered(full: Running) -> None:
    came = answer_on(full.connect(asking("/es/cases/", "Connection: keep-alive")))
    assert came.startswith(b"HTTP/1.1 503 Service Unavailable")
    assert b"Retry-After: 10" in came
    assert b"Cache-Control: no-store" in came
    assert came.endswith(b"Espere")
    for path in ("/healthz", "/fund/"):
        assert b"healthy" in answer_on(full.connect(asking(path, "Connection: close")))
    posted = asking("/cases/", "Content-Length: 3", method="POST") + b"abc"
    assert answer_on(full.connect(posted)).endswith(b"Not saved")
    assert answer_on(full.connect(asking("/cases/", method="HEAD"))).endswith(b"\r\n\r\n")
    assert full.kept == []
    assert full.server.shed.total() == 3
    full.let_go.set()
    for one in full.waiting:  # type: ignore[attr-defined]
        assert b"healthy" in answer_on(one)


def test_whoever_waited_too_long_is_refused(full: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LONGEST_WAIT, Lane.PAGES, 0)
    full.let_go.set()
    for one in full.waiting:  # type: ignore[attr-defined]
        assert answer_on(one).startswith(b"HTTP/1.1 503")


def test_programs_get_what_they_read() -> None:
    _status, headers, body = Busy(PAGES, "GET", "/api/v1/cases").to_response()
    assert ("Content-Type", "application/json") in headers
    assert json.loads(body) == {"detail": "The server is busy."}
    assert b"Nothing was saved" in Busy(PAGES, "POST", "/api/v1/cases").page


@pytest.mark.parametrize(
    ("path", "page"),
    [("/", b"Wait"), ("/es/map/", b"Espere"), ("/xx/map/", b"Wait"), ("/escape/", b"Wait")],
)
def test_the_page_is_in_the_language_of_the_address(path: str, page: bytes) -> None:
    assert Busy(PAGES, "GET", path).page == page


def test_strangers_and_colleagues_have_more_room_than_readers() -> None:
    assert lanes.MOST_WAITING.keys() == lanes.LONGEST_WAIT.keys() == set(Lane)
    for lane in (Lane.FORMS, Lane.WORDS, Lane.COLLEAGUES):
        assert MOST_WAITING[lane] > MOST_WAITING[Lane.PAGES]
        assert LONGEST_WAIT[lane] > LONGEST_WAIT[Lane.PAGES]
