"""Hostile files of every kind: each is taken or refused, and what reads it lives on."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hostile.changing import hostile
from hostile.run import UPLOADED, Job, read_apart, results, run, seeds
from hostile.seeds import KINDS

MOST_MEMORY = 512 * 1024 * 1024
SLOW = 2.0
"""Seconds of a processor that 99 of 100 files may take."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run: VIGIL_HOSTILE names one in which a broken run goes on."""
    kept = os.environ.get("VIGIL_HOSTILE")
    path = Path(kept) if kept else tmp_path_factory.mktemp("hostile")
    path.mkdir(exist_ok=True)
    return path


def judge(found: list[dict[str, Any]]) -> None:
    """Fail for a death, for what was raised and not refused, and for what cost too much."""
    failed = [line for line in found if line["told"].startswith(("death", "raised"))]
    assert failed == []
    spent = sorted(line["cpu"] for line in found)
    assert spent[len(spent) * 99 // 100] < SLOW
    dearest = max(found, key=lambda line: line["memory"])
    assert dearest["memory"] < MOST_MEMORY, dearest
    refused = sum(line["told"].startswith("refused") for line in found)
    assert len(found) // 10 < refused < len(found) * 9 // 10  # it is neither all nor nothing


def test_200_hostile_files(folder: Path) -> None:
    # The product begins a process for each upload, which takes a third of a second.
    counts = {kind: 1 if kind in UPLOADED else 18 for kind in KINDS}
    found = run(folder, counts)
    assert len(found) == sum(counts.values()) >= 200
    judge(found)


@pytest.mark.tail("test_200_hostile_files")
def test_2500_hostile_files(folder: Path) -> None:
    found = run(folder, KINDS)
    assert len(found) == sum(KINDS.values()) >= 2_500
    judge(found)


def test_a_number_makes_the_same_file_each_time(folder: Path) -> None:
    known = seeds(folder)
    for kind in set(KINDS) - {"age"}:  # what is sealed is never the same twice
        assert hostile(kind, 3, known) == hostile(kind, 3, known)
    files = {hostile("page", number, known)[0] for number in range(200)}
    assert len(files) > 190


DYING = """
import os
from hostile import doors
count = iter(range(99))

def door(content, folder):
    match next(count):
        case 2:
            raise ValueError("x")
        case 4:
            os.abort()
    return "taken"

doors.opened = lambda kind: door
"""


def test_what_dies_and_what_is_raised_is_found(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reading(folder: Path, jobs: Sequence[Job]) -> int:
        return read_apart(DYING, folder, jobs)

    seeds(folder)
    (tmp_path / "seeds").symlink_to(folder / "seeds")
    monkeypatch.setattr("hostile.run._reading", reading)
    found = run(tmp_path, {"csv": 5})
    # The first file that a process reads is a valid one, so its counting is one ahead.
    assert {line["number"]: line["told"] for line in found} == {
        0: "taken", 1: "raised ValueError: x", 2: "taken", 3: "death: -6", 4: "taken",
    }  # fmt: skip
    assert {path.name for path in (tmp_path / "found").iterdir()} == {"csv-1", "csv-3"}
    with pytest.raises(AssertionError):
        judge(found)
    assert run(tmp_path, {"csv": 5}) == found == results(tmp_path)
