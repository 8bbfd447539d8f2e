"""Write, open and answer messages of a party and its officers.

A letter never contains a message. What an officer writes is read on the party's own page; a
neutral letter that there is news there waits until a person releases it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import WORK
from vigil.fund.applications.verbs import storing_files
from vigil.fund.models import ApplicationFile, Grant, Message, Party, Payment, Report
from vigil.fund.parties import letters, locking
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import sealing
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Decision, Letter, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.models import new_uid
from vigil.trust.uploads.verbs.files import FileRefused

KIND: Final = "fund_message"
About = Message.About
type Identify = Callable[[bytes], str]
"""Makes the uid of a file from its bytes: the same file of the same form is stored once."""


@dataclass(frozen=True)
class WrittenMessage:
    """A message that was stored, and which of its files were refused: number and reason."""

    message: Message | None
    refused: tuple[tuple[int, str], ...] = ()


def write_own(
    party: Party,
    text: str,
    files: Sequence[bytes],
    uid: str,
    *,
    grant: Grant | None = None,
    identify: Identify = lambda _content: "",
) -> WrittenMessage:
    """Store what a party writes or says on its own page, with files. Takes seconds.

    The text is stored first: on a line that breaks, it is kept whatever becomes of the files. A
    refused file does not hold back the text; a message of refused files alone is not kept. With the
    same `uid`, sending the same form twice makes one message. Do not call it inside a transaction.
    Raises Unfit if there is neither text nor file; NotPossible if the text is too long, or the
    party was removed.
    """
    if not text.strip() and not files:
        raise Unfit(_("Write something, or add a file or a voice message."), "text")
    row = _begin(party, text, uid, grant)
    refused = keep_files(party, files, identify=identify, message=row)
    if text.strip() or _spoken(party, row):
        return WrittenMessage(row, refused)
    return WrittenMessage(None, refused)


def keep_files(
    party: Party,
    files: Sequence[bytes],
    *,
    identify: Identify = lambda _content: "",
    message: Message | None = None,
) -> tuple[tuple[int, str], ...]:
    """Store files of a message; return which were refused, by number, and why."""
    refused: list[tuple[int, str]] = []
    for number, content in enumerate(files, 1):
        try:
            storing_files.keep_file(party, content, message=message, uid=identify(content))
        except FileRefused as error:
            refused.append((number, str(error)))
    return tuple(refused)


@transaction.atomic
def _begin(party: Party, text: str, uid: str, grant: Grant | None) -> Message:
    party = locking.locked(party)
    if uid and (there := party.messages.filter(uid=uid).first()) is not None:
        return there
    _require_own(party, grant)
    row = Message.objects.create(uid=uid or new_uid(), party=party, grant=grant)
    if text.strip():
        sealing.write(party, KIND, row.uid, "text", text, by=None)
        record("write_own_message", KIND, row.uid, by=None)
    return row


@transaction.atomic
def _spoken(party: Party, row: Message) -> bool:
    """Note that a message without text came, or delete it if no file of it was kept."""
    locking.locked(party)
    if not row.files.exists():
        Message.objects.filter(pk=row.pk).delete()
        return False
    if not Decision.objects.filter(verb="write_own_message", target_key=row.uid).exists():
        record("write_own_message", KIND, row.uid, by=None)
    return True


@transaction.atomic
def tell_missing(payment: Payment, text: str, *, uid: str = "") -> Message:
    """Let a party say that money did not arrive. Officers see it until one of them answers it.

    Saying it again changes nothing. Raises NotPossible if the payment was received or reversed, or
    the party was removed.
    """
    grant = payment.tranche.grant
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    party = locking.locked(grant.party)
    if payment.received_on is not None:
        raise NotPossible(_("You said before that it arrived."))
    if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
        raise NotPossible(_("This payment came back to us. An officer will write to you."))
    rows = payment.messages.filter(about=About.NOT_ARRIVED, answered_at=None)
    if (there := rows.first()) is not None:
        return there
    row = Message.objects.create(
        uid=uid or new_uid(), party=party, grant=grant, about=About.NOT_ARRIVED, payment=payment
    )
    sealing.write(party, KIND, row.uid, "text", text, by=None)
    record("tell_missing_payment", KIND, row.uid, by=None)
    return row


@transaction.atomic
def tell_unsafe(report: Report, text: str, *, uid: str = "") -> Message:
    """Let a party say that it cannot report safely now. No reminder of this report is sent.

    Saying it again changes nothing. Raises NotPossible if the report was handed in or answered, or
    the party was removed.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    party = locking.locked(report.grant.party)
    if report.state != Report.State.DUE:
        raise NotPossible(_("This report came in already, or is not asked for any more."))
    rows = report.messages.filter(about=About.CANNOT_REPORT, answered_at=None)
    if (there := rows.first()) is not None:
        return there
    row = Message.objects.create(
        uid=uid or new_uid(),
        party=party,
        grant=report.grant,
        about=About.CANNOT_REPORT,
        report=report,
    )
    sealing.write(party, KIND, row.uid, "text", text, by=None)
    record("tell_unsafe_report", KIND, row.uid, by=None)
    return row


@transaction.atomic
def write(party: Party, text: str, *, by: User, grant: Grant | None = None) -> Message:
    """Write a message to a party, and answer with it what it wrote before.

    What the party reported, as missing money, stays open: `answer` closes each. If the party uses
    email, a neutral letter waits for release, unless one waits already. Raises NotAllowed; Unfit if
    the text is empty; NotPossible if the party was removed.
    """
    require(by, WORK, party)
    party = locking.locked(party)
    if not text.strip():
        raise Unfit(_("Write something first."), "text")
    if grant is not None and grant.party_id != party.pk:
        raise NotPossible(_("This grant is another party’s."))
    row = Message.objects.create(party=party, grant=grant, by=by)
    sealing.write(party, KIND, row.uid, "text", text, by=by)
    record("write_message", KIND, row.uid, by=by)
    waiting = party.messages.filter(by=None, about=About.WORDS, answered_at=None)
    for one in waiting.exclude(read_at=None):
        _close(one, by)
    write_news_once(party, by=by)
    return row


def write_news_once(party: Party, *, by: User) -> Letter | None:
    """Write the neutral letter that there is news, unless one waits for release already."""
    waiting = Letter.objects.filter(
        kind=letters.KIND,
        about_kind=PARTY,
        about_key=party.uid,
        subject=Letter.Subject.MESSAGE,
        state=Letter.State.WAITING,
    )
    return waiting.first() or letters.write_news(party, by=by)


@transaction.atomic
def open_message(message: Message, *, by: User, why: str) -> str:
    """Open the text of a message for an officer, who is recorded, and mark it as read.

    A voice message has no text: it is read once somebody heard it. Raises NotAllowed; NotPossible
    without a reason.
    """
    require(by, WORK, message)
    text = sealing.read(message.party, KIND, message.uid, "text", by=by, why=why)
    if message.by_id is None and (text or not message.files.exists()):
        mark_read(message, by=by)
    return text


@transaction.atomic
def read_own(message: Message) -> str:
    """Return an officer's message to its party, on the party's own page, and mark it as read.

    The opening is recorded. Raises NotPossible if the party wrote it itself, or the key is missing.
    """
    if message.by_id is None:
        raise NotPossible(_("What you wrote is not shown here again."))
    text = sealing.read_to_act(message.party, KIND, message.uid, "text", why="its reader opened it")
    mark_read(message, by=None)
    return text


def mark_read(message: Message, *, by: User | None) -> None:
    """Mark a message as read, the first time it is opened."""
    now = timezone.now()
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=now, read_by=by)


@transaction.atomic
def answer(message: Message, *, by: User) -> Message:
    """Mark what a party wrote as answered: by a message, by telephone, or by what was done.

    Raises NotAllowed; NotPossible if an officer wrote it, or it was answered already.
    """
    require(by, WORK, message)
    locking.locked(message.party)
    row = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if row.by_id is not None:
        raise NotPossible(_("Only messages from them can be marked as answered."))
    if row.answered_at is not None:
        raise NotPossible(_("This was answered already."))
    return _close(row, by)


def close_settled(
    about: str, *, payment: Payment | None = None, report: Report | None = None
) -> None:
    """Close what a party told of a payment or report, because it says itself that it is settled.

    The verbs that settle it call this in their transaction.
    """
    rows = Message.objects.filter(about=about, answered_at=None)
    rows = rows.filter(payment=payment) if payment is not None else rows.filter(report=report)
    for row in rows:
        _close(row, None)


@transaction.atomic
def open_file(row: ApplicationFile, *, by: User, why: str) -> bytes:
    """Open a file that a party sent with a message, an incident or a report it handed in.

    Raises NotAllowed; NotPossible if it is of none of these, or the reason is missing.
    """
    require(by, WORK, row)
    if row.message_id is None and row.incident_id is None and row.report_id is None:
        raise NotPossible(_("This file does not belong to a message."))
    if row.report is not None and row.report.state == Report.State.DUE:
        raise NotPossible(_("This report was not handed in yet."))
    if row.message is not None:
        mark_read(row.message, by=by)
    return storing_files.open_file(row, by=by, why=why)


def _close(row: Message, by: User | None) -> Message:
    row.answered_at, row.answered_by = timezone.now(), by
    row.save(update_fields=["answered_at", "answered_by"])
    record("answer_message", KIND, row.uid, by=by)
    return row


def _require_own(party: Party, grant: Grant | None) -> None:
    if grant is not None and grant.party_id != party.pk:
        raise NotPossible(_("This grant is another party’s."))


LOG: Final = LogWords(
    verbs={
        "answer_message": pgettext_lazy("decision", "answer what a grantee wrote"),
        "tell_missing_payment": pgettext_lazy("decision", "report that money did not arrive"),
        "tell_unsafe_report": pgettext_lazy("decision", "report that reporting is not safe now"),
        "write_message": pgettext_lazy("decision", "write to a grantee"),
        "write_own_message": pgettext_lazy("decision", "write to the fund"),
    },
    kinds={
        "fund_message": pgettext_lazy("decision", "message of a grantee"),
    },
)
