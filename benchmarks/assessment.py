"""An assessment of 500 experts in nine regions, 193 countries and 32 terms, in three rounds.

It is set up from two sheets, answered, closed and made final by the verbs of the outlook
(`assessment_script/`), in a process of its own; seconds by the clock, and the pages of director,
lead, expert and reader. Every pooled cell is compared with one computed from the answers alone.
VIGIL_BENCH_POSTGRES names another database beside SQLite; VIGIL_BENCH_EXPERTS and
VIGIL_BENCH_PLACES make it smaller.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from public_record import _python  # noqa: E402

NAME = "assessment"
EXPERTS = int(os.environ.get("VIGIL_BENCH_EXPERTS", "500"))
PLACES = int(os.environ.get("VIGIL_BENCH_PLACES", "193"))
ROUND_LIMIT, PAGE_LIMIT = 60, 300
"""Most seconds to prepare one round of all regions; most milliseconds of a page at p95."""


def run(_data: Path) -> dict[str, Any]:
    """Measure on every database there is."""
    databases = {"sqlite": ""}
    if url := os.environ.get("VIGIL_BENCH_POSTGRES"):
        databases["postgresql"] = url
    return {name: _on(url) for name, url in databases.items()}


def _on(url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        places = {"VIGIL_DATA": f"{folder}/data", "VIGIL_KEYS": f"{folder}/keys"}
        environment = {**os.environ, **places}
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        out = _python(
            environment,
            str(HERE / "assessment_script" / "assessment_played.py"),
            str(EXPERTS),
            str(PLACES),
        )
        found: dict[str, Any] = json.loads(out.splitlines()[-1])
        return found


def table(result: dict[str, Any]) -> str:
    """Write the result as a table."""
    lines = []
    for database, found in result.items():
        if not isinstance(found, dict):
            continue
        lines.append(
            f"{database}: {found['experts']} experts, {found['places']} countries, "
            f"{found['cells']} cells; {found['pooled']} pooled cells differ by at most "
            f"{found['largest difference']:.1e}; {found['memory_mb']} MB"
        )
        lines += [f"  {name:42}{seconds:>9} s" for name, seconds in found["seconds"].items()]
        for number, took in found["rounds"].items():
            told = ", ".join(f"{name} {s} s" for name, s in took.items() if name != "pages")
            lines.append(f"  round {number}: {told} (limit {ROUND_LIMIT} s to prepare)")
        lines.append(f"  {'page':32}{'median':>9}{'p95':>9}{'queries':>9}{'kB':>9}")
        for name, page in {**found["rounds"]["1"]["pages"], **found["pages after"]}.items():
            lines.append(
                f"  {name:32}{page['median']:>9}{page['p95']:>9}{page['queries']:>9}{page['kB']:>9}"
            )
        lines.append(f"  limit of a page: {PAGE_LIMIT} ms")
    return "\n".join(lines)
