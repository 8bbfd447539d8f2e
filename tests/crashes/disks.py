"""Disks that forget: what a power cut leaves of the files that a process has written.

`disk_log.c` writes down each operation. `Disk` follows them, and knows of each file and folder what
is safe (it was there before, or was synced since) and what the kernel still held in memory. `cut`
writes a folder as it may be found when the power is back: what is safe, and of the rest nothing,
all of it, or whatever chance picks, with writes torn within.

It is stricter than most file systems: a new file has no name until its folder is synced, and what
was done to a folder may survive in any combination. It is as strict as POSIX allows, except that a
rename is one step, and that a write changes nothing beside itself.
"""

import json
import os
import random
import shutil
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

HEADER: Final = struct.Struct("=IIQQII")
MAGIC: Final = 0x4C475631
START: Final = struct.pack("=I", MAGIC)
SECTOR: Final = 512
PASSING: Final = ("-shm",)
"""Ends of names of files that mean nothing after a restart: SQLite makes its index anew."""


@dataclass(frozen=True)
class Record:
    """One operation. `position`: where in the log it stands."""

    position: int
    kind: str
    inode: int
    at: int
    first: bytes
    second: bytes


@dataclass
class File:
    """Content of a file: what is safe, and the writes and truncations that are not yet."""

    kept: Path | None = None
    safe: bytearray | None = None
    pending: list[tuple[int, int, bytes | None]] = field(default_factory=list)

    def content(self) -> bytearray:
        """Return what is safe, read when it is first asked for."""
        if self.safe is None:
            self.safe = bytearray(self.kept.read_bytes() if self.kept else b"")
        return self.safe


@dataclass(eq=False)
class Naming:
    """A change of one or two folders that is not safe yet: names that go, and one that comes."""

    position: int
    gone: list[tuple[int, str]]
    come: tuple[int, str, int] | None = None
    done: bool = False


@dataclass
class Folder:
    """Names in a folder: those that are safe, those that stand now, and the changes between."""

    safe: dict[str, int] = field(default_factory=dict)
    now: dict[str, int] = field(default_factory=dict)
    pending: list[Naming] = field(default_factory=list)


def read_log(path: Path) -> list[Record]:
    """Read a log. A record that was being written when its process was killed is left out."""
    raw, position, found = path.read_bytes(), 0, []
    while position + HEADER.size <= len(raw):
        magic, kind, inode, at, first, second = HEADER.unpack_from(raw, position)
        begins = position + HEADER.size
        middle, end = begins + first, begins + first + second
        broken_off = end != len(raw) and raw[end : end + 4] != START
        if magic != MAGIC or broken_off:
            position = raw.find(START, position + 1)
            if position < 0:
                break
            continue
        found.append(Record(position, chr(kind), inode, at, raw[begins:middle], raw[middle:end]))
        position = end
    return found


def acknowledged(records: list[Record]) -> list[Any]:
    """Return what was acknowledged, in order."""
    return [json.loads(one.first) for one in records if one.kind == "A"]


class Disk:
    """A folder as processes change it. `before` is a copy of it, made before they began.

    Files and folders have numbers of our own: a disk gives the inode of what was deleted to
    something else, while the old name may still be there after a power cut.
    """

    def __init__(self, root: Path, before: Path) -> None:
        self.root = str(root)
        self.files: dict[int, File] = {}
        self.folders: dict[int, Folder] = {}
        self.numbers = count(1)
        self.number_of: dict[int, int] = {}
        """By the inodes of now."""
        self.top = self._adopt(root, before)

    def _adopt(self, folder: Path, before: Path) -> int:
        """Know what is there already by its inodes, and its content by the copy."""
        number = self._numbered(folder.stat().st_ino)
        here = self.folders[number] = Folder()
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                inner = self._adopt(Path(entry.path), before / entry.name)
            else:
                inner = self._numbered(entry.inode())
                self.files[inner] = File(before / entry.name)
            here.safe[entry.name] = here.now[entry.name] = inner
        return number

    def _numbered(self, inode: int) -> int:
        """Give a new number to what has an inode from now on."""
        self.number_of[inode] = next(self.numbers)
        return self.number_of[inode]

    def follow(self, record: Record) -> None:
        """Do to the model what the process did."""
        match record.kind:
            case "W":
                self._change(record, record.first)
            case "T":
                self._change(record, None)
            case "S":
                self._sync(record)
            case "C":
                self._create(record)
            case "D":
                self._make_folder(record)
            case "R" | "L":
                self._rename(record)
            case "U" | "X":
                self._remove(record)

    def _place(self, path: bytes) -> tuple[int, str] | None:
        """Return the folder and the name of a path; None where it lies elsewhere."""
        whole = os.path.normpath(path.decode(errors="surrogateescape"))
        if not whole.startswith(self.root + "/"):
            return None
        *above, name = whole[len(self.root) + 1 :].split("/")
        folder = self.top
        for part in above:
            folder = self.folders[folder].now.get(part, 0)
            if folder not in self.folders:
                return None
        return folder, name

    def _change(self, record: Record, data: bytes | None) -> None:
        if (file := self.files.get(self.number_of.get(record.inode, 0))) is not None:
            file.pending.append((record.position, record.at, data))

    def _sync(self, record: Record) -> None:
        """Make safe what was written down before this sync began."""
        number = self.number_of.get(record.inode, 0)
        if (file := self.files.get(number)) is not None:
            covered = [one for one in file.pending if one[0] < record.at]
            file.pending = [one for one in file.pending if one[0] >= record.at]
            for _position, at, data in covered:
                apply(file.content(), at, data)
        elif (folder := self.folders.get(number)) is not None:
            for naming in [one for one in folder.pending if one.position < record.at]:
                self._settle(naming)

    def _settle(self, naming: Naming) -> None:
        if not naming.done:
            naming.done = True
            take_place(naming, {number: one.safe for number, one in self.folders.items()})
        for number in touched(naming):
            if naming in self.folders[number].pending:
                self.folders[number].pending.remove(naming)

    def _note(self, naming: Naming) -> None:
        take_place(naming, {number: one.now for number, one in self.folders.items()})
        for number in touched(naming):
            self.folders[number].pending.append(naming)

    def _create(self, record: Record) -> None:
        place = self._place(record.first)
        if place is None:
            self.number_of.pop(record.inode, None)  # the inode is another file's now
            return
        folder, name = place
        if self.folders[folder].now.get(name, -1) == self.number_of.get(record.inode):
            return  # it was there: opened, not made
        number = self._numbered(record.inode)
        self.files[number] = File()
        self._note(Naming(record.position, [], (folder, name, number)))

    def _make_folder(self, record: Record) -> None:
        if (place := self._place(record.first)) is not None:
            number = self._numbered(record.inode)
            self.folders[number] = Folder()
            self._note(Naming(record.position, [], (*place, number)))

    def _rename(self, record: Record) -> None:
        here, there = self._place(record.first), self._place(record.second)
        number = self.folders[here[0]].now.get(here[1]) if here else None
        if there is None or here is None or number is None:
            return  # nothing comes from elsewhere; `differences` would show it
        gone = [here] if record.kind == "R" else []
        self._note(Naming(record.position, gone, (*there, number)))

    def _remove(self, record: Record) -> None:
        place = self._place(record.first)
        if place is not None and place[1] in self.folders[place[0]].now:
            self._note(Naming(record.position, [place]))

    # What is left

    def cut(self, to: Path, chance: random.Random, keeps: float | None = None) -> None:
        """Write the folder as it may be after a power cut now. `to` must not be there.

        `keeps` is the chance of what was not synced; by default it is drawn too.
        """
        keeps = chance.choice([0.0, 0.3, 0.7, 1.0]) if keeps is None else keeps
        names = {number: dict(one.safe) for number, one in self.folders.items()}
        waiting = {id(one): one for folder in self.folders.values() for one in folder.pending}
        for naming in sorted(waiting.values(), key=lambda one: one.position):
            if chance.random() < keeps:
                take_place(naming, names)
        self._write(self.top, to, names, lambda file: survivor(file, keeps, chance))

    def whole(self, to: Path) -> None:
        """Write the folder as it stands, synced or not."""
        names = {number: dict(one.now) for number, one in self.folders.items()}
        self._write(self.top, to, names, lambda file: survivor(file, 1.0, random.Random(0)))

    def _write(self, number: int, to: Path, names: dict[int, dict[str, int]], content: Any) -> None:
        to.mkdir(mode=0o700)
        for name, what in names[number].items():
            if what in self.folders:
                self._write(what, to / name, names, content)
            elif not name.endswith(PASSING):
                file = self.files[what]
                if file.safe is None and not file.pending and file.kept is not None:
                    shutil.copyfile(file.kept, to / name)
                else:
                    (to / name).write_bytes(content(file))


def apply(content: bytearray, at: int, data: bytes | None) -> None:
    """Write into content, or cut or extend it to a length where there is no data."""
    if data is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    content.extend(bytes(max(0, at - len(content))))
    content[at : at + len(data)] = data


def take_place(naming: Naming, names: dict[int, dict[str, int]]) -> None:
    """Change names of folders."""
    for folder, name in naming.gone:
        names[folder].pop(name, None)
    if naming.come is not None:
        folder, name, number = naming.come
        names[folder][name] = number


def touched(naming: Naming) -> set[int]:
    """Return the folders that a change changes."""
    come = {naming.come[0]} if naming.come else set()
    return come | {folder for folder, _name in naming.gone}


def survivor(file: File, keeps: float, chance: random.Random) -> bytes:
    """Return a file's content where each write that was not synced survives with some chance.

    One that does may be torn: only the first sectors of it are there.
    """
    content = bytearray(file.content()) if file.pending else file.content()
    for _position, at, data in file.pending:
        if chance.random() >= keeps:
            continue
        if data and keeps < 1 and chance.random() < 0.3:
            data = data[: chance.randrange(0, len(data) + SECTOR, SECTOR)]
        apply(content, at, data)
    return bytes(content)


def differences(one: Path, other: Path, passing: Collection[str] = ()) -> Iterator[str]:
    """Yield the files that are not the same in two folders, but for names that are `passing`."""
    names = {
        str(path.relative_to(root))
        for root in (one, other)
        for path in root.rglob("*")
        if path.is_file() and not path.name.endswith(PASSING) and path.name not in passing
    }
    for name in sorted(names):
        files = one / name, other / name
        if not all(path.is_file() for path in files):
            yield f"{name} is missing"
        elif files[0].read_bytes() != files[1].read_bytes():
            yield f"{name} differs"
