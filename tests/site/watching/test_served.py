"""Metrics and lines of a real server: two processes, one of which is killed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest

from cli.calling import settings_of

PATIENCE = 180
READ = 'vigil_requests_total{method="GET",route="cases",status="200"}'


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def read(address: str, **headers: str) -> str:
    """Return what stands at an address; "" if nobody answers."""
    with suppress(OSError), urlopen(Request(address, headers=headers), timeout=30) as answer:
        return str(answer.read().decode())
    return ""


def eventually[T](what: Callable[[], T]) -> T:
    """Return what is true in the end."""
    deadline = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return found


def listener(port: int) -> int:
    """Return the process that listens on a port."""
    found = psutil.net_connections("tcp")
    return next(one.pid or 0 for one in found if one.laddr.port == port and one.status == "LISTEN")


@pytest.mark.tail(why="files of processes, and who serves them next, are asked without a server")
def test_sums_survive_a_process_and_lines_tell_no_path(tmp_path: Path) -> None:
    data, port, metrics = tmp_path / "data", free_port(), free_port()
    data.mkdir()
    site, exported = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{metrics}/metrics"
    settings = {
        "VIGIL_LISTEN": f"127.0.0.1:{port}",
        "VIGIL_METRICS": f"127.0.0.1:{metrics}",
        "VIGIL_LOG": "json",
    }
    log = tmp_path / "log"
    with (
        log.open("w") as file,
        subprocess.Popen(
            [sys.executable, "-m", "vigil.cli", "serve", "--processes", "2"],
            env=settings_of(data, settings),
            stdout=file,
            stderr=file,
        ) as process,
    ):
        try:
            eventually(lambda: read(f"{site}/healthz"))
            assert json.loads(read(f"{site}/readyz", Host="any.example"))["ready"]
            for _ in range(5):
                assert read(f"{site}/cases/?q=marisol")
            assert read(f"{site}/bear-witness/")
            with pytest.raises(HTTPError, match="404"):
                urlopen(f"{site}/metrics")
            assert f"{READ} 5.0" in eventually(lambda: read(exported))
            os.kill(listener(metrics), signal.SIGKILL)
            after = eventually(lambda: read(exported))
            assert f"{READ} 5.0" in after
            assert "vigil_state_known 1.0" in after
            assert "bear" not in after
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    asked = [line for line in lines if line["logger"] == "vigil.requests"]
    assert [line["route"] for line in asked] == [*["cases"] * 5, "unknown"]
    assert all(re.fullmatch("[2-9a-z]{8}", line["request"]) for line in asked)
    assert "marisol" not in log.read_text()
