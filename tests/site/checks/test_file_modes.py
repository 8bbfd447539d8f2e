"""Files of an installation are their owner's alone."""

import stat
from pathlib import Path

import pytest

from vigil.site.checks.file_modes import close_to_others, open_to_others


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as an older version left it."""
    made = tmp_path / "data"
    (made / "archive").mkdir(parents=True)
    for name in ("vigil.sqlite3", "archive/raw.warc"):
        (made / name).write_text("x")
        (made / name).chmod(0o644)
    (made / "run").write_text("x")
    (made / "run").chmod(0o750)
    (made / "link").symlink_to(made / "gone")
    for path in (made, made / "archive"):
        path.chmod(0o755)
    return made


def test_what_others_may_read_is_found_and_closed(folder: Path) -> None:
    assert len(list(open_to_others(folder))) == 5
    assert close_to_others(folder) == 5
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*[!k]")}
    assert modes == {"archive": 0o700, "vigil.sqlite3": 0o600, "raw.warc": 0o600, "run": 0o700}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert close_to_others(folder) == 0


def test_what_a_link_leads_to_is_left(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("x")
    outside.chmod(0o644)
    (folder / "to-outside").symlink_to(outside)
    close_to_others(folder)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
