"""The data folder is its owner's alone, and one process at a time works in it."""

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from cli.calling import call
from vigil.cli import DISK_FULL
from vigil.cli.support.data_folder import make_data_folder, one_at_a_time
from vigil.site.checks.durability import NotDurable


def test_a_second_run_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path))
    steps: list[str] = []

    def second() -> None:
        with one_at_a_time("run"):
            steps.append("second")

    other = threading.Thread(target=second)
    with one_at_a_time("run"), one_at_a_time("another"):
        other.start()
        other.join(0.2)
        steps.append("first")
    other.join(10)
    assert steps == ["first", "second"]


def test_what_is_written_from_then_on_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path / "data"))
    before = os.umask(0o022)
    try:
        folder = make_data_folder()
        (folder / "notes.txt").write_text("x")
        (folder / "archive").mkdir()
    finally:
        os.umask(before)
    paths = (folder, folder / "notes.txt", folder / "archive")
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o700, 0o600, 0o700]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), DISK_FULL),
        (NotDurable("The database loses what was saved"), "The database loses what was saved"),
    ],
)
def test_what_stands_in_the_way_of_every_verb_is_one_sentence(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr("vigil.cli.check.set_up_django", fail)
    assert call("check") == (1, "", f"Error: {said}\n")


def test_any_other_error_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("vigil.cli.check.set_up_django", fail)
    with pytest.raises(OSError, match="Input/output error"):
        call("check")
