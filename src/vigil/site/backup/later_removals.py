"""What was withdrawn or removed since a backup was made, kept beside the backups.

An old backup still holds it. This list holds no name: of a withdrawal what each room did, of files
their paths. `vigil restore` reads it, and does again what the restored database does not know of.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec
import pyrage
from django.utils import timezone
from msgspec import Struct
from pyrage import x25519

from vigil.site.backup.contents import StoredFile
from vigil.site.backup.places.place import Place
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import OwnKey, Upload, Withdrawal
from vigil.trust.uploads.verbs import files as upload_files
from vigil.trust.vault import keys
from vigil.trust.vault.verbs import own_keys
from vigil.trust.withdrawals import verbs as withdrawals

NAME: Final = "later-removals.age"
REMOVED_FOR_GOOD: Final = ("uploads/", "testimony/", "fund/")
"""Folders whose files are removed only because somebody wanted them gone."""
WHY: Final = "done again after a backup was restored: it was done after the backup was made"


class DoneWithdrawal(Struct, frozen=True):
    """One withdrawal in force: when, by whom (an id), and what each room did."""

    pk: int
    at: datetime
    by: int
    why: str
    receipts: list[dict[str, Any]]


class LaterRemovals(Struct, frozen=True):
    """Everything that must not come back with an old backup."""

    as_of: datetime
    withdrawals: list[DoneWithdrawal]
    files: list[str]


class Again(Struct, frozen=True):
    """What was done again after a restore, and what a person must look at."""

    withdrawals: int = 0
    uploads: int = 0
    keys: int = 0
    not_found: list[str] = []
    """Withdrawals of which not everything was found again: date and reason."""


def current(gone: Iterable[str]) -> LaterRemovals:
    """Return what is in force in this database now, and the files that are `gone`."""
    rows = Withdrawal.objects.filter(lifted_at__isnull=True).order_by("pk")
    done = [DoneWithdrawal(r.pk, r.at, r.by_id, r.why, r.receipts) for r in rows]
    return LaterRemovals(timezone.now(), done, sorted(gone))


def gone_since(before: Iterable[StoredFile], now: Iterable[StoredFile]) -> set[str]:
    """Return the files of an earlier backup that were removed for good since."""
    there = {file.path for file in now}
    return {
        file.path
        for file in before
        if file.path not in there and file.path.startswith(REMOVED_FOR_GOOD)
    }


def put(place: Place, removals: LaterRemovals) -> None:
    """Keep the list beside the backups, encrypted to the keys of the vault."""
    content = msgspec.json.encode(removals)
    place.put(NAME, pyrage.encrypt(content, keys.parsed_recipients()))


def get(place: Place, identities: list[x25519.Identity]) -> LaterRemovals | None:
    """Return the list; None where there is none, or other keys are needed to read it."""
    kept = place.get(NAME)
    if kept is None:
        return None
    try:
        return msgspec.json.decode(pyrage.decrypt(kept, identities), type=LaterRemovals)
    except (pyrage.DecryptError, msgspec.MsgspecError):
        return None


def do_again(removals: LaterRemovals | None) -> Again:
    """Do again, in a restored installation, what was done since its backup was made."""
    again, not_found = Again(keys=_destroy_keys()), list[str]()
    if removals is None:
        return again
    uploads = _remove_uploads(removals.files)
    withdrawn = 0
    for done in removals.withdrawals:
        if Withdrawal.objects.filter(at=done.at).exists():
            continue
        withdrawn += 1
        if not _withdraw(done):
            not_found.append(f"{done.at:%Y-%m-%d}: {done.why}")
    return Again(withdrawn, uploads, again.keys, not_found)


def _destroy_keys() -> int:
    """Take as destroyed each key of one subject that is in no copy of the keys any more."""
    here, done = keys.subject_key_recipients(), 0
    if not keys.identities():
        return 0
    for row in OwnKey.objects.exclude(recipient="").exclude(recipient__in=here):
        own_keys.destroy_key(Subject(row.subject_kind, row.subject_key), by=None, why=WHY)
        done += 1
    return done


def _remove_uploads(files: Iterable[str]) -> int:
    uids = {path.split("/")[2] for path in files if path.startswith("uploads/")}
    rows = Upload.objects.filter(uid__in=uids, state=Upload.State.KEPT)
    for upload in (found := list(rows)):
        upload_files.shred(upload, by=None, why=WHY)
    return len(found)


def _withdraw(done: DoneWithdrawal) -> bool:
    """Withdraw by their keys the things of one withdrawal; return whether all were found."""
    from vigil.trust.models import User

    named = {(r["room"], d["kind"], d["key"]) for r in done.receipts for d in r["done"]}
    names = sorted({key for _room, _kind, key in named})
    by = User.objects.filter(pk=done.by).first()
    if by is None:
        return False
    try:
        held = withdrawals.find(names, by=by)
        there = {(keeper.room, one.kind, one.key) for keeper, found in held for one in found}
        if named & there:
            withdrawals.withdraw(names, by=by, why=f"{done.why} ({WHY})", chosen=named & there)
    except (NotAllowed, NotPossible):
        return False
    return named <= there
