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
SEARCHES = ("search", "words", "scripts", "typos")
"""Kinds that are asked for twice: what a process has not read yet, and what it has."""
LIMITS = {
    "list": 50,
    "facets": 50,
    "box": 50,
    **dict.fromkeys(SEARCHES, 150),
    "figures": 200,
    "home": 150,
    "map": None,
}
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


INDEX = """
import json, random, statistics, time
from vigil.cli.support.database import set_up_django
set_up_django()
from django.db import connection
from vigil.casefile.models import Case
from vigil.publication.models import PublicTextWord, PublicWord
from vigil.publication.record.projection import project

def size():
    table, text = PublicWord._meta.db_table, PublicTextWord._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s) + pg_total_relation_size(%s)",
                           [table, text])
        else:
            cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM "
                           "sqlite_schema WHERE tbl_name IN (%s, %s))", [table, text])
        return cursor.fetchone()[0]

def one(pk):
    case = Case.objects.get(pk=pk)
    Case.objects.filter(pk=pk).update(contested=not case.contested)
    began = time.perf_counter()
    project([pk])
    return (time.perf_counter() - began) * 1000

pks = random.Random(5).sample(list(Case.objects.values_list("pk", flat=True)), 60)
print(json.dumps({"rows": PublicWord.objects.count() + PublicTextWord.objects.count(),
                  "megabytes": round(size() / 1e6, 1),
                  "project_one_case_ms": round(statistics.median(map(one, pks)), 1)}))
"""


SCRIPTS = {
    "arabic": "كا لو مي را ني تو سا في دو بير غو لين تا بي رو ما سو إل ان جو في",
    "cyrillic": "ка ло ми ра не то са ви ду бер го лин та пе ро ма су эл ан джо фе",
    "kana": "カ ロ ミ ラ ネ ト サ ヴィ ドゥ ベル ゴ リン タ ペ ロ マ ス エル アン ジョ フェ",
}
"""The syllables of generated names in other scripts."""


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
        index = json.loads(_python(environment, "-c", INDEX))
        return {"index": index, **_served_times(environment, plain)}


def _served_times(environment: dict[str, str], plain: dict[str, float]) -> dict[str, Any]:
    addresses = _addresses()
    with _served(environment) as port:
        first = _milliseconds(port, "/api/v1/cases?limit=1")
        first_search = _milliseconds(port, addresses["search"][0])
        ours = {name: _spread(port, some) for name, some in addresses.items()}
        for name in SEARCHES:
            ours[name]["p95_again"] = _spread(port, addresses[name])["p95"]
    for name, median in plain.items():
        ours[name]["plain_orm_median"] = round(median, 1)
    return {
        "first_request": round(first, 1),
        "first_search": round(first_search, 1),
        "milliseconds": ours,
    }


def _addresses() -> dict[str, list[str]]:
    """Return the addresses to ask for, by kind: each list begins without any filter."""
    draw = random.Random(3)
    sys.path.insert(0, str(HERE))
    from generated import COUNTRIES, LINKS, METHODS, SYLLABLES, WORDS

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

    def search(*asked: str) -> str:
        return f"/api/v1/cases?{urlencode({'limit': 50, 'q': ' '.join(asked)})}"

    def words() -> str:
        typed = ("journalist", "abogado", "police", "mafia", "Mexico", "Колумбия", "صحفي", "shot")
        return search(*draw.sample([*typed, *WORDS[:40], "Puerto", "province"], 2))

    def in_script() -> str:
        script = draw.choice(list(SCRIPTS.values()))
        letters = dict(zip(SYLLABLES, script.split(), strict=True))
        return search("".join(letters[part] for part in draw.choices(SYLLABLES, k=3)))

    def typo() -> str:
        letters = list(word())
        at = draw.randrange(1, len(letters) - 1)
        letters[at : at + 2] = reversed(letters[at : at + 2])
        return search("".join([*letters[:-1], draw.choice("xqw"), letters[-1]]), "Puerto")

    kinds: dict[str, Any] = {
        "list": lambda: f"/api/v1/cases?{urlencode({'limit': 50, **filters()})}",
        "facets": lambda: f"/api/v1/facets?{urlencode(filters())}",
        "box": lambda: f"/api/v1/cases?{urlencode({'limit': 50, 'bbox': box()})}",
        "search": lambda: search(word(), word()),
        "words": words,
        "scripts": in_script,
        "typos": typo,
        "figures": lambda: f"/figures/?{urlencode(filters())}",
        "home": lambda: f"/?{urlencode(filters())}",
        "map": lambda: f"/map/?{urlencode(filters())}",
    }
    bare = {
        "list": "/api/v1/cases?limit=50",
        "facets": "/api/v1/facets",
        "box": "/api/v1/cases?limit=50&bbox=-180,-90,180,90",
        "search": search("maka"),
        "words": search("Puerto"),
        "scripts": search("كاسيريس"),
        "typos": search("makqa"),
        "figures": "/figures/",
        "home": "/",
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
        lines.append(
            f"\n{name}  (first request of a process: {measured['first_request']}, first search: "
            f"{measured['first_search']}; index of words: {measured['index']})"
        )
        lines.append(
            f"{'':10}{'median':>8}{'p95':>8}{'most':>8}{'again':>8}{'limit':>8}{'plain ORM':>11}"
        )
        for kind, times in measured["milliseconds"].items():
            limit = LIMITS[kind] or "-"
            plain = times.get("plain_orm_median", "-")
            lines.append(
                f"{kind:10}{times['median']:>8}{times['p95']:>8}{times['most']:>8}"
                f"{times.get('p95_again', '-'):>8}{limit:>8}{plain:>11}"
            )
    return "\n".join(lines)
