"""Open a voice message, and write down what is said in it."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.applications.verbs import storing_files
from vigil.fund.messages.verbs import mark_read
from vigil.fund.models import ApplicationFile
from vigil.fund.parties import locking
from vigil.fund.parties.verbs import sealing
from vigil.fund.reporting import verbs as reporting
from vigil.fund.reviews.verbs import reviewing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@dataclass(frozen=True)
class OpenedVoice:
    """A voice message, and what somebody wrote down of it."""

    content: bytes
    transcript: str


@transaction.atomic
def open_voice(row: ApplicationFile, *, by: User, why: str) -> OpenedVoice:
    """Open a voice message and its transcript; both openings are recorded with the reason.

    Raises NotAllowed; NotPossible if it was not sent yet, was removed or damaged, or the reason is
    missing.
    """
    require(by, WORK, row)
    content = open_content(row, by=by, why=why)
    transcript = sealing.read(
        row.party, storing_files.FILE, row.uid, storing_files.TRANSCRIPT, by=by, why=why
    )
    return OpenedVoice(content, transcript)


def open_content(row: ApplicationFile, *, by: User, why: str) -> bytes:
    """Open a voice message alone, to save it. Raises as `open_voice`."""
    require(by, WORK, row)
    if row.application_id is not None:
        return reviewing.open_file(row, by=by, why=why)
    if row.report_id is not None:
        return reporting.open_report_file(row, by=by, why=why)
    if row.message is not None:
        mark_read(row.message, by=by)
    return storing_files.open_file(row, by=by, why=why)


@transaction.atomic
def write_transcript(row: ApplicationFile, text: str, *, by: User) -> None:
    """Seal what is said in a voice message, in place of what was written before.

    Raises NotAllowed; NotPossible if it is empty or too long, or the message was removed.
    """
    require(by, WORK, row)
    party = locking.locked(row.party)
    if not ApplicationFile.objects.filter(pk=row.pk, whole=True, removed=False).exists():
        raise NotPossible(_("This file was removed."))
    if not text.strip():
        raise NotPossible(_("Write down what is said in the recording."))
    sealing.write(party, storing_files.FILE, row.uid, storing_files.TRANSCRIPT, text, by=by)
    record("write_transcript", storing_files.FILE, row.uid, by=by)


LOG: Final = LogWords(
    verbs={
        "write_transcript": pgettext_lazy("decision", "write down a voice message"),
    },
)
