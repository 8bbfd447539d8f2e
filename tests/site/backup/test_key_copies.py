"""Copies of the keys hold no key that was destroyed."""

from pathlib import Path

import pyrage
import pytest
from pytest_django.fixtures import Settings

from site_backup import password_without_cost
from vigil.site.backup import key_copies
from vigil.site.backup.key_copies import copy_keys, copy_name, digest_of_keys, write_keys
from vigil.site.backup.places.folder import Folder
from vigil.trust.access.errors import NotPossible
from vigil.trust.vault import keys


@pytest.fixture
def place(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A place for copies; encrypting with a password takes a second, and is left out."""
    settings.DATA, settings.VIGIL_KEYS = tmp_path / "data", tmp_path / "keys"
    keys.make_missing()
    password_without_cost(monkeypatch)
    return Folder(tmp_path / "place")


def names_in(place: Folder, digest: str, folder: Path) -> set[str]:
    copy = place.get(copy_name(digest))
    assert copy is not None
    write_keys(copy, "", folder)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_destroyed_key_goes_from_older_copies_too(place: Folder, tmp_path: Path) -> None:
    kept, destroyed = keys.make_subject_key(), keys.make_subject_key()
    before = digest_of_keys()
    copy_keys(place, "", [])
    everything = names_in(place, before, tmp_path / "1")
    assert {"identity.txt", "recipients.txt", "secret-key.txt", "digest-key.txt"} < everything
    assert f"own/{destroyed}.age" in everything
    keys.add_identity()
    keys.destroy_subject_key(destroyed)
    copy_keys(place, "", [before])
    assert digest_of_keys() != before
    for digest in (before, digest_of_keys()):
        held = names_in(place, digest, tmp_path / digest)
        assert f"own/{kept}.age" in held
        assert f"own/{destroyed}.age" not in held


def test_a_busy_machine_tries_again(place: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_keys(place, "word", [])
    copy, busy = place.get(copy_name(digest_of_keys())), [True]
    decrypt = pyrage.passphrase.decrypt

    def refuse_once(content: bytes, password: str) -> bytes:
        if busy and busy.pop():
            raise pyrage.DecryptError("Excessive work parameter for passphrase.")
        return bytes(decrypt(content, password))

    monkeypatch.setattr(pyrage.passphrase, "decrypt", refuse_once)
    monkeypatch.setattr(key_copies, "SECONDS_BETWEEN", 0)
    assert copy is not None
    write_keys(copy, "word", place.path)
    busy += [True] * key_copies.TURNS
    with pytest.raises(NotPossible, match="too busy, or too slow"):
        write_keys(copy, "word", place.path)
