"""Datasette beside the public record: the same rows and the same filters, served on this machine.

Datasette puts a number beside each value of the columns that it is asked for, as our lists do. It
has a table of cases and one of the people killed, an index for each column that is filtered or
counted, a file that it may take never to change, and limits of time that cut no answer. It suggests
no facets, as ours do not. Its numbers stand for the filter that is chosen; ours say what each value
would leave given the other filters, which is more to count.

VIGIL_BENCH_DATASETTE names its program, in an environment of its own: `python -m venv FOLDER` and
`FOLDER/bin/pip install datasette==0.65.5`. It reads SQLite only.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from public_record_questions import Question

OF_CASES = (
    *("country", "year", "event", "method", "motive", "why_targeted", "place_type"),
    *("place_precision", "impunity", "organised_crime_link", "contract_or_reward", "headline"),
)
"""Columns of cases with a number beside each value."""
OF_PEOPLE = (
    *("target_category", "gender", "age_group", "country", "year", "event", "method"),
    *("organised_crime_link", "headline"),
)
SETTINGS = {
    "suggest_facets": "off",
    "default_facet_size": "60",
    "sql_time_limit_ms": "60000",
    "facet_time_limit_ms": "60000",
}

TABLES = """
import json, sqlite3, sys
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.publication.models import PublicCase
from vigil.publication.record.columns import current

def typed(names):
    return ", ".join(f"{n} {'INTEGER' if n in ('year', 'headline') else 'TEXT'}" for n in names)

path, of_cases, of_people = sys.argv[1], sys.argv[2].split(), sys.argv[3].split()
columns = current()
coded = {name: [columns.coded[name].values[code] for code in columns.coded[name].codes.tolist()]
         for name in columns.coded}
years, headline = columns.year.tolist(), columns.headline.tolist()
shown = {pk: rest for pk, *rest in PublicCase.objects.values_list(
    "pk", "public_id", "date", "admin1", "place", "n_killed")}

def case(row):
    value = {**{name: values[row] for name, values in coded.items()},
             "year": years[row] or None, "headline": int(headline[row])}
    return shown[columns.pk[row]], value

people = columns.people
of_person = {name: [people.values[name][code] for code in people.codes[name].tolist()]
             for name in ("target_category", "gender", "age_group")}
killed = people.killed.nonzero()[0].tolist()
with sqlite3.connect(path) as db:
    db.execute("CREATE TABLE cases (id TEXT PRIMARY KEY, date TEXT, admin1 TEXT, place TEXT, "
               "n_killed INTEGER, " + typed(of_cases) + ")")
    cases = ([*said, *(value[name] for name in of_cases)]
             for said, value in map(case, range(len(years))))
    db.executemany(
        "INSERT INTO cases VALUES (" + ", ".join("?" * (5 + len(of_cases))) + ")", cases)
    db.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, case_id TEXT, date TEXT, place TEXT, "
               + typed(of_people) + ")")
    for n in killed:
        said, value = case(int(people.row[n]))
        value.update({name: values[n] for name, values in of_person.items()})
        db.execute("INSERT INTO people VALUES (" + ", ".join("?" * (4 + len(of_people))) + ")",
                   [n, said[0], said[1], said[3], *(value[name] for name in of_people)])
    for table, names in (("cases", [*of_cases, "date"]), ("people", [*of_people, "date"])):
        for name in names:
            db.execute(f"CREATE INDEX {table}_{name} ON {table} ({name})")
    db.execute("ANALYZE")
print(json.dumps({"cases": len(years), "people_killed": len(killed)}))
"""


def program() -> str:
    """Return the program of Datasette that was named; empty without one."""
    return os.environ.get("VIGIL_BENCH_DATASETTE", "")


def make_tables(environment: Mapping[str, str], path: Path) -> dict[str, int]:
    """Write the public record of an installation into the tables of a new SQLite file."""
    path.unlink(missing_ok=True)
    ran = subprocess.run(
        [sys.executable, "-c", TABLES, str(path), " ".join(OF_CASES), " ".join(OF_PEOPLE)],
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, int] = json.loads(ran.stdout)
    return found


def addresses(asked: Mapping[str, list[Question]]) -> dict[str, list[str]]:
    """Return what Datasette is asked, for the kinds that it answers too."""
    facets = [("_facet", name) for name in OF_CASES]
    kinds: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "list": ("cases.json", [("_size", "50"), ("_sort_desc", "date"), ("_shape", "objects")]),
        "facets": ("cases.json", [("_size", "1"), *facets]),
        "values": ("cases", [("_size", "100"), ("_sort_desc", "date"), *facets]),
        "people": (
            "people",
            [("_size", "100"), ("_sort_desc", "date"), *(("_facet", name) for name in OF_PEOPLE)],
        ),
    }
    return {
        kind: [f"/{FILE}/{table}?{urlencode([*_filter(one), *given])}" for one in asked[kind]]
        for kind, (table, given) in kinds.items()
    }


FILE = "record"
"""The name of the file without its ending, which is that of the database in addresses."""


def _filter(question: Question) -> list[tuple[str, str]]:
    own = {"year_from": "year__gte", "headline": "headline"}
    return [
        (own.get(name, name), "1" if name == "headline" else value)
        for name, value in question.filter.items()
    ]


@contextmanager
def served(path: Path) -> Iterator[int]:
    """Serve the tables, and yield the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [part for name, value in SETTINGS.items() for part in ("--setting", name, value)]
    command = [program(), "serve", "-i", str(path), "-p", str(port), *settings]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def version() -> str:
    """Return the version of Datasette."""
    ran = subprocess.run([program(), "--version"], capture_output=True, text=True, check=True)
    return ran.stdout.rsplit(maxsplit=1)[-1]


def count_of(answer: Any) -> int:
    """Return how many rows an answer of its API counts."""
    return int(answer["filtered_table_rows_count"])
