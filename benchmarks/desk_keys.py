"""How many keys a coder presses from the queue to a coding that is handed in.

`vigil run` reads a set into an empty data folder. Then a browser codes the first candidates of the
queue by keyboard alone (`desk_keys_browser.py`). Nobody says here what the right values are. In
the first run whatever the machine read counts as right: what the codebook requires is accepted, and
the names; in the second, age, occupation and whatever else it read are accepted too; in the third,
method, date and place count as wrong and are corrected. What it did not read is chosen by its
letter (that nothing is known), or typed where there are no letters. Whether a killing had a
specific target, a contract or organised crime behind it is answered by the one key for reports that
give only the bare event, which leaves all three unclear: three letters are two presses more, and
each "yes" asks for words from a report, a press or two more. A wrong day is typed as the number of
another day of the month; a date that is further back takes up to six presses more.

Each further person is as the one before (`=`, which also accepts the name whose words are on the
screen), but for what the machine read otherwise of them.

A press of a letter, of Enter or of an arrow counts as one; so do Ctrl+Enter and Shift with a
letter. A text that is typed counts by its letters. What was pressed stands beside each case.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

NAME = "keys"
SETS = {"zacatecas_es": 20, "muc4_en": 10}
"""How many cases of each set are coded in each run."""
KINDS = ("right", "right, all read", "three wrong")


def run(data: Path) -> dict[str, Any]:
    """Code the first cases of both sets. `VIGIL_BENCH_FOLDER` keeps what was read of them."""
    return {name: _measured(data / "reports" / f"{name}.jsonl.gz", name) for name in SETS}


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    lines = []
    for name, kinds in result.items():
        for kind in KINDS:
            parts = {of: found for of, found in kinds[kind].items() if of != "each"}
            lines += [f"{name}, {kind}: {_line(of, found)}" for of, found in parts.items()]
    return "\n".join(lines)


def _line(of: str, found: dict[str, Any]) -> str:
    if not found.get("cases"):
        return f"{of}: no case"
    return f"{of}: {found['cases']} cases, median {found['median']}, most {found['most']} presses"


def summary(coded: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return median and most presses: of all cases, and of those that the machine read whole.

    It read a case whole that has one person, in which nothing had to be typed, and whose values do
    not contradict each other.
    """
    whole = [case for case in coded if case["people"] == 1 and _read_whole(case)]
    several = [case for case in coded if case["people"] > 1 and _read_whole(case)]
    return {
        "all": _of(coded),
        "one person, all read": _of(whole),
        "several people, all read": _of(several),
    }


def _read_whole(case: dict[str, Any]) -> bool:
    return not case["typed"] and not case["refused"]


def _of(coded: Sequence[dict[str, Any]]) -> dict[str, Any]:
    presses = [case["presses"] for case in coded]
    if not presses:
        return {"cases": 0}
    return {"cases": len(presses), "median": median(presses), "most": max(presses)}


def _measured(source: Path, name: str) -> dict[str, Any]:
    with ExitStack() as stack:
        kept = os.environ.get("VIGIL_BENCH_FOLDER")
        folder = Path(kept or stack.enter_context(tempfile.TemporaryDirectory())) / name
        environment = {**os.environ, "VIGIL_DATA": str(folder), "VIGIL_BLIND_PERCENT": "0"}
        environment |= {"DJANGO_SETTINGS_MODULE": "vigil.site.settings"}
        environment |= {"VIGIL_LEARNING": "0", "VIGIL_SECRET_KEY": "of a benchmark"}
        environment.pop("DATABASE_URL", None)
        if not folder.exists():
            program = [sys.executable, "-m", "vigil.cli", "run", str(source), "--json"]
            subprocess.run(program, env=environment, check=True, stdout=subprocess.DEVNULL)
        browser = Path(__file__).parent / "desk_keys_browser.py"
        asked = [sys.executable, str(browser), str(SETS[name])]
        told = subprocess.run(asked, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    coded = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
    found: dict[str, Any] = {}
    for kind in KINDS:
        own = [{k: v for k, v in c.items() if k != "kind"} for c in coded if c["kind"] == kind]
        found[kind] = {**summary(own), "each": own}
    return found
