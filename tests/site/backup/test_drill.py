"""A drill: a small installation is backed up, lost, and restored."""

import hashlib
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pyrage import x25519
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from casefile.people.named_people import ANA, person, settled
from site_backup import (
    PARTY,
    PASSWORD,
    Installation,
    files_in,
    made,
    password_without_cost,
    uploaded,
)
from vigil.casefile.models import Victim
from vigil.cli.working.duties import duties
from vigil.site.backup.backing_up import CHECK, back_up
from vigil.site.backup.key_copies import copy_name, keys_of_a_copy
from vigil.site.backup.names import Kind
from vigil.site.backup.places.folder import END
from vigil.site.backup.restoring import Target, chosen, restore, verify
from vigil.site.backup.state import last_backup, note_failure
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, Duty, Letter, OwnKey, Upload, User, Withdrawal
from vigil.trust.uploads.verbs.files import shred
from vigil.trust.vault import keys
from vigil.trust.vault.verbs.own_keys import destroy_key
from vigil.trust.vault.verbs.sealing import rotate_keys
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness import models as witness
from vigil.witness.testimony.verbs.sending import take_back

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def backed_up(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Installation]:
    """An installation with one whole backup, and a copy of its keys."""
    root = tmp_path_factory.mktemp("drill")
    (root / "password").write_text(PASSWORD)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        one = made(root)
        password_without_cost(patch)
        patch.setattr("django.conf.settings.VIGIL_BACKUP_PASSWORD_FILE", str(root / "password"))
        with one.in_use():
            assert back_up(one.place) is not None
        yield one


@pytest.fixture
def installation(backed_up: Installation, tmp_path: Path) -> Installation:
    """A copy of it for one test, which may change it. It remembers its backups at this place."""
    for name in ("data", "keys", "backups"):
        shutil.copytree(backed_up.root / name, tmp_path / name)
    (remembered,) = (tmp_path / "data" / ".backup").glob("last-*.json")
    content = remembered.read_text().replace(str(backed_up.root), str(tmp_path))
    digest = hashlib.sha256(str(tmp_path / "backups").encode()).hexdigest()[:8]
    remembered.rename(remembered.with_name(f"last-{digest}.json")).write_text(content)
    return Installation(tmp_path)


def test_everything_is_restored_with_the_copy_of_the_keys(installation: Installation) -> None:
    name = chosen(installation.place, "")
    back = installation.root / "back"
    copy = installation.place.get(copy_name(name.keys))
    assert copy is not None
    with installation.in_use():
        before = Decision.objects.count()
    shutil.rmtree(installation.data)
    shutil.rmtree(installation.keys)
    with keys_of_a_copy(copy, PASSWORD) as folder:
        report = restore(installation.place, name, Target(back), folder)
        shutil.copytree(folder, installation.keys)
    assert report.ok, report.checks
    assert report.letters_held == 1
    assert files_in(back) == {"first", "second"}
    assert sorted(path.name for path in back.iterdir()) == ["uploads", "vigil.sqlite3"]
    with installation.in_use(back):
        assert Letter.objects.get().state == Letter.State.WAITING
        assert Decision.objects.count() == before + 1
    with pytest.raises(NotPossible, match="is not empty"):
        restore(installation.place, name, Target(back), installation.keys)


def test_verifying_says_what_is_there_and_leaves_nothing(installation: Installation) -> None:
    name = chosen(installation.place, "")
    work = installation.data / ".backup" / "verifying"
    with installation.in_use():
        report = verify(installation.place, name, work, installation.keys)
        state = last_backup()
    assert report.ok, report.checks
    found = {one.name: one.text for one in report.checks}
    assert [*found] == ["files", "tables", "decisions", "migrations", "keys", "seal"]
    assert "A sealed value was opened" in found["seal"]
    assert not work.exists()
    assert state is not None
    assert (state.files, state.keys, state.problem()) == (2, True, "")


def test_other_keys_and_no_keys_are_refused(installation: Installation) -> None:
    name, target = chosen(installation.place, ""), Target(installation.root / "back")
    others = installation.root / "others"
    others.mkdir()
    with pytest.raises(NotPossible, match="There are no keys in"):
        restore(installation.place, name, target, others)
    (others / keys.IDENTITY).write_text(str(x25519.Identity.generate()))
    with pytest.raises(NotPossible, match="None of these keys opens this backup"):
        restore(installation.place, name, target, others)
    copy = installation.place.get(copy_name(name.keys))
    assert copy is not None
    with pytest.raises(NotPossible, match="password does not open"), keys_of_a_copy(copy, "wrong"):
        pass
    assert not target.data.exists() or not list(target.data.iterdir())


def test_damaged_and_cut_backups_are_refused(installation: Installation) -> None:
    name, target = chosen(installation.place, ""), Target(installation.root / "back")
    file = installation.place.path / f"{name}{END}"
    whole = file.read_bytes()
    for content in (
        whole[:-40_000] + bytes(20_000) + whole[-20_000:],
        whole[: len(whole) // 2],
        whole[:-1],
    ):
        file.write_bytes(content)
        with pytest.raises(NotPossible, match="damaged or cut off"):
            restore(installation.place, name, target, installation.keys)
        with pytest.raises(NotPossible, match="damaged or cut off"):
            verify(installation.place, name, installation.root / "v", installation.keys)
    assert not list((installation.root / "back").iterdir())
    assert not (installation.root / "v").exists()


def test_a_restore_that_broke_off_is_begun_anew(installation: Installation) -> None:
    name, back = chosen(installation.place, ""), installation.root / "back"
    half = back / ".restoring" / "files" / "uploads"
    half.mkdir(parents=True)
    (half / "copy").write_text("half")
    (back / "uploads" / "ab").mkdir(parents=True)
    (back / "uploads" / "ab" / "copy").write_text("half")
    assert restore(installation.place, name, Target(back), installation.keys).ok
    assert files_in(back) == {"first", "second"}


def test_what_is_later_needs_little_and_is_restored_whole(installation: Installation) -> None:
    with installation.in_use():
        assert back_up(installation.place, Kind.LATER) is None
        by = User.objects.get()
        uploaded(by, "third")
        shred(Upload.objects.get(what="first"), by=None, why="they asked")
        later = back_up(installation.place, Kind.LATER)
        assert later is not None
        assert (later.kind, later.files, later.written) == ("later", 2, 1)
    newest = chosen(installation.place, "")
    assert str(newest) == later.name
    back = installation.root / "back"
    assert restore(installation.place, newest, Target(back), installation.keys).ok
    assert files_in(back) == {"second", "third"}


def test_with_other_keys_what_is_later_is_a_whole_backup(
    installation: Installation, settings: Settings
) -> None:
    settings.VIGIL_BACKUP_PASSWORD_FILE = ""
    with installation.in_use():
        rotate_keys(by=User.objects.get(), why="somebody left")
        made = back_up(installation.place, Kind.LATER)
        assert made is not None
        assert made.kind == "full"


def test_a_check_that_lacked_a_backup_is_done_again_once_there_is_one(
    installation: Installation, settings: Settings
) -> None:
    settings.VIGIL_BACKUP_PASSWORD_FILE = ""
    tomorrow = timezone.now() + timedelta(days=1)
    with installation.in_use():
        duty = Duty.objects.create(name=CHECK, due_at=tomorrow, trouble="No backup was made yet.")
        other = Duty.objects.create(name="outbox send", due_at=tomorrow)
        note_failure("/mnt", "The disk is full.")
        assert back_up(installation.place, Kind.LATER) is not None
        duty.refresh_from_db()
        other.refresh_from_db()
        assert duty.due_at < tomorrow == other.due_at
    assert CHECK in {one.name for one in duties(threading.Event())}


def test_who_was_withdrawn_since_is_withdrawn_again(
    installation: Installation, settings: Settings
) -> None:
    settings.VIGIL_BACKUP_PASSWORD_FILE = ""
    back = installation.root / "back"
    with installation.in_use():
        by = User.objects.get()
        settled(person(ANA))
        assert back_up(installation.place) is not None
        old = chosen(installation.place, "")
        withdraw([ANA], by=by, why="the family asked")
        assert Victim.objects.get().withdrawn
        back_up(installation.place, Kind.LATER)
    report = restore(installation.place, old, Target(back), installation.keys)
    assert report.ok, report.checks
    assert (report.again.withdrawals, report.again.not_found) == (1, [])
    with installation.in_use(back):
        assert Victim.objects.get().withdrawn
        assert "the family asked" in Withdrawal.objects.get().why


def test_what_was_destroyed_since_does_not_come_back(
    installation: Installation, settings: Settings
) -> None:
    settings.VIGIL_BACKUP_PASSWORD_FILE = ""  # the keys are not copied again
    old = chosen(installation.place, "")
    with installation.in_use():
        shred(Upload.objects.get(what="first"), by=None, why="they asked")
        destroy_key(PARTY, by=None, why="they asked")
        take_back(witness.Testimony.objects.get())
        back_up(installation.place, Kind.LATER)
        assert not keys.subject_key_recipients()
    back = installation.root / "back"
    assert verify(installation.place, old, installation.root / "v", installation.keys).ok
    report = restore(installation.place, old, Target(back), installation.keys)
    assert report.ok, report.checks
    again = report.again
    assert (again.uploads, again.keys, again.testimonies) == (1, 1, 1)
    assert files_in(back) == {"second"}
    with installation.in_use(back):
        assert Upload.objects.filter(state=Upload.State.KEPT).get().what == "second"
        assert OwnKey.objects.get().destroyed_at is not None
        assert witness.Testimony.objects.get().is_gone
