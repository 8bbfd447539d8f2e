"""The server of `vigil up`: whoever opens connections and says nothing keeps nobody out.

Waitress alone stops taking connections once a hundred are open, and closes silent ones after two
minutes. Here each connection has a time in which its request must come, and once many are open,
a new one closes the one that has waited longest for its sender. Requests that came in whole are
answered whatever happens. Nobody is told from anybody else by an address.
"""

import resource
import socket
import time
from heapq import nsmallest
from operator import attrgetter
from typing import Any, Final

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from vigil.cli.receiving import Parser

LARGEST_REQUEST: Final = 64 * 1024 * 1024
"""Bytes of one request: the largest file that is taken, and room for the form around it."""
THREADS: Final = 8
MOST: Final = 2048
"""Connections that are open at one time, if the system allows as many files."""
FILES_EACH: Final = 3
"""Files that one connection may need: itself, and a large request and answer on the disk."""
SPARE: Final = 64
"""Connections beyond `MOST` that are taken while nothing can be closed."""
AT_ONCE: Final = 32
"""Connections that are taken before those that are open are served again."""
HEADER_SECONDS: Final = 20
"""In this time a request must say what it asks for."""
IDLE_SECONDS: Final = 60
"""So long a connection may stay open without a request, or with an answer that nobody reads."""
SLOWEST: Final = 1024
"""Bytes a second of a form that is being sent, after the first minute: slower than over Tor."""


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection, which knows since when it waits for whoever opened it."""

    parser_class = Parser
    begun_at = 0.0
    """When the request that is coming in began."""
    came = 0
    """Bytes of it that came."""

    def received(self, data: bytes) -> bool:
        """Take a piece of a request."""
        if self.request is None:
            self.begun_at, self.came = time.time(), 0
        self.came += len(data)
        return bool(super().received(data))

    @property
    def has_body(self) -> bool:
        """Whether a form is being sent, whose beginning was understood."""
        return self.request is not None and bool(self.request.headers_finished)

    @property
    def waits_since(self) -> float:
        """Since when its sender is expected to say something."""
        return float(self.last_activity if self.request is None else self.begun_at)

    def is_late(self, now: float) -> bool:
        """Say whether its sender had the time that everybody has."""
        if self.total_outbufs_len:  # an answer that nobody reads holds a thread
            return bool(now - self.last_activity > IDLE_SECONDS)
        if self.requests:
            return False
        waited = now - self.waits_since
        if self.has_body:
            return waited > IDLE_SECONDS + self.came / SLOWEST
        return waited > (IDLE_SECONDS if self.request is None else HEADER_SECONDS)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Takes every connection, and closes those that have waited too long or longest."""

    channel_class = Channel
    most = MOST

    def maintenance(self, now: float) -> None:
        """Close what is late. Called every second."""
        for channel in list(self.active_channels.values()):
            if channel.is_late(now):
                channel.handle_close()

    def handle_accept(self) -> None:
        """Take connections; where too many are open, close those that have waited longest.

        The new ones come first: none may get the number of a file that is still asked about.
        """
        for _ in range(AT_ONCE):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                break
        too_many = len(self.active_channels) - self.most
        if too_many > 0:
            waiting = [one for one in self.active_channels.values() if not one.requests]
            by_wait = attrgetter("has_body", "waits_since")
            for channel in nsmallest(too_many, waiting, key=by_wait):
                channel.handle_close()


def server_on(listening: socket.socket, application: Any) -> Server:
    """Return a server that takes connections from a socket that listens."""
    most = _connections()
    adjustments = Adjustments(
        sockets=[listening],
        threads=THREADS,
        max_request_body_size=LARGEST_REQUEST,
        asyncore_use_poll=True,  # select() ends at file number 1,024
        cleanup_interval=1,
        connection_limit=most + SPARE,
    )
    server = Server(
        application,
        _sock=listening,
        adj=adjustments,
        bind_socket=False,
        sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
    )
    server.most = most
    return server


def _connections() -> int:
    """Return how many connections may be open, having asked the system for enough files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_EACH * (MOST + SPARE)
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(MOST, soft // FILES_EACH - SPARE)
