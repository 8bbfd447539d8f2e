"""What a sender does: send a testimony, come back, read answers, add, delete, take it back.

No verb here knows who asks: whoever has the code is the sender. Nothing is given to these verbs
that says from where.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.reports.verbs.testimony import drop_report, receive_report
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.public_forms.doors import require_open
from vigil.trust.public_forms.tickets import Ticket, require_ready, spend
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import FileRefused
from vigil.trust.vault.verbs.sealing import seal, sealed_for
from vigil.trust.vault.verbs.sealing import shred as shred_sealed
from vigil.witness.models import Testimony, TestimonyMessage
from vigil.witness.testimony.doors import door_of
from vigil.witness.testimony.files import keep_file, shred_files
from vigil.witness.testimony.receipts import (
    CodeKeys,
    from_mailbox,
    new_code,
    new_mailbox,
    opener_of,
)
from vigil.witness.testimony.verbs.locking import locked

TESTIMONY: Final = "testimony"
MESSAGE: Final = "testimony_message"
ABOUT, TEXT = "about", "text"
LONGEST: Final = 20_000
"""Characters of one message."""
LONGEST_ABOUT: Final = 300
A_DAY: Final = 20
"""Messages that can be added to one testimony in a day."""
FILES_AT_ONCE: Final = 5
REBUILDING: Final = 20.0
"""Seconds for rebuilding the files of one form, the wait for others included. After that only
originals are kept: somebody who sends what takes long must not hold the server."""

State = Testimony.State
Side = TestimonyMessage.Side


class NoSuchCode(NotPossible):
    """No testimony has this code: mistyped, taken back, or never given."""


@dataclass(frozen=True)
class SentTestimony:
    """The result of sending. `code` is shown once and stored nowhere."""

    testimony: Testimony
    code: str
    kept: int
    """Files that were taken in."""
    troubles: tuple[str, ...]
    """Why others were not, in the words of their sender."""


@dataclass(frozen=True)
class ConversationMessage:
    """One message as its sender sees it. What they wrote themselves is not shown again."""

    uid: str
    ours: bool
    written_on: date
    text: str


@dataclass(frozen=True)
class Conversation:
    """What a sender sees who comes back."""

    testimony: Testimony
    lines: list[ConversationMessage]
    files: int


def give(
    what: str,
    text: str,
    files: Sequence[bytes] = (),
    *,
    ticket: Ticket,
    about: str = "",
    country: str = "",
    language: str = "",
) -> SentTestimony:
    """Store a new testimony; return the code with which its sender comes back.

    The words are kept first, so that nothing that is wrong with a file loses them. Not to be
    called inside a transaction. Raises NotPossible (nothing said; too long; keys are missing),
    DoorClosed, StaleTicket, TooSoon, Full.
    """
    text, about = _clean(text), _clean(about)
    if what not in Testimony.What.values:
        raise NotPossible(_("Choose what you bring."))
    if not text and not files:
        raise NotPossible(_("Write something, or choose a file."))
    _require_short(text, LONGEST)
    _require_short(about, LONGEST_ABOUT)
    require_open(door_of(what))
    require_ready(ticket)
    code = new_code()
    opener = opener_of(code)
    assert opener is not None
    testimony = _take_in(
        Testimony(
            what=what,
            country=country if country in COUNTRIES else "",
            language=language[:12],
            receipt=opener.receipt,
        ),
        text,
        about,
        ticket,
        opener,
    )
    kept, troubles = _keep(testimony, files)
    return SentTestimony(testimony, code, kept, troubles)


def come_back(code: str) -> tuple[Testimony, CodeKeys]:
    """Return the testimony of a code, and what opens its mailbox. Raises NoSuchCode."""
    opener = opener_of(code)
    found = Testimony.objects.filter(receipt=opener.receipt).first() if opener else None
    if found is None or opener is None or found.is_gone:
        raise NoSuchCode(
            _(
                "No testimony belongs to this code. Check each sign. The testimony may also "
                "have been taken back or destroyed."
            )
        )
    return found, opener


def conversation(testimony: Testimony, opener: CodeKeys) -> Conversation:
    """Return what was written, with the answers opened by the code."""
    lines = [
        ConversationMessage(
            uid=message.uid,
            ours=message.side == Side.DESK,
            written_on=message.written_on,
            text=_answer(message, testimony, opener),
        )
        for message in testimony.messages.all()
    ]
    return Conversation(testimony, lines, testimony.files.filter(removed=False).count())


def add(
    testimony: Testimony, text: str, files: Sequence[bytes] = (), *, ticket: Ticket
) -> SentTestimony:
    """Add a message or files to a testimony. The desk reads it again.

    Raises NotPossible (nothing said; too long; too many today; keys are missing), DoorClosed,
    StaleTicket, TooSoon, Full.
    """
    text = _clean(text)
    if not text and not files:
        raise NotPossible(_("Write something, or choose a file."))
    _require_short(text, LONGEST)
    require_open(door_of(testimony.what))
    _add(testimony, text, ticket)
    kept, troubles = _keep(testimony, files)
    return SentTestimony(testimony, "", kept, troubles)


@transaction.atomic
def delete_message(testimony: Testimony, uid: str) -> None:
    """Delete one message for its sender, for good: an answer, or what they wrote themselves.

    One that is gone already is no error.
    """
    message = testimony.messages.filter(uid=uid).first()
    if message is not None:
        _shred_message(message, by=None, why="its sender deleted it")
        record("delete_testimony_message", TESTIMONY, testimony.uid, by=None)


def take_back(testimony: Testimony) -> None:
    """Destroy a testimony because its sender takes it back.

    Raises NotPossible (it is gone already).
    """
    empty(testimony, State.WITHDRAWN, by=None, why="its sender took it back")


@verb
def empty(testimony: Testimony, state: str, *, by: User | None, why: str) -> None:
    """Destroy words, files, keys and the code of a testimony. Its empty row stays.

    Raises NotPossible (it is gone already).
    """
    testimony = locked(testimony)
    for message in testimony.messages.all():
        _shred_message(message, by=by, why=why)
    for sealed in sealed_for(TESTIMONY, testimony.uid):
        shred_sealed(sealed, by=None, why=why)
    shred_files(testimony.files.all(), by=by, why=why)
    report = testimony.report
    before = {"state": testimony.state}
    testimony.state, testimony.report = state, None
    testimony.receipt = testimony.mailbox = testimony.mailbox_key = ""
    testimony.country = testimony.language = ""
    testimony.save()
    if report is not None:
        drop_report(report, by=by, why=why)
    record(
        "empty_testimony", TESTIMONY, testimony.uid, by=by, before=before,
        after={"state": state}, why=why,
    )  # fmt: skip


def _answer(message: TestimonyMessage, testimony: Testimony, opener: CodeKeys) -> str:
    if message.side != Side.DESK:
        return ""
    try:
        return from_mailbox(bytes(message.for_sender), testimony.mailbox_key, opener.lock)
    except ValueError:
        return _("This answer cannot be opened: it was damaged.")


@verb
def _take_in(
    testimony: Testimony, text: str, about: str, ticket: Ticket, opener: CodeKeys
) -> Testimony:
    spend(ticket)
    mailbox = new_mailbox(opener.lock)
    testimony.mailbox, testimony.mailbox_key = mailbox.recipient, mailbox.locked
    testimony.report = receive_report(testimony.uid, testimony.language)
    testimony.save()
    if about:
        seal(TESTIMONY, testimony.uid, ABOUT, about, by=None)
    if text:
        _write(testimony, text)
    record("receive_testimony", TESTIMONY, testimony.uid, by=None, after={"what": testimony.what})
    return testimony


@transaction.atomic
def _add(testimony: Testimony, text: str, ticket: Ticket) -> None:
    spend(ticket)
    testimony = locked(testimony)
    sent = testimony.messages.filter(side=Side.SENDER, written_on=timezone.localdate())
    if sent.count() >= A_DAY:
        raise NotPossible(
            _("At most %(n)d messages can be added in one day. Come back tomorrow.") % {"n": A_DAY}
        )
    if text:
        _write(testimony, text)
    Testimony.objects.filter(pk=testimony.pk).update(state=State.WAITING)
    record("add_to_testimony", TESTIMONY, testimony.uid, by=None)


def _write(testimony: Testimony, text: str) -> None:
    message = TestimonyMessage.objects.create(testimony=testimony, side=Side.SENDER)
    seal(MESSAGE, message.uid, TEXT, text, by=None)


def _keep(testimony: Testimony, files: Sequence[bytes]) -> tuple[int, tuple[str, ...]]:
    """Store files; return how many were stored, and why the others were not."""
    kept, troubles, begun = 0, [], time.monotonic()
    for number, content in enumerate(files, 1):
        try:
            keep_file(testimony, content, copied=time.monotonic() - begun < REBUILDING)
        except (FileRefused, NotPossible) as error:
            troubles.append(_("File %(n)d: %(why)s") % {"n": number, "why": error})
        except OSError:  # the words are kept by now: whoever sent them must get their code
            troubles.append(_("File %(n)d could not be stored.") % {"n": number})
        else:
            kept += 1
    return kept, tuple(troubles)


def _shred_message(message: TestimonyMessage, *, by: User | None, why: str) -> None:
    for sealed in sealed_for(MESSAGE, message.uid):
        shred_sealed(sealed, by=by, why=why)
    message.delete()


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()


def _require_short(text: str, longest: int) -> None:
    if len(text) > longest:
        raise NotPossible(
            _("This text has more than %(n)d characters. Send it in parts.") % {"n": longest}
        )


LOG: Final = LogWords(
    verbs={
        "add_to_testimony": pgettext_lazy("decision", "add to a testimony"),
        "delete_testimony_message": pgettext_lazy("decision", "delete a message of a testimony"),
        "empty_testimony": pgettext_lazy("decision", "destroy a testimony"),
        "receive_testimony": pgettext_lazy("decision", "take a testimony in"),
    },
    kinds={
        "testimony": pgettext_lazy("decision", "testimony"),
    },
    reasons={
        "its sender deleted it": pgettext_lazy("decision", "its sender deleted it"),
        "its sender took it back": pgettext_lazy("decision", "its sender took it back"),
    },
)
