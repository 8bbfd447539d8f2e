"""Several processes that serve one address: gunicorn starts, watches and replaces them.

gunicorn forks the processes, restarts those that die or hang, reloads at SIGHUP and ends them in
order at SIGTERM. In each process our own server (`connections`) answers, because none of gunicorn's
survives slow clients (docs/decisions/2026-11-30-server.md).

The process above loads no Django. So a reload starts processes that read code and settings anew.
"""

import os
import socket
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Any, Final

from gunicorn import sock
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from vigil.cli.serving.connections import BACKLOG, END_SECONDS, Server, server_on
from vigil.cli.serving.shedding import BusyPages
from vigil.cli.serving.turns import InTurn

HUNG_SECONDS: Final = 60
"""How long a process may do nothing at all before it is killed and replaced."""
SECONDS_TO_KILL: Final = END_SECONDS + 10
"""How long a process may take to end before it is killed."""
MOST_REQUESTS: Final = 100_000
"""Requests after which a process is replaced, so that what libraries leak stays small."""
MORE_REQUESTS: Final = 20_000
"""Up to so many more, by chance, so that not all are replaced at once."""
SECONDS_AFTER_FAILURE: Final = 5
"""Pause before a process that could not begin ends, so that it is not tried without pause."""
ONLY_FOR_GROUP: Final = 0o117
"""Mask for a Unix socket: its owner and group may connect, such as the proxy in that group."""


class ServingProcess(Worker):  # type: ignore[misc]
    """A process that serves the address with our own server."""

    server: Server | None = None

    def init_process(self) -> None:
        """Load the site and serve. If it cannot be loaded while others serve, leave them alone."""
        try:
            super().init_process()
        except Exception:
            if self.booted or self.age <= self.cfg.workers:
                raise
            self.log.exception("A new process could not begin. The others go on serving.")
            time.sleep(SECONDS_AFTER_FAILURE)
            sys.exit(1)

    def run(self) -> None:
        """Serve until told to end, then finish what was begun."""
        (listening,) = self.sockets
        busy = self.app.busy_pages()
        server = server_on(listening.sock, InTurn(self.wsgi), busy, self.cfg.workers)
        self.server = server
        if not self.alive:  # told to end while the site was loading
            server.end()
        server.run(self._each_turn)

    def _each_turn(self) -> None:
        assert self.server is not None
        self.notify()
        if self.ppid != os.getppid():
            self.log.warning("The process above has gone, so this one ends.")
            self.server.end()
        if self.server.served >= self.max_requests:
            self.server.end()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End in order (SIGTERM)."""
        self.alive = False
        if self.server is not None:
            self.server.end()


class Processes(Arbiter):  # type: ignore[misc]
    """Starts, watches and ends the processes that serve."""

    def __init__(self, app: "ServedSite") -> None:
        super().__init__(app)
        self.taken: socket.socket | None = app.listening

    def start(self) -> None:
        """Begin to listen, on the socket that was taken before or that systemd hands over."""
        if self.taken is not None:
            self.LISTENERS = sock.create_sockets(self.cfg, self.log, [self.taken.detach()])
            self.taken = None
        super().start()

    def reload(self) -> None:
        """Start new processes. The old ones end once these serve (`manage_workers`)."""
        self.log.info("New processes begin; the old ones end when these serve.")
        self.app.reload()
        self.setup(self.app)
        for _ in range(self.num_workers):
            self.spawn_worker()

    def manage_workers(self) -> None:
        """Start processes that are missing, and end surplus ones if the newest serve already."""
        newest = sorted(self.WORKERS.values(), key=lambda worker: worker.age)[-self.num_workers :]
        if len(self.WORKERS) <= self.num_workers or all(map(_serves, newest)):
            super().manage_workers()

    def handle_usr2(self) -> None:
        """Say that another program is started by a restart (SIGUSR2)."""
        self.log.warning("SIGUSR2 does nothing here. Restart the service to start new code.")


def _serves(worker: Worker) -> bool:
    """Return whether a process serves already.

    Its file has the time of day until its first turn, then the time since the machine started.
    """
    return bool(worker.tmp.last_update() <= time.monotonic())


class ServedSite(BaseApplication):  # type: ignore[misc]
    """The site, as gunicorn is to serve it."""

    def __init__(self, listening: socket.socket | None, processes: int) -> None:
        self.listening, self.processes = listening, processes
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""
        settings: dict[str, Any] = {
            "workers": self.processes,
            "worker_class": ServingProcess,
            "backlog": BACKLOG,
            "timeout": HUNG_SECONDS,
            "graceful_timeout": SECONDS_TO_KILL,
            "max_requests": MOST_REQUESTS,
            "max_requests_jitter": MORE_REQUESTS,
            "umask": ONLY_FOR_GROUP,
            "control_socket_disable": True,
            "proc_name": "vigil",
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Load the site, in the process that serves it.

        Code that does not fit the database is not served: at a reload the old processes go on.
        """
        from django.db import DatabaseError, connection

        from vigil.site.installation.upgrading import require_same_version
        from vigil.site.wsgi import application

        with suppress(DatabaseError):  # pages say themselves that it does not answer
            require_same_version()
        connection.close()
        return application

    def busy_pages(self) -> BusyPages:
        """Draw the pages of a busy server, once the site is loaded."""
        from vigil.cli.serving.busy import drawn_busy_pages

        return drawn_busy_pages()

    def run(self) -> None:
        """Serve until told to end."""
        Processes(self).run()
