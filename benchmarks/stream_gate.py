"""The gate of a stream: 1,000 registered people arrive each minute, for three minutes.

`vigil serve` runs as it does in use; people come over HTTP, each on a connection of their own: they
open the link of their letter, its style sheets, the page of the stream, and the player. Among them
are strangers who have no link, one for ten. Every answer is looked at: who is let in must get the
address, and nobody else may. Then twice as many arrive for half a minute, which says how much room
is left.

A person's first answer is timed from the moment at which they were to arrive, so that a server
that falls behind is not measured as quick. Site and visitors share two cores. SQLite is always
measured; PostgreSQL, which takes what it needs beside them, where VIGIL_BENCH_POSTGRES names a
database that may be overwritten. VIGIL_BENCH_SECONDS makes it shorter than 180 seconds,
VIGIL_BENCH_PROCESSES names another number of processes, VIGIL_BENCH_BESIDE what else ran.
"""

import http.client
import json
import os
import random
import signal
import socket
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
A_MINUTE = 1_000
"""Registered people who arrive."""
SECONDS = int(os.environ.get("VIGIL_BENCH_SECONDS", "180"))
TWICE_SECONDS = 30
PROCESSES = os.environ.get("VIGIL_BENCH_PROCESSES", "")
STRANGERS = 0.1
"""For each registered person."""
WARM = 8
"""Visits to each page before they arrive, so that each process has loaded its parts."""
CORES = 2
LIMIT = 500
"""Most milliseconds at the 95th percentile. It holds for 1,000 a minute."""
RUSHES = {"1,000 a minute": (A_MINUTE, SECONDS), "2,000 a minute": (2 * A_MINUTE, TWICE_SECONDS)}
"""How many arrive a minute, and for how many seconds."""
MARK = "marker5c1f"
SHEETS = ("vigil/vigil.css", "vigil/programme.css", "vigil/doors.css")

EMPTY = """
from vigil.cli.support.database import set_up_django
set_up_django()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DROP SCHEMA public CASCADE")
    cursor.execute("CREATE SCHEMA public")
"""
"""Overwrites what an earlier run left in PostgreSQL: its keys are gone."""
PREPARE = f"""
import json, secrets, sys
from datetime import UTC, datetime, timedelta
from vigil.cli.support.database import prepare_database, set_up_django
set_up_django()
prepare_database(begins=True)
from django.db import connection
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
    """Return the 50th, the 95th and the 99th percentile, and the longest time."""
    ordered = sorted(times)
    parts = {f"p{part}": ordered[part * len(ordered) // 100] for part in (50, 95, 99)}
    return {name: round(value, 1) for name, value in (*parts.items(), ("most", ordered[-1]))}


def run(_data: Path) -> dict[str, Any]:
    """Let them arrive, on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    before = os.getloadavg()
    measured: dict[str, Any] = {}
    for name, url in databases.items():
        with tempfile.TemporaryDirectory() as folder, _two_cores():
            environment = _environment(Path(folder), url)
            if url:
                _python(environment, "-c", EMPTY)
            measured[name] = {
                rush: _rush(environment, Path(folder), a_minute, seconds)
                for rush, (a_minute, seconds) in RUSHES.items()
            }
    return {
        "server": "vigil serve",
        "cores_for_site_and_visitors": CORES,
        "load_average_before": [round(load, 2) for load in before],
        "beside": os.environ.get("VIGIL_BENCH_BESIDE", "not said"),
        "limit_p95": LIMIT,
        **measured,
    }


def _environment(folder: Path, url: str) -> dict[str, str]:
    folders = {"VIGIL_DATA": f"{folder}/data", "VIGIL_KEYS": f"{folder}/keys"}
    environment = {**os.environ, **folders, "VIGIL_SECRET_KEY": "of a benchmark"}
    environment.pop("DATABASE_URL", None)
    return {**environment, "DATABASE_URL": url} if url else environment


def _rush(environment: dict[str, str], folder: Path, a_minute: int, seconds: int) -> dict[str, Any]:
    """Let people arrive at the gate of a new session for so many seconds."""
    people = a_minute * seconds // 60
    made = json.loads(_python(environment, "-c", PREPARE, str(people)).splitlines()[-1])
    measured = Measured()
    draw = random.Random(5)
    coming: list[str] = [*made["tokens"], *[""] * int(people * STRANGERS)]
    draw.shuffle(coming)
    moments = sorted(draw.uniform(0, seconds) for _ in coming)
    with _served(environment, folder / "serve.log") as port, ThreadPoolExecutor(256) as visitors:
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
        "people": people,
        "strangers": len(coming) - people,
        "seconds": round(lasted, 1),
        "first_request": first,
        **measured.told(),
        "noted_as_having_come": came,
    }


def _first(port: int, token: str, stream: str) -> float:
    """Visit each page some times, as hosts do beforehand: a new process loads its parts.

    Returns the milliseconds of the first answer of all.
    """
    earlier = Measured()
    for _ in range(WARM):
        _come(port, "", stream, time.perf_counter(), earlier)
        _come(port, token, stream, time.perf_counter(), earlier)
    first = earlier.times["kept out"][0]
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
def _served(environment: dict[str, str], log: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    more = {"VIGIL_LISTEN": f"127.0.0.1:{port}"}
    more |= {"VIGIL_PROCESSES": PROCESSES} if PROCESSES else {}
    command = [sys.executable, "-m", "vigil.cli", "serve"]
    with log.open("wb") as file:
        server = subprocess.Popen(command, env={**environment, **more}, stdout=file, stderr=file)
    try:
        _wait_for(port, server, log)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(90)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
        if server.poll() is not None:
            break
    raise RuntimeError(f"the site does not answer: {log.read_text()}")


def _python(environment: dict[str, str], *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    return ran.stdout


def table(result: dict[str, Any]) -> str:
    """Write the result as tables."""
    lines = [f"{result['server']}; milliseconds. Limit at 1,000 a minute: p95 {LIMIT}, no errors"]
    for database in ("sqlite", "postgresql"):
        for name, rush in result.get(database, {}).items():
            lines.append(
                f"\n{rush['database']}, {name} for {rush['seconds']:.0f} s: {rush['people']:,} "
                f"registered, {rush['strangers']} strangers, {rush['requests']:,} requests, "
                f"{rush['errors']} errors, {rush['noted_as_having_come']:,} noted as having come "
                f"(first answer of a new process: {rush['first_request']:,.0f} ms)"
            )
            lines += [f"  {answer}: {n}" for answer, n in rush["what_went_wrong"].items()]
            lines.append(f"{'':12}{'p50':>9}{'p95':>9}{'p99':>9}{'most':>9}")
            lines += [
                f"{kind:12}" + "".join(f"{value:>9}" for value in times.values())
                for kind, times in rush["milliseconds"].items()
            ]
    return "\n".join(lines)
