"""`python -m vigil.files.sandbox.worker`: rebuild one file in a sandboxed process.

The file comes on standard input; the answer goes to standard output: one line of JSON, then the
working copy. Sound and video (`worker media FD ORDER`) are too large for that: both are files that
are open already, the copy under the number FD, and ORDER says in JSON how many bytes it may have
and which parts are to be left out. Of a video on standard input `worker poster` draws one picture;
`worker rendition FD PROGRESS ORDER` makes a smaller copy, and notes in the file of the number
PROGRESS how much of it is done.
A voice message on standard input is packed anew by `worker voice`.
Of a workbook (`worker workbook WORKSHEET`) the answer holds the cells of one worksheet, of a .docx
file (`worker document`) its text.

Before the first byte is read the process gives up what it does not need: memory, time, files, and,
where the system lets it, the network. Once everything is loaded it cannot open anything any more,
not even a socket.
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any

from vigil.files.limits import (
    BYTES,
    COPY_BYTES,
    CPU_SECONDS,
    MEDIA_MEMORY,
    MEMORY,
    VOICE_CPU_SECONDS,
    Reason,
    RefusedError,
)


def limit(memory: int = MEMORY, seconds: int = CPU_SECONDS, copy: int = COPY_BYTES) -> None:
    """Limit memory (bytes), processor time (seconds) and the rest, for good."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, copy),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    if hasattr(os, "unshare"):  # Linux; where it is not allowed, the rest still holds
        with suppress(OSError):
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


def seal() -> None:
    """Forbid opening any file, socket or pipe, and starting any process, from here on."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def main() -> None:
    """Rebuild the file on standard input."""
    if sys.argv[1:2] == ["media"]:
        main_for_media(int(sys.argv[2]), json.loads(sys.argv[3]))
        return
    if sys.argv[1:2] == ["rendition"]:
        main_for_rendition(int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4]))
        return
    if sys.argv[1:2] == ["poster"]:
        main_for_poster()
        return
    if sys.argv[1:2] == ["voice"]:
        main_for_voice()
        return
    if sys.argv[1:2] == ["workbook"]:
        main_for_workbook(json.loads(sys.argv[2]))
        return
    if sys.argv[1:2] == ["document"]:
        main_for_document()
        return
    limit()
    # Only now, so that what they do when they are loaded is bounded too.
    from vigil.files.sandbox.rebuilders import load_everything

    load_everything()
    content = sys.stdin.buffer.read(BYTES + 1)
    seal()
    _answer(*rebuilt_or_refused(content))


def rebuilt_or_refused(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the answer for a file, and the working copy; b"" where it is refused."""
    from vigil.files.sandbox.rebuilders import rebuild_content

    copy, about = b"", dict[str, Any]()
    try:
        copy, about = rebuild_content(content)
    except RefusedError as error:
        about = {"refused": str(error.reason), "detail": error.detail[:300]}
    except (MemoryError, RecursionError) as error:
        about = {"refused": str(Reason.COSTLY), "detail": type(error).__name__}
    return about, copy


def main_for_voice() -> None:
    """Pack the voice message on standard input anew."""
    limit(MEDIA_MEMORY, VOICE_CPU_SECONDS)
    from vigil.files.media import voices
    from vigil.files.media.rebuilding import load_everything

    load_everything()
    _ = voices
    content = sys.stdin.buffer.read(BYTES + 1)
    seal()
    _answer(*voice_or_refused(content))


def voice_or_refused(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the answer for a voice message, and its copy; b"" where it is refused."""
    from vigil.files.media.voices import rebuild_voice

    copy, about = b"", dict[str, Any]()
    try:
        copy, about = rebuild_voice(content)
    except RefusedError as error:
        about = {"refused": str(error.reason), "detail": error.detail[:300]}
    except (MemoryError, RecursionError) as error:
        about = {"refused": str(Reason.COSTLY), "detail": type(error).__name__}
    return about, copy


def main_for_workbook(worksheet: str) -> None:
    """Read the cells of one worksheet of the workbook on standard input; "" is the first."""
    limit()
    from vigil.files import workbooks

    workbooks.load_everything()
    content = sys.stdin.buffer.read(BYTES + 1)
    seal()
    _answer(*cells_or_refused(content, worksheet))


def cells_or_refused(content: bytes, worksheet: str) -> tuple[dict[str, Any], bytes]:
    """Return the answer for a workbook, and the packed cells of one worksheet."""
    from vigil.files import workbooks

    cells, about = b"", dict[str, Any]()
    try:
        cells = workbooks.packed(workbooks.cells_of(content, worksheet))
    except RefusedError as error:
        about = {"refused": str(error.reason), "detail": error.detail[:300]}
    except (MemoryError, RecursionError) as error:
        about = {"refused": str(Reason.COSTLY), "detail": type(error).__name__}
    return about, cells


def main_for_document() -> None:
    """Read the text of the .docx file on standard input."""
    limit()
    from vigil.files import word_documents

    word_documents.load_everything()
    content = sys.stdin.buffer.read(BYTES + 1)
    seal()
    _answer(*text_or_refused(content))


def text_or_refused(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the answer for a .docx file, and its packed text."""
    from vigil.files import word_documents

    text, about = b"", dict[str, Any]()
    try:
        text = word_documents.packed(word_documents.document_of(content))
    except RefusedError as error:
        about = {"refused": str(error.reason), "detail": error.detail[:300]}
    except (MemoryError, RecursionError) as error:
        about = {"refused": str(Reason.COSTLY), "detail": type(error).__name__}
    return about, text


def main_for_media(copy: int, order: dict[str, Any]) -> None:
    """Rebuild the sound or video on standard input into the file of this number."""
    limit(MEDIA_MEMORY, order["seconds"], order["most"])
    from vigil.files.media.rebuilding import load_everything

    load_everything()
    given, written = sys.stdin.buffer, os.fdopen(copy, "w+b")
    seal()
    _answer(media_or_refused(given, written, order["parts"]))


def main_for_rendition(copy: int, told: int, order: dict[str, Any]) -> None:
    """Make a smaller copy of the video on standard input into the file of this number."""
    os.nice(10)
    limit(MEDIA_MEMORY, order["seconds"], order["most"])
    from vigil.files.media import renditions
    from vigil.files.media.rebuilding import load_everything

    load_everything()
    _ = renditions
    given, written = sys.stdin.buffer, os.fdopen(copy, "w+b")
    seal()
    parent = os.getppid()

    def progress(part: float) -> None:
        if os.getppid() != parent:  # whoever asked has ended
            os._exit(1)
        note_progress(told, part)

    _answer(rendition_or_refused(given, written, order, progress))


def note_progress(told: int, part: float) -> None:
    """Write how much is done (0 to 1) into the file of this number."""
    os.pwrite(told, f"{part:.3f}".encode(), 0)


def rendition_or_refused(
    given: IO[bytes],
    written: IO[bytes],
    order: dict[str, Any],
    progress: Callable[[float], object],
) -> dict[str, Any]:
    """Write a smaller copy of a video; return the answer."""
    from vigil.files.media.renditions import make_rendition

    try:
        about = make_rendition(given, written, order["height"], order["most"], progress)
        written.flush()
    except RefusedError as error:
        about = {"refused": str(error.reason), "detail": error.detail[:300]}
    except OSError as error:
        about = {"refused": str(Reason.COSTLY), "detail": type(error).__name__, "os": error.errno}
    except (MemoryError, RecursionError) as error:
        about = {"refused": str(Reason.COSTLY), "detail": type(error).__name__}
    return about


def main_for_poster() -> None:
    """Draw one picture of the video on standard input."""
    limit(MEDIA_MEMORY, CPU_SECONDS)
    from vigil.files.media import posters
    from vigil.files.media.rebuilding import load_everything
    from vigil.files.sandbox.rebuilders import load_everything as load_pictures

    load_everything()
    load_pictures()
    posters.load_everything()
    given = sys.stdin.buffer
    seal()
    _answer(*poster_or_refused(given))


def poster_or_refused(given: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Return the answer for a video, and one picture of it."""
    from vigil.files.media.posters import draw_poster

    copy, about = b"", dict[str, Any]()
    try:
        copy, about = draw_poster(given)
    except RefusedError as error:
        about = {"refused": str(error.reason), "detail": error.detail[:300]}
    except (MemoryError, RecursionError) as error:
        about = {"refused": str(Reason.COSTLY), "detail": type(error).__name__}
    return about, copy


def media_or_refused(
    given: IO[bytes], written: IO[bytes], parts: Sequence[tuple[float, float]]
) -> dict[str, Any]:
    """Write the copy of sound or video without some parts; return the answer."""
    from vigil.files.media.rebuilding import rebuild_media

    try:
        about = rebuild_media(given, written, parts)
        written.flush()
    except RefusedError as error:
        about = {"refused": str(error.reason), "detail": error.detail[:300]}
    except OSError as error:
        about = {"refused": str(Reason.COSTLY), "detail": type(error).__name__, "os": error.errno}
    except (MemoryError, RecursionError) as error:
        about = {"refused": str(Reason.COSTLY), "detail": type(error).__name__}
    return about


def _answer(about: dict[str, Any], copy: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n")
    sys.stdout.buffer.write(copy)
    sys.stdout.buffer.flush()
    # No tidying up: whatever the file did to this process ends here.
    os._exit(0)


if __name__ == "__main__":
    main()
