"""Connections that say nothing, half a request, or read no answer keep nobody out."""

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from waitress import wasyncore

from vigil.cli.connections import (
    HEADER_SECONDS,
    IDLE_SECONDS,
    SLOWEST,
    THREADS,
    Channel,
    Server,
    server_on,
)

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
HALVES = {
    "nothing": b"",
    "half a header": b"GET /healthz HTTP/1.1\r\nHost: loc",
    "half a form": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nwords",
}
LARGE = 40 * 1024 * 1024
"""Bytes of an answer: more than the server and both ends of a connection keep by themselves."""


def answer(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"x" * LARGE, b"end"] if environ["PATH_INFO"] == "/large" else [b"healthy"]


@pytest.fixture
def server() -> Iterator[Server]:
    made = server_on(socket.create_server(("127.0.0.1", 0)), answer)
    yield made
    for channel in channels(made):
        channel.handle_close()
    made.task_dispatcher.shutdown(timeout=1)
    wasyncore.close_all(made._map)


@pytest.fixture
def opened(server: Server) -> Iterator[Callable[[bytes], socket.socket]]:
    """Open connections to the server, and say something on each."""
    open_ones: list[socket.socket] = []

    def open_one(said: bytes) -> socket.socket:
        one = socket.create_connection((server.effective_host, int(server.effective_port)))
        open_ones.append(one)
        one.setblocking(False)
        one.sendall(said)
        return one

    yield open_one
    for one in open_ones:
        one.close()


def serve(server: Server, until: Callable[[], bool], seconds: float = 10) -> None:
    """Let the server do its work until something holds."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it is not answered"
        wasyncore.loop(timeout=0.01, use_poll=True, map=server._map, count=1)


def is_answered(one: socket.socket) -> Callable[[], bool]:
    """Look whether the answer has come."""
    came = bytearray()

    def look() -> bool:
        try:
            came.extend(one.recv(4096))
        except BlockingIOError:
            return False
        return b"healthy" in came

    return look


def channels(server: Server) -> list[Channel]:
    return list(server.active_channels.values())


@pytest.mark.parametrize("said", HALVES.values(), ids=HALVES)
@pytest.mark.parametrize("most", [1000, 30])
def test_hundreds_of_half_open_connections_keep_nobody_out(
    server: Server, opened: Callable[[bytes], socket.socket], said: bytes, most: int
) -> None:
    server.most = most
    for _ in range(200):
        opened(said)
    serve(server, lambda: len(server.active_channels) == min(200, most))
    serve(server, is_answered(opened(HEALTH)))
    assert len(server.active_channels) <= most


def test_the_server_takes_far_more_than_waitress_does_by_itself(server: Server) -> None:
    assert server.most >= 1000
    assert server.adj.connection_limit > server.most


def test_who_sends_a_form_is_closed_after_those_who_say_nothing(
    server: Server, opened: Callable[[bytes], socket.socket]
) -> None:
    server.most = 10
    form = opened(HALVES["half a form"])
    serve(server, lambda: any(one.has_body for one in channels(server)))
    for _ in range(40):
        opened(HALVES["half a header"])
    serve(server, lambda: len(channels(server)) == 10)
    serve(server, is_answered(opened(HEALTH)))
    form.sendall(b"x" * 995)
    serve(server, is_answered(form))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (HALVES["nothing"], IDLE_SECONDS),
        (HALVES["half a header"], HEADER_SECONDS),
        (HALVES["half a form"], IDLE_SECONDS + 1),
        (HEALTH.replace(b"Connection: close\r\n", b""), IDLE_SECONDS),
    ],
    ids=[*HALVES, "an answer, and nothing more"],
)
def test_each_has_its_time_and_no_more(
    server: Server, opened: Callable[[bytes], socket.socket], said: bytes, seconds: int
) -> None:
    one = opened(said)
    if said.endswith(b"\r\n\r\n"):
        serve(server, is_answered(one))
        serve(server, lambda: not channels(server)[0].requests)
    else:
        serve(server, lambda: sum(one.came for one in channels(server)) == len(said))
    serve(server, lambda: len(channels(server)) == 1)
    now = time.time()
    server.maintenance(now + seconds - 5)
    assert len(channels(server)) == 1
    server.maintenance(now + seconds + 5)
    assert not channels(server)


def test_a_drop_now_and_then_buys_no_time_but_a_slow_line_does(server: Server) -> None:
    channel = Channel(server, socket.socket(), ("", 0), server.adj, map=server._map)
    channel.received(HALVES["half a header"])
    now = channel.begun_at
    channel.received(b"a")
    assert channel.is_late(now + HEADER_SECONDS + 1)
    channel.received(b"\r\nContent-Length: 10000000\r\n\r\n")
    assert channel.is_late(now + IDLE_SECONDS + 10)
    channel.received(b"POST" * 60 * SLOWEST)
    assert not channel.is_late(now + IDLE_SECONDS + 200)


def test_who_reads_no_answer_holds_no_thread_for_good(
    server: Server, opened: Callable[[bytes], socket.socket]
) -> None:
    for _ in range(THREADS):
        opened(HEALTH.replace(b"/healthz", b"/large"))
    serve(server, lambda: sum(bool(one.total_outbufs_len) for one in channels(server)) == THREADS)
    honest = opened(HEALTH)
    serve(server, lambda: sum(bool(one.requests) for one in channels(server)) == THREADS + 1)
    with pytest.raises(AssertionError, match="not answered"):
        serve(server, is_answered(honest), seconds=0)
    server.maintenance(time.time() + IDLE_SECONDS + 5)
    serve(server, is_answered(honest))
