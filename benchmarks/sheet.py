"""A team's own sheet: 2,700 rows from 84 countries in, corrected, in again, out, compared.

The sheet is the one that the tests make (tests/casefile/sheets/invented_sheet.py): 50 of its rows
are broken. Each step is timed by the clock and by the processor of the one process that does it, in
a new installation. SQLite is always measured; PostgreSQL where VIGIL_BENCH_POSTGRES names a
database that may be overwritten (postgres://...).
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

NAME = "sheet"
TESTS = Path(__file__).parents[1] / "tests"
LIMIT = 60
"""Seconds, by the clock, for all steps together."""

ROUND = """
import json, sys, time
from vigil.cli.support.database import prepare_database, set_up_django
set_up_django()
prepare_database(begins=True)
sys.path.insert(0, sys.argv[1])
from casefile.sheets import invented_sheet
from vigil.casefile.sheets.verbs.exporting import export_cases
from vigil.casefile.sheets.verbs.importing import apply, plan, save_mapping
from vigil.casefile.models import Case
from vigil.casefile.sheet_files.layout_proposals import propose_layout
from vigil.casefile.sheet_files.reading import read_sheet
from vigil.casefile.sheet_files.writing import to_xlsx
from vigil.trust.models import Role, User

chief, _ = User.objects.get_or_create(username="bench", email="bench@example.org")
chief.grants.get_or_create(role=Role.ADJUDICATOR)
whole = invented_sheet.rows()
rows, named = invented_sheet.broken(whole)
broken, corrected = invented_sheet.xlsx(rows), invented_sheet.xlsx(whole)
steps, found = {}, {}

def step(name, do):
    clock, processor = time.perf_counter(), time.process_time()
    result = do()
    steps[name] = {"seconds": round(time.perf_counter() - clock, 2),
                   "processor": round(time.process_time() - processor, 2)}
    return result

mapping = step("guess", lambda: save_mapping("Bench", propose_layout(read_sheet(broken)), by=chief))
planned = step("plan", lambda: plan(broken, mapping, by=chief))
first = step("import", lambda: apply(planned, by=chief))
found["in"], found["named"] = first.counts["new"], len(first.broken)
found["named_right"] = {r["row"]: r["problems"][0]["column"] for r in first.broken} == named
second = step("import_corrected", lambda: apply(plan(corrected, mapping, by=chief), by=chief))
found["in_again"], found["unchanged"] = second.counts["new"], second.counts["unchanged"]
cases = Case.objects.filter(sheet_rows__sheet=mapping).order_by("pk").distinct()
def out():
    table = export_cases(list(cases), mapping, by=chief)
    return to_xlsx(table.columns, table.rows)
exported = step("export", out)
def compare():
    was, now = read_sheet(corrected), read_sheet(exported)
    return (was.columns, was.rows) == (now.columns, now.rows)
found["same_cells"] = step("compare", compare)
again = step("plan_exported", lambda: plan(exported, mapping, by=chief))
found["changes_planned"] = len(again.of("new", "changed", "conflict")) + len(again.broken)
print(json.dumps({"steps": steps, "found": found}))
"""


def run(data: Path) -> dict[str, Any]:
    """Measure. The development data are not used."""
    measured = {"sqlite": _round(None)}
    if postgres := os.environ.get("VIGIL_BENCH_POSTGRES"):
        measured["postgresql"] = _round(postgres)
    return {"limit": LIMIT, **measured}


def _round(database: str | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "VIGIL_DATA": f"{folder}/data",
            "VIGIL_KEYS": f"{folder}/keys",
        }
        environment.pop("DATABASE_URL", None)
        if database:
            environment["DATABASE_URL"] = database
        ran = subprocess.run(
            [sys.executable, "-c", ROUND, str(TESTS)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    result: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    for unit in ("seconds", "processor"):
        result[unit] = round(sum(step[unit] for step in result["steps"].values()), 2)
    return result


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    lines = []
    for name in ("sqlite", "postgresql"):
        if name not in result:
            continue
        told = result[name]
        lines += [
            f"{name}: {told['seconds']} s by the clock (limit {result['limit']}), "
            f"{told['processor']} s of processor; {told['found']}",
            *(
                f"  {step:18}{times['seconds']:8.2f}{times['processor']:8.2f}"
                for step, times in told["steps"].items()
            ),
        ]
    return "\n".join(lines)
