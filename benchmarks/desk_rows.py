"""What a recorder meets: the first rows of the queue over two sets, scored against two readings.

`vigil run` reads a set into an empty data folder; the queue of that folder is what the desk shows.
The readings (`desk_labels/`) were made once, of the reports of the first 200 rows at commit
7574555d and of all that screening let through then. They hold no words of the reports:
names are spans. Both readers were instances of a large language model that read each report whole,
apart from each other and from Vigil's answers, under one written guide; no person has checked
them. Their agreement is therefore kinder than that of two people would be.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from desk_scores import agreement, numbers_scored, persons_scored, rows_scored

NAME = "desk"
SETS = ("zacatecas_es", "muc4_en")
FIRST = (50, 200)
LABELS = Path(__file__).parent / "desk_labels"
READERS = ("a", "b")


def run(data: Path) -> dict[str, Any]:
    """Read both sets, and score the first rows of their queues by either reading."""
    return {name: _measured(data / "reports" / f"{name}.jsonl.gz", name) for name in SETS}


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    lines = []
    for name, found in result.items():
        lines += [f"{name}: agreement of the readers {json.dumps(found['agreement'])}"]
        for first in FIRST:
            for reader in READERS:
                scores = found[f"first_{first}"][reader]
                told = ", ".join(f"{key} {value}" for key, value in scores.items())
                lines.append(f"  first {first}, reader {reader}: {told}")
            for reader in READERS:
                scores = found[f"first_{first}_folded"][reader]
                told = ", ".join(f"{key} {value}" for key, value in scores.items())
                lines.append(f"  rows a person sees, near-duplicates folded, {reader}: {told}")
    return "\n".join(lines)


def readings(name: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Return both readings of a set, by report."""
    lines = (LABELS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {reader: {row["id"]: row[reader] for row in rows} for reader in READERS}


def scored(
    rows: list[dict[str, Any]], reading: dict[str, Any], texts: dict[str, Any]
) -> dict[str, Any]:
    """Return all scores of some rows by one reading."""
    numbers = numbers_scored(rows, reading)
    persons = persons_scored(rows, reading, texts)
    return {
        **rows_scored(rows, reading),
        **{f"killed_{key}": value for key, value in numbers.items()},
        **{name: f"{found.wrong} of {found.known}" for name, found in persons.items()},
    }


def _measured(source: Path, name: str) -> dict[str, Any]:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        texts = {row["id"]: row for row in map(json.loads, lines)}
    both = readings(name)
    with tempfile.TemporaryDirectory() as folder:
        rows, folded = _queue(source, folder)
    found: dict[str, Any] = {"agreement": agreement(both["a"], both["b"]), "rows": len(rows)}
    for first in FIRST:
        own = rows[:first]
        found[f"first_{first}"] = {r: scored(own, both[r], texts) for r in READERS}
        seen = [row for at, row in enumerate(own) if at not in folded]
        # What a person sees of them: those that may be the same as one above stand folded below it.
        found[f"first_{first}_folded"] = {
            r: {"seen": len(seen), **rows_scored(seen, both[r])} for r in READERS
        }
    return found


def _queue(source: Path, folder: str) -> tuple[list[dict[str, Any]], set[int]]:
    environment = {**os.environ, "VIGIL_DATA": folder}
    environment["DJANGO_SETTINGS_MODULE"] = "vigil.site.settings"
    environment.pop("DATABASE_URL", None)
    program = [sys.executable, "-m", "vigil.cli", "run", str(source), "--json"]
    subprocess.run(program, env=environment, check=True, stdout=subprocess.DEVNULL)
    asked = [sys.executable, str(Path(__file__).parent / "desk_rows_queue.py"), str(max(FIRST))]
    told = subprocess.run(asked, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    *rows, folded = [json.loads(line) for line in told.stdout.splitlines() if line[:1] in "{["]
    return rows, set(folded)
