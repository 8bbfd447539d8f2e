"""Several processes: one that dies is replaced, a reload and an end lose nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from cli.calling import ENVIRONMENT

PATIENCE = 60
SITE = """
import os, sys
from pathlib import Path
from vigil.cli.serving import connections, processes
from vigil.cli.serving.addresses import listening_on
from vigil.cli.serving.shedding import BusyPages
connections.SILENT_SECONDS = 0.1
processes.SECONDS_AFTER_FAILURE = 0.1
broken = Path(sys.argv[1])

def site(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]

class Site(processes.ServedSite):
    def load(self):
        if broken.exists():
            raise ValueError("new code that does not work")
        return site

    def busy_pages(self):
        return BusyPages()

listening = listening_on("127.0.0.1:0")
print(listening.getsockname()[1], flush=True)
Site(listening, 2).run()
"""


class Served(NamedTuple):
    """Served by two processes below one."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    def pids(self) -> set[int]:
        """Return the processes that serve."""
        return {one.pid for one in psutil.Process(self.process.pid).children()}

    def both(self, but: int = 0) -> set[int]:
        """Return the processes that serve if they are two, without one that has died."""
        found = self.pids() - {but}
        return found if len(found) == 2 else set()

    def answers(self) -> int:
        """Return which process answers; 0 if none does."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with suppress(OSError, HTTPException):
            connection.request("GET", "/", headers={"Connection": "close"})
            return int(connection.getresponse().read())
        return 0


def eventually[T](what: Callable[[], T]) -> T:
    """Return what is true in the end."""
    deadline = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    log = folder / "log"
    with (
        log.open("w") as file,
        subprocess.Popen(
            [sys.executable, "-c", SITE, str(folder / "broken")],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        served = Served(process, int(process.stdout.readline()), log)
        try:
            eventually(served.answers)
            yield served
        finally:
            process.kill()


def test_one_that_dies_is_replaced_and_a_reload_and_an_end_leave_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        first = eventually(served.both)
        os.kill(min(first), signal.SIGKILL)
        second = eventually(lambda: served.both(but=min(first)))
        assert served.answers()
        served.process.send_signal(signal.SIGHUP)
        while served.pids() & second:
            assert served.answers()  # by the old ones until the new ones serve
        assert len(served.pids()) == 2
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(PATIENCE) == 0
        assert not served.answers()


@pytest.mark.tail("the reload of code that works, above")
def test_where_new_code_does_not_work_the_old_goes_on(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        first = eventually(served.both)
        eventually(lambda: {served.answers() for _ in range(5)} == first)
        (tmp_path / "broken").touch()
        served.process.send_signal(signal.SIGHUP)
        eventually(lambda: "The others go on serving" in served.log.read_text())
        assert served.answers() in first
        eventually(lambda: served.pids() == first)
        (tmp_path / "broken").unlink()
        served.process.send_signal(signal.SIGHUP)
        eventually(lambda: not served.pids() & first)
        assert served.answers()
