"""The public record with 100,000 generated cases: how long a reader waits, on each database.

The site runs as it does in use (waitress, a process of its own, two cores); the addresses are
asked for over HTTP, one after another, each with another filter. Beside it stands the same
question put to the same rows with plain queries of the ORM: what the columns in memory are for.

SQLite is always measured; PostgreSQL where VIGIL_BENCH_POSTGRES names a database that may be
overwritten (postgres://...). VIGIL_BENCH_CASES names another number of cases.
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
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

NAME = "public_record"
HERE = Path(__file__).parent
CASES = int(os.environ.get("VIGIL_BENCH_CASES", "100000"))
ASKED = 60
LIMITS = {"list": 50, "facets": 50, "box": 50, "search": 150, "figures": 200, "map": None}
"""Most milliseconds at the 95th percentile; None: measured, no limit set."""

SERVE = """
import sys
from vigil.cli.support.database import set_up_django
set_up_django()
from waitress import serve
from vigil.site.wsgi import application
serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads=2)
"""
PLAIN = """
import json, statistics, sys, time
from vigil.cli.support.database import set_up_django
set_up_django()
from django.db.models import Count
from vigil.casefile.cases.queries import public_cases

def timed(ask):
    times = []
    for _ in range(7):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)

def page():
    cases = public_cases().filter(country="MEX").order_by("-date_earliest", "-public_id")
    cases.count()
    list(cases.prefetch_related("victims__names", "accepted")[:50])

def facets():
    for field in ("country", "event", "method", "organised_crime_link", "contract_or_reward"):
        list(public_cases().values(field).annotate(n=Count("pk")).order_by())
    list(public_cases().values("victims__target_category").annotate(n=Count("pk", distinct=True)))
    list(public_cases().values("victims__outcome").annotate(n=Count("pk", distinct=True)))

def box():
    cases = public_cases().filter(lat__range=(10, 20), lon__range=(-110, -90))
    cases.count()
    list(cases[:50])

def search():
    cases = public_cases().filter(victims__names__folded__contains="kalomi").distinct()
    cases.count()
    list(cases[:50])

print(json.dumps({"list": timed(page), "facets": timed(facets), "box": timed(box),
                  "search": timed(search)}))
"""


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    return {"cases": CASES, **{name: _on(url) for name, url in databases.items()}}


def _on(url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VIGIL_DATA": folder, "VIGIL_SECRET_KEY": "of a benchmark"}
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        _python(environment, str(HERE / "generated.py"), str(CASES))
        plain = json.loads(_python(environment, "-c", PLAIN))
        with _served(environment) as port:
            first = _milliseconds(port, "/api/v1/cases?limit=1")
            ours = {name: _spread(port, addresses) for name, addresses in _addresses().items()}
    for name, median in plain.items():
        ours[name]["plain_orm_median"] = round(median, 1)
    return {"first_request": round(first, 1), "milliseconds": ours}


def _addresses() -> dict[str, list[str]]:
    """Return the addresses to ask for, by kind: each list begins without any filter."""
    draw = random.Random(3)
    sys.path.insert(0, str(HERE))
    from generated import COUNTRIES, LINKS, METHODS, SYLLABLES

    def filters() -> dict[str, str]:
        chosen = {
            "country": draw.choice(list(COUNTRIES)[:12]),
            "method": draw.choice(list(METHODS)[:4]),
            "organised_crime_link": draw.choice(list(LINKS)[:3]),
            "year_from": str(draw.randrange(2004, 2024)),
            "headline": "on",
            "event": "killing",
        }
        kept = draw.sample(list(chosen), draw.randrange(0, 3))
        return {name: chosen[name] for name in kept}

    def word() -> str:
        return "".join(draw.choices(SYLLABLES, k=3))

    def box() -> str:
        west, south = draw.uniform(-120, 70), draw.uniform(-40, 30)
        size = draw.choice((2, 10, 40))
        return f"{west:.2f},{south:.2f},{west + size:.2f},{south + size:.2f}"

    kinds: dict[str, Any] = {
        "list": lambda: f"/api/v1/cases?{urlencode({'limit': 50, **filters()})}",
        "facets": lambda: f"/api/v1/facets?{urlencode(filters())}",
        "box": lambda: f"/api/v1/cases?{urlencode({'limit': 50, 'bbox': box()})}",
        "search": lambda: f"/api/v1/cases?{urlencode({'limit': 50, 'q': f'{word()} {word()}'})}",
        "figures": lambda: f"/figures/?{urlencode(filters())}",
        "map": lambda: f"/map/?{urlencode(filters())}",
    }
    bare = {
        "list": "/api/v1/cases?limit=50",
        "facets": "/api/v1/facets",
        "box": "/api/v1/cases?limit=50&bbox=-180,-90,180,90",
        "search": "/api/v1/cases?limit=50&q=maka",
        "figures": "/figures/",
        "map": "/map/",
    }
    return {name: [bare[name], *(make() for _ in range(ASKED - 1))] for name, make in kinds.items()}


def _spread(port: int, addresses: list[str]) -> dict[str, float]:
    _milliseconds(port, addresses[0])
    times = sorted(_milliseconds(port, address) for address in addresses)
    return {
        "median": round(statistics.median(times), 1),
        "p95": round(times[int(0.95 * len(times))], 1),
        "most": round(times[-1], 1),
    }


def _milliseconds(port: int, address: str) -> float:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return (time.perf_counter() - began) * 1000


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], env=environment)
    try:
        for _ in range(200):
            try:
                _milliseconds(port, "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def _python(environment: dict[str, str], *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return ran.stdout


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [f"{result['cases']:,} cases; milliseconds"]
    for name, measured in result.items():
        if name == "cases":
            continue
        lines.append(f"\n{name}  (first request of a new process: {measured['first_request']})")
        lines.append(f"{'':10}{'median':>8}{'p95':>8}{'most':>8}{'limit':>8}{'plain ORM':>11}")
        for kind, times in measured["milliseconds"].items():
            limit = LIMITS[kind] or "-"
            plain = times.get("plain_orm_median", "-")
            lines.append(
                f"{kind:10}{times['median']:>8}{times['p95']:>8}{times['most']:>8}"
                f"{limit:>8}{plain:>11}"
            )
    return "\n".join(lines)
