"""The keys of the vault: where they lie, who may read them, what a machine without them can do."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from vigil.trust.access.errors import NotPossible
from vigil.trust.vault import keys


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.VIGIL_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


def test_no_key_is_made_because_one_is_missing(folder: Path) -> None:
    for need in (keys.recipients, keys.parsed_recipients, keys.make_subject_key, keys.digest_key):
        with pytest.raises(NotPossible, match="missing on this machine"):
            need()
    assert keys.identities() == []
    assert not list(folder.rglob("*.*")), "a key was made"


def test_the_first_keys_are_made_when_asked_for_and_kept(folder: Path) -> None:
    assert keys.make_missing() == [keys.IDENTITY, keys.DIGESTS]
    first, key = keys.recipients(), keys.digest_key()
    assert len(first) == 1
    assert first[0].startswith("age1")
    assert len(key) >= 64
    assert str(keys.identities()[0].to_public()) == first[0]
    assert keys.make_missing() == []
    assert (keys.recipients(), keys.digest_key()) == (first, key)


def test_nobody_else_on_the_machine_reads_a_key(folder: Path) -> None:
    keys.make_missing()
    keys.make_subject_key()
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    assert {mode for path, mode in found.items() if path.is_file()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_reading_what_opens_makes_nothing(folder: Path) -> None:
    assert keys.identities() == []
    assert not folder.exists()


def test_keys_inside_the_data_are_refused(settings: Settings) -> None:
    settings.VIGIL_KEYS = Path(settings.DATA) / "keys"
    with pytest.raises(ImproperlyConfigured, match="inside VIGIL_DATA"):
        keys.recipients()


def test_comments_and_empty_lines_are_no_keys(folder: Path) -> None:
    keys.make_missing()
    (name,) = keys.recipients()
    (folder / keys.RECIPIENTS).write_text(f"# ours\n\n  {name}\n")
    assert keys.recipients() == [name]


def test_a_broken_line_is_named_by_its_file_and_never_shown(folder: Path) -> None:
    keys.make_missing()
    secret = (folder / keys.IDENTITY).read_text().strip()
    (folder / keys.IDENTITY).write_text(secret[:-3] + "\n")
    with pytest.raises(NotPossible, match=r"identity\.txt") as error:
        keys.identities()
    assert secret[:20] not in repr(error.value)
    assert error.value.__suppress_context__
    (folder / keys.RECIPIENTS).write_text("age1nothing\n")
    with pytest.raises(NotPossible, match=r"recipients\.txt"):
        keys.parsed_recipients()


def test_with_an_identity_alone_its_own_recipient_is_used(folder: Path) -> None:
    keys.make_missing()
    (name,) = keys.recipients()
    (folder / keys.RECIPIENTS).unlink()
    assert keys.recipients() == [name]


def test_a_new_identity_replaces_ours_and_leaves_other_recipients(folder: Path) -> None:
    keys.make_missing()
    (ours,) = keys.recipients()
    other = str(keys.x25519.Identity.generate().to_public())
    (folder / keys.RECIPIENTS).write_text(f"{ours}\n{other}\n")
    new = keys.add_identity()
    assert keys.recipients() == sorted([new, other])
    assert [str(i.to_public()) for i in keys.identities()] == [new, ours]
    assert keys.keep_newest_identity() == 1
    assert [str(i.to_public()) for i in keys.identities()] == [new]


def test_keys_are_not_changed_where_none_is(folder: Path) -> None:
    keys.make_missing()
    (folder / keys.IDENTITY).unlink()
    with pytest.raises(NotPossible, match="not on this machine"):
        keys.add_identity()


def killed_while_writing(act: Callable[[], object]) -> None:
    """Do something in a process that is gone before what it writes has its name."""
    child = os.fork()
    if not child:
        Path.replace = lambda *_names: os._exit(9)  # type: ignore[method-assign,assignment]
        act()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_of_a_key_that_is_destroyed_nothing_stays_of_a_change_that_was_killed(
    folder: Path,
) -> None:
    keys.make_missing()
    name = keys.make_subject_key()
    killed_while_writing(keys.reseal_subject_keys)
    assert len(list((folder / keys.SUBJECT_KEYS).iterdir())) == 2
    assert keys.destroy_subject_key(name)
    assert list((folder / keys.SUBJECT_KEYS).iterdir()) == []
    assert not keys.destroy_subject_key(name)


def test_keys_that_are_forgotten_do_not_stay_in_what_a_killed_change_left(folder: Path) -> None:
    keys.make_missing()
    old = (folder / keys.IDENTITY).read_text().strip()
    mine = folder / f"{keys.IDENTITY}.mine"
    mine.write_text("a copy of somebody who runs the machine")
    killed_while_writing(keys.add_identity)
    keys.add_identity()
    keys.keep_newest_identity()
    assert not [path for path in folder.rglob("*.*") if old in path.read_text()]
    assert mine.exists()
