"""How a run grows with what is known: 500 new reports over 100,000 known accounts, and alone.

Each run is a process of its own, `vigil run`, on a copy of a data folder: one that was just made,
and one that holds the known accounts (`growing_filled.py`). In turn, three times each; the limit is
twice the time of the same reports alone. Seconds by the clock, and of the processor by all
processes of a run. Filling takes some minutes: `python benchmarks/growing.py FOLDER [KNOWN]` keeps
what was filled, to measure it again.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from growing_reports import lines, write

NAME = "growing"
KNOWN, NEW, ROUNDS = 100_000, 500, 3
LIMIT = 2.0
HERE = Path(__file__).parent


def run(data: Path) -> dict[str, Any]:
    """Measure; `data` is not needed."""
    with tempfile.TemporaryDirectory() as folder:
        return measured(Path(folder), KNOWN)


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    rows = [
        f"{result['new']} new reports over {result['known']:,} known accounts, "
        f"medians of {result['rounds']} runs:"
    ]
    for name in ("alone", "over_known"):
        one = result[name]
        seconds, cpu = one["seconds"], one["cpu"]
        rows.append(f"{name:>12}: {seconds:7.1f} s by the clock, {cpu:7.1f} s of the processor")
    rows.append(
        f"       ratio: {result['ratio_seconds']} by the clock, {result['ratio_cpu']} of the "
        f"processor (limit {LIMIT})"
    )
    rows.append(f"filled and linked once: {result['filled']}")
    return "\n".join(rows)


def measured(work: Path, known: int) -> dict[str, Any]:
    """Fill what is not there yet, and measure."""
    new = work / "new.jsonl"
    filled = _filled(work, known, new)
    told: dict[str, list[dict[str, Any]]] = {"alone": [], "over_known": []}
    for _ in range(ROUNDS):
        for name, folder in (("alone", work / "opened"), ("over_known", work / f"known-{known}")):
            own = work / "run"
            shutil.copytree(folder, own)
            told[name].append(_timed(own, "vigil", "run", str(new), "--json"))
            shutil.rmtree(own)
    result: dict[str, Any] = {"known": known, "new": NEW, "rounds": ROUNDS, "filled": filled}
    for name, rounds in told.items():
        result[name] = {
            "seconds": statistics.median(one["seconds"] for one in rounds),
            "cpu": statistics.median(one["cpu"] for one in rounds),
            "rounds": rounds,
        }
    for what in ("seconds", "cpu"):
        ratio = result["over_known"][what] / result["alone"][what]
        result[f"ratio_{what}"] = round(ratio, 2)
    return result


def _filled(work: Path, known: int, new: Path) -> dict[str, Any]:
    """Make the two data folders, and tell how long the first linking of all took."""
    opened, full, said = work / "opened", work / f"known-{known}", work / f"known-{known}.json"
    if said.exists():
        return json.loads(said.read_text())
    shutil.rmtree(opened, ignore_errors=True)
    shutil.rmtree(full, ignore_errors=True)
    nothing, old = work / "nothing.jsonl", work / "old.jsonl"
    nothing.touch()
    before, after = lines(known, NEW)
    write(old, before)
    write(new, after)
    opened.mkdir(parents=True)
    _timed(opened, "vigil", "run", str(nothing), "--json")
    shutil.copytree(opened, full)
    filling = _timed(full, str(HERE / "growing_filled.py"), str(old))
    settling = _timed(full, "vigil", "run", str(nothing), "--json")
    again = _timed(full, "vigil", "run", str(nothing), "--json")
    told = {"filling": filling, "settling": settling, "nothing_new": again}
    said.write_text(json.dumps(told))
    return told


def _timed(folder: Path, what: str, *arguments: str) -> dict[str, Any]:
    """Run `vigil`, or a script, on a data folder; return seconds, and the JSON it ends with."""
    environment = {**os.environ, "VIGIL_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, *(["-m", "vigil.cli"] if what == "vigil" else [what]), *arguments]
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        with subprocess.Popen(command, env=environment, stdout=out) as running:
            _, status, used = os.wait4(running.pid, 0)
            running.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        if running.returncode:
            raise subprocess.CalledProcessError(running.returncode, command)
        out.seek(0)
        said = out.read().splitlines()
    return {
        "seconds": round(seconds, 2),
        "cpu": round(used.ru_utime + used.ru_stime, 2),
        "megabytes": used.ru_maxrss >> 10,
        **(json.loads(said[-1]) if said else {}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("known", type=int, nargs="?", default=KNOWN)
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    result = measured(chosen.work, chosen.known)
    print(json.dumps(result, indent=1))
    print(table(result))


if __name__ == "__main__":
    main()
