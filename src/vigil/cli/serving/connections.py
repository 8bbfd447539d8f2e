"""The server of `vigil up` and `vigil serve`. It stays open when somebody holds many connections.

Waitress alone accepts no more connections once a hundred are open, and closes silent ones after two
minutes. Here the request of each connection must arrive within a limited time. Once too many
connections are open, each new one closes another:

- if more than half wait for an answer: the newest of the longest lane (`lanes`);
- if more than half are sending a form: the slowest of these;
- otherwise: of those without a request, the one that has waited longest.

So no crowd leaves the others without a place. The bytes of forms being received are bounded, and so
are the threads that wait for readers. No client is recognised by its address. A request whose lane
has no room is refused at once (`shedding`).

The server ends in order (`Server.end`): it accepts nothing more and finishes what was begun.
"""

import resource
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from heapq import nlargest, nsmallest
from operator import attrgetter
from typing import Any, Final

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from vigil.cli.serving.channels import Channel
from vigil.cli.serving.lanes import Dispatcher
from vigil.cli.serving.shedding import BusyPages
from vigil.site.watching import counting

LARGEST_REQUEST: Final = 64 * 1024 * 1024
"""Bytes of one request: the largest file that is accepted, and room for the form around it."""
LARGEST_HEADER: Final = 64 * 1024
"""Bytes of the header of a request: address, host and cookies."""
THREADS: Final = 8
MOST_CONNECTIONS: Final = 2048
"""Most connections open at one time, if the system allows as many files."""
FILES_EACH: Final = 3
"""Files that one connection may need: itself, and a large request and answer on the disk."""
SPARE_CONNECTIONS: Final = 64
"""Connections beyond `MOST_CONNECTIONS` that are accepted while none can be closed."""
AT_ONCE: Final = 32
"""Connections accepted in a row before the open ones are served again."""
BACKLOG: Final = 1024
"""Connections that the system keeps until they are accepted."""
BYTES_OF_ALL_FORMS: Final = 1024 * 1024 * 1024
"""Most bytes of all forms being received, in memory or in files without a name. The same limit
applies to all answers that wait for their readers."""
READERS: Final = THREADS // 2
"""Threads that may wait until an answer is read. The others serve new requests."""
END_SECONDS: Final = 30
"""How long a server that ends goes on receiving and answering what was begun before."""
SILENT_SECONDS: Final = 2
"""How long it keeps connections without a request, on which one may be under way."""
SWITCH_SECONDS: Final = 0.0005
"""How long a thread runs before another has its turn; 5 ms is Python's own value. The thread that
receives and refuses requests waits so long for each call of the system, behind those that answer.
Measured with twice as much as could be answered: a health check took 60 ms in place of 3.5 s, and
three times as many were served."""
TURN_SECONDS: Final = 1.0
"""Most time between two looks at what is to be done besides connections."""


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Accepts connections, and closes those that leave no room for others."""

    channel_class = Channel
    most = MOST_CONNECTIONS
    busy = BusyPages()
    processes = 1
    """How many processes share what forms may hold."""
    ends_at = 0.0
    """Until when what was begun is finished, once the server ends."""
    ends = False
    """Whether nothing more is accepted."""
    served = 0
    """Requests that came to an answer."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.shed: Counter[str] = Counter()
        """Requests that were refused because the server is busy, by method."""

    def getsockname(self) -> tuple[str, str]:
        """Return the address on which the server listens, as text."""
        if self.family == socket.AF_UNIX:
            return "unix", str(self.socket.getsockname())
        host, port = super().getsockname()
        return str(host), str(port)

    def set_socket_options(self, conn: socket.socket) -> None:
        """Set the options of a new connection; those of TCP are none of a Unix socket."""
        if self.family != socket.AF_UNIX:
            super().set_socket_options(conn)

    def fix_addr(self, addr: Any) -> Any:
        """Return the address of a client; on a Unix socket it has none."""
        return ("", 0) if self.family == socket.AF_UNIX else addr

    def add_task(self, task: Channel) -> None:
        """Queue the request of a connection, or have it refused."""
        task.has_no_room = not self.task_dispatcher.takes(task)

    def end(self) -> None:
        """End in order. May be called by a signal handler."""
        if not self.ends_at:
            self.ends_at = time.time() + END_SECONDS
            self.pull_trigger()

    def run(self, each_turn: Callable[[], None] = lambda: None) -> None:
        """Serve until told to `end`; then finish what was begun.

        `each_turn` is called at least every second.
        """
        sys.setswitchinterval(SWITCH_SECONDS)
        while not self._is_over():
            wasyncore.loop(timeout=TURN_SECONDS, use_poll=True, map=self._map, count=1)
            each_turn()
        for channel in list(self.active_channels.values()):
            channel.handle_close()
        self.task_dispatcher.shutdown(timeout=1)

    def _is_over(self) -> bool:
        """Return whether the server was told to end, and everything begun is finished."""
        if not self.ends_at:
            return False
        if not self.ends:
            self._accept_no_more()
        now = time.time()
        self.maintenance(now)
        if now < self.ends_at - END_SECONDS + SILENT_SECONDS:
            return not self.active_channels
        for channel in list(self.active_channels.values()):
            if not channel.is_needed:
                channel.handle_close()
        return not self.active_channels or now > self.ends_at

    def _accept_no_more(self) -> None:
        """Accept those who have connected already, then leave the socket to other processes.

        If there are none, the system refuses whoever comes now, so that nobody waits in vain.
        """
        self.ends = True
        before = -1
        while before != (before := len(self.active_channels)) and before < self.most:
            self.handle_accept()
        wasyncore.dispatcher.close(self)

    def maintenance(self, now: float) -> None:
        """Close late connections, and those that take too much. Called every second."""
        for lane, number in self.task_dispatcher.waiting_in_lanes.items():
            counting.set_waiting(lane, number)
        channels = list(self.active_channels.values())
        held = [one for one in channels if one.holds_thread]
        surplus = nsmallest(len(held) - READERS, held, key=lambda one: one.reads(now))
        late = [one for one in channels if one.is_late(now)]
        for channel in {*surplus, *late, *self._largest(channels), *self._unread(channels, now)}:
            channel.handle_close()

    def _largest(self, channels: list[Channel]) -> list[Channel]:
        """Return the largest forms being received, so many that the others have room.

        Forms with text only are small, so they are never among these. A complete form is answered.
        """
        too_much = sum(one.holds for one in channels) - BYTES_OF_ALL_FORMS // self.processes
        chosen: list[Channel] = []
        if too_much > 0:
            for one in nlargest(len(channels), self._waiting(), key=attrgetter("holds")):
                if too_much <= 0:
                    break
                chosen.append(one)
                too_much -= one.holds
        return chosen

    def _unread(self, channels: list[Channel], now: float) -> list[Channel]:
        """Return the slowest readers, so many that waiting answers leave room on the disk."""
        waiting = [one for one in channels if one.total_outbufs_len]
        too_much = sum(one.total_outbufs_len for one in waiting)
        too_much -= BYTES_OF_ALL_FORMS // self.processes
        chosen: list[Channel] = []
        for one in sorted(waiting, key=lambda one: one.reads(now)) if too_much > 0 else ():
            if too_much <= 0:
                break
            chosen.append(one)
            too_much -= one.total_outbufs_len
        return chosen

    def _waiting(self) -> list[Channel]:
        """Return the connections without a whole request."""
        return [one for one in self.active_channels.values() if not one.requests]

    def handle_accept(self) -> None:
        """Accept connections; if too many are open, close others (`_least`).

        New ones are accepted first, so that none gets the file number of one that is still polled.
        """
        for _ in range(AT_ONCE):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                break
        too_many = len(self.active_channels) - self.most
        if too_many > 0:
            for channel in self._least(too_many):
                channel.handle_close()

    def _least(self, n: int) -> list[Channel]:
        """Return the connections to close if too many are open.

        Requests that waited for a thread are removed from their lane.
        """
        now, waiting = time.time(), self._waiting()
        if self.task_dispatcher.waiting > self.most // 2:
            return list(self.task_dispatcher.dismiss(n))
        sending = [one for one in waiting if one.has_body]
        if len(sending) > self.most // 2:
            return nsmallest(n, sending, key=lambda one: one.sends(now))
        silent = [one for one in waiting if not one.has_body]
        return nsmallest(n, silent, key=attrgetter("waits_since"))


def server_on(
    listening: socket.socket,
    application: Any,
    busy: BusyPages | None = None,
    processes: int = 1,
) -> Server:
    """Return a server for a listening socket, one of so many processes."""
    most = _connections()
    adjustments = Adjustments(
        sockets=[listening],
        threads=THREADS,
        backlog=BACKLOG,
        max_request_body_size=LARGEST_REQUEST,
        max_request_header_size=LARGEST_HEADER,
        asyncore_use_poll=True,  # select() ends at file number 1,024
        cleanup_interval=1,
        # The site judges them itself (`vigil.site.web.proxies`).
        clear_untrusted_proxy_headers=False,
        connection_limit=most + SPARE_CONNECTIONS,
    )
    server = Server(
        application,
        _sock=listening,
        dispatcher=Dispatcher(THREADS),
        adj=adjustments,
        bind_socket=False,
        sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
    )
    server.most, server.processes = most, processes
    server.busy = busy or BusyPages()
    return server


def _connections() -> int:
    """Return how many connections may be open, after asking the system for enough files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_EACH * (MOST_CONNECTIONS + SPARE_CONNECTIONS)
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(MOST_CONNECTIONS, soft // FILES_EACH - SPARE_CONNECTIONS)
