"""Backups of a PostgreSQL database, with its own programs."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from postgresql_databases import database
from site_backup import files_in, made
from vigil.site.backup import postgresql
from vigil.site.backup.backing_up import back_up
from vigil.site.backup.restoring import Target, chosen, restore, verify
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Letter, User

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_a_dump_is_verified_and_restored(tmp_path: Path, settings: Settings) -> None:
    settings.VIGIL_BACKUP_PASSWORD_FILE = ""
    with (
        database("vigil_test_backed_up", migrated=True) as config,
        database("vigil_test_restored", migrated=False) as empty,
    ):
        one = made(tmp_path, config)
        with one.in_use():
            assert back_up(one.place) is not None
            name = chosen(one.place, "")
            report = verify(one.place, name, tmp_path / "work", one.keys)
            assert report.ok, report.checks
        with pytest.raises(NotPossible, match="name an empty database"):
            restore(one.place, name, Target(tmp_path / "back"), one.keys)
        report = restore(one.place, name, Target(tmp_path / "back", empty), one.keys)
        assert report.ok, report.checks
        assert (report.letters_held, files_in(tmp_path / "back")) == (1, {"first", "second"})
        with one.in_use(tmp_path / "back", empty):
            assert Letter.objects.get().state == Letter.State.WAITING
            assert User.objects.get().email == "ana@example.org"
        with pytest.raises(NotPossible, match="tables already"):
            restore(one.place, name, Target(tmp_path / "more", empty), one.keys)


def test_programs_of_another_version_are_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with database("vigil_test_backed_up", migrated=True) as config:
        one = made(tmp_path, config)
        with one.in_use(), pytest.raises(NotPossible, match="Install postgresql-client-"):
            back_up(one.place)
        assert one.place.names() == []
