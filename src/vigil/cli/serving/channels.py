"""One connection of the server: its request, its answer, and how long each may take."""

import socket
import time
from typing import Final

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from vigil.cli.serving.large_requests import KEPT_BYTES, RequestParser, TruncatingReceiver
from vigil.cli.serving.shedding import Busy

HEADER_SECONDS: Final = 20
"""Time in which the header of a request must arrive."""
IDLE_SECONDS: Final = 60
"""How long a connection may stay open without a request, or with an answer that nobody reads."""
SLOWEST: Final = 1024
"""Least bytes a second of a form being sent, after the first minute: slower than Tor."""
NEW_SECONDS: Final = 10
"""Time in which the speed of a form is not judged. An honest sender's text arrives within it."""


class Answer(WSGITask):  # type: ignore[misc]
    """An answer. When the server ends, it says that its connection will be closed."""

    def build_response_header(self) -> bytes:
        """Return the header."""
        if self.channel.server.ends:
            self.request.headers["CONNECTION"] = "close"
        return bytes(super().build_response_header())


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection, with the time since when it waits for its client."""

    parser_class = RequestParser
    task_class = Answer
    begun_at = 0.0
    """When the current request began to arrive."""
    came = 0
    """Bytes of the request received so far."""
    went = 0
    """Bytes of its answer sent so far."""
    asked_too_much = False
    """Whether the client sent further requests in the same piece."""
    has_no_room = False
    """Whether the lane of its request was full."""

    def received(self, data: bytes) -> bool:
        """Receive a piece of a request.

        If a piece has several requests, only the first is answered and the connection is closed,
        as HTTP allows. Otherwise two hundred large answers that nobody reads would hold a thread.
        """
        if self.request is None:
            self.begun_at, self.came, self.went = time.time(), 0, 0
        self.came += len(data)
        took = bool(super().received(data))
        with self.requests_lock:
            if further := self.requests[1:]:
                del self.requests[1:]
                self.asked_too_much = True
                for one in further:
                    one.close()
        if self.has_no_room:
            self.has_no_room = False
            self.refuse()
            super().service()  # from memory, so it holds up nobody
        return took

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send a piece of an answer; return how many bytes were sent."""
        went = int(super().send(data, do_close=do_close))
        self.went += went
        return went

    def service(self) -> None:
        """Answer a request, unless its client has gone."""
        if self._is_left():
            self.connected = False
        self.server.served += 1
        super().service()
        if self.asked_too_much and not self.requests:
            self.close_when_flushed = True
            self.server.pull_trigger()

    def refuse(self) -> None:
        """Refuse the request, because there is no room for it or it waited too long."""
        request = self.requests[0]
        method, path = getattr(request, "command", "GET"), getattr(request, "path", "/")
        request.error = Busy(self.server.busy, method, path)
        self.server.shed[method] += 1

    def _is_left(self) -> bool:
        """Return whether the other end closed the connection while its request waited."""
        try:
            return not self._peek()
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _peek(self) -> bytes:
        return bytes(self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))

    @property
    def is_needed(self) -> bool:
        """Return whether a request or its answer is under way, or bytes wait to be received."""
        if self.requests or self.request is not None or self.total_outbufs_len:
            return True
        try:
            return bool(self._peek())
        except OSError:  # nothing there (BlockingIOError), or nobody
            return False

    @property
    def has_body(self) -> bool:
        """Return whether the body of a form is being received."""
        return self.request is not None and bool(self.request.headers_finished)

    @property
    def waits_since(self) -> float:
        """Return since when the client is expected to send something."""
        return float(self.last_activity if self.request is None else self.begun_at)

    @property
    def holds(self) -> int:
        """Return how many bytes of a request are kept for it."""
        one = next(iter(self.requests), self.request)
        if one is None or one.body_rcv is None:
            return 0
        return (
            min(self.came, KEPT_BYTES)
            if isinstance(one.body_rcv, TruncatingReceiver)
            else self.came
        )

    @property
    def holds_thread(self) -> bool:
        """Return whether a thread waits until the client reads some of its answer."""
        return bool(self.requests) and self.total_outbufs_len > self.adj.outbuf_high_watermark

    def reads(self, now: float) -> float:
        """Return how many bytes a second of its answer the client reads."""
        return self.went / (now - self.begun_at + 1)

    def sends(self, now: float) -> tuple[bool, float]:
        """Return the order among clients that send a form: the slowest first, new ones last."""
        seconds = now - self.begun_at
        is_new = seconds < NEW_SECONDS
        return is_new, self.begun_at if is_new else self.came / seconds

    def is_late(self, now: float) -> bool:
        """Return whether the client has used up the time that every client gets."""
        if self.total_outbufs_len:  # an answer that nobody reads holds a thread
            return bool(now - self.last_activity > IDLE_SECONDS)
        if self.requests:
            return False
        waited = now - self.waits_since
        if self.has_body:
            return waited > IDLE_SECONDS + self.came / SLOWEST
        return waited > (IDLE_SECONDS if self.request is None else HEADER_SECONDS)
