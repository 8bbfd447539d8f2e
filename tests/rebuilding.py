"""Rebuilding uploads without starting a process for each, which takes most of the time."""

import json
from collections.abc import Sequence
from typing import IO, Any

import pytest

from vigil.trust.uploads import running, worker

APART = pytest.param(
    "apart", marks=pytest.mark.tail("one file of each kind goes through a process daily")
)


@pytest.fixture(params=["here", APART])
def rebuilding(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebuild papers and pictures in this process, as the product's own process does.

    What that process may do and cost is asked in `trust/uploads/test_killers.py`.
    """
    if request.param == "here":
        monkeypatch.setattr(running, "_run", rebuilt_here)


def rebuilt_here(
    given: IO[bytes], answer: IO[bytes], folder: str, arguments: Sequence[str] = (), *_more: Any
) -> None:
    """Answer as `python -m vigil.trust.uploads.worker` does without arguments."""
    assert not arguments, "sound, video and workbooks are rebuilt apart"
    about, copy = worker.rebuilt_or_refused(given.read())
    answer.write(json.dumps(about).encode() + b"\n" + copy)
    answer.flush()
