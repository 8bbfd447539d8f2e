"""Which server keeps answering: candidates beside slow clients, over a reload, and at their end.

Each candidate serves the same small application (`servers_app`) in two processes, so nothing but
the server differs. Honest visitors ask 40 times a second, each on a connection of their own:

- `alone`; `headers`: beside 300 connections that never finish their header; `bodies`: beside 60
  that send a body a byte a second;
- `reload` (SIGHUP) and `end` (SIGTERM) in the middle of 200 uploads and posts. `lost`: begun before
  the signal, and neither answered nor kept. `half_done`: kept, but not answered; or answered, but
  not kept. After a reload, requests that come later must be answered too; those are `late`.

Memory is that of all processes (Pss) after the first phase.
"""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from kept_steps import say  # noqa: E402
from load_client import Asked, Hostile, crowd, get, memory_mb  # noqa: E402

NAME = "servers"
RATE, SECONDS, PROCESSES = 40, 8, 2
HEADERS, BODIES, SENDERS = 300, 60, 200
UPLOAD = 200_000
"""Bytes of an upload. Half of the senders upload; the others post a few words."""
PIECES, PAUSE = 12, 0.25
"""An upload is sent in so many pieces, with so many seconds between them."""
SIGNAL_AFTER = 1.5
MODULE = (sys.executable, "-m")
CANDIDATES = {
    "vigil serve": lambda port: [
        sys.executable,
        str(HERE / "servers_app.py"),
        str(port),
        str(PROCESSES),
    ],
    "gunicorn gthread": lambda port: [
        *(*MODULE, "gunicorn", "-b", f"127.0.0.1:{port}", "-w", str(PROCESSES)),
        *("-k", "gthread", "--threads", "8", "--no-control-socket", "servers_app:wsgi"),
    ],
    "granian": lambda port: [
        *(*MODULE, "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(PROCESSES), "--blocking-threads", "8", "servers_app:wsgi"),
    ],
    "uvicorn": lambda port: [
        *(*MODULE, "uvicorn", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"),
        *("--workers", str(PROCESSES), "--timeout-graceful-shutdown", "30", "servers_app:asgi"),
    ],
    "waitress": lambda port: [
        *(*MODULE, "waitress", "--listen", f"127.0.0.1:{port}", "--threads", "8"),
        "servers_app:wsgi",
    ],
}
"""Waitress has one process, and no reload."""


@dataclass
class Sent:
    """What senders saw, by the address that each posted to."""

    answered: dict[str, int] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    """Begun, and closed without an answer."""
    refused: set[str] = field(default_factory=set)
    """Never connected."""


def run(_data: Path) -> dict[str, Any]:
    """Measure every candidate."""
    return {name: asyncio.run(_candidate(name)) for name in CANDIDATES}


async def _candidate(name: str) -> dict[str, Any]:
    measured: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept"
        served, port = await _start(name, kept)
        try:
            measured["alone"] = await _visitors(name, "alone", port)
            tree = [served, *psutil.Process(served.pid).children(recursive=True)]
            measured["memory_mb"] = memory_mb([one.pid for one in tree])
            async with Hostile(port, HEADERS, 0):
                measured["headers"] = await _visitors(name, "headers", port)
            async with Hostile(port, 0, BODIES):
                measured["bodies"] = await _visitors(name, "bodies", port)
        finally:
            await _kill(served)
        for phase, number in (("reload", signal.SIGHUP), ("end", signal.SIGTERM)):
            if (name, phase) == ("waitress", "reload"):
                continue
            kept.unlink(missing_ok=True)
            served, port = await _start(name, kept)
            try:
                measured[phase] = await _signalled(name, phase, port, served, number, kept)
            finally:
                await _kill(served)
    return measured


async def _start(name: str, kept: Path) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = subprocess.Popen(
        CANDIDATES[name](port),
        cwd=HERE,
        env={**os.environ, "VIGIL_BENCH_KEPT": str(kept)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _ in range(600):
        await asyncio.sleep(0.1)
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                await asyncio.sleep(2)
                return served, port
    raise RuntimeError(f"{name} does not start")


async def _kill(served: subprocess.Popen[bytes]) -> None:
    tree = [served]
    if served.poll() is None:
        tree += psutil.Process(served.pid).children(recursive=True)
    for one in tree:
        try:
            one.kill()
        except psutil.NoSuchProcess:
            continue
    served.wait()
    await asyncio.sleep(0.5)


def _asked() -> Iterator[Asked]:
    while True:
        yield Asked("page", get("/"))


async def _visitors(name: str, phase: str, port: int) -> dict[str, Any]:
    say(f"{name}: {phase}")
    table = (await crowd(port, _asked(), RATE, SECONDS, lambda: None)).table()
    health = table["by_kind"].get("health", {})
    return {
        "p50": table.get("p50"),
        "p95": table.get("p95"),
        "health_p95": health.get("p95"),
        "failed": table["requests"] - table["statuses"].get("200", 0),
        "requests": table["requests"],
    }


async def _signalled(
    name: str, phase: str, port: int, served: subprocess.Popen[bytes], number: int, kept: Path
) -> dict[str, Any]:
    say(f"{name}: {phase}")
    sent = Sent()
    senders = [asyncio.create_task(_send(port, n, sent)) for n in range(SENDERS)]
    await asyncio.sleep(SIGNAL_AFTER)
    os.kill(served.pid, number)
    began, after = time.monotonic(), Counter[str]()
    late = Sent()
    later = [asyncio.create_task(_send(port, SENDERS + n, late, 0.1 * n)) for n in range(40)]
    await asyncio.gather(*senders)
    if phase == "end":
        while served.poll() is None and time.monotonic() - began < 60:
            await asyncio.sleep(0.05)
        after["seconds_to_end"] = round(time.monotonic() - began)
    await asyncio.gather(*later)
    await asyncio.sleep(0.5)
    lines = Counter(kept.read_text().split()) if kept.exists() else Counter[str]()
    return {
        "answered": sum(status == 200 for status in sent.answered.values()),
        "lost": sum(one not in lines for one in sent.broken | sent.refused),
        "half_done": sum(one in lines for one in sent.broken)
        + sum(one not in lines for one, status in sent.answered.items() if status == 200)
        + sum(number > 1 for number in lines.values()),
        "shed": sum(status == 503 for status in sent.answered.values()),
        "late_answered": sum(status == 200 for status in late.answered.values()),
        "late_refused": len(late.refused),
        "late_broken": len(late.broken),
        **after,
    }


async def _send(port: int, n: int, sent: Sent, wait: float | None = None) -> None:
    """Upload in pieces, or post a few words; begin within a second, or after `wait`."""
    address, uploads = f"/keep/{n}", n % 2 == 0
    await asyncio.sleep(random.Random(n).random() if wait is None else wait)
    pieces, size = (PIECES, UPLOAD) if uploads else (3, 300)
    pause = PAUSE if uploads else 0.4
    head = f"POST {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        sent.refused.add(address)
        return
    try:
        async with asyncio.timeout(60):
            writer.write(f"{head}Content-Length: {size}\r\n\r\n".encode())
            for _ in range(pieces):
                writer.write(b"x" * (size // pieces))
                await writer.drain()
                await asyncio.sleep(pause)
            if rest := size % pieces:
                writer.write(b"x" * rest)
            came = await reader.read()
        sent.answered[address] = int(came.split(b" ", 2)[1])
    except (OSError, TimeoutError, IndexError, ValueError):
        sent.broken.add(address)
    finally:
        writer.close()


def table(result: dict[str, Any]) -> str:
    """Write the result as tables."""
    lines = [f"{'':18}{'phase':9}{'p50':>8}{'p95':>9}{'healthz':>9}{'failed':>8}  of"]
    for name, one in result.items():
        for phase in ("alone", "headers", "bodies"):
            got = one[phase]
            lines.append(
                f"{name:18}{phase:9}{got['p50'] or '-':>8}{got['p95'] or '-':>9}"
                f"{got['health_p95'] or '-':>9}{got['failed']:>8}  {got['requests']}"
            )
    lines.append(
        f"\n{'':18}{'signal':9}{'answered':>9}{'lost':>6}{'half':>6}{'late: answered':>16}"
        f"{'refused':>9}{'broken':>8}{'MB':>8}"
    )
    for name, one in result.items():
        for phase in ("reload", "end"):
            if got := one.get(phase):
                lines.append(
                    f"{name:18}{phase:9}{got['answered']:>9}{got['lost']:>6}{got['half_done']:>6}"
                    f"{got['late_answered']:>16}{got['late_refused']:>9}{got['late_broken']:>8}"
                    f"{one['memory_mb']:>8}"
                )
    return "\n".join(lines)
