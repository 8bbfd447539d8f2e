"""Start the sandbox that rebuilds a file, and check all that it answers.

Of sound and video (`rebuild_media`) no process ever holds the whole: files go from disk to disk.
"""

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import vigil
from vigil.files.kinds import MEDIA, Kind, sniff, sniff_sound
from vigil.files.limits import (
    BYTES,
    COPY_BYTES,
    MEGABYTE,
    VOICE_WALL_SECONDS,
    WALL_SECONDS,
    WORKBOOK_WALL_SECONDS,
    Reason,
    RefusedError,
    media_seconds,
    rendition_seconds,
)
from vigil.files.word_documents import TextDocument
from vigil.files.word_documents import unpacked as unpacked_document
from vigil.files.workbooks import Workbook, unpacked

_ROOM = str(Path(vigil.__file__).resolve().parents[1])
_ONE_LINE = 16 * 1024
_AT_ONCE = threading.BoundedSemaphore(2)
"""Processes of one server at a time: twice the memory of one is what uploads may take."""

_LOOKS_EVERY = 2.0
"""Seconds between two looks at how far a process is."""

_MEDIA_AT_ONCE = threading.BoundedSemaphore(1)
"""Apart from the others: a recording takes minutes, and a picture need not wait for it."""


@dataclass(frozen=True)
class Rebuilt:
    """A working copy, and what it is. `pages` also counts the frames of a picture."""

    kind: Kind
    content: bytes
    sha256: str
    width: int = 0
    height: int = 0
    pages: int = 1
    seconds: int = 0
    left_out: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class RebuiltMedia:
    """What the copy of sound or video is. The copy is in the file given for it.

    `removed`: the parts that are not in it, in seconds of the file as it was. They are wider than
    what was asked for.
    """

    kind: Kind
    size: int
    sha256: str
    seconds: int
    width: int = 0
    height: int = 0
    left_out: tuple[str, ...] = ()
    removed: tuple[tuple[float, float], ...] = ()


def rebuild_media(
    given: IO[bytes],
    copy: IO[bytes],
    *,
    most: int,
    parts: Sequence[tuple[float, float]] = (),
) -> RebuiltMedia:
    """Rebuild sound or video of at most `most` bytes from one file on disk into another.

    `parts` (seconds from the beginning) are left out. It takes up to five minutes, and longer
    beyond `RECORDING_BYTES`. Raises RefusedError.
    """
    size = given.seek(0, os.SEEK_END)
    given.seek(0)
    kind = sniff(given.read(64))
    given.seek(0)
    if not size:
        raise RefusedError(Reason.EMPTY)
    if kind not in MEDIA:
        raise RefusedError(Reason.NO_MEDIA)
    if size > most:
        raise RefusedError(Reason.BYTES, f"{size} bytes")
    # A copy is about as large as what it was made of; its index may be larger.
    bound = size + size // 4 + MEGABYTE
    processor, clock = media_seconds(size)
    order = json.dumps(
        {"most": bound, "seconds": processor, "parts": [list(part) for part in parts]}
    )
    with (
        _MEDIA_AT_ONCE,
        tempfile.TemporaryDirectory(prefix="vigil-upload.") as folder,
        tempfile.TemporaryFile(dir=folder) as answer,
    ):
        number = copy.fileno()
        _run_worker(given, answer, folder, ("media", str(number), order), (number,), clock)
        answer.seek(0)
        line = answer.readline(_ONE_LINE)
    return _checked_media(line, copy, bound)


def make_rendition(
    given: IO[bytes],
    copy: IO[bytes],
    height: int,
    *,
    most: int,
    seconds: int,
    progress: Callable[[float], object],
) -> RebuiltMedia:
    """Make a smaller copy of a video that lasts so many seconds from one file into another.

    `height` is its shorter side in pixels, `most` how many bytes it may have. It takes about as
    long as the video; `progress` is told every few seconds how much is done (0 to 1), and what it
    raises ends the process. Raises RefusedError.
    """
    given.seek(0)
    processor, clock = rendition_seconds(seconds)
    order = json.dumps({"height": height, "most": most, "seconds": processor})
    with (
        tempfile.TemporaryDirectory(prefix="vigil-upload.") as folder,
        tempfile.TemporaryFile(dir=folder) as answer,
        tempfile.TemporaryFile(dir=folder) as told,
    ):
        numbers = (copy.fileno(), told.fileno())

        def look() -> None:
            progress(float(os.pread(told.fileno(), 8, 0) or 0))

        arguments = ("rendition", *map(str, numbers), order)
        _run_worker(given, answer, folder, arguments, numbers, clock, look)
        answer.seek(0)
        line = answer.readline(_ONE_LINE)
    return _checked_media(line, copy, most)


def draw_poster(given: IO[bytes]) -> Rebuilt:
    """Return one picture of a video (JPEG) that is in a file on disk. Raises RefusedError."""
    given.seek(0)
    with (
        _MEDIA_AT_ONCE,
        tempfile.TemporaryDirectory(prefix="vigil-upload.") as folder,
        tempfile.TemporaryFile(dir=folder) as answer,
    ):
        _run_worker(given, answer, folder, ("poster",))
        answer.seek(0)
        line, copy = answer.readline(_ONE_LINE), answer.read(COPY_BYTES + 1)
    return _checked(line, copy, Kind.JPEG)


def digest_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of a file from its position to its end."""
    digest = hashlib.sha256()
    while chunk := file.read(MEGABYTE):
        digest.update(chunk)
    return digest.hexdigest()


def _checked_media(line: bytes, copy: IO[bytes], bound: int) -> RebuiltMedia:
    about = _answer_of(line)
    copy.seek(0)
    kind = sniff(copy.read(64))
    copy.seek(0)
    digest = digest_of(copy)
    try:
        rebuilt = RebuiltMedia(
            kind=Kind(about["kind"]),
            size=copy.seek(0, os.SEEK_END),
            sha256=digest,
            seconds=int(about["seconds"]),
            width=int(about["width"]),
            height=int(about["height"]),
            left_out=_words(about),
            removed=tuple((float(begin), float(end)) for begin, end in about["removed"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(Reason.COSTLY, "no answer") from error
    if kind is not rebuilt.kind or kind not in MEDIA or rebuilt.size > bound:
        raise RefusedError(Reason.DAMAGED, "the copy is not what was asked for")
    return rebuilt


def rebuild(content: bytes) -> Rebuilt:
    """Rebuild a file without metadata, in a process with little memory and time.

    Raises RefusedError with the reason; nothing that a file does reaches this process.
    """
    if not content:
        raise RefusedError(Reason.EMPTY)
    if len(content) > BYTES:
        raise RefusedError(Reason.BYTES, f"{len(content)} bytes")
    if sniff(content) in MEDIA | {None}:
        raise RefusedError(Reason.KIND)
    with (
        _AT_ONCE,
        tempfile.TemporaryDirectory(prefix="vigil-upload.") as folder,
        tempfile.TemporaryFile(dir=folder) as given,
        tempfile.TemporaryFile(dir=folder) as answer,
    ):
        given.write(content)
        given.seek(0)
        _run_worker(given, answer, folder)
        answer.seek(0)
        line, copy = answer.readline(_ONE_LINE), answer.read(COPY_BYTES + 1)
    return _checked(line, copy, sniff(content))


def rebuild_voice(content: bytes) -> Rebuilt:
    """Pack a voice message anew as plain MP3, in a process with little memory and time.

    It lasts at most `VOICE_SECONDS`. Raises RefusedError.
    """
    if not content:
        raise RefusedError(Reason.EMPTY)
    if len(content) > BYTES:
        raise RefusedError(Reason.BYTES, f"{len(content)} bytes")
    if sniff_sound(content) is None:
        raise RefusedError(Reason.NO_MEDIA)
    with (
        _AT_ONCE,
        tempfile.TemporaryDirectory(prefix="vigil-upload.") as folder,
        tempfile.TemporaryFile(dir=folder) as given,
        tempfile.TemporaryFile(dir=folder) as answer,
    ):
        given.write(content)
        given.seek(0)
        _run_worker(given, answer, folder, ("voice",), (), VOICE_WALL_SECONDS)
        answer.seek(0)
        line, copy = answer.readline(_ONE_LINE), answer.read(COPY_BYTES + 1)
    return _checked(line, copy, Kind.MP3)


def read_workbook(content: bytes, worksheet: str = "") -> Workbook:
    """Read the cells of one worksheet of an .xlsx file, in a process as `rebuild` uses it.

    Raises RefusedError; nothing that a file does reaches this process.
    """
    return unpacked(_read("workbook", json.dumps(worksheet), content=content))


def read_document(content: bytes) -> TextDocument:
    """Read the text of a .docx file, in a process as `rebuild` uses it.

    Raises RefusedError; nothing that a file does reaches this process.
    """
    return unpacked_document(_read("document", content=content))


def _read(*arguments: str, content: bytes) -> bytes:
    """Return what the process reads in a file. Raises RefusedError."""
    if len(content) > BYTES:
        raise RefusedError(Reason.BYTES, f"{len(content)} bytes")
    with (
        _AT_ONCE,
        tempfile.TemporaryDirectory(prefix="vigil-upload.") as folder,
        tempfile.TemporaryFile(dir=folder) as given,
        tempfile.TemporaryFile(dir=folder) as answer,
    ):
        given.write(content)
        given.seek(0)
        _run_worker(given, answer, folder, arguments, (), WORKBOOK_WALL_SECONDS)
        answer.seek(0)
        line, found = answer.readline(_ONE_LINE), answer.read(COPY_BYTES + 1)
    _answer_of(line)
    return found


def _run_worker(
    given: IO[bytes],
    answer: IO[bytes],
    folder: str,
    arguments: Sequence[str] = (),
    numbers: Sequence[int] = (),
    seconds: float | None = None,
    look: Callable[[], object] | None = None,
) -> None:
    # A few variables only: no key, no address of a database reaches the process.
    environment = {"PYTHONPATH": _ROOM, "HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        [sys.executable, "-P", "-s", "-B", "-m", "vigil.files.sandbox.worker", *arguments],
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
        pass_fds=numbers,
    )
    try:
        status = _waited(process, WALL_SECONDS if seconds is None else seconds, look)
    except subprocess.TimeoutExpired:
        raise RefusedError(Reason.COSTLY, "it took too long") from None
    finally:
        # Also when this thread is interrupted: nothing is left behind, nor what it may have begun.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if status != 0:
        raise RefusedError(Reason.COSTLY, f"the process ended with {status}")


def _waited(
    process: subprocess.Popen[bytes], seconds: float, look: Callable[[], object] | None
) -> int:
    """Wait for a process, and look every few seconds how far it is. Raises TimeoutExpired."""
    if look is None:
        return process.wait(seconds)
    until = time.monotonic() + seconds
    while True:
        try:
            return process.wait(min(_LOOKS_EVERY, max(0.0, until - time.monotonic())))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= until:
                raise
            look()


def _answer_of(line: bytes) -> dict[str, Any]:
    """Return the answer of the process. Raises RefusedError if it refuses or does not answer."""
    try:
        about: dict[str, Any] = json.loads(line)
        if about.get("os") in (errno.ENOSPC, errno.EDQUOT):
            raise OSError(about["os"], os.strerror(about["os"]))
        if "refused" in about:
            raise RefusedError(Reason(about["refused"]), str(about.get("detail", "")))
    except (ValueError, TypeError) as error:
        raise RefusedError(Reason.COSTLY, "no answer") from error
    return about


def _words(about: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted({str(name)[:40] for name in about.get("left_out", ())}))[:40]


def _checked(line: bytes, copy: bytes, asked: Kind | None) -> Rebuilt:
    about = _answer_of(line)
    try:
        kind = Kind(about["kind"])
        pages = int(about.get("pages") or about.get("frames") or 1)
        width, height = int(about.get("width", 0)), int(about.get("height", 0))
        seconds = int(about.get("seconds", 0))
        left_out = _words(about)
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
        seconds=seconds,
        left_out=left_out,
    )
