"""The first keys: made once, at a moment somebody chose, and never in place of missing ones."""

import shutil
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from factories import UserFactory
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Decision, KeyMark, Role
from vigil.trust.vault import digests, keys
from vigil.trust.vault.digests import identifier_digest, identifier_digests
from vigil.trust.vault.keys import make_missing
from vigil.trust.vault.missing_keys import require_all_here
from vigil.trust.vault.verbs import sealing
from vigil.trust.vault.verbs.first_keys import make_missing_keys, mark_keys, require_ours
from vigil.trust.vault.verbs.own_keys import open_under_to_act, seal_under
from vigil.trust.vault.verbs.sealing import open_to_act, retire_keys, rotate_keys, seal

pytestmark = pytest.mark.django_db
KIND = KeyMark.Kind.DIGESTS


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of keys of a database that is new; there are none yet."""
    settings.VIGIL_KEYS = tmp_path / "keys"
    monkeypatch.setattr(sealing, "_KNOWN", set())
    KeyMark.objects.all().delete()
    KeyMark.objects.create(kind=KIND)
    return tmp_path / "keys"


def begin() -> None:
    mark_keys(make_missing_keys())


def started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what this process knows of keys, as another process would not know it."""
    monkeypatch.setattr(sealing, "_KNOWN", set())


def test_a_new_database_gets_keys_when_asked_and_remembers_them(folder: Path) -> None:
    require_ours()
    assert not folder.exists()
    begin()
    assert KeyMark.objects.get(kind=KIND).mark
    assert KeyMark.objects.get(kind=KeyMark.Kind.RECIPIENTS).mark == keys.recipients()[0]
    decision = Decision.objects.get(verb="make_keys")
    assert decision.after == {"files": [keys.IDENTITY, keys.DIGESTS]}
    begin()
    assert Decision.objects.filter(verb="make_keys").count() == 1


@pytest.mark.parametrize("of", ["begun", "sealed", "own key"])
def test_where_anything_needs_keys_none_are_made(of: str, folder: Path) -> None:
    if of == "begun":
        begin()
    else:
        make_missing()
        subject = Subject("party", "1")
        seal(*subject, "name", "x", by=None)
        if of == "own key":
            seal_under(subject, subject, "name", "x", by=None)
            sealing.Sealed.objects.all().delete()
    kept = folder.rename(folder.with_name("not mounted"))
    for attempt in (make_missing_keys, require_ours):
        with pytest.raises(NotPossible, match=r"Copy identity\.txt.* to .*keys\."):
            attempt()
    with pytest.raises(NotPossible):
        seal_under(Subject("party", "2"), Subject("party", "2"), "name", "lost", by=None)
    assert not list(folder.rglob("*.*")), "keys were made"
    shutil.rmtree(folder, ignore_errors=True)
    kept.rename(folder)
    require_ours()


@pytest.mark.parametrize("sealed", [True, False])
def test_other_keys_in_their_place_are_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: bool
) -> None:
    begin()
    if sealed:
        row = seal("party", "1", "name", "Casilda", by=None)
    kept = folder.rename(tmp_path / "right ones")
    make_missing()
    shutil.copy(kept / keys.DIGESTS, folder / keys.DIGESTS)
    started_anew(monkeypatch)
    with pytest.raises(NotPossible, match=r"not those of this database. Copy identity\.txt"):
        require_ours()
    for attempt in (
        lambda: seal("party", "2", "name", "lost", by=None),
        lambda: seal_under(Subject("party", "3"), Subject("party", "3"), "name", "x", by=None),
    ):
        with pytest.raises(NotPossible, match="not its own"):
            attempt()
    shutil.rmtree(folder)
    kept.rename(folder)
    if sealed:
        assert open_to_act(row, why="test") == "Casilda"


def test_a_key_that_opens_nothing_of_what_is_sealed_is_refused(
    folder: Path, tmp_path: Path
) -> None:
    begin()
    other = keys.x25519.Identity.generate()
    (folder / keys.IDENTITY).write_text(f"{other}\n")
    with pytest.raises(NotPossible, match=r"not those of this database. Copy identity\.txt"):
        require_ours()
    before = (folder / keys.RECIPIENTS).read_text()
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    for change in (rotate_keys, retire_keys):
        with pytest.raises(NotPossible, match="not on this machine"):
            change(by=administrator, why="yearly")
    assert (folder / keys.RECIPIENTS).read_text() == before
    assert (folder / keys.IDENTITY).read_text() == f"{other}\n"


def test_keys_of_people_that_were_not_copied_back_are_asked_for(folder: Path) -> None:
    begin()
    for number in ("1", "2"):
        seal_under(Subject("party", number), Subject("party", number), "name", "x", by=None)
    own, kept = folder / keys.SUBJECT_KEYS, folder / "kept"
    own.rename(kept)
    with pytest.raises(NotPossible, match=r"Copy own/ from"):
        require_ours()
    own.mkdir()
    first, second = kept.iterdir()
    shutil.copy(first, own)
    require_ours()  # one alone may have been made on another machine
    shutil.copy(second, own)
    require_all_here()


def test_keys_are_not_changed_while_a_copy_elsewhere_would_be_lost(folder: Path) -> None:
    begin()
    subject = Subject("party", "1")
    seal_under(subject, subject, "name", "Casilda", by=None)
    (folder / keys.SUBJECT_KEYS).rename(folder / "elsewhere")
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    for change in (rotate_keys, retire_keys):
        with pytest.raises(NotPossible, match=r"Keys of people .* \(1\)\. Copy own/"):
            change(by=administrator, why="yearly")
    (folder / "elsewhere").rename(folder / keys.SUBJECT_KEYS)
    rotate_keys(by=administrator, why="yearly")
    (sealed,) = sealing.sealed_for(*subject)
    assert open_under_to_act(subject, sealed, why="test") == "Casilda"


@pytest.mark.parametrize("changed", [keys.DIGESTS, "secret"])
def test_nobody_is_kept_under_keys_of_another_database(
    changed: str, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    monkeypatch.setattr(digests, "_OURS", set())
    right = identifier_digest("fund contact 525512345678")
    if changed == "secret":
        settings.SECRET_KEY = "another"
    else:
        (folder / keys.DIGESTS).write_text("another\n")
    for ask in (identifier_digest, lambda said: identifier_digests([said])):
        with pytest.raises(NotPossible, match="not that of this database"):
            ask("fund contact 525512345678")
    assert right not in digests._OURS


@pytest.mark.parametrize("changed", [keys.DIGESTS, "secret"])
def test_other_keys_of_digests_are_refused(changed: str, folder: Path, settings: Settings) -> None:
    begin()
    if changed == "secret":
        settings.SECRET_KEY = "another"
    else:
        (folder / keys.DIGESTS).write_text("another\n")
    with pytest.raises(NotPossible, match=r"not those of this database.*secret-key\.txt"):
        require_ours()


def test_an_older_database_needs_the_secret_it_was_used_with(settings: Settings) -> None:
    KeyMark.objects.all().delete()
    settings.SECRET_KEY = ""
    with pytest.raises(NotPossible, match=r"Copy secret-key\.txt"):
        make_missing_keys()


def test_a_line_may_be_added_to_the_recipients(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    spare = str(keys.x25519.Identity.generate().to_public())
    with (folder / keys.RECIPIENTS).open("a") as file:
        file.write(f"{spare}\n")
    started_anew(monkeypatch)
    require_ours()
    assert seal("request", "1", "contact", "x", by=None)


def test_a_host_that_only_seals_goes_on_while_keys_are_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    seal("request", "1", "contact", "x", by=None)
    old = (folder / keys.RECIPIENTS).read_text()
    rotate_keys(by=UserFactory(roles=[Role.ADMINISTRATOR]), why="test")
    identity, new = (folder / keys.IDENTITY).read_text(), (folder / keys.RECIPIENTS).read_text()
    (folder / keys.IDENTITY).unlink()
    (folder / keys.RECIPIENTS).write_text(old)
    started_anew(monkeypatch)
    sealed = seal("request", "2", "contact", "from the web host", by=None)
    (folder / keys.IDENTITY).write_text(identity)
    (folder / keys.RECIPIENTS).write_text(new)
    assert open_to_act(sealed, why="test") == "from the web host"
