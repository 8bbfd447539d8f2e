"""The gate of a stream: 1,000 registered people who arrive within one minute, on two cores.

The site runs as it does in use (waitress, eight threads, a process of its own); people come over
HTTP, each on a connection of their own: they open the link of their letter, its style sheets, the
page of the stream, and the player. Among them are strangers who have no link. Every answer is
looked at: who is let in must get the address, and nobody else may.

A person's first answer is timed from the moment at which they were to arrive, so that a server
that falls behind is not measured as quick. Site and visitors share two cores; PostgreSQL, where
VIGIL_BENCH_POSTGRES names a database that may be overwritten, takes what it needs beside them.
Without it SQLite is measured. VIGIL_BENCH_BESIDE says what else ran, and is written down.
"""

import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAME = "stream_gate"
PEOPLE, STRANGERS = 1_000, 100
CORES = 2
THREADS = 8
LIMIT = 500
"""Most milliseconds at the 95th percentile."""
SECONDS = {"one minute": 60, "half a minute": 30}
"""Within which all arrive. The limit holds for the first; the other says how much room is left."""
MARK = "marker5c1f"
SHEETS = ("vigil/vigil.css", "vigil/programme.css", "vigil/doors.css")

SERVE = f"""
import sys
from vigil.cli.support.database import set_up_django
set_up_django()
from waitress import serve
from vigil.site.wsgi import application
serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads={THREADS})
"""
PREPARE = f"""
import json, secrets, sys
from datetime import UTC, datetime, timedelta
from vigil.cli.support.database import set_up_django
set_up_django()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0, interactive=False)
from vigil.programme.registrations import links
from vigil.programme.models import (
    Event,
    EventRegistration,
    Registration,
    Session,
    Stream,
    StreamAddress,
)
from vigil.trust.vault.verbs.sealing import seal
from vigil.trust.vault.keys import make_missing
from vigil.trust.models import Sealed

Sealed.objects.all().delete()  # of an earlier run, whose keys are gone
make_missing()
now = datetime.now(UTC)
event = Event.objects.create(
    slug=f"gate-{{secrets.token_hex(6)}}", title="A day of remembrance", state="published",
    zone="Europe/Vienna", starts_on=now.date(), ends_on=now.date(),
)
session = Session.objects.create(
    event=event, slug="session", title="Bearing witness", state="published", zone="UTC",
    starts_local=now, ends_local=now + timedelta(hours=2), starts_at=now,
    ends_at=now + timedelta(hours=2), registering="open",
)
stream = Stream.objects.create(session=session, captions=["en", "fr"], audio_languages=["en"])
StreamAddress.objects.create(stream=stream)
seal("stream", str(stream.pk), "address", "https://player.example/{MARK}", by=None)
people = []
for n in range(int(sys.argv[1])):
    person = EventRegistration(event=event, language="en", address_digest=f"{{n:064}}")
    person.link_digest = links.digest_of(links.token_of(person))
    people.append(person)
people = EventRegistration.objects.bulk_create(people, batch_size=500)
Registration.objects.bulk_create(
    (Registration(event_registration=one, session=session, state="confirmed") for one in people),
    batch_size=500,
)
print(json.dumps({{
    "database": f"{{connection.vendor}} {{'.'.join(map(str, connection.get_database_version()))}}",
    "stream": f"/programme/{{event.slug}}/session/stream/",
    "tokens": [links.token_of(person) for person in people],
}}))
"""
CAME = """
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.programme.models import Registration
import sys
rows = Registration.objects.filter(session__event__slug=sys.argv[1].split("/")[2])
print(rows.exclude(came_at=None).count())
"""


@dataclass
class Measured:
    """What was measured of one rush: milliseconds by kind of page, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, milliseconds: float) -> None:
        """Keep the time of one answer."""
        with self.lock:
            self.times.setdefault(kind, []).append(milliseconds)

    def fail(self, what: str) -> None:
        """Count an answer that is not the right one."""
        with self.lock:
            self.errors[what] += 1

    def told(self) -> dict[str, Any]:
        """Return the figures."""
        pages = [t for kind, times in self.times.items() if kind != "sheets" for t in times]
        kinds = {**self.times, "all pages": pages}
        return {
            "requests": sum(map(len, self.times.values())),
            "errors": sum(self.errors.values()),
            "what_went_wrong": dict(self.errors),
            "milliseconds": {kind: spread(times) for kind, times in kinds.items()},
        }


def spread(times: list[float]) -> dict[str, float]:
    """Return the median, the 95th percentile and the longest time."""
    ordered = sorted(times)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(0.95 * len(ordered))], 1),
        "most": round(ordered[-1], 1),
    }


def run(_data: Path) -> dict[str, Any]:
    """Let them arrive, once in a minute and once in half of one."""
    url = os.environ.get("VIGIL_BENCH_POSTGRES", "")
    with tempfile.TemporaryDirectory() as folder, _two_cores():
        environment = {
            **os.environ,
            "VIGIL_DATA": f"{folder}/data",
            "VIGIL_KEYS": f"{folder}/keys",
        }
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        before = os.getloadavg()
        rushes = {name: _rush(environment, seconds) for name, seconds in SECONDS.items()}
    database = {rush.pop("database") for rush in rushes.values()}
    return {
        "people": PEOPLE,
        "strangers": STRANGERS,
        "database": ", ".join(database),
        "server": f"waitress, one process, {THREADS} threads",
        "cores_for_site_and_visitors": CORES,
        "load_average_before": [round(load, 2) for load in before],
        "beside": os.environ.get("VIGIL_BENCH_BESIDE", "not said"),
        "limit_p95": LIMIT,
        "arriving_within": rushes,
    }


def _rush(environment: dict[str, str], seconds: int) -> dict[str, Any]:
    """Let everybody arrive at the gate of a new session within so many seconds."""
    made = json.loads(_python(environment, "-c", PREPARE, str(PEOPLE)))
    measured = Measured()
    draw = random.Random(5)
    coming: list[str] = [*made["tokens"], *[""] * STRANGERS]
    draw.shuffle(coming)
    moments = sorted(draw.uniform(0, seconds) for _ in coming)
    with _served(environment) as port, ThreadPoolExecutor(256) as visitors:
        first = _first(port, made["tokens"][0], made["stream"])
        began = time.perf_counter()
        for moment, token in zip(moments, coming, strict=True):
            time.sleep(max(began + moment - time.perf_counter(), 0))
            visitors.submit(_come, port, token, made["stream"], began + moment, measured)
        visitors.shutdown(wait=True)
        lasted = time.perf_counter() - began
    came = int(_python(environment, "-c", CAME, made["stream"]))
    return {
        "database": made["database"],
        "seconds": round(lasted, 1),
        "first_request": first,
        **measured.told(),
        "noted_as_having_come": came,
    }


def _first(port: int, token: str, stream: str) -> float:
    """Visit each page once, as the host side does beforehand: a new process loads its parts.

    Returns the milliseconds of the first answer of all.
    """
    earlier = Measured()
    _come(port, "", stream, time.perf_counter(), earlier)
    (first,) = earlier.times["kept out"]
    _come(port, token, stream, time.perf_counter(), earlier)
    if earlier.errors:
        raise RuntimeError(f"the gate does not work: {dict(earlier.errors)}")
    return round(first, 1)


def _come(port: int, token: str, stream: str, due: float, measured: Measured) -> None:
    """Arrive as one person."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    cookies: dict[str, str] = {}

    def ask(kind: str, path: str, since: float | None = None) -> tuple[int, str]:
        began = time.perf_counter() if since is None else since
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())} if cookies else {}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        measured.note(kind, (time.perf_counter() - began) * 1000)
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _sign, value = line.split(";")[0].partition("=")
            cookies[name] = value
        return answer.status, text

    try:
        if not token:
            status, text = ask("kept out", f"{stream}?open=1", due)
            if status != 403 or MARK in text:
                measured.fail(f"a stranger got {status}")
            return
        status, text = ask("link", f"/programme/registration/{token}/", due)
        _expect(status, MARK not in text, "link", measured)
        for sheet in SHEETS:
            status, _text = ask("sheets", f"/static/{sheet}")
            _expect(status, True, sheet, measured)
        status, text = ask("stream", stream)
        _expect(status, MARK not in text, "stream", measured)
        status, text = ask("player", f"{stream}?open=1")
        _expect(status, MARK in text, "player", measured)
    except Exception as error:  # whatever it is, somebody did not get in
        measured.fail(type(error).__name__)
    finally:
        connection.close()


def _expect(status: int, right: bool, what: str, measured: Measured) -> None:
    if status != 200 or not right:
        measured.fail(f"{what} answered {status}")


@contextmanager
def _two_cores() -> Iterator[None]:
    """Run this process, and the server it starts, on two cores."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:CORES])
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], env=environment)
    try:
        for _ in range(300):
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def _python(environment: dict[str, str], *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    return ran.stdout


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [
        f"{result['people']:,} registered and {result['strangers']} strangers; "
        f"{result['database']}; {result['server']}; milliseconds"
    ]
    for name, rush in result["arriving_within"].items():
        lines.append(
            f"\nwithin {name}: {rush['requests']:,} requests, {rush['errors']} errors, "
            f"{rush['noted_as_having_come']:,} noted as having come "
            f"(first answer of a new process: {rush['first_request']:,.0f} ms)"
        )
        lines.append(f"{'':12}{'median':>8}{'p95':>8}{'most':>8}")
        for kind, times in rush["milliseconds"].items():
            lines.append(f"{kind:12}{times['median']:>8}{times['p95']:>8}{times['most']:>8}")
    lines.append(f"\nlimit at p95, within one minute: {result['limit_p95']}")
    return "\n".join(lines)
