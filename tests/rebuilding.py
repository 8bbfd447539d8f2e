"""Rebuilding uploads without a process for each: starting one takes most of the time.

Of the daily tests those marked `apart` start processes, as the product does; a run of everything
(`vigil test --all`) does so for every file. What the process may do and cost is asked in
`trust/uploads/test_killers.py`.
"""

import json
import os
import threading
import warnings
from collections.abc import Callable, Sequence
from typing import IO, Any

import pytest

from vigil.files.sandbox import process as running
from vigil.files.sandbox import worker

_apart = running._run_worker
_ONE_AT_A_TIME = threading.Lock()
"""PDFium knows no threads, and the requests of a browser are answered by several."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Choose how this test rebuilds, before any of its fixtures does."""
    is_daily = bool(item.config.option.markexpr)
    apart = not is_daily or item.get_closest_marker("apart") is not None
    running._run_worker = _apart if apart else rebuilt_here


def rebuilt_here(
    given: IO[bytes],
    answer: IO[bytes],
    folder: str,
    arguments: Sequence[str] = (),
    numbers: Sequence[int] = (),
    seconds: float | None = None,
    look: Callable[[], object] | None = None,
) -> None:
    """Answer as `python -m vigil.files.sandbox.worker` does, in this process."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        about, copy = _answered(given, [*arguments])
    if look is not None:
        look()
    answer.write(json.dumps(about).encode() + b"\n" + copy)
    answer.flush()


def _answered(given: IO[bytes], arguments: list[str]) -> tuple[dict[str, Any], bytes]:
    match arguments:
        case []:
            return worker.rebuilt_or_refused(given.read())
        case ["voice"]:
            return worker.voice_or_refused(given.read())
        case ["poster"]:
            return worker.poster_or_refused(given)
        case ["workbook", worksheet]:
            return worker.cells_or_refused(given.read(), json.loads(worksheet))
        case ["document"]:
            return worker.text_or_refused(given.read())
        case ["media", number, order]:
            with os.fdopen(os.dup(int(number)), "w+b") as written:
                told = worker.media_or_refused(given, written, json.loads(order)["parts"])
            return told, b""
        case ["rendition", number, told, order]:
            with os.fdopen(os.dup(int(number)), "w+b") as written:
                made = worker.rendition_or_refused(
                    given,
                    written,
                    json.loads(order),
                    lambda part: worker.note_progress(int(told), part),
                )
            return made, b""
    raise AssertionError(arguments)
