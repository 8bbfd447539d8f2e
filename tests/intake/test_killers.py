"""What comes in by intake costs under 512 MB and ten seconds of a processor, whatever it is."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import vigil
from intake.killers import KILLERS

MOST_MEMORY = 512 * 1024 * 1024
SECONDS = 10
ROOMS = os.pathsep.join((str(Path(vigil.__file__).parents[1]), str(Path(__file__).parents[1])))
REFUSED = [
    *("nested div of 97 kB", "nested div of 195 kB", "nested div of 9 MB", "nested b"),
    *("nested lists", "nested tables", "gzip to 1.5 GB", "gzip to 1.5 GB in a folder"),
    *("gzip to 1.5 GB of lines", "gzip to 1.5 GB of cells", "feed in gzip", "png"),
    *("lines of brackets", "json feed of brackets", "links"),
    "paragraphs",
]


def _bounded() -> None:
    """End the process when it has had its seconds: of the processor, so that load does not count.

    The start of the interpreter and its libraries is on top.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 5, SECONDS + 5))


@pytest.mark.parametrize("name", KILLERS)
def test_cost_is_bounded(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "intake.killers", name, str(tmp_path)],
        env={"PYTHONPATH": ROOMS, "PATH": os.environ.get("PATH", "")},
        capture_output=True,
        text=True,
        preexec_fn=_bounded,
        check=False,
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["memory"] < MOST_MEMORY
    assert told["cpu"] < SECONDS
    if name in REFUSED:
        assert told["refused"] >= 1
        assert told["reports"] == (1 if name == "lines of brackets" else 0)
