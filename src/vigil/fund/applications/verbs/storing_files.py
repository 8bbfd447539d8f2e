"""Store files of a party (pictures, PDF, voice messages): metadata removed, encrypted on disk.

A file that cannot be rebuilt without its metadata is refused; the original is never kept. A voice
message is packed anew as plain MP3. The key of each file is in the vault, under the key of its
party, beside the transcript that an officer wrote of a voice message.
"""

import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pyrage
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from pyrage import x25519

from vigil.files import (
    BYTES,
    Reason,
    Rebuilt,
    RefusedError,
    rebuild,
    rebuild_voice,
    sniff_sound,
)
from vigil.fund.models import (
    Agreement,
    Application,
    ApplicationFile,
    Incident,
    Message,
    Party,
    Payment,
    Report,
)
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.reading.intake.lines import make_folder, remove_folder, replacing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.public_forms.tickets import take_bytes
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.full_disk import refuse_if_disk_full
from vigil.trust.uploads.models import new_uid
from vigil.trust.uploads.verbs.files import FileRefused, sentence
from vigil.trust.vault.keys import decrypted

FOLDER_NAME: Final = "fund"
FILE: Final = "application_file"
KEY: Final = "key"
TRANSCRIPT: Final = "transcript"
UNFINISHED_AFTER: Final = timedelta(hours=1)
MAX_FILES: Final = 20
"""Files of one application, report, message, incident, agreement or payment."""
_AT_ONCE: Final = threading.BoundedSemaphore(3)
"""Files that are being rebuilt or wait for it: a few senders must not hold every thread of the
server."""
_UNREADABLE: Final = gettext_lazy(
    "This sound cannot be read here. Record it with the recorder of your phone, or save it as M4A, "
    "MP3, Ogg or WAV."
)
_SENTENCES: Final[Mapping[Reason, str | Promise]] = {
    Reason.KIND: gettext_lazy(
        "This is no picture (JPEG, PNG, TIFF, GIF, WebP), no PDF and no sound (M4A, AAC, MP3, Ogg, "
        "WAV, WebM, 3GP, AMR), whatever its name says. Save it as one of these."
    ),
    Reason.NO_MEDIA: _UNREADABLE,
    Reason.CODEC: _UNREADABLE,
}
"""Why a file is refused, where the fund accepts other files than the desk."""


def keep_file(
    party: Party,
    content: bytes,
    *,
    application: Application | None = None,
    report: Report | None = None,
    message: Message | None = None,
    incident: Incident | None = None,
    agreement: Agreement | None = None,
    payment: Payment | None = None,
    field: str = "",
    uid: str = "",
    by: User | None = None,
) -> ApplicationFile:
    """Store a file of a party. Takes seconds: do not call it inside a transaction.

    Give the one thing that it belongs to, and the officer if it is not from the party itself. With
    a `uid`, sending the same form twice stores one file. Raises FileRefused if the file is empty,
    too large or too long, of an unsupported kind, one too many, or there is no space; NotPossible
    if the party was removed, its application or report was sent meanwhile, or the keys are missing.
    """
    if uid and (there := party.files.filter(uid=uid).first()) is not None:
        return _whole(there)
    of = {
        "application": application,
        "report": report,
        "message": message,
        "incident": incident,
        "agreement": agreement,
        "payment": payment,
    }
    _require_room(party, content, of)
    clear_away()
    rebuilt = _rebuilt(content)
    identity = x25519.Identity.generate()
    # The row comes first: whatever breaks off from here on, it tells that a file may be there.
    row, new = ApplicationFile.objects.get_or_create(
        uid=uid or new_uid(),
        defaults={
            "party": party,
            **of,
            "field": field[:40],
            "kind": str(rebuilt.kind),
            "size": len(rebuilt.content),
            "seconds": rebuilt.seconds,
        },
    )
    if not new:
        return _whole(row)
    try:
        with refuse_if_disk_full():
            make_folder(folder_of(row), 0o700)
            with replacing(path_of(row)) as stream:
                stream.write(pyrage.encrypt(rebuilt.content, [identity.to_public()]))
        _keep_key(row, identity, by)
    except NotPossible:
        remove_folder(folder_of(row))
        row.delete()
        raise
    return row


@transaction.atomic
def _keep_key(row: ApplicationFile, identity: x25519.Identity, by: User | None) -> None:
    """Store the key of a file, unless files can no longer be added there."""
    _require_awaited(row)
    party = locking.locked(row.party)  # who was removed meanwhile has no key: nothing is kept
    sealing.write(party, FILE, row.uid, KEY, str(identity), by=by)
    row.whole, row.begun_at = True, None
    row.save(update_fields=["whole", "begun_at"])
    record("keep_fund_file", FILE, row.uid, by=by, after={"kind": row.kind})


def _require_awaited(row: ApplicationFile) -> None:
    """Lock the application or report. Raises NotPossible if it takes no more files."""
    if row.application_id is not None:
        application = Application.objects.select_for_update().get(pk=row.application_id)
        if application.state != Application.State.DRAFT:
            raise NotPossible(_("This was sent, or taken back: it cannot be changed any more."))
    if row.report_id is not None:
        report = Report.objects.select_for_update().get(pk=row.report_id)
        if report.state != Report.State.DUE:
            raise NotPossible(_("This report came in already, or is not asked for any more."))


@transaction.atomic
def open_file(row: ApplicationFile, *, by: User, why: str) -> bytes:
    """Return the bytes of a file, and record who opened it and why.

    The calling verb checks the permission. Raises NotPossible if the file was removed or damaged,
    the reason is missing, or the key is not on this machine.
    """
    if row.removed or not row.whole:
        raise NotPossible(_("This file was removed."))
    key = sealing.read(row.party, FILE, row.uid, KEY, by=by, why=why)
    if not key:
        raise NotPossible(_("The key of this file was destroyed."))
    try:
        return decrypted(path_of(row).read_bytes(), [x25519.Identity.from_str(key)])
    except (FileNotFoundError, pyrage.DecryptError):
        raise NotPossible(_("The file is not on this machine, or was damaged.")) from None


@transaction.atomic
def remove_file(row: ApplicationFile, *, why: str) -> None:
    """Destroy the key of a file now; delete the file after the transaction. Idempotent."""
    sealing.drop(FILE, row.uid, KEY, why=why)
    sealing.drop(FILE, row.uid, TRANSCRIPT, why=why)
    if ApplicationFile.objects.filter(pk=row.pk, removed=False).update(removed=True, size=0):
        record("remove_fund_file", FILE, row.uid, by=None)
    transaction.on_commit(clear_away)


def clear_away() -> int:
    """Delete removed and incomplete files from disk; return how many there were."""
    stale = Q(whole=False, begun_at__lt=timezone.now() - UNFINISHED_AFTER)
    done = 0
    for row in ApplicationFile.objects.filter(Q(removed=True) | stale):
        try:
            remove_folder(folder_of(row))
        except OSError:
            continue  # tried again the next time
        row.delete()
        done += 1
    return done


def folder_of(row: ApplicationFile) -> Path:
    """Return the folder of a file."""
    return Path(settings.DATA) / "fund" / row.uid[:2] / row.uid


def path_of(row: ApplicationFile) -> Path:
    """Return the path of the encrypted file."""
    return folder_of(row) / "copy.age"


def _rebuilt(content: bytes) -> Rebuilt:
    """Return a copy without metadata. Raises FileRefused."""
    if not _AT_ONCE.acquire(blocking=False):
        raise FileRefused(_("Many files come in at this moment. Send it again in a minute."))
    try:
        return rebuild(content) if sniff_sound(content) is None else rebuild_voice(content)
    except RefusedError as error:
        raise FileRefused(str(_SENTENCES.get(error.reason) or sentence(error.reason))) from error
    finally:
        _AT_ONCE.release()


def _whole(row: ApplicationFile) -> ApplicationFile:
    """Return the file that the same form stored before. Raises FileRefused if it is incomplete."""
    if not row.whole or row.removed:
        raise FileRefused(_("This file is being taken in. Press the button again in a minute."))
    return row


def _require_room(party: Party, content: bytes, of: dict[str, Any]) -> None:
    if not content:
        raise FileRefused(sentence(Reason.EMPTY))
    if len(content) > BYTES:
        raise FileRefused(sentence(Reason.BYTES))
    kept = party.files.filter(**of, removed=False)
    if kept.count() >= MAX_FILES:
        raise FileRefused(
            _("At most %(n)d files can be kept here. Remove one first.") % {"n": MAX_FILES}
        )
    if not take_bytes(len(content), FOLDER_NAME):
        raise FileRefused(_("No more files can be taken in now. Come back in an hour."))


LOG: Final = LogWords(
    verbs={
        "keep_fund_file": pgettext_lazy("decision", "keep a file of somebody in the fund"),
        "remove_fund_file": pgettext_lazy("decision", "remove a file of somebody in the fund"),
    },
    kinds={
        "application_file": pgettext_lazy("decision", "file of an application"),
    },
)
