"""Import the notes of a consultation (kept sealed), and split, join and edit statements."""

from collections.abc import Collection, Sequence
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.consultations.note_splitting import How, paragraphs, split
from vigil.outlook.consultations.transcripts import named_turns, statements_of
from vigil.outlook.consultations.verbs.editing import (
    CHAIR,
    KIND,
    State,
    locked,
    locked_of,
    require_own,
)
from vigil.outlook.consultations.verbs.speakers_and_consent import (
    forget_speaker,
    quotable,
    say_speaker,
)
from vigil.outlook.models import Consultation, Statement
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.own_keys import open_under, seal_under
from vigil.trust.vault.verbs.sealing import sealed_for
from vigil.trust.withdrawals.write_lock import take_part

LONGEST: Final = 200_000
"""Characters of notes that can be imported at once."""
LONGEST_STATEMENT: Final = 10_000
MOST: Final = 2_000
"""The most statements that a consultation can have."""


@transaction.atomic
def take_notes(
    consultation: Consultation, notes: str, language: str, *, by: User, how: How = "paragraphs"
) -> list[Statement]:
    """Seal the original notes, split them, and return the statements added at the end.

    `language` is the language of the notes (BCP 47). Raises NotAllowed, NotPossible (coding has
    begun; the notes are empty or too long; too many statements), KeyDestroyed.
    """
    take_part()
    row = _draft(consultation, by)
    return _take_in(row, notes, split(notes, how), language, by)


@transaction.atomic
def take_transcript(
    consultation: Consultation,
    text: str,
    language: str,
    *,
    by: User,
    speakers: Collection[str],
    how: How = "paragraphs",
) -> list[Statement]:
    """Seal a transcript, split it by turns of speakers, and return the statements added at the end.

    `speakers` are the names before a colon that tell who speaks. Each is sealed with the statement,
    and no longer stands in its words. Raises as `take_notes`, and NotPossible (there are speakers,
    and `by` is not the chair of this consultation).
    """
    take_part()
    row = _draft(consultation, by)
    if speakers:
        require_own(row, by)
    said = statements_of(named_turns(text, speakers), how)
    made = _take_in(row, text, [turn.text for turn in said], language, by)
    for statement, turn in zip(made, said, strict=True):
        if turn.speaker:
            say_speaker(statement, turn.speaker, "", by=by)
    return made


def _take_in(
    row: Consultation, notes: str, texts: Sequence[str], language: str, by: User
) -> list[Statement]:
    """Seal notes, and add the statements into which they were split."""
    if len(notes) > LONGEST:
        raise NotPossible(too_long())
    if not texts:
        raise NotPossible(_("There is nothing in these notes."))
    first = row.statements.count() + 1
    if first + len(texts) > MOST:
        raise NotPossible(
            _("A consultation has at most %(n)d statements: make another one.") % {"n": MOST}
        )
    row.notes += 1
    row.save(update_fields=["notes"])
    seal_under(row.subject, row.subject, f"notes-{row.notes}", notes, by=by)
    made = [
        Statement(consultation=row, number=first + n, text=_fit(text), language=language)
        for n, text in enumerate(texts)
    ]
    Statement.objects.bulk_create(made)
    record("take_notes", KIND, row.uid, by=by, after={"statements": len(made)})
    return list(row.statements.filter(number__gte=first).select_related("consultation"))


def too_long() -> str:
    """Return the message for notes that are too long to be taken in at once."""
    return _("This is longer than %(n)d characters. Send it in parts.") % {"n": LONGEST}


@transaction.atomic
def open_notes(consultation: Consultation, *, by: User, why: str) -> list[str]:
    """Return the original notes, the oldest first. The log records that they were opened and why.

    Raises NotAllowed, NotPossible (`by` is not its chair; no reason), KeyDestroyed.
    """
    require(by, CHAIR)
    require_own(consultation, by)
    rows = [one for one in sealed_for(KIND, consultation.uid) if one.field.startswith("notes-")]
    rows.sort(key=lambda one: int(one.field.removeprefix("notes-")))
    return [open_under(consultation.subject, row, by=by, why=why) for row in rows]


@transaction.atomic
def edit_statement(statement: Statement, text: str, *, by: User) -> list[Statement]:
    """Change the words of a statement before coding. An empty line splits it in two.

    Return the resulting statements. The first keeps the uid; the others are new and follow it.
    Raises NotAllowed, NotPossible (coding has begun; withdrawn; no words; too long).
    """
    take_part()
    row = _draft_statement(statement, by)
    texts = _parts(text)
    if not texts:
        raise NotPossible(_("A statement has words. Take it out, if nothing was said."))
    _make_room(row.consultation, row.number, len(texts) - 1)
    row.text, row.names_cleared = _fit(texts[0]), False
    row.save(update_fields=["text", "names_cleared"])
    Statement.objects.bulk_create(
        Statement(
            consultation=row.consultation,
            number=row.number + n,
            text=_fit(part),
            language=row.language,
        )
        for n, part in enumerate(texts[1:], start=1)
    )
    record("edit_statement", "statement", row.uid, by=by, after={"statements": len(texts)})
    return list(
        row.consultation.statements.filter(
            number__gte=row.number, number__lt=row.number + len(texts)
        )
    )


@transaction.atomic
def join_next(statement: Statement, *, by: User) -> Statement:
    """Join the next statement to this one, before coding. This one keeps its uid.

    It may be quoted only if both might. Raises NotAllowed, NotPossible (coding has begun; one of
    them was withdrawn; no statement follows; another speaker or language; somebody agreed to be
    quoted with one of them alone).
    """
    take_part()
    row = _draft_statement(statement, by)
    after = row.consultation.statements.filter(number=row.number + 1).first()
    if after is None or after.withdrawn_at is not None:
        raise NotPossible(_("No statement follows this one."))
    if after.language != row.language or _speaker(after) != _speaker(row):
        raise NotPossible(_("The next one is in another language, or was said by somebody else."))
    if len(quotable([row, after])) == 1:
        raise NotPossible(_("Somebody agreed to be quoted with one of the two statements alone."))
    row.text, row.names_cleared = _fit(f"{row.text} {after.text}"), False
    row.may_be_quoted = row.may_be_quoted and after.may_be_quoted
    row.save(update_fields=["text", "names_cleared", "may_be_quoted"])
    record("join_statements", "statement", row.uid, by=by)
    _take_out(after, by)
    return row


@transaction.atomic
def drop_statement(statement: Statement, *, by: User) -> None:
    """Remove text that is not a statement: a heading, a greeting. The sealed notes keep it.

    Raises NotAllowed, NotPossible (coding has begun; withdrawn).
    """
    take_part()
    _take_out(_draft_statement(statement, by), by)


def _take_out(row: Statement, by: User) -> None:
    record("drop_statement", "statement", row.uid, by=by)
    forget_speaker(row, by=by)
    row.delete()
    _make_room(row.consultation, row.number, -1)


def _make_room(consultation: Consultation, after: int, by: int) -> None:
    """Move the statements after a place by `by` places.

    No two statements may have the same place, so they move through places far behind.
    """
    if not by:
        return
    rows = consultation.statements.filter(number__gt=after)
    away = MOST * 10
    rows.update(number=F("number") + away)
    consultation.statements.filter(number__gt=away).update(number=F("number") - away + by)


def _draft_statement(statement: Statement, by: User) -> Statement:
    """Lock a statement of a draft and return its row. Raises NotAllowed, NotPossible.

    It refuses a withdrawn statement, which stays empty in its place.
    """
    row = locked_of(statement)
    _draft(row.consultation, by)
    if row.withdrawn_at is not None:
        raise NotPossible(_("This statement was withdrawn."))
    return row


def _draft(consultation: Consultation, by: User) -> Consultation:
    require(by, CHAIR)
    row = locked(consultation)
    if row.state != State.DRAFT:
        raise NotPossible(_("Coding has begun. The statements can no longer be changed."))
    return row


def _parts(text: str) -> list[str]:
    """Return the parts of a text between empty lines, each in one line, list marks included."""
    blocks = text.replace("\r\n", "\n").replace("\0", "").split("\n\n")
    return [" ".join(block.split()) for block in blocks if paragraphs(block)]


def _speaker(row: Statement) -> tuple[str, str]:
    return row.speaker_digest, row.organisation_digest


def _fit(text: str) -> str:
    if len(text) > LONGEST_STATEMENT:
        raise NotPossible(
            _("A statement is longer than %(n)d characters. Split it by an empty line.")
            % {"n": LONGEST_STATEMENT}
        )
    return text


LOG: Final = LogWords(
    verbs={
        "drop_statement": pgettext_lazy("decision", "take out what is no statement"),
        "edit_statement": pgettext_lazy("decision", "change the words of a statement"),
        "join_statements": pgettext_lazy("decision", "join two statements"),
        "take_notes": pgettext_lazy("decision", "take notes in"),
    },
    kinds={
        "statement": pgettext_lazy("decision", "statement"),
    },
)
