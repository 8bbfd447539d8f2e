"""Child processes of the server. None outlives it, however it ends."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

SECONDS_TO_END = 10
"""How long a process has to end by itself once it is not wanted any more."""


def run_child(code: str, log: Path, ended: threading.Event) -> int:
    """Run Python code in a process of its own until it ends, or `ended` is set; return its status.

    What it prints is appended to the log. It is told to end by the end of its standard input,
    which `on_parent_end` waits for, and killed if it does not.
    """
    with (
        log.open("ab") as file,
        subprocess.Popen(
            [sys.executable, "-P", "-c", code],
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=file,
            start_new_session=True,  # Ctrl-C is for the server, which then ends this
        ) as process,
    ):
        while process.poll() is None and not ended.wait(0.2):
            pass
        assert process.stdin is not None
        process.stdin.close()
        try:
            return process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def on_parent_end(do: Callable[[], None]) -> None:
    """Call `do` in a thread as soon as the parent process ends.

    The server holds the other end of its standard input, so that the end comes however the server
    ends, `kill -9` included.
    """

    def wait() -> None:
        os.read(sys.stdin.fileno(), 1)  # nothing is ever written: it waits for the end
        do()

    threading.Thread(target=wait, daemon=True).start()
