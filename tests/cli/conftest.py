"""What tests of commands share."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from vigil.trust.vault.keys import make_missing

PREPARE = (
    "training.desk_labels",
    "keys",
    "lists",
    "lockdown",
    "members",
    "people",
    "person",
    "release",
    "sheet",
)
"""What prepares the database of a command before it does anything else."""


@pytest.fixture
def data(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of commands that are called in this process. It is not there yet."""
    folder, keys = tmp_path / "data", tmp_path / "keys"
    settings.DATA, settings.VIGIL_KEYS = folder, keys
    make_missing()
    monkeypatch.setenv("VIGIL_DATA", str(folder))
    monkeypatch.setenv("VIGIL_KEYS", str(keys))
    return folder


@pytest.fixture
def prepared(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands find their database prepared, but for what it opens with.

    Loading that takes five seconds. `test_programs.py` starts each command with it.
    """
    for name in PREPARE:
        monkeypatch.setattr(f"vigil.cli.{name}.prepare_database", lambda **_how: None)
