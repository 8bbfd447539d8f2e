"""Folders that a power cut neither loses nor brings back."""

from pathlib import Path

import pytest

from vigil.reading.intake import lines
from vigil.reading.intake.lines import make_folder, remove_folder


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the folders that were synced, in order."""
    found: list[Path] = []
    monkeypatch.setattr(lines, "sync_folder", found.append)
    lines._make_sure.cache_clear()
    return found


def test_each_new_folder_is_synced_into_the_one_above(tmp_path: Path, synced: list[Path]) -> None:
    make_folder(tmp_path / "a" / "b", 0o700)
    assert synced == [tmp_path.parent, tmp_path, tmp_path / "a"]
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_is_there_is_made_sure_of_once(tmp_path: Path, synced: list[Path]) -> None:
    make_folder(tmp_path)
    make_folder(tmp_path)
    assert synced == [tmp_path.parent]


def test_a_folder_that_was_removed_stays_away(tmp_path: Path, synced: list[Path]) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    remove_folder(tmp_path / "a")
    assert not (tmp_path / "a").exists()
    assert synced == [tmp_path]
    remove_folder(tmp_path / "a")  # as after a kill between the two
    assert synced == [tmp_path, tmp_path]
