"""Kills a process of the lake between any two of its steps. Started by test_lake_cut_off.py.

A process of its own, because each trial is a fork of it that SIGKILL ends before its n-th change
of a name in the lake (a file opened for writing, renamed or removed, a folder made or removed).
Prints JSON.

    python cut_off_lake.py FOLDER STRIDE

What does the same for one month or batch after another is killed before every STRIDE-th step.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lakes import (
    VERSION,
    answers,
    batch,
    expected,
    parquet_files,
    rows_in,
    write_first_layout,
)
from vigil.reading.engines.lake import Lake
from vigil.reading.engines.records import ReadReport

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}
DAYS = ("2024-01-05", "", "2024-01-01")

Batches = dict[str, Sequence[ReadReport]]
HELD: Batches = {name: batch(name, *DAYS) for name in ("one", "two", "three")}
NEW: Batches = {"new": batch("new", *DAYS)}


def write(lake: Lake) -> None:
    for name, reads in NEW.items():
        lake.write(VERSION, name, reads)


def compact(lake: Lake) -> None:
    lake.compact(VERSION)


def ask(lake: Lake) -> None:
    answers(lake)


def start_first(root: Path) -> None:
    """Begin with an empty lake."""


def start_held(root: Path) -> None:
    """Begin with two compacted batches, one that is not, and what a cut-off write left."""
    lake = Lake(root)
    for name, reads in HELD.items():
        if name == "three":
            lake.compact(VERSION)
        lake.write(VERSION, name, reads)
    lake.write(VERSION, "lost", batch("lost", *DAYS))
    for commit in root.glob("**/lost.json"):
        commit.unlink()


def start_first_layout(root: Path) -> None:
    """Begin with a lake as the first version of the program left it."""
    for name, reads in HELD.items():
        path = write_first_layout(root, VERSION, name, reads)
    path.with_suffix(".4711.part").touch()


SCENARIOS: dict[str, tuple[Callable[[Path], None], Callable[[Lake], None], Batches, Batches]] = {
    "first write": (start_first, write, {}, NEW),
    "write": (start_held, write, HELD, NEW),
    "compaction": (start_held, compact, HELD, {}),
    "taking over": (start_first_layout, ask, HELD, {}),
}

REPEATING = {"compaction", "taking over"}
"""Of these, what does the same several times over."""


def run_in_child(act: Callable[[Lake], None], root: Path, kill_before: int) -> bool:
    """Act in a fork, killed before its n-th change in the lake; return whether it came so far."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _die_before(kill_before, root)
            act(Lake(root))
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        sys.exit(f"an act failed with status {os.WEXITSTATUS(status)}")
    return os.WIFSIGNALED(status)


def _die_before(number: int, root: Path) -> None:
    left = number

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (event in CHANGES or writes) and str(arguments[0]).startswith(str(root)):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def told(lake: Lake) -> dict[str, Any]:
    found = answers(lake)
    found.pop("rows")
    return found


def wrong_after(root: Path, act: Callable[[Lake], None], held: Batches, new: Batches) -> list[str]:
    """Say what is wrong in a lake where an act was cut off, and after it is done again."""
    wrong = []
    lake = Lake(root)
    before = told(lake)
    if before not in (expected(held), expected({**held, **new})):
        wrong.append("what was held is not as it was, or what is new is there in part")
    if before["batches"] and not lake.files(VERSION):
        wrong.append("no files")
    act(lake)
    whole = {**held, **new}
    if told(lake) != expected(whole):
        wrong.append("done again, it is not whole")
    lake.sweep(VERSION)
    files = lake.files(VERSION)
    if parquet_files(root) != set(files):
        wrong.append("programs from outside see other files")
    if rows_in(files) != sorted((n, r.report.id) for n, reads in whole.items() for r in reads):
        wrong.append("rows are lost or doubled")
    if list(root.glob("**/*.part")):
        wrong.append("temporary files stay")
    lake.compact(VERSION)
    if told(lake) != expected(whole):
        wrong.append("compacted, it answers otherwise")
    return wrong


def main() -> None:
    os.fsync = lambda descriptor: None  # a killed process loses nothing that was written
    stride, outcomes = int(sys.argv[2]), {}
    for number, (name, (start, act, held, new)) in enumerate(SCENARIOS.items()):
        folder = Path(sys.argv[1]) / str(number)
        start(folder / "start")
        apart = stride if name in REPEATING else 1
        steps, wrong, killed = 1, [], True
        while killed:
            trial = folder / f"cut{steps}"
            if (folder / "start").exists():
                shutil.copytree(folder / "start", trial)
            killed = run_in_child(act, trial, steps)
            wrong += [f"step {steps}: {what}" for what in wrong_after(trial, act, held, new)]
            shutil.rmtree(trial)
            steps += apart
        outcomes[name] = {"steps": steps - apart - 1, "wrong": wrong}
    sys.stdout.write(json.dumps(outcomes))


if __name__ == "__main__":
    main()
