"""Files of testimonies. Only ciphertext is on the disk.

What can be rebuilt has a copy without metadata beside its original; of everything else there is
the original alone. Both are encrypted (age) to a key of the file's own, which lies in the vault.
"""

import threading
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

import pyrage
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from pyrage import x25519

from vigil.files import BYTES, Reason, Rebuilt, RefusedError, rebuild, sniff
from vigil.reading.intake.lines import make_folder, remove_folder, replacing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.public_forms.tickets import take_bytes
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.full_disk import refuse_if_disk_full
from vigil.trust.uploads.verbs.files import FileRefused, sentence
from vigil.trust.vault.keys import decrypted
from vigil.trust.vault.verbs.sealing import open_sealed, seal, sealed_for
from vigil.trust.vault.verbs.sealing import shred as shred_sealed
from vigil.witness.models import Testimony, TestimonyFile
from vigil.witness.testimony.verbs.locking import locked

ROOM: Final = "testimony"
"""Whose budget files use up."""
FILE: Final = "testimony_file"
KEY: Final = "key"
STALE: Final = timedelta(hours=1)
MOST: Final = 20
"""Files of one testimony."""
_AT_ONCE: Final = threading.BoundedSemaphore(3)
"""Files that are being rebuilt or wait for it. Of others only originals are kept meanwhile: else a
few senders would hold every thread of the server."""


class FileVersion(StrEnum):
    """Which version of a file: as it came, or rebuilt without metadata."""

    ORIGINAL = "original"
    COPY = "copy"


def keep_file(testimony: Testimony, content: bytes, *, copied: bool = True) -> TestimonyFile:
    """Keep a file, whatever it is: encrypted, and with a copy if it can be rebuilt.

    Unless `copied`, none is tried: the original is all there is. Not to be called inside a
    transaction: rebuilding takes up to ten seconds. Raises FileRefused (empty, too large, too many
    files; no room left now), NotPossible (everything was taken back meanwhile; the keys are
    missing; the disk is full).
    """
    if not content:
        raise FileRefused(sentence(Reason.EMPTY))
    if len(content) > BYTES:
        raise FileRefused(sentence(Reason.BYTES))
    _require_few(testimony.files.all())
    if not take_bytes(len(content), ROOM):
        raise FileRefused(
            _("No more files can be taken in now. Come back with your code in an hour.")
        )
    clear_away()
    rebuilt = _rebuilt(content) if copied else None
    identity = x25519.Identity.generate()
    # The row comes first: whatever breaks off from here on, it tells that files may be there.
    row = TestimonyFile.objects.create(
        testimony=testimony,
        kind=sniff(content) or "",
        has_copy=rebuilt is not None,
        size=len(content),
    )
    try:
        with refuse_if_disk_full():
            _write(row, FileVersion.ORIGINAL, content, identity)
            if rebuilt is not None:
                _write(row, FileVersion.COPY, rebuilt.content, identity)
            _keep_key(row, identity)
    except NotPossible:
        _delete(row)
        row.delete()
        raise
    return row


@transaction.atomic
def _keep_key(row: TestimonyFile, identity: x25519.Identity) -> None:
    """Store the key of a file, unless its testimony was taken back or destroyed meanwhile."""
    testimony = locked(row.testimony)
    _require_few(testimony.files.filter(whole=True))
    seal(FILE, row.uid, KEY, str(identity), by=None)
    row.whole, row.begun_at = True, None
    row.save(update_fields=["whole", "begun_at"])


def _require_few(files: QuerySet[TestimonyFile]) -> None:
    if files.filter(removed=False).count() >= MOST:
        raise FileRefused(_("At most %(n)d files can be sent with one account.") % {"n": MOST})


def open_file(row: TestimonyFile, which: FileVersion, *, by: User, why: str) -> bytes:
    """Return the plain bytes of a file. The log keeps who opened it, and why.

    The calling verb checks who may. Raises NotAllowed, NotPossible (removed, no
    copy; no reason; the key is not on this machine; damaged).
    """
    if row.removed or not row.whole:
        raise NotPossible(_("This file was removed."))
    if which is FileVersion.COPY and not row.has_copy:
        raise NotPossible(_("This file could not be rebuilt: there is only the original."))
    sealed = next(iter(sealed_for(FILE, row.uid)), None)
    if sealed is None:
        raise NotPossible(_("The key of this file was destroyed."))
    identity = x25519.Identity.from_str(open_sealed(sealed, by=by, why=f"{which}: {why}"))
    try:
        return decrypted(path_of(row, which).read_bytes(), [identity])
    except (FileNotFoundError, pyrage.DecryptError):
        raise NotPossible(_("The file is not on this machine, or was damaged.")) from None


def shred_files(rows: Iterable[TestimonyFile], *, by: User | None, why: str) -> None:
    """Destroy the keys of files now, and the files when the transaction ends."""
    for row in rows:
        for sealed in sealed_for(FILE, row.uid):
            shred_sealed(sealed, by=None, why=why)
        TestimonyFile.objects.filter(pk=row.pk).update(removed=True, size=0, kind="")
        record("remove_testimony_file", FILE, row.uid, by=by, why=why)
    transaction.on_commit(clear_away)


def clear_away() -> int:
    """Delete removed files, and files that never arrived whole; return how many."""
    stale = Q(whole=False, begun_at__lt=timezone.now() - STALE)
    done = 0
    for row in TestimonyFile.objects.filter(Q(removed=True) | stale):
        try:
            _delete(row)
        except OSError:
            continue  # tried again the next time
        row.delete()
        done += 1
    return done


def folder_of(row: TestimonyFile) -> Path:
    """Return the folder of one file."""
    return Path(settings.DATA) / "testimony" / row.uid[:2] / row.uid


def path_of(row: TestimonyFile, which: FileVersion) -> Path:
    """Return where the ciphertext lies."""
    return folder_of(row) / f"{which}.age"


def _rebuilt(content: bytes) -> Rebuilt | None:
    """Return the copy without metadata, or None where none can be made now."""
    if not _AT_ONCE.acquire(blocking=False):
        return None
    try:
        return rebuild(content)
    except RefusedError:
        return None
    finally:
        _AT_ONCE.release()


def _write(
    row: TestimonyFile, which: FileVersion, content: bytes, identity: x25519.Identity
) -> None:
    make_folder(folder_of(row), 0o700)
    with replacing(path_of(row, which)) as stream:
        stream.write(pyrage.encrypt(content, [identity.to_public()]))


def _delete(row: TestimonyFile) -> None:
    """Delete the ciphertexts. Their key is gone already: nothing needs to be overwritten."""
    remove_folder(folder_of(row))


LOG: Final = LogWords(
    verbs={
        "remove_testimony_file": pgettext_lazy("decision", "destroy a file of a testimony"),
    },
)
