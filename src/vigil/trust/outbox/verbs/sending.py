"""Hand letters to the mail server. Safe to repeat, to interrupt, and to run twice at once."""

import smtplib
from dataclasses import asdict, dataclass
from datetime import timedelta
from email.utils import formataddr, parseaddr
from typing import Any, Final

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from vigil.files import Kind
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Letter, Sealed
from vigil.trust.organisation.mail import connection as mail_connection
from vigil.trust.organisation.mail import open_connection
from vigil.trust.organisation.queries import letters_that_wait, organisation
from vigil.trust.outbox.causes import cause_of_answer
from vigil.trust.outbox.verbs.letters import (
    ADDRESS,
    SEALED_TEXT_FIELD,
    TEXT,
    empty_letter,
    is_captured,
    lets_in,
)
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs.files import read_copy
from vigil.trust.vault.verbs.first_keys import require_ours
from vigil.trust.vault.verbs.own_keys import KeyDestroyed, open_under_to_act
from vigil.trust.vault.verbs.sealing import open_to_act, require_key, sealed_for

ATTEMPTS = 6
WAIT = timedelta(minutes=5)
"""Before the second attempt; each later one waits three times as long, about ten hours in all."""
LONGEST_HANDING_OVER = timedelta(minutes=15)
"""A claim older than this is nobody's any more: the process that made it is gone."""
FORBIDDEN_IN_SENDER = (
    *("vigil", "kill", "murder", "assassin", "victim", "crime", "case", "fund", "grant"),
    *("witness", "memorial", "justice"),
)
"""What the sender's address must not hold: whoever sees the envelope learns nothing."""
State, Trouble = Letter.State, Letter.Trouble


@dataclass
class SendingSummary:
    """How many letters one run of sending handled, by result."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    unsure: int = 0
    dropped: int = 0
    """Sealed letters that nobody can open any more: whom they are about was removed."""
    emptied: int = 0
    cleared: int = 0
    """Removed uploads whose files were still there."""

    def as_dict(self) -> dict[str, int]:
        """Return the numbers by name."""
        return asdict(self)

    def add(self, other: "SendingSummary") -> None:
        """Add the numbers of another run."""
        for name, number in other.as_dict().items():
            setattr(self, name, getattr(self, name) + number)


class _SurelyNotSentError(Exception):
    """The server refused the letter; `final`: it will refuse it again."""

    def __init__(self, trouble: Letter.Trouble, *, final: bool, cause: str = "") -> None:
        super().__init__(str(trouble))
        self.trouble, self.final, self.cause = trouble, final, cause


def send_waiting(limit: int = 200) -> SendingSummary:
    """Send the letters that are released and due, one after the other; return the numbers.

    Letters whose sending was broken off are marked as unsure and not repeated. Raises NotPossible
    (the sender's address is not neutral; the keys are missing here, or others: then every letter
    would be marked as one that cannot be opened).
    """
    done = SendingSummary(unsure=_give_up_stale_claims())
    if is_captured():
        return done
    require_ours()
    require_key()
    sender()
    due = Letter.objects.filter(state=State.RELEASED, next_at__lte=timezone.now())
    due = due.exclude(letters_that_wait())  # of rooms that are closed
    for pk in list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:limit]):
        letter = _claim(pk)
        if letter is not None:
            _hand_over(letter, done)
    return done


def send_now(letter: Letter) -> Letter:
    """Send one letter that is released, whatever else waits; return it as it is then.

    Raises NotPossible, as `send_waiting`.
    """
    require_ours()
    require_key()
    sender()
    claimed = _claim(letter.pk)
    if claimed is not None:
        _hand_over(claimed, SendingSummary())
    return Letter.objects.get(pk=letter.pk)


def sender() -> str:
    """Return the sender's address, which reveals nothing of us. Raises NotPossible."""
    return check_sender(organisation().mail_from)


def check_sender(stated: str) -> str:
    """Return an address that letters may come from. Raises NotPossible (it reveals something)."""
    name, address = parseaddr(stated)
    if name or "@" not in address:
        raise NotPossible(
            _(
                "The sender of letters (VIGIL_MAIL_FROM) must be a bare address without a name, "
                "such as post@example.org."
            )
        )
    for word in FORBIDDEN_IN_SENDER:
        if word in address.lower():
            raise NotPossible(
                _(
                    "The sender of letters (VIGIL_MAIL_FROM) contains “%(word)s”. Whoever sees the "
                    "envelope could learn from it what you do. Choose an address without it."
                )
                % {"word": word}
            )
    return address


def _claim(pk: int) -> Letter | None:
    """Claim a letter for this process; None if another has it, or a person cancelled it."""
    # One statement: of several processes one changes the row. It stands before anything is sent.
    claimed = Letter.objects.filter(pk=pk, state=State.RELEASED).update(
        state=State.SENDING, claimed_at=timezone.now()
    )
    return Letter.objects.select_related("to_user").get(pk=pk) if claimed else None


def _give_up_stale_claims() -> int:
    stale = Letter.objects.filter(
        state=State.SENDING, claimed_at__lt=timezone.now() - LONGEST_HANDING_OVER
    )
    return stale.update(state=State.FAILED, trouble=Trouble.UNSURE)


def _hand_over(letter: Letter, done: SendingSummary) -> None:
    try:
        _send(letter)
    except _SurelyNotSentError as error:
        _note_not_sent(letter, error, done)
    except KeyDestroyed:
        _drop(letter)
        done.dropped += 1
    except Exception:
        # The connection broke while the server had the letter, or something here did: nobody
        # knows. It is not repeated. What broke may hold the address, so it is not kept.
        _as_claimed(letter).update(state=State.FAILED, trouble=Trouble.UNSURE)
        done.unsure += 1
    else:
        _note_sent(letter)
        done.sent += 1


def _as_claimed(letter: Letter) -> QuerySet[Letter]:
    """Return the row of a letter while this process has claimed it.

    A process that was given up for gone may come back: what a person has decided on the letter
    since then stands.
    """
    rows = Letter.objects.filter(pk=letter.pk, claimed_at=letter.claimed_at)
    return rows.filter(state__in=[State.SENDING, State.FAILED])


def _send(letter: Letter) -> None:
    """Hand one letter to the server. Raises KeyDestroyed, _SurelyNotSentError, or what broke."""
    try:
        message = _message(letter)
    except KeyDestroyed:
        raise
    except (NotPossible, OSError) as error:
        raise _SurelyNotSentError(Trouble.UNREADABLE, final=True) from error
    try:
        connection = mail_connection()
    except NotPossible as error:  # its password cannot be opened here, or somebody removed it
        raise _SurelyNotSentError(Trouble.UNREACHABLE, final=False) from error
    try:
        open_connection(connection)
    except (OSError, smtplib.SMTPException) as error:
        raise _SurelyNotSentError(Trouble.UNREACHABLE, final=False) from error
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        [(code, said), *_others] = error.recipients.values()  # a letter has one recipient
        raise _SurelyNotSentError(
            Trouble.REFUSED, final=code >= 500, cause=cause_of_answer(code, said)
        ) from error
    except smtplib.SMTPResponseException as error:
        # An answer that is no yes: the server has not taken it.
        cause = cause_of_answer(error.smtp_code, error.smtp_error)
        final = error.smtp_code >= 500
        raise _SurelyNotSentError(Trouble.REFUSED, final=final, cause=cause) from error
    finally:
        _close(connection)


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):  # it has the letter, or has refused it: no matter
        return


def _message(letter: Letter) -> EmailMessage:
    """Build the message: plain text, a neutral subject and sender, none of our names or theirs.

    One with a plain subject has it, and our name as the sender's.
    """
    if not letter.has_text:
        raise NotPossible(_("The text of this letter was removed. Write it anew."))
    address = sender()
    with override(letter.language):
        subject = letter.plain_subject or str(Letter.Subject(letter.subject).label)
    named = organisation().name if letter.plain_subject else ""
    message = EmailMessage(
        subject=subject,
        body=_text(letter) + "\n",
        from_email=formataddr((named, address)),
        to=[_address(letter)],
        headers={
            "Message-ID": f"<{letter.uid}@{address.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    for number, upload in enumerate(letter.uploads.all(), 1):
        kind = Kind(upload.kind)
        content = read_copy(upload, by=None)
        message.attach(f"{number}{kind.suffix}", content, kind.media_type)
    for file in letter.files.all():
        message.attach(file.name, bytes(file.content), file.media_type)
    return message


def _address(letter: Letter) -> str:
    if letter.to_user is not None:
        return letter.to_user.email
    sealed = _sealed(letter, ADDRESS)
    if sealed is None:
        raise NotPossible(_("The address of this letter was removed."))
    return open_to_act(sealed, why="sending the letter")


def _text(letter: Letter) -> str:
    """Return the text of a letter. A sealed text is opened only here."""
    if not letter.sealed:
        return letter.body
    if opening := _sealed(letter, SEALED_TEXT_FIELD):
        return open_to_act(opening, why="sending the letter")
    owner, sealed = Subject(letter.about_kind, letter.about_key), _sealed(letter, TEXT)
    if sealed is None:
        raise NotPossible(_("The text of this letter was removed. Write it anew."))
    return open_under_to_act(owner, sealed, why="sending the letter")


def _sealed(letter: Letter, field: str) -> Sealed | None:
    return next((one for one in sealed_for("letter", letter.uid) if one.field == field), None)


@transaction.atomic
def _drop(letter: Letter) -> None:
    """Stop a letter whose text nobody can open any more."""
    if _as_claimed(letter).update(state=State.DISCARDED):
        record(
            "discard_letter", "letter", letter.uid, by=None,
            before={"state": State.RELEASED}, why="the key it was sealed under was destroyed",
        )  # fmt: skip
        empty_letter(letter, why="nobody can open it any more")


def _note_sent(letter: Letter) -> None:
    with transaction.atomic():
        _as_claimed(letter).update(
            state=State.SENT,
            sent_at=timezone.now(),
            trouble="",
            cause="",
            attempts=letter.attempts + 1,
        )
        if lets_in(letter):
            empty_letter(letter, why="sent")  # it would let a reader of the outbox in


def _note_not_sent(letter: Letter, error: _SurelyNotSentError, done: SendingSummary) -> None:
    attempts = letter.attempts + 1
    final = error.final or attempts >= ATTEMPTS
    done.failed, done.again = done.failed + final, done.again + (not final)
    _as_claimed(letter).update(
        state=State.FAILED if final else State.RELEASED,
        trouble=error.trouble,
        cause=error.cause,
        attempts=attempts,
        next_at=timezone.now() + WAIT * 3 ** (attempts - 1),
    )


LOG: Final = LogWords(
    reasons={
        "nobody can open it any more": pgettext_lazy("decision", "nobody can open it any more"),
        "sending the letter": pgettext_lazy("decision", "sending the letter"),
        "sent": pgettext_lazy("decision", "sent"),
        "the key it was sealed under was destroyed": pgettext_lazy(
            "decision", "the key it was sealed under was destroyed"
        ),
    },
)
