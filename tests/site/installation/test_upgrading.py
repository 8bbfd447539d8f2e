"""An older database is copied before it is changed, and a newer one is refused."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from vigil.site.installation import upgrading
from vigil.trust.access.errors import NotPossible

pytestmark = pytest.mark.django_db
STEPS = [("auth", "0099_theirs"), ("trust", "0099_ours"), ("casefile", "0099_later")]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a database of SQLite, which is copied by writing a word."""
    monkeypatch.setattr("django.conf.settings.DATA", tmp_path)
    monkeypatch.setattr(upgrading, "sqlite_file", lambda: tmp_path / "vigil.sqlite3")
    monkeypatch.setattr(upgrading, "copy_database", lambda to: to.write_text("a copy"))
    return tmp_path


def test_code_and_database_of_one_version_belong_together() -> None:
    upgrading.require_up_to_date()
    upgrading.require_same_version()
    assert not upgrading.is_new()


def test_a_database_of_newer_code_is_refused_in_words() -> None:
    MigrationRecorder(connection).record_applied("trust", "0099_of_next_year")
    with pytest.raises(NotPossible) as refused:
        upgrading.require_up_to_date()
    assert "newer version" in str(refused.value)
    assert "trust 0099_of_next_year" in str(refused.value)


def test_a_database_of_older_code_is_refused_with_what_to_run() -> None:
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("trust")
    MigrationRecorder(connection).record_unapplied(*newest)
    for refuses in (upgrading.require_up_to_date, upgrading.require_same_version):
        with pytest.raises(NotPossible, match=r"vigil serve --once --migrate"):
            refuses()


def test_a_copy_says_what_it_is_from_and_how_to_go_back(data: Path) -> None:
    folder = upgrading.copy_before(STEPS)
    assert folder.parent == data / "backups"
    assert folder.name.startswith("before-trust_0099_ours-")
    (copy,) = folder.glob("vigil.*")
    assert copy.read_text() == "a copy"
    assert f"'{copy}'" in (folder / upgrading.HOW_TO_GO_BACK).read_text()


def test_the_three_newest_copies_are_kept(data: Path) -> None:
    (data / "backups").mkdir()
    for year in ("2025", "2024", "2023"):
        (data / "backups" / f"before-trust_0001_initial-{year}0101T000000Z").mkdir()
    (data / "backups" / "by hand").mkdir()
    made = upgrading.copy_before(STEPS)
    kept = [one.name[-16:-12] for one in upgrading.copies()]
    assert kept == ["2024", "2025", made.name[-16:-12]]
    assert (data / "backups" / "by hand").exists()


def test_without_space_for_a_copy_nothing_begins(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.VIGIL_DISK_RESERVE", 10**9)
    with pytest.raises(NotPossible, match="MB free on the disk"):
        upgrading.copy_before(STEPS)
    assert not (data / "backups").exists()


def test_a_copy_that_fails_leaves_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(to: Path) -> None:
        to.write_text("half")
        raise NotPossible("no pg_dump")

    monkeypatch.setattr(upgrading, "copy_database", broken)
    with pytest.raises(NotPossible, match="no pg_dump"):
        upgrading.copy_before(STEPS)
    assert upgrading.copies() == []


@pytest.mark.either
def test_who_holds_the_lock_may_take_it_again() -> None:
    waited: list[str] = []
    for _time in range(2):
        with upgrading.alone_on_all_machines(lambda: waited.append("waited")):
            upgrading.require_up_to_date()
    assert waited == []
