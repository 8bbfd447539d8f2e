"""A lake whose process is killed between any two steps: nothing lost, nothing twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


EVERY = pytest.param(
    1, marks=pytest.mark.tail("every step of a write, every third of what repeats")
)


@pytest.mark.turns
@pytest.mark.parametrize("stride", [3, EVERY])
def test_killed_between_any_two_steps_the_lake_holds_what_it_should(
    stride: int, tmp_path: Path
) -> None:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    ran = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("cut_off_lake.py")),
            str(tmp_path),
            str(stride),
        ],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    outcomes = json.loads(ran.stdout)
    assert {name: outcome["wrong"] for name, outcome in outcomes.items()} == {
        "first write": [],
        "write": [],
        "compaction": [],
        "taking over": [],
    }
    assert all(outcome["steps"] >= 10 for outcome in outcomes.values())
