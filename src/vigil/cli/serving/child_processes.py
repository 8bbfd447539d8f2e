"""Child processes of the server. None outlives it, however it ends."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

SECONDS_TO_END = 10
"""How long a process may take to end by itself when it is told to."""


def run_child(code: str, log: Path, ended: threading.Event) -> int:
    """Run Python code in a process of its own until it ends, or `ended` is set; return its status.

    Its output is appended to the log. To end it, its standard input is closed, for which
    `on_parent_end` waits; if it does not end, it is killed.
    """
    with (
        log.open("ab") as file,
        subprocess.Popen(
            [sys.executable, "-P", "-c", code],
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=file,
            start_new_session=True,  # Ctrl-C reaches the server, which then ends this process
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

    The server holds the other end of its standard input, so this works however the server ends,
    `kill -9` included.
    """

    def wait() -> None:
        os.read(sys.stdin.fileno(), 1)  # nothing is ever written: this waits until it is closed
        do()

    threading.Thread(target=wait, daemon=True).start()
