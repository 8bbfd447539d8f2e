"""A migrated database that is copied."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.db.utils import OperationalError

from vigil.site.installation import migrated_database


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}


def test_a_copy_is_migrated_and_keeps_decisions(tmp_path: Path) -> None:
    database = tmp_path / "new" / "vigil.sqlite3"
    migrated_database.copy_to(database)
    assert {"casefile_case", "trust_decision_stands", "django_migrations"} <= tables(database)
    assert [file.name for file in database.parent.iterdir()] == ["vigil.sqlite3"]


def test_a_database_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    database = tmp_path / "vigil.sqlite3"
    database.write_bytes(b"what somebody recorded")
    with pytest.raises(FileExistsError):
        migrated_database.copy_to(database)
    assert database.read_bytes() == b"what somebody recorded"
    assert list(tmp_path.iterdir()) == [database]


def test_another_migration_is_another_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = migrated_database.migrations_key()
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_initial.py").write_text("# one more")
    monkeypatch.setattr(apps.get_app_config("desk"), "path", str(tmp_path))
    assert migrated_database.migrations_key() != before


def test_migrating_that_fails_leaves_no_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrated_database, "_folder", lambda: tmp_path)
    monkeypatch.setattr(migrated_database, "SETTINGS", "no_such_settings")
    with pytest.raises(OperationalError, match="no_such_settings"):
        migrated_database.template_database()
    assert not list(tmp_path.glob("*.sqlite3"))
