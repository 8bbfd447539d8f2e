"""Connections that say nothing, half a request, or read no answer keep nobody out."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from waitress import wasyncore

from vigil.cli.serving import connections
from vigil.cli.serving.channels import (
    HEADER_SECONDS,
    IDLE_SECONDS,
    NEW_SECONDS,
    SLOWEST,
    Channel,
)
from vigil.cli.serving.connections import READERS, THREADS, Server, server_on
from vigil.cli.serving.lanes import KEPT

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
HALVES = {
    "nothing": b"",
    "half a header": b"GET /healthz HTTP/1.1\r\nHost: loc",
    "half a form": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nwords",
}
AHEAD = 1024 * 1024
"""Bytes of an answer that the server of these tests keeps before its thread waits for a reader."""
LARGE = 12 * AHEAD
"""Bytes of an answer: more than the server and both ends of a connection keep by themselves."""


LET_GO = threading.Event()
"""Lets those be answered who asked for what is slow."""


SERVED: list[str] = []
"""What was asked for, of requests that came to an answer."""


def answer(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    SERVED.append(environ["PATH_INFO"])
    start("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"].endswith("/slow"):
        LET_GO.wait(30)
    return [b"x" * LARGE, b"end"] if environ["PATH_INFO"].endswith("/large") else [b"healthy"]


@pytest.fixture
def server() -> Iterator[Server]:
    made = server_on(socket.create_server(("127.0.0.1", 0)), answer)
    made.adj.outbuf_high_watermark = AHEAD
    made.next_channel_cleanup = time.time() + 3600  # what it does each second a test does itself
    LET_GO.clear()
    yield made
    LET_GO.set()
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


def channel_of(server: Server) -> Channel:
    """Make a connection that nobody opened."""
    return Channel(server, socket.socket(), ("", 0), server.adj, map=server._map)


def test_a_unix_socket_is_served_too(tmp_path: Path) -> None:
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "socket"))
    server = server_on(listening, answer)
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(str(tmp_path / "socket"))
        one.setblocking(False)
        one.sendall(b"GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
        serve(server, is_answered(one))
    server.task_dispatcher.shutdown(timeout=1)
    wasyncore.close_all(server._map)


def test_headers_of_a_proxy_reach_the_site_which_judges_them(server: Server) -> None:
    assert server.application is answer


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
    channel = channel_of(server)
    channel.received(HALVES["half a header"])
    now = channel.begun_at
    channel.received(b"a")
    assert channel.is_late(now + HEADER_SECONDS + 1)
    channel.received(b"\r\nContent-Length: 10000000\r\n\r\n")
    assert channel.is_late(now + IDLE_SECONDS + 10)
    channel.received(b"POST" * 60 * SLOWEST)
    assert not channel.is_late(now + IDLE_SECONDS + 200)


def test_who_reads_no_answer_leaves_half_of_the_threads_to_others(
    server: Server, opened: Callable[[bytes], socket.socket]
) -> None:
    for _ in range(THREADS):
        opened(HEALTH.replace(b"/healthz", b"/fund/large"))
    serve(server, lambda: sum(one.holds_thread for one in channels(server)) == THREADS)
    serve(server, is_answered(opened(HEALTH)))
    honest = is_answered(opened(HEALTH.replace(b"/healthz", b"/fund/")))
    serve(server, lambda: sum(bool(one.requests) for one in channels(server)) == THREADS + 1)
    assert not honest()
    server.maintenance(time.time())
    assert sum(one.holds_thread for one in channels(server)) == READERS
    serve(server, honest)
    server.maintenance(time.time() + IDLE_SECONDS + 5)
    assert not any(one.total_outbufs_len for one in channels(server))


def test_of_those_who_hold_a_thread_the_slowest_reader_is_closed(server: Server) -> None:
    made = [channel_of(server) for _ in range(READERS + 1)]
    now = time.time()
    for n, one in enumerate(made):
        one.requests, one.total_outbufs_len = [one.parser_class(server.adj)], LARGE
        one.begun_at, one.went, one.last_activity = now - 10, 1000 * (n + 1), now
    server.maintenance(now)
    assert channels(server) == made[1:]


def test_of_many_requests_in_one_piece_one_is_answered(
    server: Server, opened: Callable[[bytes], socket.socket]
) -> None:
    one = opened(HEALTH.replace(b"Connection: close\r\n", b"") * 100)
    came = bytearray()

    def is_closed() -> bool:
        try:
            piece = one.recv(4096)
        except BlockingIOError:
            return False
        came.extend(piece)
        return not piece

    serve(server, is_closed)
    assert came.count(b"healthy") == 1


@pytest.mark.parametrize("at", [b"/map/", b"/desk/", b"/es/cases/", b"/bear-witness/return/"])
def test_a_crowd_that_asks_for_what_takes_long_keeps_nobody_out(
    server: Server, opened: Callable[[bytes], socket.socket], at: bytes
) -> None:
    asked = HEALTH.replace(b"/healthz", at + b"slow").replace(b"GET", b"POST")
    crowd = [is_answered(opened(asked)) for _ in range(40)]
    serve(server, lambda: sum(bool(one.requests) for one in channels(server)) == 40)
    for words in (HEALTH, b"POST /fund/ HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        for _ in range(3):
            serve(server, is_answered(opened(words)))
    assert not any(one() for one in crowd)
    LET_GO.set()
    for one in crowd:
        serve(server, one)


def test_nothing_is_done_for_who_left_before_their_turn(
    server: Server, opened: Callable[[bytes], socket.socket]
) -> None:
    asked = HEALTH.replace(b"/healthz", b"/slow")
    crowd = [opened(asked) for _ in range(40)]
    serve(server, lambda: server.task_dispatcher.waiting == 40 - (THREADS - KEPT))
    for one in crowd:
        one.close()
    SERVED.clear()
    LET_GO.set()
    serve(server, lambda: not channels(server))
    assert not SERVED


def test_a_crowd_that_waits_for_an_answer_leaves_half_of_the_places_to_others(
    server: Server, opened: Callable[[bytes], socket.socket]
) -> None:
    server.most = 40
    SERVED.clear()
    for _ in range(100):
        opened(HEALTH.replace(b"/healthz", b"/slow"))
    serve(server, lambda: len(channels(server)) == server.most)
    for _ in range(3):
        serve(server, is_answered(opened(HEALTH)))
    assert server.task_dispatcher.waiting >= server.most // 2
    LET_GO.set()
    serve(server, lambda: not server.task_dispatcher.waiting)
    assert SERVED.count("/slow") >= THREADS - KEPT


def sending(server: Server, opened: Callable[[bytes], socket.socket], n: int) -> list[Channel]:
    """Open connections that each have sent half a form; return the server's ends."""
    for _ in range(n):
        opened(HALVES["half a form"])
    serve(server, lambda: sum(one.has_body for one in channels(server)) == n)
    return channels(server)


def test_a_crowd_that_sends_forms_keeps_nobody_out(
    server: Server, opened: Callable[[bytes], socket.socket]
) -> None:
    server.most = 20
    sending(server, opened, server.most)
    for _ in range(3):
        serve(server, is_answered(opened(HEALTH)))
    words = opened(HALVES["half a form"])
    serve(server, lambda: channels(server)[-1].has_body)
    for _ in range(3):
        serve(server, is_answered(opened(HEALTH)))
    words.sendall(b"x" * 995)
    serve(server, is_answered(words))


def test_of_those_who_send_forms_the_slowest_are_closed_and_new_ones_last(
    server: Server, opened: Callable[[bytes], socket.socket]
) -> None:
    slow, quick, new = sending(server, opened, 3)
    now = time.time()
    for one, seconds, came in ((slow, 60, 60_000), (quick, 60, 600_000), (new, 1, 10)):
        one.begun_at, one.came = now - seconds, came
    server.most = 2
    assert server._least(3) == [slow, quick, new]
    new.begun_at -= NEW_SECONDS
    assert server._least(1) == [new]


def test_what_forms_hold_together_is_bounded_and_words_stay(
    server: Server,
    opened: Callable[[bytes], socket.socket],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "BYTES_OF_ALL_FORMS", 100_000)
    words, *large = sending(server, opened, 4)
    for one in large:
        one.came = 40_000
    server.maintenance(time.time())
    assert words in channels(server)
    assert len(channels(server)) == 3
    server.maintenance(time.time())
    assert len(channels(server)) == 3


def test_what_answers_hold_together_is_bounded_and_the_slowest_readers_go(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BYTES_OF_ALL_FORMS", 100_000)
    made = [channel_of(server) for _ in range(4)]
    now = time.time()
    for n, one in enumerate(made):
        one.total_outbufs_len, one.begun_at, one.last_activity = 40_000, now - 10, now
        one.went = 1000 * (4 - n)
    server.maintenance(now)
    assert channels(server) == made[:2]
    server.maintenance(now)
    assert channels(server) == made[:2]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"Content-Length: " + b"1" * 6000, b"400 Bad Request"),
        (b"Host: " + b"a" * 70_000, b"431 Request Header Fields Too Large"),
    ],
    ids=["a length that is no number", "a long host"],
)
def test_a_request_that_cannot_be_is_answered(
    server: Server, opened: Callable[[bytes], socket.socket], said: bytes, status: bytes
) -> None:
    one = opened(b"POST / HTTP/1.1\r\n" + said + b"\r\n\r\n")
    came = bytearray()

    def is_refused() -> bool:
        try:
            came.extend(one.recv(4096))
        except BlockingIOError:
            return False
        return status in came

    serve(server, is_refused)
