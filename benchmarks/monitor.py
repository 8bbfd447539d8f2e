"""The whole way, `vigil run`, on each set of reports: time, memory, what comes to the queue.

Each run is a process of its own on a new data folder. Whether the first fifty candidates of
the queue are real killings is a matter of reading; where gold exists the share is counted.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

NAME = "monitor"
FIRST = 50
SETS = {
    "zacatecas_es": ("zacatecas_labels", "about_a_killing"),
    "muc4_en": ("muc4_labels", "killing_or_attempt"),
    "gva_en": (None, None),
    "feminicidio_pt": ("feminicidio_labels", "killing_or_attempt"),
}
QUEUE = """
import json
from vigil.cli.support.database import set_up_django
set_up_django()
from vigil.casefile.cases.queries import queue
print(json.dumps([
    [m.account.report.key for m in case.memberships.select_related("account__report")]
    for case in queue()[:%d]
]))
"""


def run(data: Path) -> dict[str, Any]:
    return {name: _one(data, name, *gold) for name, gold in SETS.items()}


def _one(data: Path, name: str, labels: str | None, label: str | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VIGIL_DATA": folder}
        environment.pop("DATABASE_URL", None)
        path = str(data / "reports" / f"{name}.jsonl.gz")
        command = [sys.executable, "-m", "vigil.cli", "run", path, "--json"]
        timed = []
        for _ in range(2):
            timed.append(_timed(command, environment))
        ran = subprocess.run(
            [sys.executable, "-c", QUEUE % FIRST],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    (seconds, peak, summary), (again, _, second) = timed
    result = {
        "reports": summary["came_in"],
        "seconds": round(seconds, 1),
        "reports_per_second": round(summary["came_in"] / seconds, 1),
        "peak_mb": peak,
        "kept": summary["new_reports"],
        "candidates": summary["waiting_candidates"],
        "suggestions": summary["waiting_suggestions"],
        "second_run_seconds": round(again, 1),
        "second_run_adds": second["new_reports"] + second["new_accounts"],
    }
    if labels and label:
        result["first_50"] = _precision(json.loads(ran.stdout), data, labels, label)
    return result


def _timed(command: list[str], environment: dict[str, str]) -> tuple[float, int, dict[str, Any]]:
    """Run a command; return its seconds, its peak memory in MB and the JSON it ends with.

    Memory is the resident memory of all its processes together, looked at 20 times a second.
    """
    began, peak = time.monotonic(), 0
    with tempfile.TemporaryFile("w+") as said:
        with subprocess.Popen(
            command, env=environment, stdout=said, stderr=subprocess.DEVNULL
        ) as running:
            root = psutil.Process(running.pid)
            while running.poll() is None:
                peak = max(peak, _resident(root))
                time.sleep(0.05)
        seconds = time.monotonic() - began
        if running.returncode:
            raise subprocess.CalledProcessError(running.returncode, command)
        said.seek(0)
        return seconds, peak >> 20, json.loads(said.read().splitlines()[-1])


def _resident(root: psutil.Process) -> int:
    """Add up the resident memory of a process and all it started, in bytes."""
    total = 0
    try:
        for process in [root, *root.children(recursive=True)]:
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        pass  # one ended while it was looked at; the next look counts the others
    return total


def _precision(queue: list[list[str]], data: Path, labels: str, label: str) -> dict[str, int]:
    """Count, of the first candidates, those with a report that gold calls a killing."""
    with gzip.open(data / "gold" / f"{labels}.jsonl.gz", "rt") as file:
        gold = {row["id"]: row[label] for row in map(json.loads, file)}
    judged = [[gold.get(key.rsplit("@", 1)[0]) for key in keys] for keys in queue]
    return {
        "of": len(queue),
        "killing": sum(any(v is True for v in values) for values in judged),
        "no_killing": sum(False in values and True not in values for values in judged),
        "unlabelled": sum(all(v is None for v in values) for values in judged),
    }


def table(result: dict[str, Any]) -> str:
    lines = [
        f"{'set':15} {'reports':>8} {'seconds':>8} {'per s':>7} {'MB':>6} {'kept':>6} "
        f"{'cand.':>6} {'again s':>8} {'adds':>5}  first 50: killing / not / unlabelled"
    ]
    for name, row in result.items():
        first = row.get("first_50")
        told = (
            f"{first['killing']} / {first['no_killing']} / {first['unlabelled']}"
            if first
            else "no gold"
        )
        lines.append(
            f"{name:15} {row['reports']:8,} {row['seconds']:8.1f} {row['reports_per_second']:7.1f} "
            f"{row['peak_mb']:6,} {row['kept']:6,} {row['candidates']:6,} "
            f"{row['second_run_seconds']:8.1f} {row['second_run_adds']:5}  {told}"
        )
    return "\n".join(lines)
