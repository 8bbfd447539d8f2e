"""100,000 names to remember: how long a reader waits, on each database.

The site runs as it does in use (waitress, a process of its own); the addresses are asked for over
HTTP, one after another. Names are put together from syllables, some of them far more common than
others, as first names are. Beside the search stands the same question put to the case file by the
plain means of the ORM.

SQLite is always measured; PostgreSQL where VIGIL_BENCH_POSTGRES names a database that may be
overwritten (postgres://...). VIGIL_BENCH_NAMES names another number of names.
"""

import json
import os
import random
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))
import public_record as site
from names_generated import word_of

NAME = "names"
NAMES = int(os.environ.get("VIGIL_BENCH_NAMES", "100000"))
ASKED = 40
LIMITS = {
    "search": 200,
    "page 1": None,
    "page 1,000": None,
    "filtered": None,
    "today": None,
    "calendar": None,
    "roll of a year": None,
}
"""Most milliseconds at the 95th percentile; None: measured, no limit set."""

PLAIN = """
import json, statistics, sys, time
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.casefile.cases.queries import public_cases

def search():
    cases = public_cases().filter(victims__names__folded__contains=sys.argv[1]).distinct()
    cases.count()
    list(cases[:100])

times = []
for _ in range(5):
    began = time.perf_counter()
    search()
    times.append((time.perf_counter() - began) * 1000)
print(json.dumps(statistics.median(times)))
"""
DECIDING = """
import json, statistics, time
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.trust.models import Role, RoleGrant, User
from vigil.witness.names.verbs.admitting import exclude
from vigil.witness.models import Name

by = User.objects.create(username="e@example.org", email="e@example.org")
RoleGrant.objects.create(user=by, role=Role.EDITOR)
times = []
for name in Name.objects.filter(standing="remembered")[:20]:
    began = time.perf_counter()
    exclude(name, by=by, why="Measured")
    times.append((time.perf_counter() - began) * 1000)
print(json.dumps(statistics.median(times)))
"""


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    return {"names": NAMES, **{name: _on(url) for name, url in databases.items()}}


def _on(url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "VIGIL_DATA": f"{folder}/data",
            "VIGIL_KEYS": f"{folder}/keys",
            "VIGIL_SECRET_KEY": "of a benchmark",
        }
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        made = site.HERE / "names_generated.py"
        filled = json.loads(site._python(environment, str(made), str(NAMES)))
        plain = json.loads(site._python(environment, "-c", PLAIN, word_of(random.Random(3), 300)))
        with site._served(environment) as port:
            first = site._milliseconds(port, "/names/")
            ours = {name: site._spread(port, asked) for name, asked in _addresses().items()}
        decided = json.loads(site._python(environment, "-c", DECIDING))
    ours["search"]["plain_orm_median"] = round(plain, 1)
    return {
        **filled,
        "first_request": round(first, 1),
        "one_decision": round(decided, 1),
        "milliseconds": ours,
    }


def _addresses() -> dict[str, list[str]]:
    """Return the addresses to ask for, by kind."""
    draw = random.Random(5)

    def search(n: int) -> str:
        """Ask for one common word, for a first and a last name, for one with a slip of the pen."""
        first, last = word_of(draw, 300), word_of(draw, 5000)
        slip = last[:2] + "y" + last[3:]
        said = (first, f"{first} {last}", f"{last} {first}", slip, first[:3])[n % 5]
        return f"/names/?{urlencode({'q': said})}"

    return {
        "search": [search(n) for n in range(ASKED)],
        "page 1": ["/names/"] * 10,
        "page 1,000": ["/names/?page=1000"] * 10,
        "filtered": [f"/names/?country=MEX&year={2004 + n}" for n in range(20)],
        "today": [f"/names/today/?day=2026-{n:02}-17" for n in range(1, 13)],
        "calendar": ["/names/anniversaries.ics"] * 3,
        "roll of a year": [f"/names/roll.pdf?year={year}" for year in (2010, 2011, 2012)],
    }


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [f"{result['names']:,} names; milliseconds"]
    for name, measured in result.items():
        if name == "names":
            continue
        lines.append(
            f"\n{name}  (made in {measured['made_in_s']} s; first request "
            f"{measured['first_request']}; one decision {measured['one_decision']})"
        )
        lines.append(f"{'':16}{'median':>8}{'p95':>8}{'most':>8}{'limit':>8}{'plain ORM':>11}")
        for kind, times in measured["milliseconds"].items():
            limit, plain = LIMITS[kind] or "-", times.get("plain_orm_median", "-")
            lines.append(
                f"{kind:16}{times['median']:>8}{times['p95']:>8}{times['most']:>8}"
                f"{limit:>8}{plain:>11}"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(run(Path())))
