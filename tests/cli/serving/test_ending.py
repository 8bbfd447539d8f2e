"""A server that ends finishes what was begun, and keeps nobody waiting in vain."""

import time

import pytest

from cli.serving.running_server import Running, answer_on, asking
from vigil.cli.serving import connections

FORM = asking("/fund/", "Content-Length: 10", method="POST")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "TURN_SECONDS", 0.05)


def test_whoever_is_not_busy_ends_at_once(running: Running) -> None:
    running.server.end()
    assert running.has_ended()
    with pytest.raises(ConnectionRefusedError):
        running.connect()


def test_what_was_begun_is_finished_and_its_connection_closed(running: Running) -> None:
    slow = running.connect(asking("/map/slow"))
    running.under_way.acquire()
    half_header, half_form, silent = (
        running.connect(FORM[:30]),
        running.connect(FORM + b"first"),
        running.connect(),
    )
    just_come = [running.connect(asking("/fund/", "Connection: close")) for _ in range(20)]
    running.server.end()
    for one in just_come:
        assert answer_on(one).startswith(b"HTTP/1.1 200")
    half_header.sendall(FORM[30:] + b"0123456789")
    half_form.sendall(b"after")
    silent.sendall(asking("/fund/"))
    for one in (half_header, half_form, silent):
        came = answer_on(one)
        assert came.startswith(b"HTTP/1.1 200")
        assert b"Connection: close" in came
    assert sorted(running.kept) == [b"0123456789", b"firstafter"]
    assert running.thread.is_alive()
    running.let_go.set()
    assert b"Connection: close" in answer_on(slow)
    assert running.has_ended()


def test_a_connection_that_is_kept_open_is_answered_once_more_or_closed(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, unused = running.connect(asking("/fund/")), running.connect(asking("/fund/"))
    for one in (used, unused):
        came = b""
        while not came.endswith(b"127.0.0.1"):
            came += one.recv(65536)
        assert b"Connection: close" not in came
    running.server.end()
    used.sendall(asking("/fund/"))
    assert b"Connection: close" in answer_on(used)
    monkeypatch.setattr(connections, "SILENT_SECONDS", 0)
    assert answer_on(unused) == b""
    assert running.has_ended()


def test_what_takes_too_long_is_closed_and_not_acknowledged(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "END_SECONDS", 0.5)
    monkeypatch.setattr(connections, "SILENT_SECONDS", 0.1)
    half = running.connect(FORM + b"first")
    began = time.monotonic()
    running.server.end()
    assert answer_on(half) == b""
    assert running.has_ended()
    assert time.monotonic() - began > 0.4
    assert running.kept == []
