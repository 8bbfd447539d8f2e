"""Make a backup: the database as of one moment, then the files; the keys apart."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from msgspec import Struct

from vigil.reading.intake.lines import replacing
from vigil.site.backup import later_removals, packing
from vigil.site.backup.contents import About, FileList, StoredFile, about_database
from vigil.site.backup.data_files import data_files, work_folder
from vigil.site.backup.key_copies import (
    copy_keys,
    copy_name,
    digest_of_folder,
    digest_of_keys,
)
from vigil.site.backup.making import snapshot
from vigil.site.backup.names import BackupName, Keep, Kind, new_name, parsed, too_many
from vigil.site.backup.places.place import Place
from vigil.site.backup.places.stated import password
from vigil.site.backup.state import BackupState, keep_state, last_backup
from vigil.site.installation.migrated_database import sqlite_file
from vigil.trust.access.errors import NotPossible
from vigil.trust.vault import keys
from vigil.trust.vault.verbs import first_keys
from vigil.trust.work.verbs.leases import try_again_now

COPY: Final = "database-copy"
CHECK: Final = "check"
"""The duty of the background work that says whether backups are made."""


class Remembered(Struct, frozen=True):
    """What this machine remembers of the backups it made at one place."""

    place: str
    base: str
    """The last whole backup."""
    files: list[StoredFile]
    """What it held."""
    seen: list[str]
    """Files of the last backup that only somebody removes who wants them gone."""
    gone: list[str]
    """Those that were removed since the first backup there."""
    keys: str
    """A digest of the keys that were copied last."""
    database: list[int]
    """Size and time of the SQLite files at the last backup."""


class Made(Struct, frozen=True):
    """A backup that was made."""

    name: str
    where: str
    kind: str
    rows: int
    files: int
    written: int
    """Files that this backup itself holds."""
    size: int
    """Bytes of database and files."""
    takes: int | None
    """Bytes it takes there; unknown where several backups share them."""
    decisions: int
    keys: bool
    removed: int
    """Old backups that were removed."""


def back_up(place: Place, kind: Kind = Kind.FULL, keep: Keep | None = None) -> Made | None:
    """Make a backup at a place, and remove old ones there; return what was made.

    A copy of what is LATER than the last whole backup is None where nothing changed since the one
    before. Where this machine knows of no whole one there, or other keys open it, a whole one is
    made. Raises NotPossible (the database's keys are missing, the place cannot be used). The state
    of backups is kept.
    """
    first_keys.require_ours()
    remembered = _remembered(place)
    held = place.names()
    if settings.VIGIL_BACKUP_PASSWORD_FILE:
        password()  # refused before anything is copied
    base_name = parsed(remembered.base) if remembered else None
    if base_name not in held or base_name is None or base_name.keys != digest_of_keys():
        kind = Kind.FULL
    stamp = _database_stamp()
    if kind is Kind.LATER and stamp and remembered and stamp == remembered.database:
        return None
    name = new_name(kind, digest_of_keys(), held, timezone.now().astimezone(UTC))
    base = remembered if kind is Kind.LATER else None
    about, listed = _write(place, name, base)
    names = [*held, name]
    has_keys, keys_now = _copy_keys(place, names, kind, remembered)
    gone = _gone(remembered, listed)
    later_removals.put(place, later_removals.current(gone))
    _remember(
        Remembered(
            str(place),
            base.base if base else str(name),
            base.files if base else listed.files,
            sorted(_kept_until_removed(listed)),
            sorted(gone),
            keys_now,
            stamp,
        )
    )
    over = too_many(names, keep or Keep())
    _remove(place, names, over)
    size = listed.database.size + sum(file.size for file in listed.files)
    known = {file.path: file for file in base.files} if base else {}
    made = Made(
        name=str(name),
        where=str(place),
        kind=kind,
        rows=sum(about.tables.values()),
        files=len(listed.files),
        written=sum(known.get(file.path) is not file for file in listed.files),
        size=size,
        takes=place.size(name),
        decisions=about.decisions.number,
        keys=has_keys,
        removed=len(over),
    )
    before = last_backup() or BackupState()
    keep_state(
        BackupState(
            at=about.made_at,
            where=made.where,
            name=made.name,
            size=size,
            files=made.files,
            rows=made.rows,
            keys=has_keys,
            verified_at=before.verified_at,
        )
    )
    if before.problem():
        _check_again()
    return made


def _check_again() -> None:
    """Let the installation check itself soon: it said until now that a backup is missing."""
    with suppress(DatabaseError):  # the backup is made, whatever becomes of this
        try_again_now(CHECK)


def _write(place: Place, name: BackupName, base: Remembered | None) -> tuple[About, FileList]:
    known = {file.path: file for file in base.files} if base else {}
    with _copied() as copy, snapshot(copy):
        about = about_database(str(name), base.base if base else "")
        with place.save(name, keys.parsed_recipients()) as stream:
            listed = packing.write(stream, about, copy, data_files(Path(settings.DATA)), known)
    return about, listed


@contextmanager
def _copied() -> Iterator[Path]:
    """Give where the copy of the database is made; what a killed backup left there goes."""
    copy = work_folder() / COPY
    copy.unlink(missing_ok=True)
    try:
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _copy_keys(
    place: Place, names: list[BackupName], kind: Kind, remembered: Remembered | None
) -> tuple[bool, str]:
    """Copy the keys if there is a password; return whether they are there, and their digest."""
    if not settings.VIGIL_BACKUP_PASSWORD_FILE or not keys.identities():
        return False, ""
    now = digest_of_folder()
    if kind is Kind.FULL or remembered is None or remembered.keys != now:
        copy_keys(place, password(), {name.keys for name in names})
    return True, now


def _remove(place: Place, names: list[BackupName], over: list[BackupName]) -> None:
    if over:
        place.remove(over)
        left = {name.keys for name in names if name not in over}
        for digest in {name.keys for name in over} - left:
            place.discard(copy_name(digest))


def _gone(remembered: Remembered | None, listed: FileList) -> set[str]:
    """Return the files of earlier backups that were removed for good."""
    before = {*remembered.seen, *remembered.gone} if remembered else set[str]()
    return before - _kept_until_removed(listed)


def _kept_until_removed(listed: FileList) -> set[str]:
    return {
        file.path for file in listed.files if file.path.startswith(later_removals.REMOVED_FOR_GOOD)
    }


def _database_stamp() -> list[int]:
    """Return what changes with every write to SQLite; nothing for another database."""
    file = sqlite_file()
    if connection.vendor != "sqlite" or file is None:
        return []
    stamp = list[int]()
    for path in (file, file.with_name(f"{file.name}-wal")):
        status = path.stat() if path.exists() else None
        stamp += [status.st_size, status.st_mtime_ns] if status else [0, 0]
    return stamp


def _remembered(place: Place) -> Remembered | None:
    try:
        kept = msgspec.json.decode(_memory(str(place)).read_bytes(), type=Remembered)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    return kept if kept.place == str(place) else None


def _memory(place: str) -> Path:
    return work_folder() / f"last-{hashlib.sha256(place.encode()).hexdigest()[:8]}.json"


def _remember(remembered: Remembered) -> None:
    with replacing(_memory(remembered.place)) as stream:
        stream.write(msgspec.json.encode(remembered))


def require_place(stated: str) -> str:
    """Return the place that an argument or the setting names. Raises NotPossible (neither)."""
    if named := stated or settings.VIGIL_BACKUP:
        return named
    raise NotPossible(
        "Say where backups go: `vigil backup FOLDER`, or name the place in VIGIL_BACKUP."
    )
