"""Restore a backup onto an empty place, or only verify it."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.db import connection
from pyrage import x25519

from vigil.reading.intake.lines import make_folder, sync_folder
from vigil.site.backup import later_removals, packing, postgresql
from vigil.site.backup.contents import DATABASES, About, FileList, StoredFile
from vigil.site.backup.data_files import RESTORING, WORK
from vigil.site.backup.databases import database_in_use, sqlite_config
from vigil.site.backup.key_copies import digest_of_keys, keys_in_use
from vigil.site.backup.later_removals import Again
from vigil.site.backup.names import BackupName, parsed
from vigil.site.backup.packing import NotWhole
from vigil.site.backup.places.place import Place
from vigil.site.backup.verifying import (
    CheckedThing,
    check_database,
    check_files,
    check_keys,
    migrate,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.outbox.verbs.holding import hold_letters_on_the_way
from vigil.trust.vault import keys

SQLITE: Final = "vigil.sqlite3"
EMPTY: Final = (WORK, "lost+found")
"""What an empty data folder may hold: it may be a disk of its own."""


@dataclass
class Report:
    """What was restored or verified, and what was found."""

    name: str
    made_at: str
    files: int
    rows: int
    decisions: int
    checks: list[CheckedThing] = field(default_factory=list)
    letters_held: int = 0
    again: Again = field(default_factory=Again)

    @property
    def ok(self) -> bool:
        """Return whether every check was passed."""
        return all(one.ok for one in self.checks)


@dataclass(frozen=True)
class Target:
    """Where a backup is restored: a data folder, and a server's database if it is not SQLite."""

    data: Path
    database: Mapping[str, Any] | None = None

    def config(self) -> Mapping[str, Any]:
        """Return the settings of the database."""
        return self.database or sqlite_config(self.data / SQLITE)


def chosen(place: Place, stated: str) -> BackupName:
    """Return the backup with this name, or the newest. Raises NotPossible (there is none)."""
    held = place.names()
    if not held:
        raise NotPossible(f"There is no backup in {place}.")
    if not stated:
        return held[-1]
    name = parsed(stated)
    if name not in held or name is None:
        raise NotPossible(f"There is no backup {stated} in {place}. The newest is {held[-1]}.")
    return name


def restore(place: Place, name: BackupName, target: Target, key_folder: Path) -> Report:
    """Restore a backup onto an empty folder and database; check it; return what was found.

    Nothing is there under its own name before everything was read and the digests of all files
    agreed. A restore that was broken off is begun anew by the same call. Letters that were on
    their way wait for a person, and what was withdrawn or destroyed since is so again.
    Raises NotPossible (the place is not empty, the keys are others, the backup is damaged).
    """
    require_empty(target)
    with _keys(key_folder) as identities:
        removals = later_removals.get(place, identities)
        leave_out = {*removals.files} if removals else set[str]()
        half = target.data / RESTORING
        shutil.rmtree(half, ignore_errors=True)
        make_folder(half, 0o700)
        unpacked = half / "files"
        unpacked.mkdir(mode=0o700)

        def to(path: str) -> BinaryIO | None:
            if path in leave_out:
                return None
            file = unpacked / path if path else half / "database"
            make_folder(file.parent, 0o700)
            return file.open("xb", buffering=packing.BLOCK)

        def begin(about: About) -> None:
            _require_fitting(about, target)

        try:
            about, listed = _read(place, name, identities, begin, to)
        except BaseException:
            shutil.rmtree(half)  # nothing has its place yet
            raise
        _place_files(unpacked, target.data)
        _place_database(half / "database", about, target)
        report = _report(about, listed)
        with database_in_use(target.config()), keys_in_use(key_folder), _data_in_use(target.data):
            report.checks += [check_files(listed), *check_database(about)]
            if report.ok:
                migrate()
                report.letters_held = hold_letters_on_the_way(why=f"restored from {name}")
                destroyed = later_removals.destroy_keys(removals)
                report.checks += check_keys()
                report.again = later_removals.do_again(removals, destroyed)
        shutil.rmtree(half)
        sync_folder(target.data)
    return report


def verify(place: Place, name: BackupName, work: Path, key_folder: Path) -> Report:
    """Read a whole backup and check it, with its database in a temporary place.

    Files are read and their digests compared; they are not written anywhere. The temporary
    database is removed, however it ends. Raises NotPossible (the keys are others; the backup is
    damaged or cut off; there is no server to restore a PostgreSQL backup on).
    """
    shutil.rmtree(work, ignore_errors=True)
    make_folder(work, 0o700)
    try:
        with _keys(key_folder) as identities, ExitStack() as opened:
            copy = work / SQLITE

            def to(path: str) -> BinaryIO | None:
                return None if path else copy.open("xb", buffering=packing.BLOCK)

            about, listed = _read(place, name, identities, lambda about: None, to)
            config = sqlite_config(copy)
            if about.vendor == "postgresql":
                config = opened.enter_context(_temporary_database())
                _load_dump(copy, config)
            report = _report(about, listed)
            opened.enter_context(database_in_use(config))
            opened.enter_context(keys_in_use(key_folder))
            report.checks += [check_files(listed), *check_database(about)]
            if report.ok:
                migrate()
                later_removals.destroy_keys(later_removals.get(place, identities))
                report.checks += check_keys()
            return report
    finally:
        shutil.rmtree(work, ignore_errors=True)


def require_empty(target: Target) -> None:
    """Raise NotPossible unless folder and database are empty, or a restore broke off there."""
    data = target.data
    held = [path.name for path in data.iterdir()] if data.is_dir() else []
    # A command makes the folder with its locks before it does anything.
    there = [name for name in held if not name.endswith(".lock") and name not in EMPTY]
    if there and RESTORING not in there:
        raise NotPossible(
            f"{data} is not empty. A backup is restored onto an empty folder only: name another "
            "(--into), or move what is there away yourself."
        )
    if RESTORING in there and (data / SQLITE).exists():
        raise NotPossible(
            f"A restore into {data} broke off, and there is a database already. Move the folder "
            "away and restore again."
        )
    if target.database is not None:
        with database_in_use(target.database):
            if tables := connection.introspection.table_names():
                raise NotPossible(
                    f"The database has {len(tables)} tables already. A backup is restored onto "
                    "an empty database only."
                )


@contextmanager
def _keys(folder: Path) -> Iterator[list[x25519.Identity]]:
    with keys_in_use(folder):
        identities = keys.identities()
    if not identities:
        raise NotPossible(
            f"There are no keys in {folder} that open this backup. Name their folder, or their "
            "copy beside the backup and its password (see docs/operate/backup.md)."
        )
    yield identities


def _read(
    place: Place,
    name: BackupName,
    identities: list[x25519.Identity],
    begin: Callable[[About], None],
    to: Callable[[str], BinaryIO | None],
) -> tuple[About, FileList]:
    """Read a backup, and of the whole one before it what it does not hold itself."""

    def begin_checked(about: About) -> None:
        mine = {str(identity.to_public()) for identity in identities}
        if not mine & {*about.recipients}:
            raise NotPossible(
                "These keys are not those of the installation whose backup this is: nothing that "
                f"is sealed in it could be opened. It needs those with the sign "
                f"{digest_of_keys(about.recipients)}."
            )
        begin(about)

    with place.open(name, identities) as stream:
        about, listed, came = packing.read(stream, begin_checked, to)
    if "" not in came or came[""].sha256 != listed.database.sha256:
        raise NotWhole("The database in this backup is damaged.")
    lacking = {file.path: file for file in listed.files if file.path not in came}
    if lacking:
        came |= _read_base(place, about, identities, lacking, to)
    _require_same(listed, came)
    return about, listed


def _read_base(
    place: Place,
    about: About,
    identities: list[x25519.Identity],
    lacking: Mapping[str, StoredFile],
    to: Callable[[str], BinaryIO | None],
) -> dict[str, StoredFile]:
    base = parsed(about.base) if about.base else None
    if base is None:
        raise NotWhole(f"This backup lacks {len(lacking)} files that it lists.")
    if base not in place.names():
        raise NotPossible(f"This backup needs the whole one before it, {base}, which is missing.")

    def wanted(path: str) -> BinaryIO | None:
        return to(path) if path in lacking else None

    with place.open(base, identities) as stream:
        _about, _listed, came = packing.read(stream, lambda about: None, wanted)
    return {path: file for path, file in came.items() if path in lacking}


def _require_same(listed: FileList, came: Mapping[str, StoredFile]) -> None:
    """Raise NotWhole unless each listed file came with its digest."""
    wrong = [
        file.path
        for file in listed.files
        if (one := came.get(file.path)) is None or one.sha256 != file.sha256
    ]
    if wrong:
        raise NotWhole(f"{len(wrong)} files of this backup are damaged or missing.")


def _require_fitting(about: About, target: Target) -> None:
    if (about.vendor == "postgresql") != (target.database is not None):
        kind, other = (
            ("PostgreSQL", "name an empty database (--into postgres://…)")
            if about.vendor == "postgresql"
            else ("SQLite", "name only a folder, then `vigil move` it")
        )
        raise NotPossible(f"This is the backup of a {kind} database: {other}.")


def _place_files(unpacked: Path, data: Path) -> None:
    for path in sorted(unpacked.iterdir()):
        place = data / path.name
        if place.is_dir():  # of a restore that broke off
            shutil.rmtree(place)
        path.rename(place)


def _place_database(copy: Path, about: About, target: Target) -> None:
    if target.database is not None:
        _load_dump(copy, target.database)
    else:
        assert about.vendor == "sqlite", DATABASES
        copy.rename(target.data / SQLITE)


def _load_dump(dump: Path, config: Mapping[str, Any]) -> None:
    with database_in_use(config):
        connection.ensure_connection()
        server = int(connection.pg_version) // 10_000  # type: ignore[attr-defined]
    arguments = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    name = ["--dbname", str(config["NAME"])]
    program = postgresql.program("pg_restore", server=server)
    postgresql.run([program, *arguments, *name, str(dump)], config)


@contextmanager
def _temporary_database() -> Iterator[dict[str, Any]]:
    """Make an empty database on the server of the settings; drop it in the end."""
    ours = dict(connection.settings_dict)
    if connection.vendor != "postgresql":
        raise NotPossible(
            "This is the backup of a PostgreSQL database: to verify it, name a server on which a "
            "temporary one may be made (DATABASE_URL)."
        )
    name = "vigil_verify"
    with database_in_use(ours), connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise NotPossible(
                "To verify, a temporary database is made, and this user of PostgreSQL may make "
                "none. As its administrator run: ALTER ROLE … CREATEDB"
            )
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield {**ours, "NAME": name}
    finally:
        with database_in_use(ours), connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _data_in_use(data: Path) -> Iterator[None]:
    """Let verbs find the files of another data folder."""
    before = settings.DATA
    settings.DATA = data
    try:
        yield
    finally:
        settings.DATA = before


def _report(about: About, listed: FileList) -> Report:
    return Report(
        name=about.name,
        made_at=about.made_at.isoformat(timespec="seconds"),
        files=len(listed.files),
        rows=sum(about.tables.values()),
        decisions=about.decisions.number,
    )
