"""Everything is moved from SQLite to PostgreSQL, and back."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from factories import CaseFactory, UserFactory
from postgresql_databases import database
from site_backup import Installation, made
from vigil.casefile.models import Case, CaseNote
from vigil.site.backup.databases import sqlite_config
from vigil.site.moving.moving import move
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, User

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def filled(root: Path) -> Installation:
    one = made(root)
    with one.in_use():
        case = CaseFactory()
        CaseNote.objects.create(case=case, text="the harbour master", by=User.objects.get())
        UserFactory().delete()  # its key is not given again
    return one


def test_everything_is_moved_there_and_back(tmp_path: Path) -> None:
    one = filled(tmp_path)
    back = sqlite_config(tmp_path / "back.sqlite3")
    with database("vigil_test_moved", migrated=True) as target:
        with one.in_use():
            users, decisions = User.objects.count(), Decision.objects.count()
            moved = move(target)
        assert moved.ok, moved.checks
        assert moved.texts == 1
        with one.in_use(database=target):
            assert (User.objects.count(), Decision.objects.count()) == (users, decisions)
            assert UserFactory().pk == User.objects.first().pk + 2  # type: ignore[union-attr]
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                _change_decisions()
            with pytest.raises(NotPossible, match="of one kind"):
                move(target)
            moved = move(back)
        assert moved.ok, moved.checks
        with one.in_use(), pytest.raises(NotPossible, match="is not empty"):
            move(target)
    with one.in_use(database=back):
        assert User.objects.count() == users + 1
        with connection.cursor() as cursor:
            for table in ("casefile_case_words", "casefile_casenote_words"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone()[0] == 1
        assert Case.objects.count() == 1
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            _change_decisions()
    assert {path.name for path in tmp_path.glob("back*")} == {"back.sqlite3"}


def _change_decisions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trust_decision SET why = 'x'")


def test_what_cannot_be_kept_is_refused_whole(tmp_path: Path) -> None:
    one = filled(tmp_path)
    with database("vigil_test_moved", migrated=True) as target:
        with one.in_use():
            CaseNote.objects.update(text="a\0b")
            with pytest.raises(NotPossible, match="row of casefile_casenote cannot be moved"):
                move(target)
        with one.in_use(database=target):
            assert not Decision.objects.exists()
