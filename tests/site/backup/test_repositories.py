"""Backups in repositories of restic and borg."""

import shutil
from pathlib import Path

import pytest
from pyrage import x25519
from pytest_django.fixtures import Settings

from site_backup import PASSWORD, files_in, made, uploaded
from vigil.site.backup.backing_up import back_up
from vigil.site.backup.key_copies import copy_name, keys_of_a_copy
from vigil.site.backup.names import Keep, Kind
from vigil.site.backup.places.stated import place_of
from vigil.site.backup.restoring import Target, chosen, restore, verify
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.vault.keys import IDENTITY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.tail("a folder is asked the same every day; starting the programs takes seconds"),
]


@pytest.mark.parametrize("kind", ["restic", "borg"])
def test_a_repository_keeps_and_gives_back(
    kind: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(kind) is None:
        pytest.skip(f"{kind} is not installed")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "password").write_text(PASSWORD)
    settings.VIGIL_BACKUP_PASSWORD_FILE = str(tmp_path / "password")
    one = made(tmp_path)
    place = place_of(f"{kind}:{tmp_path / 'repository'}")
    assert place.names() == []
    with one.in_use():
        first = back_up(place, keep=Keep(1, 0, 0))
        uploaded(User.objects.get(), "third")
        later = back_up(place, Kind.LATER)
        assert first is not None
        assert later is not None
        assert (later.kind, later.written) == ("later", 1)
    name = chosen(place, "")
    assert str(name) == later.name
    assert verify(place, name, tmp_path / "work", one.keys).ok
    copy = place.get(copy_name(name.keys))
    assert copy is not None
    with pytest.raises(NotPossible, match="password does not open"), keys_of_a_copy(copy, "wrong"):
        pass
    with keys_of_a_copy(copy, PASSWORD) as keys:
        assert restore(place, name, Target(tmp_path / "back"), keys).ok
    assert files_in(tmp_path / "back") == {"first", "second", "third"}
    others = tmp_path / "others"
    others.mkdir()
    (others / IDENTITY).write_text(str(x25519.Identity.generate()))
    with pytest.raises(NotPossible, match="not those of the installation"):
        restore(place, name, Target(tmp_path / "more"), others)
    with one.in_use():
        again = back_up(place, keep=Keep(1, 0, 0))
        assert again is not None
        assert [str(name) for name in place.names()] == [again.name]
    (tmp_path / "password").write_text("another password")
    with pytest.raises(NotPossible, match=kind):
        place.names()
