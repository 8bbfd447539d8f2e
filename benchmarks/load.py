"""The site under load: 50 requests a second of a stated mix over 100,000 generated cases.

`vigil serve` runs as it does in use; the client (`load_client`) shares its two cores. Phases, one
after another on the same processes:

- `steady`: 50 a second for VIGIL_BENCH_SECONDS (600). Limits: p95 500 ms; memory grows by 5%.
- `ten_times`: 500 a second for half a minute. Only 200 and 503 may come (302 to a form that was
  sent), and within 30 seconds after it everybody at 50 a second is served within the limit again.
- `hostile`: 50 a second beside 300 half-open headers and 60 slow bodies.

A health check is asked for every second beside each. SQLite is always measured; PostgreSQL where
VIGIL_BENCH_POSTGRES names a database that may be overwritten. VIGIL_BENCH_CASES names another
number of cases, VIGIL_BENCH_FOLDER a folder that keeps the rows, VIGIL_BENCH_PROCESSES another
number of processes.
"""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from kept_steps import say  # noqa: E402
from load_client import (  # noqa: E402
    Asked,
    Crowd,
    Hostile,
    crowd,
    get,
    memory_mb,
    post,
    seconds_to_recover,
)
from public_record import _folder  # noqa: E402
from public_record_questions import questions  # noqa: E402

NAME = "load"
CASES = int(os.environ.get("VIGIL_BENCH_CASES", "100000"))
SECONDS = int(os.environ.get("VIGIL_BENCH_SECONDS", "600"))
PROCESSES = os.environ.get("VIGIL_BENCH_PROCESSES", "")
RATE, FLOOD, FLOOD_SECONDS, AFTER_SECONDS, HOSTILE_SECONDS = 50, 500, 30, 45, 30
WARM_SECONDS = 20
LIMIT_MS, LIMIT_GROWTH, LIMIT_RECOVERY = 500, 5, 30
HEADERS, BODIES = 300, 60
MIX = {
    "case": 24,
    "values": 14,
    "home": 8,
    "figures": 4,
    "figure": 6,
    "list": 12,
    "search": 8,
    "words": 4,
    "facets": 4,
    "form": 4,
    "post": 4,
    "queue": 8,
}
"""How many of a hundred requests are of each kind. `list`, `search`, `words` and `facets` ask the
API, `values` is the list of cases with a filter, `queue` that of the desk, signed in."""
FORM = "/about/report-an-error/"
PREPARE = """
import json, sys
from vigil.cli.support.database import prepare_database, set_up_django
set_up_django()
prepare_database(begins=True)
from datetime import timedelta
from django.conf import settings
from django.test import Client
from django.utils import timezone
from vigil.casefile.models import Case
from vigil.trust.models import Role, RoleGrant, User
from vigil.trust.public_forms.tickets import new_ticket

Case.objects.bulk_create([
    Case(public_id=f"V-{900_000 + n}", stage="candidate", title=f"Kalomi {n}", event="killing",
         date="2026-01-01", date_precision="day", country="MEX", n_reports=1, n_sources=1,
         origin="machine")
    for n in range(2_000 - Case.objects.filter(stage="candidate").count())
])
def person(name, role):
    address = f"{name}@bench.example"
    user, _new = User.objects.get_or_create(
        username=address, email=address, defaults={"last_login": timezone.now()})
    RoleGrant.objects.get_or_create(user=user, role=role)
    return user

cookies = []
for n in range(4):
    client = Client()
    user = person(f"coder{n}", Role.CODER)
    client.force_login(user)
    session = client.session
    session["second_factor"] = str(user.pk)
    session.save()
    name = settings.SESSION_COOKIE_NAME
    cookies.append(f"{name}={client.cookies[name].value}")
person("answers", Role.ADJUDICATOR)  # somebody must be there, or the form is closed
made = timezone.now() - timedelta(minutes=1)
print(json.dumps({
    "cookies": cookies,
    "tickets": [new_ticket(made) for _ in range(int(sys.argv[1]))],
    "cases": list(Case.objects.filter(visibility="published").order_by("pk")
                  .values_list("public_id", flat=True)[::97]),
}))
"""


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    measured: dict[str, Any] = {"cases": CASES, "seconds": SECONDS, "mix": MIX}
    with _folder() as folder:
        for name, url in databases.items():
            environment = _environment(folder / name, url)
            _rows(folder, name, environment)
            measured[name] = _measure(environment, folder / name)
    return measured


def _environment(folder: Path, url: str) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "VIGIL_DATA": f"{folder}/data", "VIGIL_KEYS": f"{folder}/keys"}
    environment["VIGIL_SECRET_KEY"] = "of a benchmark"
    environment.pop("DATABASE_URL", None)
    return {**environment, "DATABASE_URL": url} if url else environment


def _rows(folder: Path, name: str, environment: dict[str, str]) -> None:
    """Write the rows, unless an earlier run has done it."""
    done = folder / f"{name}-{CASES}-rows"
    if not done.exists():
        _python(environment, str(HERE / "generated.py"), str(CASES))
        done.touch()


def _python(environment: dict[str, str], *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return ran.stdout


def _measure(environment: dict[str, str], folder: Path) -> dict[str, Any]:
    posts = (WARM_SECONDS + SECONDS + AFTER_SECONDS + HOSTILE_SECONDS) * RATE
    tickets = (posts + FLOOD * FLOOD_SECONDS) * MIX["post"] // 50
    prepared = json.loads(_python(environment, "-c", PREPARE, str(tickets)).splitlines()[-1])
    with _served(environment, folder / "serve.log") as (port, process):
        return asyncio.run(_phases(port, process, _requests(prepared)))


async def _phases(port: int, process: psutil.Process, asked: Iterator[Asked]) -> dict[str, Any]:
    memory: list[float] = []

    def note() -> None:
        memory.append(memory_mb([one.pid for one in process.children()]))

    async def phase(name: str, rate: float, seconds: float) -> Crowd:
        say(f"{name}: {rate} a second for {seconds} s")
        return await crowd(port, asked, rate, seconds, note)

    await phase("warm-up", RATE / 2, WARM_SECONDS)
    await phase("warm-up", RATE, WARM_SECONDS)
    memory.clear()
    steady = await phase("steady", RATE, SECONDS)
    growth = _growth(memory)
    processes = len(process.children())
    flood = await phase("ten times", FLOOD, FLOOD_SECONDS)
    ended = max(one.due for one in flood.answers)
    after = await phase("after", RATE, AFTER_SECONDS)
    async with Hostile(port, HEADERS, BODIES):
        hostile = await phase("hostile", RATE, HOSTILE_SECONDS)
    return {
        "processes": processes,
        "steady": steady.table() | growth,
        "ten_times": flood.table(),
        "after": after.table()
        | {"recovered_after": seconds_to_recover(after.answers, ended, LIMIT_MS / 1000)},
        "hostile": hostile.table(),
        "memory_at_the_end_mb": memory[-1],
    }


def _growth(memory: list[float]) -> dict[str, float]:
    """Return memory in the first and the last tenth of a phase, and its growth in percent."""
    tenth = max(1, len(memory) // 10)
    first, last = sum(memory[:tenth]) / tenth, sum(memory[-tenth:]) / tenth
    return {
        "memory_first_mb": round(first, 1),
        "memory_last_mb": round(last, 1),
        "growth_percent": round(100 * (last - first) / first, 1),
    }


def _requests(prepared: dict[str, Any]) -> Iterator[Asked]:
    """Yield requests of the mix, for ever: a thousand cases, and 30 to 60 filters of each kind."""
    draw, pages = random.Random(5), questions()
    tickets = iter(prepared["tickets"])
    while True:
        kind = draw.choices(list(MIX), list(MIX.values()))[0]
        if kind == "post":
            said = {"ticket": next(tickets), "wants": "correction", "text": "The day is wrong."}
            yield Asked(kind, post(FORM, urlencode(said).encode()))
        elif kind == "form":
            yield Asked(kind, get(FORM))
        elif kind == "queue":
            yield Asked(kind, get("/desk/", draw.choice(prepared["cookies"])))
        elif kind == "case":
            yield Asked(kind, get(f"/cases/{draw.choice(prepared['cases'])}/"))
        else:
            yield Asked(kind, get(draw.choice(pages[kind]).address))


@contextmanager
def _served(environment: dict[str, str], log: Path) -> Iterator[tuple[int, psutil.Process]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = {"VIGIL_LISTEN": f"127.0.0.1:{port}"} | (
        {"VIGIL_PROCESSES": PROCESSES} if PROCESSES else {}
    )
    with log.open("wb") as file:
        served = subprocess.Popen(
            [sys.executable, "-m", "vigil.cli", "serve"],
            env={**environment, **more},
            stdout=file,
            stderr=file,
        )
    try:
        _wait_for(port, served)
        yield port, psutil.Process(served.pid)
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(90)


def _wait_for(port: int, served: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        try:
            with socket.create_connection(("127.0.0.1", port), 10) as one:
                one.sendall(get("/healthz"))
                if one.recv(100).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            time.sleep(0.2)
        if served.poll() is not None:
            break
    raise RuntimeError("the site does not answer: see serve.log")


def table(result: dict[str, Any]) -> str:
    """Write the result as tables."""
    lines = [f"{result['cases']:,} cases; milliseconds. Limit of `steady`: p95 {LIMIT_MS}"]
    for name in ("sqlite", "postgresql"):
        if name not in result:
            continue
        measured = result[name]
        lines.append(f"\n{name}, {measured['processes']} processes")
        lines.append(f"{'':12}{'requests':>9}{'p50':>8}{'p95':>8}{'p99':>8}{'most':>9}  answers")
        for phase in ("steady", "ten_times", "after", "hostile"):
            one = measured[phase]
            shown = "".join(f"{one.get(key, '-'):>8}" for key in ("p50", "p95", "p99"))
            lines.append(
                f"{phase:12}{one['requests']:>9}{shown}{one.get('most', '-'):>9}  {one['statuses']}"
            )
            health = one["by_kind"].get("health", {})
            lines.append(f"{'  /healthz':21}{health.get('p50', '-'):>8}{health.get('p95', '-'):>8}")
        steady = measured["steady"]
        lines.append(
            f"memory {steady['memory_first_mb']} to {steady['memory_last_mb']} MB "
            f"({steady['growth_percent']}%, limit {LIMIT_GROWTH}%); recovered "
            f"{measured['after']['recovered_after']} s after ten times (limit {LIMIT_RECOVERY})"
        )
        lines += [
            f"  {kind:10}{times.get('p50', '-'):>8}{times.get('p95', '-'):>8}"
            for kind, times in steady["by_kind"].items()
        ]
    return "\n".join(lines)
