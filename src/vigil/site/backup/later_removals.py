"""What was withdrawn or removed since a backup was made, kept beside the backups.

An old backup still holds it. This list holds no name: of a withdrawal what each room did, of files
their paths. `vigil restore` reads it, and does again what the restored database does not know of.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
import pyrage
from django.utils import timezone
from msgspec import Struct
from pyrage import x25519

from vigil.casefile.models import Victim
from vigil.casefile.people.name_visibility import VICTIM
from vigil.site.backup.places.place import Place
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.decisions.log_words import DONE_AGAIN
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import OwnKey, Upload, User, Withdrawal
from vigil.trust.uploads.verbs import files as upload_files
from vigil.trust.vault import keys
from vigil.trust.vault.verbs import own_keys
from vigil.trust.withdrawals import verbs as withdrawals
from vigil.witness.models import Testimony
from vigil.witness.testimony.verbs import sending

NAME: Final = "later-removals.age"
REMOVED_FOR_GOOD: Final = ("uploads/", "testimony/", "fund/")
"""Folders whose files are removed only because somebody wanted them gone."""
GONE: Final = (Testimony.State.WITHDRAWN, Testimony.State.DESTROYED)
UNREADABLE: Final = f"the list of what was withdrawn since ({NAME}) is missing or cannot be read"


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
    keys: list[str]
    """Public halves of the keys of one subject that were destroyed."""
    testimonies: dict[str, str]
    """State of each testimony that was taken back or destroyed, by its id."""


class Again(Struct, frozen=True):
    """What was done again after a restore, and what a person must look at."""

    withdrawals: int = 0
    uploads: int = 0
    keys: int = 0
    testimonies: int = 0
    not_found: list[str] = []
    """Withdrawals of which not everything was found again: date and reason."""


def current(gone: Iterable[str]) -> LaterRemovals:
    """Return what is in force in this database now, and the files that are `gone`."""
    rows = Withdrawal.objects.filter(lifted_at__isnull=True).order_by("pk")
    done = [DoneWithdrawal(r.pk, r.at, r.by_id, r.why, r.receipts) for r in rows]
    destroyed = sorted(own_keys.destroyed_recipients())
    emptied = dict(Testimony.objects.filter(state__in=GONE).values_list("uid", "state"))
    return LaterRemovals(timezone.now(), done, sorted(gone), destroyed, emptied)


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


def do_again(removals: LaterRemovals | None, keys_destroyed: int) -> Again:
    """Do again, in a restored installation, what was done since its backup was made.

    Keys are destroyed before, by `destroy_keys`: only then are the others known to be all there.
    """
    if removals is None:
        return Again(not_found=[UNREADABLE])
    uploads, withdrawn, not_found = _remove_uploads(removals.files), 0, list[str]()
    for done in removals.withdrawals:
        if Withdrawal.objects.filter(at=done.at).exists():
            continue
        withdrawn += 1
        if not _withdraw(done):
            not_found.append(f"{done.at:%Y-%m-%d}: {done.why}")
    testimonies = _empty_testimonies(removals.testimonies)
    return Again(withdrawn, uploads, keys_destroyed, testimonies, not_found)


def destroy_keys(removals: LaterRemovals | None) -> int:
    """Take each key as destroyed that was since; return how many the database did not know of."""
    destroyed = removals.keys if removals else []
    rows = list(OwnKey.objects.exclude(recipient="").filter(recipient__in=destroyed))
    for row in rows:
        own_keys.destroy_key(Subject(row.subject_kind, row.subject_key), by=None, why=DONE_AGAIN)
    return len(rows)


def _remove_uploads(files: Iterable[str]) -> int:
    uids = {path.split("/")[2] for path in files if path.startswith("uploads/")}
    rows = Upload.objects.filter(uid__in=uids, state=Upload.State.KEPT)
    for upload in (found := list(rows)):
        upload_files.shred(upload, by=None, why=DONE_AGAIN)
    return len(found)


def _empty_testimonies(states: Mapping[str, str]) -> int:
    rows = list(Testimony.objects.exclude(state__in=GONE).filter(uid__in=states))
    for testimony in rows:
        sending.empty(testimony, states[testimony.uid], by=None, why=DONE_AGAIN)
    return len(rows)


def _cases_of_people(named: set[tuple[str, str, str]]) -> set[str]:
    """Return the numbers of the cases of withdrawn people: they are found by them, not by name."""
    uids = [key for _room, kind, key in named if kind == VICTIM]
    return {str(victim.case.public_id) for victim in Victim.objects.filter(uid__in=uids)}


def _withdraw(done: DoneWithdrawal) -> bool:
    """Withdraw by their keys the things of one withdrawal; return whether all were found."""
    named = {(r["room"], d["kind"], d["key"]) for r in done.receipts for d in r["done"]}
    names = [*{key for _room, _kind, key in named}, *_cases_of_people(named)]
    by = User.objects.filter(pk=done.by).first()
    if by is None:
        return False
    try:
        held = withdrawals.find(names, by=by)
        there = {(keeper.room, one.kind, one.key) for keeper, found in held for one in found}
        if named & there:
            withdrawals.withdraw(
                names, by=by, why=f"{done.why} ({DONE_AGAIN})", chosen=named & there
            )
    except (NotAllowed, NotPossible):
        return False
    return named <= there
