"""Write, release, discard and empty letters. They are handed to the mail server in `sending`.

What can be promised of sending: a letter is handed over at most once without a person's word.
Before it is handed over it is claimed, in a transaction of its own, by one process; after that it
is marked as sent. A process that is killed in between leaves a claim of which nobody can know
whether the server took the letter: it is not repeated, but shown as "may have arrived" to a
person, who releases it anew or discards it. What surely did not go (no connection, an answer that
refuses) is tried again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.demonstration.mark import is_demonstration
from vigil.trust.models import Letter, LetterFile, Upload, User
from vigil.trust.organisation.mail import has_server
from vigil.trust.rooms import house
from vigil.trust.rooms.letters import LetterKind
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.digests import identifier_digest
from vigil.trust.vault.verbs.own_keys import seal_under
from vigil.trust.vault.verbs.sealing import seal, sealed_for
from vigil.trust.vault.verbs.sealing import shred as shred_sealed

ADDRESS = "address"
"""The field of the vault that holds where a letter goes."""
TEXT = "body"
"""The field of the vault that holds what a sealed letter says."""
SEALED_TEXT_FIELD = "opening"
"""The field of the vault that holds a letter which opens an account or a registration."""
LONGEST = 20_000
"""Characters of a letter."""
ACCOUNT = "account"
"""The kind of letters on signing in."""
LETTERS: Final = (LetterKind(code=ACCOUNT, lets_in=True, sealed=True),)
ATTACHED = {".ics": "text/calendar"}
"""Kinds of files that are made here for a letter, by the suffix of their names."""
LARGEST_FILE = 64 * 1024
FILE_NAME = re.compile(r"[a-z]{1,20}(?P<suffix>\.[a-z]{2,4})")
State, Trouble = Letter.State, Letter.Trouble
CLOSED = (State.SENT, State.DISCARDED)
FOR_A_PERSON: Final = (State.WAITING, State.FAILED, State.RETURNED)
"""States in which a person must release, send again or discard a letter."""


@dataclass(frozen=True)
class Attachment:
    """A small file made for one letter. Its name is visible: a plain word, such as `date.ics`."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """Return the media type (RFC 2045); "" where such a file or name is not sent."""
        match = FILE_NAME.fullmatch(self.name)
        return ATTACHED.get(match["suffix"], "") if match else ""


def write_letter(
    to: User | str,
    subject: Letter.Subject,
    body: str,
    *,
    kind: str,
    by: User | None,
    decides: bool,
    language: str = "",
    addressee: str = "",
    about: tuple[str, str] = ("", ""),
    uploads: Sequence[Upload] = (),
    files: Sequence[Attachment] = (),
    sealed: bool = False,
    plain_subject: str = "",
) -> Letter:
    """Write a letter to a colleague or an address; `by` is None where the installation writes.

    If it `decides` something for the person it waits until somebody releases it; else it goes
    with the next sending. `kind` names what it is for ("account", "answer"), `about` the subject
    that it answers, `addressee` whom whoever releases it is shown in place of the address. The
    body is plain text; attachments are uploads that are kept, and `files` made for this letter,
    which go when its text does. `plain_subject` stands in place of the subject, where the kind may
    have one: for letters that give nobody away. The text of a `sealed` letter is encrypted under
    the key of whom it is `about`: nobody reads it here, and where that key is destroyed it never
    goes. A letter of a kind that is sealed always lies in the vault, and is opened by the sending
    alone. Where no mail server is set up, the text of one that opens an account is destroyed at
    once. Raises NotPossible.
    """
    check_letter(to, subject, body, addressee, uploads)
    text = body.strip().replace("\0", "")
    _check_files(files)
    digest = address_digest(to.email if isinstance(to, User) else to)  # slow: before the lock
    opens = (stated := house.letter_kinds().get(kind)) is not None and stated.sealed
    if plain_subject and not (stated is not None and stated.plain):
        raise NotPossible(_("A letter has one of the neutral subjects, and no other."))
    with transaction.atomic():
        letter = Letter.objects.create(
            to_user=to if isinstance(to, User) else None,
            to_digest=digest,
            addressee=addressee[:120],
            subject=subject,
            plain_subject=" ".join(plain_subject.split())[:200],
            body="" if sealed or opens else text,
            sealed=sealed or opens,
            language=(language or get_language() or settings.LANGUAGE_CODE)[:12],
            kind=kind,
            about_kind=about[0],
            about_key=about[1],
            decides=decides,
            created_by=by,
        )
        if isinstance(to, str):
            seal("letter", letter.uid, ADDRESS, to.strip(), by=by)
        if opens:
            seal("letter", letter.uid, SEALED_TEXT_FIELD, text, by=by)
        elif sealed:
            seal_under(Subject(*about), Subject("letter", letter.uid), TEXT, text, by=by)
        letter.uploads.set(uploads)
        for file in files:
            LetterFile.objects.create(
                letter=letter, name=file.name, media_type=file.media_type, content=file.content
            )
        record("write_letter", "letter", letter.uid, by=by, after=for_the_log(letter))
        if not decides:
            _queue_or_keep(letter, None)
    return letter


@transaction.atomic
def release_letter(letter: Letter, *, by: User, why: str = "") -> Letter:
    """Release a letter that waits, could not be sent or came back.

    Raises NotAllowed, NotPossible (it went, is going, or was discarded; its text is gone).
    """
    require(by, "trust.release_letter", letter)
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state not in FOR_A_PERSON:
        raise NotPossible(_("This letter cannot be released: it is no longer waiting."))
    if not letter.has_text:
        raise NotPossible(_("The text of this letter was removed. Write it anew."))
    before = {"state": letter.state, "trouble": letter.trouble}
    _queue_or_keep(letter, by)
    after = {"state": letter.state}
    record("release_letter", "letter", letter.uid, by=by, before=before, after=after, why=why)
    return letter


@transaction.atomic
def discard_letter(letter: Letter, *, by: User, why: str) -> Letter:
    """Discard a letter: it is not sent, and its text and address are removed.

    Raises NotAllowed, NotPossible (it went, is going, or was discarded; no reason).
    """
    require(by, "trust.discard_letter", letter)
    if not why.strip():
        raise NotPossible(_("Say why this letter does not go."))
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state in (*CLOSED, State.SENDING):
        raise NotPossible(_("This letter cannot be discarded any more."))
    before = {"state": letter.state}
    letter.state = State.DISCARDED
    letter.save(update_fields=["state"])
    empty_letter(letter, why="discarded")
    record("discard_letter", "letter", letter.uid, by=by, before=before, why=why)
    return letter


def empty_letter(letter: Letter, *, why: str) -> None:
    """Remove the text and address of a letter. Its state and time stay."""
    for sealed in sealed_for("letter", letter.uid):
        shred_sealed(sealed, by=None, why=why)
    letter.uploads.clear()
    letter.files.all().delete()
    Letter.objects.filter(pk=letter.pk).update(
        body="", sealed=False, addressee="", to_digest="", plain_subject=""
    )


@transaction.atomic
def forget_letters(kind: str, key: str, *, why: str) -> int:
    """Empty all letters about a subject whose person is forgotten; return how many.

    What has not gone out does not go. One that is being handed over at this moment is emptied
    too: it may arrive, and is not repeated.
    """
    letters = list(Letter.objects.select_for_update().filter(about_kind=kind, about_key=key))
    for letter in letters:
        _forget(letter, why)
    return len(letters)


@transaction.atomic
def forget_letter(letter: Letter, *, why: str) -> None:
    """Empty one letter that is out of date; as `forget_letters`."""
    _forget(Letter.objects.select_for_update().get(pk=letter.pk), why)


def _forget(letter: Letter, why: str) -> None:
    if letter.state not in (State.SENT, State.SENDING, State.CAPTURED, State.DISCARDED):
        before, letter.state = {"state": letter.state}, State.DISCARDED
        letter.save(update_fields=["state"])
        record("discard_letter", "letter", letter.uid, by=None, before=before, why=why)
    empty_letter(letter, why=why)


def remove_old_texts(days: int | None = None) -> int:
    """Empty letters that were sent or discarded this many days ago; return how many.

    `days` is VIGIL_LETTER_DAYS if not given.
    """
    before = timezone.now() - timedelta(days=settings.VIGIL_LETTER_DAYS if days is None else days)
    over = Letter.objects.exclude(body="", sealed=False).filter(created_at__lt=before)
    over = over.exclude(state__in=[State.WAITING, State.RELEASED, State.SENDING])
    letters = list(over)
    for letter in letters:
        with transaction.atomic():
            empty_letter(letter, why="its time is over")
    return len(letters)


def lets_in(letter: Letter) -> bool:
    """Return whether a letter holds a sign-in link: no screen shows its text."""
    stated = house.letter_kinds().get(letter.kind)
    return stated is not None and stated.lets_in


def is_captured() -> bool:
    """Return whether letters are kept here: no mail server is set up, or it is a demonstration."""
    return is_demonstration() or not has_server()


def address_digest(address: str) -> str:
    """Return the digest by which the letters to one address are found."""
    return identifier_digest(said_of_address(address))


def said_of_address(address: str) -> str:
    """Return the text that `address_digest` digests, for `digests.identifier_digests`."""
    return f"letter {address.strip().casefold()}"


def _queue_or_keep(letter: Letter, by: User | None) -> None:
    """Queue a letter for sending, or keep it here where there is no mail server."""
    letter.state = State.CAPTURED if is_captured() else State.RELEASED
    letter.trouble, letter.cause = "", ""
    letter.attempts, letter.next_at = 0, timezone.now()
    letter.released_at, letter.released_by = timezone.now(), by
    letter.save()
    stated = house.letter_kinds().get(letter.kind)
    if stated is not None and stated.once_released is not None:
        stated.once_released(letter)
    if letter.state == State.CAPTURED and letter.kind == ACCOUNT:
        empty_letter(letter, why="no mail server is set up")
        letter.refresh_from_db()


def check_letter(
    to: User | str,
    subject: Letter.Subject,
    body: str,
    addressee: str,
    uploads: Sequence[Upload] = (),
) -> None:
    """Raise NotPossible unless a letter can go to this address and say this."""
    address = to.email if isinstance(to, User) else to.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotPossible(_("This is no e-mail address.")) from error
    if subject not in Letter.Subject.values:
        raise NotPossible(_("A letter has one of the neutral subjects, and no other."))
    if not body.strip() or len(body) > LONGEST:
        raise NotPossible(_("A letter has a text of at most %(n)d characters.") % {"n": LONGEST})
    if "@" in addressee:
        raise NotPossible(_("Say who this is without the address."))
    if any(upload.state != Upload.State.KEPT for upload in uploads):
        raise NotPossible(_("An attachment was removed."))


def _check_files(files: Sequence[Attachment]) -> None:
    if any(not file.media_type for file in files):
        raise NotPossible(_("The name of an attachment is a plain word, and its kind a known one."))
    if sum(len(file.content) for file in files) > LARGEST_FILE:
        raise NotPossible(_("An attachment that is made for a letter is small."))


def for_the_log(letter: Letter) -> dict[str, str | bool]:
    """Return what a decision records of a letter: neither the person nor the text."""
    about = f"{letter.about_kind} {letter.about_key}".strip()
    return {"kind": letter.kind, "decides": letter.decides, "about": about}


LOG: Final = LogWords(
    verbs={
        "discard_letter": pgettext_lazy("decision", "discard a letter"),
        "release_letter": pgettext_lazy("decision", "release a letter"),
        "write_letter": pgettext_lazy("decision", "write a letter"),
    },
    kinds={
        "letter": pgettext_lazy("decision", "letter"),
    },
    parts={
        "body": pgettext_lazy("decision", "text"),
        "decides": pgettext_lazy("decision", "decides something"),
        "trouble": pgettext_lazy("decision", "trouble"),
    },
    reasons={
        "discarded": pgettext_lazy("decision", "discarded"),
        "its time is over": pgettext_lazy("decision", "its time is over"),
        "no mail server is set up": pgettext_lazy("decision", "no mail server is set up"),
    },
)
