"""A tenth of the index, played by its verbs from two sheets to final panels."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = (
    Path(__file__).resolve().parents[2]
    / "benchmarks"
    / "assessment_script"
    / "assessment_played.py"
)


@pytest.mark.tail("each verb of an assessment is tested by itself, and pooling by its own numbers")
def test_a_tenth_is_pooled_exactly_and_nobody_sees_what_is_not_theirs(tmp_path: Path) -> None:
    folders = {"VIGIL_DATA": str(tmp_path / "data"), "VIGIL_KEYS": str(tmp_path / "keys")}
    without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "50", "19"],
        env={**without, **folders, "VIGIL_SECRET_KEY": "x"},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    played = json.loads(done.stdout.splitlines()[-1])
    assert played["pooled"] == played["cells"] > 500
    assert played["largest difference"] < 1e-9
    assert played["closed by conflicts"] > 0
    assert played["asked in conflict"] == 0
    assert played["shown to successors"] == 0
    assert all(one["prepared"] < 60 for one in played["rounds"].values())
    assert played["prepared at the end"] < 60
