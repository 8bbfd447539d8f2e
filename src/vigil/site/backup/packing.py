"""Write a backup as one stream (tar), and read one, with the digest of each file in passing."""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Final

import msgspec

from vigil.site.backup.contents import (
    ABOUT,
    DATABASES,
    FILES,
    FOLDER,
    FORMAT,
    About,
    FileList,
    StoredFile,
    encoded,
)
from vigil.trust.access.errors import NotPossible

BLOCK: Final = 1024 * 1024
LONGEST_LIST: Final = 1024 * 1024 * 1024
"""Bytes of the list of files: some four million of them."""


class NotWhole(NotPossible):
    """A backup is damaged or cut off."""


def write(
    stream: BinaryIO,
    about: About,
    database: Path,
    files: Iterable[tuple[str, Path]],
    known: Mapping[str, StoredFile],
) -> FileList:
    """Write a backup to a stream: the database, then the files, last the list of both.

    What is `known` to be in the whole backup before it is listed, and not written again. A file
    that is removed while it is read does not count as a part of the backup.
    """
    stored = list[StoredFile]()
    with tarfile.open(fileobj=stream, mode="w|", bufsize=BLOCK, format=tarfile.PAX_FORMAT) as tar:
        _add_bytes(tar, ABOUT, encoded(about))
        name = DATABASES[about.vendor]
        copied = _add_file(tar, name, name, database)
        if copied is None:
            raise NotPossible("The copy of the database vanished while it was written.")
        for path, file in files:
            if (before := known.get(path)) is not None and _is_unchanged(file, before):
                stored.append(before)
            elif (added := _add_file(tar, FOLDER + path, path, file)) is not None:
                stored.append(added)
        listed = FileList(copied, stored)
        _add_bytes(tar, FILES, encoded(listed))
    return listed


def read(
    stream: BinaryIO,
    begin: Callable[[About], None],
    place: Callable[[str], BinaryIO | None],
) -> tuple[About, FileList, dict[str, StoredFile]]:
    """Read a backup; return what it says of itself, its list, and the files that came.

    `begin` gets what the backup says of itself before anything is written, and may refuse it.
    `place` opens where a file is written, by its path ("" is the database), or returns None: then
    it is only read. Raises NotWhole, NotPossible (an unknown format).
    """
    about: About | None = None
    listed: FileList | None = None
    came = dict[str, StoredFile]()
    with _opened(stream) as members:
        for member, content in members:
            if member.name == ABOUT and about is None:
                about = _about(content.read(LONGEST_LIST))
                begin(about)
            elif about is None:
                raise NotWhole("This is no backup of Vigil: it does not say what it holds.")
            elif member.name == FILES:
                listed = msgspec.json.decode(content.read(LONGEST_LIST), type=FileList)
            else:
                path = "" if member.name == DATABASES[about.vendor] else _path(member.name)
                came[path] = _read_file(content, path, member, place(path))
    if about is None or listed is None:
        raise NotWhole("This backup is not whole: its end is missing.")
    return about, listed, came


@contextmanager
def _opened(stream: BinaryIO) -> Iterator[Iterator[tuple[tarfile.TarInfo, IO[bytes]]]]:
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=BLOCK) as tar:
            yield _members(tar)
    except (tarfile.TarError, msgspec.MsgspecError, EOFError) as error:
        raise NotWhole(f"This backup is damaged or cut off ({error}).") from error


def _members(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    while (member := tar.next()) is not None:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise NotWhole("This backup holds something that is no file: somebody changed it.")
        yield member, content
        tar.members = []  # type: ignore[attr-defined]  # thousands of them are not kept


def _about(content: bytes) -> About:
    version = msgspec.json.decode(content).get("format")
    if version != FORMAT:
        raise NotPossible(
            f"This backup has format {version}, and this version of Vigil reads {FORMAT}. "
            "Restore it with the version that made it."
        )
    return msgspec.json.decode(content, type=About)


def _path(name: str) -> str:
    """Return the path of a file in the data folder. Raises NotWhole (it would lead elsewhere)."""
    path = name.removeprefix(FOLDER)
    parts = PurePosixPath(path)
    if path == name or parts.is_absolute() or ".." in parts.parts or not parts.parts:
        raise NotWhole("This backup holds a file for another folder: somebody changed it.")
    return path


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


class _Digesting(io.RawIOBase):
    """Reads so many bytes of a file with their digest; zeros where it has become shorter."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.left, self.short = file, size, False
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        content = self.file.read(wanted)
        if len(content) < wanted:
            self.short = True
            content += bytes(wanted - len(content))
        self.left -= wanted
        self.digest.update(content)
        return content


def _add_file(tar: tarfile.TarFile, name: str, path: str, file: Path) -> StoredFile | None:
    try:
        opened = file.open("rb", buffering=BLOCK)
    except FileNotFoundError:
        return None
    with opened:
        status = os.fstat(opened.fileno())
        member = tarfile.TarInfo(name)
        member.size, member.mtime = status.st_size, int(status.st_mtime)
        content = _Digesting(opened, status.st_size)
        tar.addfile(member, content)
    if content.short or not file.exists():
        return None
    return StoredFile(path, status.st_size, status.st_mtime_ns, content.digest.hexdigest())


def _is_unchanged(file: Path, before: StoredFile) -> bool:
    try:
        status = file.stat()
    except FileNotFoundError:
        return False
    return (status.st_size, status.st_mtime_ns) == (before.size, before.mtime_ns)


def _read_file(
    content: IO[bytes], path: str, member: tarfile.TarInfo, to: BinaryIO | None
) -> StoredFile:
    digest = hashlib.sha256()
    try:
        while block := content.read(BLOCK):
            digest.update(block)
            if to is not None:
                to.write(block)
    finally:
        if to is not None:
            to.close()
    return StoredFile(path, member.size, int(member.mtime) * 10**9, digest.hexdigest())
