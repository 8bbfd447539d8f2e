"""The desk over a million cases, a tenth of which wait: how long a recorder waits for each screen.

`desk_speed_rows.py` fills a database in bulk, `desk_speed_screens.py` asks the views through
Django's test client. SQLite is always measured; PostgreSQL where VIGIL_BENCH_POSTGRES names an
empty database (of a superuser, because foreign keys are not checked while it is filled).
VIGIL_BENCH_CASES names another number of cases, VIGIL_BENCH_FOLDER a folder that keeps the database
and each step, so that a run that broke off goes on. Some 3 GB for a million cases.
"""

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from kept_steps import KeptSteps  # noqa: E402
from public_record import _commit, _environment, _folder, _python  # noqa: E402

NAME = "desk_speed"
CASES = int(os.environ.get("VIGIL_BENCH_CASES", "1000000"))
ASKED = int(os.environ.get("VIGIL_BENCH_ASKED", "40"))
LIMIT = 200
"""Most milliseconds at the 95th percentile."""


def run(_data: Path) -> dict[str, Any]:
    """Fill each database, and ask for every screen."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    measured: dict[str, Any] = {"cases": CASES, "candidates": CASES // 10, "asked": ASKED}
    with _folder() as folder:
        kept = KeptSteps(folder, {"commit": _commit(), "cases": CASES})
        for name, url in databases.items():
            environment = _environment(kept, name, url)

            def program(file: str, number: int, environment: dict[str, str]) -> Any:
                return json.loads(_python(environment, str(HERE / file), str(number)))

            filled = partial(program, "desk_speed_rows.py", CASES, environment)
            asked = partial(program, "desk_speed_screens.py", ASKED, environment)
            measured[name] = {
                "filled": kept.step(f"{name} rows", filled),
                "load_before": round(os.getloadavg()[0], 2),
                "screens": kept.step(f"{name} screens", asked),
            }
    return measured


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = [
        f"{result['cases']:,} cases, {result['candidates']:,} of them candidates; milliseconds "
        f"(limit at p95: {LIMIT})"
    ]
    for name in ("sqlite", "postgresql"):
        if name not in result:
            continue
        lines.append(
            f"\n{name}, load {result[name]['load_before']}\n{'':40}{'median':>8}{'p95':>8}"
            f"{'most':>8}{'cpu':>8}{'queries':>9}"
        )
        for screen, times in result[name]["screens"].items():
            if isinstance(times, dict):
                lines.append(
                    f"{screen:40}{times['median']:>8}{times['p95']:>8}{times['most']:>8}"
                    f"{times['cpu_median']:>8}{times['queries']:>9}"
                )
    return "\n".join(lines)
