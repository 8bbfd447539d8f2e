"""The public record with 100,000 generated cases: how long a reader waits, on each database.

The site runs as it does in use (waitress, a process of its own, two cores); the addresses are
asked for over HTTP, one after another, each with another filter. Beside it stands the same
question put to the same rows with plain queries of the ORM: what the columns in memory are for.

SQLite is always measured; PostgreSQL where VIGIL_BENCH_POSTGRES names a database that may be
overwritten (postgres://...). VIGIL_BENCH_CASES names another number of cases.

Peers. Datasette shows a list with a number beside each value of its columns. It answers the kinds
list, facets, values and people on the same rows in the same run, where VIGIL_BENCH_DATASETTE names
its program (`public_record_peer`). Figures, one figure and the front page have no fair peer:
Datasette draws none, and programs that draw charts of any filter (Superset, Metabase) do so in the
browser of somebody who signed in.

VIGIL_BENCH_FOLDER names a folder that keeps the rows and every step that is done. A run that broke
off goes on there, at the same commit. Progress goes to stderr.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import public_record_peer as peer  # noqa: E402
from kept_steps import KeptSteps  # noqa: E402
from public_record_questions import SEARCHES, Question, questions  # noqa: E402

NAME = "public_record"
CASES = int(os.environ.get("VIGIL_BENCH_CASES", "100000"))
LIMITS = {
    "list": 50,
    "facets": 50,
    "box": 50,
    **dict.fromkeys(SEARCHES, 150),
    "values": 100,
    "people": 100,
    "figures": 150,
    "figure": 150,
    "home": 150,
    "map": None,
}
"""Most milliseconds at the 95th percentile; None: measured, no limit set.

`values` and `people` are the list of cases and that of people killed: whole pages, with the number
that each value of each filter would leave.
"""

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


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is, and Datasette beside SQLite."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    with _folder() as folder:
        kept = KeptSteps(folder, {"commit": _commit(), "cases": CASES})
        measured: dict[str, Any] = {"cases": CASES}
        # At the same time, before anything is measured: writing the rows takes most of a run.
        with ThreadPoolExecutor() as writers:
            list(writers.map(partial(_rows, kept), *zip(*databases.items(), strict=True)))
        for name, url in databases.items():
            measured[name] = _on(kept, name, url)
            if not url and peer.program():
                measured["datasette"] = _beside(kept, _environment(kept, name, url))
        return measured


@contextmanager
def _folder() -> Iterator[Path]:
    if named := os.environ.get("VIGIL_BENCH_FOLDER"):
        yield Path(named)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _commit() -> str:
    from vigil.cli.bench import circumstances

    return str(circumstances()["commit"])


def _environment(kept: KeptSteps, name: str, url: str) -> dict[str, str]:
    folder = str(kept.folder / name)
    places = {"VIGIL_DATA": f"{folder}/data", "VIGIL_KEYS": f"{folder}/keys"}
    environment = {**os.environ, **places, "VIGIL_SECRET_KEY": "of a benchmark"}
    environment.pop("DATABASE_URL", None)
    return {**environment, "DATABASE_URL": url} if url else environment


def _rows(kept: KeptSteps, name: str, url: str) -> None:
    environment, made = _environment(kept, name, url), (str(HERE / "generated.py"), str(CASES))
    kept.step(f"{name} rows", lambda: _python(environment, *made))


def _on(kept: KeptSteps, name: str, url: str) -> dict[str, Any]:
    environment = _environment(kept, name, url)

    def program(script: str) -> Any:
        return json.loads(_python(environment, "-c", script))

    plain = kept.step(f"{name} plain", lambda: program(PLAIN))
    index = kept.step(f"{name} index", lambda: program(INDEX))
    return {"index": index, **_served_times(kept, name, environment, plain)}


def _served_times(
    kept: KeptSteps, database: str, environment: dict[str, str], plain: dict[str, float]
) -> dict[str, Any]:
    asked = questions()
    first, ours = f"{database} first requests", {}
    with _served(environment) as port:
        if kept.has(first):  # what was measured before it broke off began with a warm process
            _milliseconds(port, "/api/v1/cases?limit=1")
        firsts = kept.step(first, lambda: _firsts(port, asked["search"][0]))
        for kind, some in asked.items():
            ours[kind] = kept.step(f"{database} {kind}", partial(_kind, port, kind, some))
    for name, median in plain.items():
        ours[name]["plain_orm_median"] = round(median, 1)
    return {**firsts, "milliseconds": ours}


def _firsts(port: int, search: Question) -> dict[str, Any]:
    return {
        "load_before": round(os.getloadavg()[0], 2),
        "first_request": round(_milliseconds(port, "/api/v1/cases?limit=1"), 1),
        "first_search": round(_milliseconds(port, search.address), 1),
    }


def _kind(port: int, kind: str, asked: Sequence[Question]) -> dict[str, float]:
    addresses = [one.address for one in asked]
    times = _spread(port, addresses)
    if kind in SEARCHES:
        times["p95_again"] = _spread(port, addresses)["p95"]
    return times


def _beside(kept: KeptSteps, environment: dict[str, str]) -> dict[str, Any]:
    """Measure Datasette, after it was asked whether it counts the same rows as ours."""
    tables, asked = kept.folder / f"{peer.FILE}.db", questions()
    rows = kept.step("datasette rows", lambda: peer.make_tables(environment, tables))
    theirs, times = peer.addresses(asked), {}
    with peer.served(tables) as port:
        kept.step("datasette agrees", lambda: _agree(environment, port, asked["list"], theirs))
        for kind, addresses in theirs.items():
            times[kind] = kept.step(f"datasette {kind}", partial(_spread, port, addresses))
    return {"version": peer.version(), "rows": rows, "milliseconds": times}


def _agree(
    environment: dict[str, str],
    port: int,
    asked: Sequence[Question],
    theirs: Mapping[str, Sequence[str]],
) -> int:
    """Return in how many answers both count the same cases. Raises RuntimeError where not."""
    with _served(environment) as ours:
        for question, address in zip(asked, theirs["list"], strict=True):
            counts = (
                json.loads(_answer(ours, question.address))["count"],
                peer.count_of(json.loads(_answer(port, address))),
            )
            if counts[0] != counts[1]:
                raise RuntimeError(f"{address}: {counts[1]} cases, {counts[0]} of ours")
    return len(asked)


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
    _answer(port, address)
    return (time.perf_counter() - began) * 1000


def _answer(port: int, address: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", address)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return content


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
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return ran.stdout


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [f"{result['cases']:,} cases; milliseconds"]
    beside = result.get("datasette", {"milliseconds": {}})["milliseconds"]
    for name in ("sqlite", "postgresql"):
        if name not in result:
            continue
        measured = result[name]
        lines.append(
            f"\n{name}  (first request of a process: {measured['first_request']}, first search: "
            f"{measured['first_search']}; index of words: {measured['index']})"
        )
        lines.append(
            f"{'':10}{'median':>8}{'p95':>8}{'most':>8}{'again':>8}{'limit':>8}{'plain ORM':>11}"
            f"{'Datasette':>11}{'p95':>8}"
        )
        for kind, times in measured["milliseconds"].items():
            theirs = beside.get(kind, {})
            lines.append(
                f"{kind:10}{times['median']:>8}{times['p95']:>8}{times['most']:>8}"
                f"{times.get('p95_again', '-'):>8}{LIMITS[kind] or '-':>8}"
                f"{times.get('plain_orm_median', '-'):>11}"
                f"{theirs.get('median', '-'):>11}{theirs.get('p95', '-'):>8}"
            )
    return "\n".join(lines)
