"""The secret key: never in the data folder, and moved once from there."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from vigil.trust.vault.key_files import OLD_PLACE, SIGNING, secret_key


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_without_a_key_nothing_is_made(keys: Path, data: Path) -> None:
    assert secret_key(keys, data) == ""
    assert not keys.exists()
    assert list(data.iterdir()) == []


def test_a_key_in_the_data_folder_is_moved_once(keys: Path, data: Path) -> None:
    (data / OLD_PLACE).write_text("#of(before")
    assert [secret_key(keys, data) for _time in range(2)] == ["#of(before"] * 2
    assert list(data.iterdir()) == []
    assert stat.S_IMODE((keys / SIGNING).stat().st_mode) == 0o600


def test_of_two_keys_none_is_lost(keys: Path, data: Path) -> None:
    keys.mkdir()
    (data / OLD_PLACE).write_text("of before")
    (keys / SIGNING).write_text("another\n")
    with pytest.raises(ImproperlyConfigured, match="two secret keys"):
        secret_key(keys, data)
    assert (data / OLD_PLACE).read_text() == "of before"
    (keys / SIGNING).write_text("of before\n")
    assert secret_key(keys, data) == "of before"
    assert not (data / OLD_PLACE).exists()


def test_a_key_that_cannot_be_moved_is_named_with_its_place(keys: Path, data: Path) -> None:
    keys.write_text("no folder")
    (data / OLD_PLACE).write_text("of before")
    with pytest.raises(ImproperlyConfigured, match=rf"{OLD_PLACE} cannot be used .*{SIGNING}"):
        secret_key(keys, data)
    assert (data / OLD_PLACE).exists()


def test_a_key_that_is_no_text_is_named_and_not_shown(keys: Path, data: Path) -> None:
    keys.mkdir()
    (keys / SIGNING).write_bytes(b"half of a key \xff\xfe")
    with pytest.raises(ImproperlyConfigured, match=rf"{SIGNING} cannot be used \(it is no text\)"):
        secret_key(keys, data)
