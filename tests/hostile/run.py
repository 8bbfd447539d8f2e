"""`python -m hostile.run FOLDER [--most N] [KIND...]`: hostile files, and what they cost.

What is done stands in FOLDER/results.jsonl, a line a file; a run that was broken off goes on. The
files are read by a process apart, which is the parent that must not die: for files that are
uploaded it begins the product's own process. Files that failed are kept in FOLDER/found.
"""

import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hostile.seeds import KINDS, MEDIA, PICTURES, made

HANGING = 60
"""Seconds of a processor after which a file counts as one that is never done with."""
UPLOADED = frozenset({*PICTURES, "pdf", *MEDIA})
"""Kinds that the product reads in a process of its own. Who begins it must be small, since a new
process counts the memory of the one that began it as its own."""

Job = tuple[str, int]
"""A kind and a number."""


def main() -> None:
    """Read the hostile files that were not read yet."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("kinds", nargs="*", default=list(KINDS))
    asked.add_argument("--most", type=int, help="so many of each kind")
    told = asked.parse_args()
    run(told.folder, {kind: min(KINDS[kind], told.most or KINDS[kind]) for kind in told.kinds})


def run(folder: Path, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Read so many files of each kind, but for those that were read before; return all results."""
    seeds(folder)
    asked = [(kind, number) for kind, count in counts.items() for number in range(count)]
    for uploaded in (False, True):
        some = [job for job in asked if (job[0] in UPLOADED) is uploaded]
        while left := _left(folder, some):
            if status := _reading(folder, left):
                _note_death(folder, _left(folder, left), status)
    return [line for line in results(folder) if (line["kind"], line["number"]) in set(asked)]


def _left(folder: Path, jobs: Sequence[Job]) -> list[Job]:
    done = {(line["kind"], line["number"]) for line in results(folder)}
    return [job for job in jobs if job not in done]


def _note_death(folder: Path, left: Sequence[Job], status: int) -> None:
    if not left:
        raise RuntimeError(f"the process that reads ended with {status} after the last file")
    kind, number = left[0]
    _note(folder, {"kind": kind, "number": number, "told": f"death: {status}"})
    _keep(folder, kind, number)


def read(folder: Path, jobs: Sequence[Job]) -> None:
    """Read files one after another, and write down what each came to."""
    from hostile.doors import opened

    known, doors = seeds(folder), dict[str, Any]()
    with tempfile.TemporaryDirectory(dir=folder) as work:
        for kind, number in jobs:
            if kind not in doors:
                doors[kind] = opened(kind)
                if kind not in UPLOADED:  # what is loaded at first use is no file's cost
                    _one(doors[kind], known[kind][0], Path(work))
            resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + HANGING, -1))
            content, change = _made(kind, number, known)
            line = _one(doors[kind], content, Path(work))
            _note(folder, {"kind": kind, "number": number, "change": change, **line})
            if line["told"].startswith("raised"):
                _keep(folder, kind, number)


def _one(door: Any, content: bytes, work: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError):  # where the system lets it, the peak is that of this file
        Path("/proc/self/clear_refs").write_text("5")
    spent, began = _processor(), time.monotonic()
    try:
        told = door(content, work)
    except Exception as error:
        told = f"raised {type(error).__name__}: {str(error)[:200]}"
    return {
        "size": len(content),
        "told": told,
        "cpu": round(_processor() - spent, 3),
        "wall": round(time.monotonic() - began, 3),
        "memory": _peak(),
    }


def _made(kind: str, number: int, known: Mapping[str, list[bytes]]) -> tuple[bytes, str]:
    from hostile.changing import hostile

    return hostile(kind, number, known)


def _processor() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + begun.ru_utime + begun.ru_stime


def _peak() -> int:
    """Return the bytes of memory that this process, or any that it began, has held at most."""
    from peak import peak_memory

    return max(peak_memory(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)


def seeds(folder: Path) -> dict[str, list[bytes]]:
    """Return the valid files of every kind; the first time they are made, by a process of its own.

    The encoders take more memory than what is measured here.
    """
    kept = folder / "seeds"
    if not kept.is_dir():
        program = "import sys; from pathlib import Path; from hostile.run import make_seeds; "
        program += "make_seeds(Path(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", program, str(folder)], env=environment(), check=True)
    return {kind: [path.read_bytes() for path in sorted((kept / kind).iterdir())] for kind in KINDS}


def make_seeds(folder: Path) -> None:
    """Make the valid files of every kind, in a folder that is there whole or not at all."""
    with tempfile.TemporaryDirectory() as work:
        new = Path(tempfile.mkdtemp(dir=folder))
        for kind in KINDS:
            (new / kind).mkdir()
            for number, content in enumerate(made(kind, Path(work))):
                (new / kind / f"{number:03}").write_bytes(content)
        new.rename(folder / "seeds")


def _reading(folder: Path, jobs: Sequence[Job]) -> int:
    return read_apart("", folder, jobs)


def read_apart(before: str, folder: Path, jobs: Sequence[Job]) -> int:
    """Read files in a process of their own; return how it ended. It runs `before` first."""
    program = "import json, sys; from pathlib import Path; from hostile.run import read\n"
    program += f"{before}\nread(Path(sys.argv[1]), json.load(sys.stdin))"
    return subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        input=json.dumps(jobs),
        text=True,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # some libraries tell of each strange byte
        check=False,
    ).returncode


def environment() -> dict[str, str]:
    """Return the variables of a process that reads: no key, no database."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, map(os.path.abspath, sys.path)))}


def results(folder: Path) -> list[dict[str, Any]]:
    """Return what was found so far."""
    path = folder / "results.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _note(folder: Path, line: dict[str, Any]) -> None:
    with (folder / "results.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(line) + "\n")


def _keep(folder: Path, kind: str, number: int) -> None:
    path = folder / "found" / f"{kind}-{number}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_made(kind, number, seeds(folder))[0])


if __name__ == "__main__":
    main()
