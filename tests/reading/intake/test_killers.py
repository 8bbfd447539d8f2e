"""What comes in by intake costs under 512 MB and ten seconds of a processor, whatever it is."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import vigil
from reading.intake.killers import KILLERS

MOST_MEMORY = 512 * 1024 * 1024
SECONDS = 10
ROOMS = os.pathsep.join((str(Path(vigil.__file__).parents[1]), str(Path(__file__).parents[2])))
REFUSED = [
    *("nested div of 97 kB", "nested div of 195 kB", "nested div of 9 MB", "nested b"),
    *("nested lists", "nested tables", "gzip to 1.5 GB", "gzip to 1.5 GB in a folder"),
    *(f"gzip to {size} of {what}" for size in ("600 MB", "1.5 GB") for what in ("lines", "cells")),
    *("feed in gzip", "png"),
    *("lines of brackets", "json feed of brackets", "links"),
    "paragraphs",
]


SOME = [
    pytest.param(name, marks=pytest.mark.tail("600 MB of the same, more than the memory there is"))
    if name.startswith("gzip to 1.5 GB of")
    else name
    for name in KILLERS
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """Begin the program that reads each of them in a fork.

    A fork is ended when it has had its seconds: of the processor, so that load does not count.
    """
    with (
        (tmp_path_factory.mktemp("killers") / "said").open("w") as said,
        subprocess.Popen(
            [sys.executable, "-m", "reading.intake.killers", str(SECONDS + 5)],
            env={"PYTHONPATH": ROOMS, "PATH": os.environ.get("PATH", "")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as process,
    ):
        yield process
        process.communicate()


@pytest.mark.turns
@pytest.mark.parametrize("name", SOME)
def test_cost_is_bounded(name: str, tmp_path: Path, reader: subprocess.Popen[str]) -> None:
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write(f"{name}\t{tmp_path}\n")
    reader.stdin.flush()
    answer, _tab, status = reader.stdout.readline().rstrip("\n").rpartition("\t")
    assert status == "0"
    told: dict[str, Any] = json.loads(answer)
    assert told["memory"] < MOST_MEMORY
    assert told["cpu"] < SECONDS
    if name in REFUSED:
        assert told["refused"] >= 1
        assert told["reports"] == (1 if name == "lines of brackets" else 0)
