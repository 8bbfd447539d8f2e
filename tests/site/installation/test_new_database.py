"""A new database, migrated in an order of our own."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from vigil.site.installation import migrated_database


@pytest.mark.tail("all tests stand on a database migrated in this order; only the peer is missing")
def test_it_holds_what_it_holds_in_the_order_of_django(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.sqlite3", tmp_path / "theirs.sqlite3"
    migrated_database.copy_to(ours)
    subprocess.run(
        [sys.executable, "-P", "-m", "django", "migrate", "--verbosity=0"],
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{theirs}",
            "VIGIL_DATA": str(tmp_path),
            "PYTHONPATH": str(migrated_database.PACKAGES),
            "DJANGO_SETTINGS_MODULE": migrated_database.SETTINGS,
        },
        check=True,
    )
    assert _schema(ours) == _schema(theirs)
    assert _counts(ours) == _counts(theirs)


def _schema(file: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        return set(connection.execute("SELECT name, sql FROM sqlite_master"))


def _counts(file: Path) -> dict[str, int]:
    """Return how many rows each table holds."""
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for (table,) in tables.fetchall()
        }
