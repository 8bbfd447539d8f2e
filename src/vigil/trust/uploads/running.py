"""Starts the process that rebuilds a file, and believes it nothing that can be checked."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import vigil
from vigil.trust.uploads.kinds import Kind, sniff
from vigil.trust.uploads.limits import (
    BYTES,
    COPY_BYTES,
    WALL_SECONDS,
    Reason,
    RefusedError,
)

_ROOM = str(Path(vigil.__file__).resolve().parents[1])
_ONE_LINE = 16 * 1024
_AT_ONCE = threading.BoundedSemaphore(2)
"""Processes of one server at a time: twice the memory of one is what uploads may take."""


@dataclass(frozen=True)
class Rebuilt:
    """A working copy, and what it is. `pages` counts frames of a picture too."""

    kind: Kind
    content: bytes
    sha256: str
    width: int = 0
    height: int = 0
    pages: int = 1
    left_out: tuple[str, ...] = field(default=())


def rebuild(content: bytes) -> Rebuilt:
    """Rebuild a file without metadata, in a process of its own with little memory and time.

    Raises RefusedError with the reason; nothing that a file does reaches this process.
    """
    if not content:
        raise RefusedError(Reason.EMPTY)
    if len(content) > BYTES:
        raise RefusedError(Reason.BYTES, f"{len(content)} bytes")
    if sniff(content) is None:
        raise RefusedError(Reason.KIND)
    with (
        _AT_ONCE,
        tempfile.TemporaryDirectory(prefix="vigil-upload.") as folder,
        tempfile.TemporaryFile(dir=folder) as given,
        tempfile.TemporaryFile(dir=folder) as answer,
    ):
        given.write(content)
        given.seek(0)
        _run(given, answer, folder)
        answer.seek(0)
        line, copy = answer.readline(_ONE_LINE), answer.read(COPY_BYTES + 1)
    return _checked(line, copy, sniff(content))


def _run(given: IO[bytes], answer: IO[bytes], folder: str) -> None:
    # A few variables only: no key, no address of a database reaches the process.
    environment = {"PYTHONPATH": _ROOM, "HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        [sys.executable, "-P", "-s", "-B", "-m", "vigil.trust.uploads.worker"],
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        status = process.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise RefusedError(Reason.COSTLY, "it took too long") from None
    finally:
        # Also when this thread is interrupted: nothing is left behind, nor what it may have begun.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if status != 0:
        raise RefusedError(Reason.COSTLY, f"the process ended with {status}")


def _checked(line: bytes, copy: bytes, asked: Kind | None) -> Rebuilt:
    try:
        about: dict[str, Any] = json.loads(line)
        if "refused" in about:
            raise RefusedError(Reason(about["refused"]), str(about.get("detail", "")))
        kind = Kind(about["kind"])
        pages = int(about.get("pages") or about.get("frames") or 1)
        width, height = int(about.get("width", 0)), int(about.get("height", 0))
        left_out = tuple(sorted({str(name)[:40] for name in about.get("left_out", ())}))[:40]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedError(Reason.COSTLY, "no answer") from error
    if kind is not asked or sniff(copy) is not kind or len(copy) > COPY_BYTES:
        raise RefusedError(Reason.DAMAGED, "the copy is not what was asked for")
    return Rebuilt(
        kind=kind,
        content=copy,
        sha256=hashlib.sha256(copy).hexdigest(),
        width=width,
        height=height,
        pages=pages,
        left_out=left_out,
    )
