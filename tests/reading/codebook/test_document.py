"""The committed page is the one that the codebook gives."""

import os
import subprocess
import sys
from pathlib import Path

from vigil.reading.codebook import current
from vigil.reading.codebook.document import document

ROOT = Path(__file__).parents[3]


def test_the_committed_page_is_up_to_date() -> None:
    committed = (ROOT / "docs" / "use" / "codebook.md").read_text(encoding="utf-8")
    hint = "run: python -m vigil.reading.codebook.document > docs/use/codebook.md"
    assert committed == document(current()), hint


def test_the_command_prints_the_page_whatever_the_locale() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "vigil.reading.codebook.document"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C", "PYTHONUTF8": "0"},
    )
    assert printed.stdout.decode("utf-8") == document(current())
