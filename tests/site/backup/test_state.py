"""What is known of the last backup, and what is said of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from vigil.site.backup.state import (
    BackupState,
    backup_problem,
    keep_state,
    last_backup,
    note_failure,
    note_verified,
)
from vigil.site.checks.self_check import CHECKS, CheckFailed


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_nothing_is_wrong_until_a_place_is_named(settings: Settings) -> None:
    assert (last_backup(), backup_problem()) == (None, "")
    settings.VIGIL_BACKUP = "/mnt/backups"
    assert backup_problem() == "No backup has been made yet: run `vigil backup`."


def test_an_old_or_failed_backup_is_a_problem(settings: Settings) -> None:
    keep_state(BackupState(at=timezone.now() - timedelta(hours=25), name="a", files=3))
    assert backup_problem() == ""
    settings.VIGIL_BACKUP_HOURS = 24
    assert backup_problem().startswith("The newest backup is 25 hours old (it may be 24).")
    note_verified("a")
    note_failure("/mnt", "The disk is full.")
    state = last_backup()
    assert state is not None
    assert (state.files, state.name) == (3, "a")
    assert state.verified_at is not None
    assert backup_problem() == (
        "The last backup failed: The disk is full. Run `vigil backup` again."
    )


def test_a_state_that_cannot_be_read_is_a_problem(folder: Path) -> None:
    (folder / "backups.json").write_text("{")
    assert "cannot be read" in backup_problem()


def test_the_self_check_says_what_is_wrong_with_the_backups() -> None:
    check = CHECKS["backup"]
    assert check() == (
        "No backups are set up: name where they go (VIGIL_BACKUP), then `vigil backup`."
    )
    keep_state(BackupState(at=timezone.now()))
    assert check().endswith("UTC, without a copy of the keys.")
    keep_state(BackupState(at=timezone.now() - timedelta(days=3), keys=True))
    with pytest.raises(CheckFailed, match="is 72 hours old"):
        check()
