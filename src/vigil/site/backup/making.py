"""Copy the database while it is in use, as of one moment."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from vigil.site.backup import postgresql
from vigil.site.backup.databases import database_in_use, sqlite_config
from vigil.site.installation.migrated_database import sqlite_file
from vigil.trust.access.errors import NotPossible

SECONDS_TO_WAIT: Final = 60
"""For a writer that holds SQLite, as the site itself waits."""


def copy_database(to: Path) -> None:
    """Copy the database of the settings to a file, as of one moment, while others write.

    SQLite becomes a database file, PostgreSQL a dump in the custom format of `pg_dump`. The copy
    is on the disk before this returns. Raises NotPossible (there is a file already, no database,
    no fitting `pg_dump`), and leaves no half of a copy.
    """
    with snapshot(to):
        pass


@contextmanager
def snapshot(to: Path) -> Iterator[None]:
    """Copy the database, as `copy_database`; within, Django reads exactly what was copied."""
    if to.exists():
        raise NotPossible(f"There is a file already: {to}")
    try:
        if connection.vendor == "sqlite":
            _copy_sqlite(to)
            with database_in_use(sqlite_config(to)):
                yield
        else:
            with _postgresql_snapshot(to):
                yield
    except BaseException:
        to.unlink(missing_ok=True)
        raise


def _copy_sqlite(to: Path) -> None:
    """Copy in one read transaction: writers go on, and what they write meanwhile is not in it."""
    file = sqlite_file()
    if file is None or not file.exists():
        raise NotPossible("There is no database yet: `vigil up` makes one.")
    with closing(sqlite3.connect(file, timeout=SECONDS_TO_WAIT)) as database:
        database.execute("VACUUM INTO ?", [str(to)])
    _sync(to)


@contextmanager
def _postgresql_snapshot(to: Path) -> Iterator[None]:
    config: dict[str, Any] = dict(connection.settings_dict)
    with database_in_use(config), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version_num')::int")
        name, version = cursor.fetchone()
        dump = postgresql.program("pg_dump", server=version // 10_000)
        postgresql.run(
            [dump, "--format=custom", f"--snapshot={name}", "--no-password", f"--file={to}"], config
        )
        _sync(to)
        yield


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
