"""`vigil backup` and `vigil restore`: what they ask for, and what they say."""

import json
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from cli.calling import call
from site_backup import PASSWORD, Installation, files_in, made, password_without_cost
from vigil.site.backup.state import last_backup

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An installation, and a password that costs nothing."""
    (tmp_path / "password").write_text(PASSWORD)
    settings.VIGIL_BACKUP_PASSWORD_FILE = str(tmp_path / "password")
    password_without_cost(monkeypatch)
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path / "data"))
    return made(tmp_path)


def test_a_backup_is_made_listed_checked_and_restored(
    one: Installation, settings: Settings
) -> None:
    place = one.root / "backups"
    with one.in_use():
        ran = call("backup")
        assert ran.status == 1
        assert "Say where backups go" in ran.stderr
        settings.VIGIL_BACKUP = str(place)
        ran = call("backup")
        assert ran.status == 0, ran.stderr
        name = ran.stdout.split()[1]
        assert f"Backup: {name} in {place}\nIt holds " in ran.stdout
        assert call("backup", "--list").stdout == f"{name}\n"
        ran = call("restore", "--verify", "--json")
        report = json.loads(ran.stdout)
        assert (ran.status, report["ok"], report["name"]) == (0, True, name)
        state = last_backup()
        assert state is not None
        assert state.verified_at is not None
        file = place / f"{name}.tar.zst.age"
        ran = call("restore", file, "--into", one.root / "back")
        assert ran.status == 0, ran.stderr
        assert ran.stdout.startswith(f"Restored: {name}, made ")
        assert "Letters held: 1." in ran.stdout
        assert files_in(one.root / "back") == {"first", "second"}
        ran = call("restore", file, "--into", one.root / "back")
        assert (ran.status, "is not empty" in ran.stderr) == (1, True)


def test_what_goes_wrong_is_kept_and_said(one: Installation, settings: Settings) -> None:
    (one.root / "file").write_text("")
    with one.in_use():
        for to, said in (
            (one.data / "backups", "lies in the data folder"),
            (one.root / "file" / "x", "cannot be used"),
        ):
            ran = call("backup", to)
            assert (ran.status, said in ran.stderr) == (1, True), ran.stderr
        state = last_backup()
        assert state is not None
        assert "cannot be used" in state.error
        settings.VIGIL_BACKUP_PASSWORD_FILE = ""
        ran = call("backup", one.root / "backups")
        assert "The keys were NOT copied" in ran.stderr
        assert call("restore", one.root / "nowhere").stderr.startswith("Error: There is no backup")
        ran = call("backup", "--keep", "two")
        assert ran.status == 2


def test_a_folder_that_is_half_restored_is_not_used(one: Installation) -> None:
    (one.data / ".restoring").mkdir()
    with one.in_use():
        ran = call("person", "ana@example.org")
    assert ran.status == 1
    assert "Run the same `vigil restore` again." in ran.stderr


def test_within_one_kind_nothing_is_moved(one: Installation) -> None:
    with one.in_use():
        ran = call("move", "--to", f"sqlite:///{one.root}/other.sqlite3")
    assert (ran.status, "of one kind" in ran.stderr) == (1, True)
