"""Bring an older database up to date: one process at a time, with a copy from before.

Only `vigil up` and `vigil serve --migrate` do it. Every other command refuses an older database, so
that no job that runs by the clock changes it under servers that still run the older code.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from vigil.reading.intake.lines import make_folder
from vigil.site.backup.making import copy_database
from vigil.site.installation.migrated_database import sqlite_file
from vigil.trust.access.errors import NotPossible

KEPT: Final = 3
"""Copies from before migrations that are kept."""
BEFORE: Final = "before-"
HOW_TO_GO_BACK: Final = "how-to-go-back.txt"
LOCK: Final = 0x5649474C  # "VIGL"
"""The advisory lock of PostgreSQL that whoever changes the tables holds."""
MEGABYTE: Final = 1024 * 1024

Step = tuple[str, str]
"""A migration: the label of its app, and its name."""


def missing_steps() -> list[Step]:
    """Return the migrations that this database lacks, in their order.

    Raises NotPossible if the database has one of ours that this code does not know: newer code
    made it, and this code would write what the newer code does not expect.
    """
    executor = MigrationExecutor(connection)
    ours = _our_apps()
    unknown = sorted(
        step
        for step in executor.loader.applied_migrations
        if step[0] in ours and step not in executor.loader.disk_migrations
    )
    if unknown:
        raise NotPossible(
            f"This database is of a newer version of Vigil: this code does not know "
            f"{_named(unknown)}. Start the newer code again, or go back to the copy that was made "
            f"before it: see {HOW_TO_GO_BACK} in {_backups()}."
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(step.app_label, step.name) for step, _backwards in plan]


def is_new() -> bool:
    """Return whether nobody used this database yet: it has no accounts and no decisions."""
    return not {"trust_user", "trust_decision"} & set(connection.introspection.table_names())


def require_up_to_date() -> None:
    """Raise NotPossible unless this code and the database belong together."""
    steps = missing_steps()
    if steps and is_new():
        raise NotPossible(
            "This database is empty: `vigil serve --once` prepares it (on a laptop: vigil up)."
        )
    if steps:
        raise NotPossible(
            f"This database is of an older version of Vigil: it lacks {_named(steps)}. Stop every "
            "process of Vigil on every machine. Then run, on one machine: vigil serve --once "
            "--migrate (on a laptop: vigil up). It copies the database, and brings it up to date."
        )


def require_same_version() -> None:
    """Raise NotPossible unless the database has exactly the migrations of our own rooms.

    The quick question of each process that serves: it loads no migration, which would take 10 MB.
    """
    applied = set(MigrationRecorder(connection).applied_migrations())
    ours, on_disk = _our_apps(), _on_disk()
    if {step for step in applied if step[0] in ours} != on_disk:
        require_up_to_date()


def copy_before(steps: Sequence[Step]) -> Path:
    """Copy the database of before some migrations into the data folder; return the folder.

    Beside it stands how to go back. The oldest of more than three are removed. Raises NotPossible
    (no space for it, or it cannot be copied).
    """
    first = next((step for step in steps if step[0] in _our_apps()), steps[0])
    now = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    folder = _backups() / f"{BEFORE}{first[0]}_{first[1]}-{now}"
    _require_space(folder)
    make_folder(folder, 0o700)
    copy = folder / ("vigil.sqlite3" if connection.vendor == "sqlite" else "vigil.dump")
    try:
        copy_database(copy)
        (folder / HOW_TO_GO_BACK).write_text(how_to_go_back(copy) + "\n", "utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for older in copies()[:-KEPT]:
        shutil.rmtree(older)
    return folder


def copies() -> list[Path]:
    """Return the folders of copies from before migrations, the oldest first."""
    found = [one for one in _backups().glob(f"{BEFORE}*") if one.is_dir()]
    return sorted(found, key=lambda one: one.name.rpartition("-")[2])


def how_to_go_back(copy: Path) -> str:
    """Return the commands that put a copy in the place of the database."""
    stop = "To go back: stop every process of Vigil, then run"
    start = "and start the older code. What was entered since the copy is lost."
    if (file := sqlite_file()) is not None:
        commands = [
            f"rm -f '{file}' '{file}-wal' '{file}-shm'",
            f"cp '{copy}' '{file}'",
        ]
    else:
        commands = [
            'psql "$DATABASE_URL" -c "DROP SCHEMA public CASCADE" -c "CREATE SCHEMA public"',
            f"pg_restore --exit-on-error --no-owner --dbname \"$DATABASE_URL\" '{copy}'",
        ]
    return "\n".join([stop, *(f"    {one}" for one in commands), start])


@contextmanager
def alone_on_all_machines(waits: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of the database for whoever changes its tables; call `waits` if others have it.

    SQLite is on one machine: a lock in the data folder is enough there.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            waits()
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:  # ended with the connection, should this fail
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _our_apps() -> set[str]:
    return {app.label for app in apps.get_app_configs() if app.name.startswith("vigil.")}


def _on_disk() -> set[Step]:
    """Return the migrations of our rooms by the names of their files."""
    return {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        if app.label in _our_apps()
        for file in Path(app.path, "migrations").glob("[0-9]*.py")
    }


def _named(steps: Sequence[Step]) -> str:
    """Name a few migrations."""
    few = ", ".join(f"{app} {name}" for app, name in steps[:3])
    return few if len(steps) <= 3 else f"{few} and {len(steps) - 3} more migrations"


def _backups() -> Path:
    return Path(settings.DATA) / "backups"


def _require_space(folder: Path) -> None:
    """Raise NotPossible unless a copy of the database leaves the reserve of the disk free."""
    there = next(one for one in folder.parents if one.exists())
    needed, free = (
        _size() + int(settings.VIGIL_DISK_RESERVE) * MEGABYTE,
        shutil.disk_usage(there).free,
    )
    if free < needed:
        raise NotPossible(
            f"The database must be copied before it is brought up to date. That needs "
            f"{needed // MEGABYTE:,} MB free on the disk of {folder.parent}, where "
            f"{free // MEGABYTE:,} MB are free. Free some, or back up in your own way and run: "
            "vigil up --once --no-copy"
        )


def _size() -> int:
    """Return about how many bytes a copy takes."""
    if (file := sqlite_file()) is not None:
        return file.stat().st_size if file.exists() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
