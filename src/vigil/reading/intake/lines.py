"""Lines of a file, plain, gzip or Zstandard: streamed, bounded, and whole before any cut."""

import contextlib
import errno
import gzip
import os
import shutil
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, BinaryIO, cast

import msgspec
import zstandard
from msgspec import Struct

LINE_LIMIT = 16 * 1024 * 1024
"""Bytes of one line. Two million characters fit, however they are escaped."""

_CHUNK = 64 * 1024
_ZSTD_CHUNK = 1024
"""Compressed bytes given to the decoder at once: a hostile block swells some 30,000 times."""


@dataclass(frozen=True)
class FileCut:
    """The file ends, or fails, here before its proper end."""

    reason: str


@dataclass(frozen=True)
class LineTooLong:
    """A line beyond LINE_LIMIT, skipped; `size` in bytes."""

    size: int


@dataclass(frozen=True)
class FileLine:
    """A line by its number, from 1; the whole file's trouble before any line has number 0."""

    number: int
    content: bytes | FileCut | LineTooLong


class _CutError(Exception):
    """The byte stream broke off; the text says how."""


def read_lines(path: Path | str) -> Iterator[FileLine]:
    """Read the lines of a file ("-": standard input), each without its line break.

    Compression is told by the first bytes. When the stream breaks off, every whole line before
    the break is given, and then a `FileCut` with the number of the line that was lost.
    """
    splitter = _Splitter()
    try:
        for chunk in _chunks(path):
            yield from splitter.feed(chunk)
    except (_CutError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        yield FileLine(splitter.number + 1 if splitter.started else 0, FileCut(reason))
        return
    yield from splitter.end()


class _Splitter:
    """Cuts chunks into lines without ever holding more than one line and one chunk."""

    def __init__(self) -> None:
        self.number = 0
        self.started = False
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[FileLine]:
        self.started = True
        *whole, rest = chunk.split(b"\n")
        for part in whole:
            self._add(part)
            yield self._take()
        self._add(rest)

    def end(self) -> Iterator[FileLine]:
        if self._size:
            yield self._take()

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > LINE_LIMIT:
            self._parts.clear()
        elif part:
            self._parts.append(part)

    def _take(self) -> FileLine:
        self.number += 1
        content = LineTooLong(self._size) if self._size > LINE_LIMIT else b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        return FileLine(self.number, content)


def _chunks(path: Path | str) -> Iterator[bytes]:
    with _opened(path) as stream:
        head = stream.peek(4)[:4] if hasattr(stream, "peek") else b""
        if head.startswith(b"\x1f\x8b"):
            yield from _gunzipped(stream)
        elif head.startswith(b"\x28\xb5\x2f\xfd"):
            yield from _unzstd(stream)
        elif head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise _CutError("the file is UTF-16; reports are read as UTF-8: convert it first")
        else:
            while chunk := stream.read(_CHUNK):
                yield chunk


@contextlib.contextmanager
def _opened(path: Path | str) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as stream:
        yield stream


def _gunzipped(stream: BinaryIO) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=stream) as unzipped:
        try:
            # read1 gives what there is before it fails; read would drop it.
            while chunk := unzipped.read1(_CHUNK):
                yield chunk
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise _CutError(f"the gzip stream is cut off or damaged here ({error})") from error


def _unzstd(stream: BinaryIO) -> Iterator[bytes]:
    # Frame by frame, because zstandard's own reader takes a cut stream for a finished one.
    decoder = zstandard.ZstdDecompressor(max_window_size=2**27)
    frame = decoder.decompressobj()
    begun = False
    while data := stream.read(_ZSTD_CHUNK):
        while data:
            try:
                yield frame.decompress(data)
            except zstandard.ZstdError as error:
                raise _CutError(f"the Zstandard stream is damaged here ({error})") from error
            begun, data = not frame.eof, frame.unused_data
            if frame.eof:
                frame = decoder.decompressobj()
    if begun:
        raise _CutError("the Zstandard stream is cut off here")


def write_lines(path: Path | str, records: Iterable[Struct | dict[str, object]]) -> int:
    """Write records as JSON Lines, compressed if the name ends in .gz or .zst; return how many.

    The file appears whole or not at all: it is written beside its place, synced and renamed.
    "-" is standard output; a pipe or device is written to as it stands. Raises OSError.
    """
    if str(path) == "-":
        return _write(sys.stdout.buffer, records)
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as device:
            return _write(device, records)
    with replacing(target, 0o666) as stream, _compressor(stream, target.suffix) as lines:
        return _write(lines, records)


@contextlib.contextmanager
def replacing(target: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Open a new file that takes the place of `target` when the block ends without an error.

    It is its owner's alone, unless another `mode` is given (less the mask). It is synced before it
    is renamed, and the folder after, so that a power cut leaves either the old file or the new one.
    """
    temporary = target.with_name(f".{target.name}.{os.urandom(6).hex()}.part")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error is that there is no room left to write to."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder, and those above it, so that a power cut loses none of them.

    The last one that is there already is made sure of too: whoever made it may have been killed
    before it was synced into the one above.
    """
    if not folder.is_dir():
        make_folder(folder.parent, mode)
        folder.mkdir(mode, exist_ok=True)
        sync_folder(folder.parent)
    else:
        _make_sure(folder)


@lru_cache(maxsize=4096)
def _make_sure(folder: Path) -> None:
    """Make the name of a folder durable, once in the life of a process."""
    with contextlib.suppress(PermissionError):  # above it nothing is ours
        sync_folder(folder.parent)


def remove_folder(folder: Path) -> None:
    """Delete a folder with all that is in it, so that a power cut does not bring it back.

    One that is gone may have been deleted by a process that was killed: its end is made sure of.
    """
    if folder.is_dir():
        shutil.rmtree(folder)
    if folder.parent.is_dir():
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _compressor(stream: BinaryIO, suffix: str) -> contextlib.AbstractContextManager[IO[bytes]]:
    if suffix == ".gz":
        # No name and no time inside: the same records make the same file.
        return cast("IO[bytes]", gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0))
    if suffix == ".zst":
        compressor = zstandard.ZstdCompressor(write_checksum=True)
        return compressor.stream_writer(stream, closefd=False)
    return contextlib.nullcontext(stream)


def _write(stream: IO[bytes], records: Iterable[Struct | dict[str, object]]) -> int:
    count = 0
    for record in records:
        stream.write(msgspec.json.encode(record))
        stream.write(b"\n")
        count += 1
    stream.flush()
    return count
