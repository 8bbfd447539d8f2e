"""A key for one subject alone: one however many seal at once, gone once it was destroyed."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from publication.record.test_simultaneous_changes import at_once
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import OwnKey
from vigil.trust.vault import keys
from vigil.trust.vault.keys import make_missing
from vigil.trust.vault.verbs import own_keys
from vigil.trust.vault.verbs import sealing as vault

OWNER = Subject("party", "one")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.VIGIL_KEYS = tmp_path / "keys"
    make_missing()
    return tmp_path / "keys"


def seal(field: str, text: str) -> None:
    own_keys.seal_under(OWNER, OWNER, field, text, by=None)


def opened() -> dict[str, str]:
    return {
        one.field: own_keys.open_under_to_act(OWNER, one, why="a test")
        for one in vault.sealed_for(*OWNER)
    }


@pytest.mark.django_db
def test_whoever_writes_first_at_the_same_moment_there_is_one_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make = keys.make_subject_key

    def made_by_another_first() -> str:
        """Let somebody else seal for the same subject between looking and making."""
        monkeypatch.setattr(keys, "make_subject_key", make)
        seal("theirs", "first")
        return make()

    monkeypatch.setattr(keys, "make_subject_key", made_by_another_first)
    seal("mine", "second")
    assert opened() == {"mine": "second", "theirs": "first"}
    assert keys.subject_key_recipients() == {
        OwnKey.objects.get().recipient
    }  # the spare one lies nowhere


@pytest.mark.django_db
def test_who_is_removed_between_looking_and_making_gets_no_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make = keys.make_subject_key

    def removed_first() -> str:
        own_keys.destroy_key(OWNER, by=None, why="removed")
        return make()

    monkeypatch.setattr(keys, "make_subject_key", removed_first)
    with pytest.raises(own_keys.KeyDestroyed):
        seal("mine", "too late")
    assert list(vault.sealed_for(*OWNER)) == []
    assert keys.subject_key_recipients() == set()


@pytest.mark.postgresql  # elsewhere there is one writer at a time anyway
@pytest.mark.django_db(transaction=True)
def test_two_first_writes_at_once_end_with_one_key() -> None:
    start = threading.Barrier(6)

    def sealing(n: int) -> Callable[[], None]:
        def run() -> None:
            with transaction.atomic():
                start.wait(10)
                seal(f"field{n}", f"text {n}")

        return run

    at_once(*(sealing(n) for n in range(6)))
    assert opened() == {f"field{n}": f"text {n}" for n in range(6)}
    assert keys.subject_key_recipients() == {OwnKey.objects.get().recipient}
    assert connection.in_atomic_block is False


@pytest.mark.django_db
def test_only_keys_that_were_destroyed_are_cleared_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """An older database lies here by mistake: keys of those who came later must outlive it."""
    seal("mine", "text")
    later = keys.make_subject_key()
    with monkeypatch.context() as patch:
        patch.setattr(keys, "destroy_subject_key", lambda recipient: False)  # cut off
        own_keys.destroy_key(OWNER, by=None, why="removed")
        cut_off = keys.subject_key_recipients() - {later}
    assert len(cut_off) == 1
    assert own_keys.clear_away() == 1
    assert keys.subject_key_recipients() == {later}


def while_keys_change(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Let somebody act in a thread once a key was read to be written anew, before it is."""
    read, threads = keys.subject_key, []

    def reading(name: str) -> Any:
        found = read(name)
        threads.append(threading.Thread(target=act))
        threads[-1].start()
        threads[-1].join(0.3)  # it waits for the change, if it is right
        return found

    monkeypatch.setattr(keys, "subject_key", reading)
    keys.reseal_subject_keys()
    for thread in threads:
        thread.join(10)


def test_who_is_removed_while_keys_are_changed_stays_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys.recipients()
    name = keys.make_subject_key()
    while_keys_change(monkeypatch, lambda: keys.destroy_subject_key(name))
    assert keys.subject_key_recipients() == set()


def test_a_key_that_is_gone_does_not_stop_the_change_of_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys.recipients()
    gone, kept = keys.make_subject_key(), keys.make_subject_key()
    monkeypatch.setattr(keys, "subject_key_recipients", lambda: {gone, kept})
    keys.destroy_subject_key(gone)
    keys.add_identity()
    assert keys.reseal_subject_keys() == 1
    keys.keep_newest_identity()
    assert keys.subject_key(kept)
    with pytest.raises(NotPossible):
        keys.subject_key(gone)
