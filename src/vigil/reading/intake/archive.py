"""The raw archive: every byte that came in, kept as it came before anything reads it.

Content is addressed by its SHA-256. One object is one gzip WARC file (ISO 28500, WARC/1.1) that
holds a single `response` or `resource` record, so that the objects, concatenated in any order,
are again a valid WARC. See docs/decisions/2026-11-25-archive.md.
"""

import contextlib
import hashlib
import os
import re
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from msgspec import Struct
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from vigil.reading.intake.lines import make_folder, replacing, sync_folder

_IN_MEMORY = 1024 * 1024
_CHUNK = 64 * 1024
_RECENT = 600
"""Seconds after which the name of a file is on the disk whether or not anybody asked for it."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")

_UNDONE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers that spoke of the bytes on the wire; the archive holds the content, decoded."""


class ArchiveError(Exception):
    """The archive cannot give an object; the text says which and why."""


class MissingError(ArchiveError):
    """No such object."""


class DamagedError(ArchiveError):
    """The object is there, but it is not the bytes its name promises."""


class Origin(Struct, frozen=True, kw_only=True):
    """Where content came from. All may be empty; `fetched_at` is UTC, `2026-11-25T01:02:03Z`.

    `status` and `headers` are those of the HTTP answer (0 and none for a file); `reason` its
    reason phrase.
    """

    url: str = ""
    fetched_at: str = ""
    media_type: str = ""
    status: int = 0
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class ArchivedObject(Struct, frozen=True, kw_only=True):
    """An object of the archive, as its record describes it. `size` is in bytes."""

    sha256: str
    size: int
    url: str
    fetched_at: str


class Archive:
    """A folder of objects, at `ab/cd/<sha256>.warc.gz`. Safe for several processes at once."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes, origin: Origin | None = None) -> str:
        """Keep content and return its SHA-256. What is kept already stays as it was first."""
        return self._keep(BytesIO(content), hashlib.sha256(content).hexdigest(), origin)

    def put_stream(self, stream: BinaryIO, origin: Origin | None = None) -> str:
        """Keep what a stream gives to its end, of any size, without holding it in memory."""
        digest = hashlib.sha256()
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            return self._keep(copy, digest.hexdigest(), origin)  # type: ignore[arg-type]

    def put_file(self, path: Path) -> str:
        """Keep a file, described by its name alone: the folders above it say who keeps it."""
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        name = quote(path.name, safe="", errors="surrogatepass")
        origin = Origin(url=f"file:///{name}", fetched_at=utc(moment))
        with path.open("rb") as stream:
            known = hashlib.file_digest(stream, "sha256").hexdigest()
            if known in self:
                return self._made_sure(known)
            stream.seek(0)
            return self.put_stream(stream, origin)

    def get(self, sha256: str) -> bytes:
        """Return an object's bytes, verified. Raises MissingError or DamagedError."""
        with self.open(sha256) as stream:
            return b"".join(stream)

    @contextlib.contextmanager
    def open(self, sha256: str) -> Iterator[Iterator[bytes]]:
        """Open an object as an iterator of chunks. The last step verifies the digest.

        Raises MissingError at once, and DamagedError on the way or, at the latest, at the end.
        """
        path = self.path(sha256)
        try:
            stream = path.open("rb")
        except FileNotFoundError as error:
            raise MissingError(f"{sha256}: not in the archive") from error
        with stream:
            yield self._verified(stream, sha256)

    def describe(self, sha256: str) -> ArchivedObject:
        """Return what an object's record says of it. Raises as `get` does."""
        size = 0
        with self.open(sha256) as chunks:
            size = sum(map(len, chunks))
        with self.path(sha256).open("rb") as stream:
            headers = next(ArchiveIterator(stream)).rec_headers
            return ArchivedObject(
                sha256=sha256,
                size=size,
                url=headers.get_header("WARC-Target-URI") or "",
                fetched_at=headers.get_header("WARC-Date") or "",
            )

    def path(self, sha256: str) -> Path:
        """Return where an object lies, or would. Raises ValueError for what is no SHA-256."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(f"not a SHA-256 in lower-case hexadecimal: {sha256[:80]!r}")
        return self.root / sha256[:2] / sha256[2:4] / f"{sha256}.warc.gz"

    def __contains__(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def __iter__(self) -> Iterator[str]:
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*.warc.gz")):
            yield path.name.removesuffix(".warc.gz")

    def verify(self) -> Iterator[ArchiveError]:
        """Read every object and give an error for each that is damaged."""
        for sha256 in self:
            try:
                with self.open(sha256) as chunks:
                    for _ in chunks:
                        pass
            except ArchiveError as error:
                yield error

    def _keep(self, content: BinaryIO, sha256: str, origin: Origin | None) -> str:
        path = self.path(sha256)
        if path.is_file():
            return self._made_sure(sha256)
        make_folder(path.parent)
        size = content.seek(0, os.SEEK_END)
        content.seek(0)
        with replacing(path) as stream:
            _write_record(stream, content, size, sha256, origin or Origin())
        return sha256

    def _made_sure(self, sha256: str) -> str:
        """Return what was asked for, once its name is durable.

        Whoever kept it may have been killed before that, or be about to do it: but not long ago,
        since file systems bring names to the disk within seconds by themselves.
        """
        path = self.path(sha256)
        if time.time() - path.stat().st_mtime < _RECENT:
            sync_folder(path.parent)
        return sha256

    def _verified(self, stream: BinaryIO, sha256: str) -> Iterator[bytes]:
        digest = hashlib.sha256()
        try:
            record = next(ArchiveIterator(stream))
            while chunk := record.raw_stream.read(_CHUNK):
                digest.update(chunk)
                yield chunk
        except Exception as error:  # whatever the library trips over, these are not our bytes
            raise DamagedError(f"{sha256}: the archive's file cannot be read") from error
        if digest.hexdigest() != sha256:
            raise DamagedError(f"{sha256}: the archive holds other bytes than it took in")


def utc(moment: datetime) -> str:
    """Write a moment as the archive writes it: UTC, whole seconds, `2026-11-25T01:02:03Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write_record(
    stream: BinaryIO, content: BinaryIO, size: int, sha256: str, origin: Origin
) -> None:
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    record = writer.create_warc_record(
        _one_line(origin.url) or f"urn:sha256:{sha256}",
        "response" if origin.status else "resource",
        payload=content,
        length=size,
        warc_content_type="" if origin.status else _media_type(origin),
        warc_headers_dict={
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, sha256)}>",
            "WARC-Date": origin.fetched_at or utc(datetime.now(UTC)),
            "WARC-Payload-Digest": f"sha256:{sha256}",
        },
        http_headers=_http_headers(origin, size) if origin.status else None,
    )
    writer.write_record(record)


def _http_headers(origin: Origin, size: int) -> StatusAndHeaders:
    return StatusAndHeaders(
        _one_line(f"{origin.status} {origin.reason}"),
        [*_as_stored(origin.headers), ("Content-Length", str(size))],
        protocol="HTTP/1.1",
    )


def _as_stored(headers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        stored = f"X-Archive-Orig-{name}" if name.lower() in _UNDONE else name
        yield _one_line(stored), _one_line(value)


def _media_type(origin: Origin) -> str:
    return _one_line(origin.media_type) or "application/octet-stream"


def _one_line(text: str) -> str:
    """Return text that cannot break out of a header line."""
    return _CONTROL.sub(" ", text).strip()
