"""A crowd over HTTP on one core: requests that are due at stated times, whatever became of others.

The client is open-loop: an answer that comes late counts from the moment at which its request was
due, so a server that falls behind is not measured as quick. Each request has a connection of its
own.
"""

import asyncio
import itertools
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 60
"""Seconds after which an answer counts as lost."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its kind, and its bytes."""

    kind: str
    said: bytes


@dataclass(slots=True)
class Answered:
    """What came of one request: status (0: none), and when it was due and answered."""

    kind: str
    status: int
    due: float
    took: float


@dataclass
class Crowd:
    """Answers to a crowd."""

    answers: list[Answered] = field(default_factory=list)

    def table(self) -> dict[str, Any]:
        """Return percentiles of those who were served, and how many got which status."""
        served = sorted(one.took for one in self.answers if 0 < one.status < 500)
        by_kind = {
            kind: quantiles(sorted(a.took for a in self.answers if a.kind == kind and a.status))
            for kind in sorted({one.kind for one in self.answers})
        }
        statuses = Counter(str(one.status or "none") for one in self.answers)
        return {
            "requests": len(self.answers),
            "statuses": dict(sorted(statuses.items())),
            **quantiles(served),
            "by_kind": by_kind,
        }


def quantiles(times: Sequence[float]) -> dict[str, float]:
    """Return median, 95th percentile and most, in milliseconds, of sorted seconds."""
    if not times:
        return {}
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found = {name: times[min(len(times) - 1, int(p * len(times)))] for name, p in at.items()}
    return {name: round(one * 1000, 1) for name, one in {**found, "most": times[-1]}.items()}


def get(path: str, cookie: str = "") -> bytes:
    """Return the bytes of a request for a page."""
    more = f"Cookie: {cookie}\r\n" if cookie else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Accept: text/html\r\nAccept-Language: en\r\n{more}\r\n"
    ).encode()


def post(path: str, body: bytes, kind: str = "application/x-www-form-urlencoded") -> bytes:
    """Return the bytes of a form that is sent."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


async def ask(port: int, one: Asked, due: float) -> Answered:
    """Send one request; return what came of it."""
    status, writer = 0, None
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
            writer.write(one.said)
            came = await reader.read()
        status = int(came.split(b" ", 2)[1]) if came.startswith(b"HTTP/1.") else 0
    except (OSError, TimeoutError, ValueError, IndexError):
        pass
    finally:
        if writer is not None:
            writer.close()
    return Answered(one.kind, status, due, time.monotonic() - due)


async def crowd(
    port: int, asked: Iterator[Asked], rate: float, seconds: float, each: Callable[[], None]
) -> Crowd:
    """Send `rate` requests a second for so long; wait for all answers. `each` runs every second."""
    found, under_way = Crowd(), set[asyncio.Task[None]]()
    began = time.monotonic()

    async def one(request: Asked, due: float) -> None:
        found.answers.append(await ask(port, request, due))

    next_second = 0.0
    for n in itertools.count():
        due = began + n / rate
        if due - began >= seconds:
            break
        if (pause := due - time.monotonic()) > 0:
            await asyncio.sleep(pause)
        if due - began >= next_second:
            each()
            next_second += 1
            task = asyncio.create_task(one(Asked("health", get("/healthz")), due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        task = asyncio.create_task(one(next(asked), due))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    while under_way:
        await asyncio.wait(under_way)
    return found


class Hostile:
    """Connections that hold a server up: half a header, or a body that comes a byte a second."""

    def __init__(self, port: int, headers: int, bodies: int) -> None:
        self.port, self.headers, self.bodies = port, headers, bodies
        self.tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Hostile":
        """Open them all; each opens again when it is closed."""
        half = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: "
        slow = (
            b"POST /about/report-an-error/ HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
        )
        self.tasks = [
            asyncio.create_task(self._drip(said))
            for said, number in ((half, self.headers), (slow, self.bodies))
            for _ in range(number)
        ]
        await asyncio.sleep(2)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close them all."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _drip(self, said: bytes) -> None:
        while True:
            writer = None
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(said)
                while True:
                    await asyncio.sleep(1)
                    writer.write(b"a")
                    await writer.drain()
            except OSError:
                await asyncio.sleep(0.5)
            finally:
                if writer is not None:
                    with suppress(OSError):
                        writer.close()


def seconds_to_recover(answers: Sequence[Answered], since: float, limit: float) -> float | None:
    """Return after how many seconds everybody was served within the limit again; None if never.

    Judged by all requests that were due from then on.
    """
    bad = [one.due - since for one in answers if one.status != 200 or one.took > limit]
    bad = [at for at in bad if at >= 0]
    if len(bad) > 0.05 * len(answers):
        late = sorted(bad)[math.ceil(len(bad) - 0.05 * len(answers)) - 1]
        return round(late, 1)
    return 0.0


def memory_mb(pids: Sequence[int]) -> float:
    """Return what processes hold in memory, each shared page once (Pss), in megabytes."""
    total = 0
    for pid in pids:
        with suppress(OSError), Path(f"/proc/{pid}/smaps_rollup").open() as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return round(total / 1024, 1)
