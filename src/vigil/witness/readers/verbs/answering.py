"""What editors do with corrections."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import PrivateLink, User
from vigil.trust.private_links.verbs.links import subject_of
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed, sealed_for, shred
from vigil.witness.models import ReaderNote
from vigil.witness.readers.kinds import BY_PURPOSE
from vigil.witness.works.changes import verb
from vigil.witness.works.pages import clean_text

LONGEST: Final = 2_000
"""Characters of an answer."""


@verb
def open_corrections(notes: Iterable[ReaderNote], *, by: User) -> dict[int, str]:
    """Return the words of corrections by the key of each. Each opening is a decision.

    Raises NotAllowed, NotPossible (the key is not on this machine).
    """
    return {note.pk: _opened(note, by) for note in notes}


def _opened(note: ReaderNote, by: User) -> str:
    _require(note.link, by)
    kept = list(sealed_for(ReaderNote.KIND, note.uid))
    return open_sealed(kept[0], by=by, why="to correct the draft") if kept else ""


@verb
def answer_correction(note: ReaderNote, answer: str, *, by: User) -> ReaderNote:
    """Answer a correction: whoever holds the link reads it there.

    Raises NotAllowed, NotPossible (nothing written; too long; closed; it names somebody hidden).
    """
    note = _locked(note, by)
    answer = clean_text(answer)
    if not answer:
        raise NotPossible(_("Write an answer."))
    if len(answer) > LONGEST:
        raise NotPossible(_("The answer has at most %(n)d characters.") % {"n": LONGEST})
    require_no_hidden_names(answer)
    note.answer, note.answered_by, note.state = answer, by, ReaderNote.State.ANSWERED
    note.save()
    _record("answer_reader_note", note, by)
    return note


@verb
def close_correction(note: ReaderNote, *, by: User) -> ReaderNote:
    """Close a correction: its words are removed from the vault for good.

    Raises NotAllowed, NotPossible (closed already).
    """
    note = _locked(note, by)
    remove_words(note, why="a correction was closed")
    note.state = ReaderNote.State.CLOSED
    note.save(update_fields=["state"])
    _record("close_reader_note", note, by)
    return note


def remove_words(note: ReaderNote, *, why: str) -> None:
    """Remove the words of a correction from the vault."""
    for sealed in sealed_for(ReaderNote.KIND, note.uid):
        shred(sealed, by=None, why=why)


def notes_on(links: Iterable[PrivateLink]) -> list[ReaderNote]:
    """Return the corrections that came on links, oldest first."""
    rows = ReaderNote.objects.filter(link__in=list(links)).order_by("pk")
    return list(rows.select_related("link", "answered_by"))


def _locked(note: ReaderNote, by: User) -> ReaderNote:
    note = ReaderNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    _require(note.link, by)
    if note.state == ReaderNote.State.CLOSED:
        raise NotPossible(_("This correction was closed already."))
    return note


def _require(link: PrivateLink, by: User) -> None:
    kind = BY_PURPOSE[link.purpose]
    row = kind.of_key(link.subject_key)
    if row is None:
        require(by, kind.permission)
        raise NotPossible(_("What the link would open was removed."))
    require(by, kind.permission, row)


def _record(did: str, note: ReaderNote, by: User) -> None:
    record(did, *subject_of(note.link), by=by, after={ReaderNote.KIND: note.pk})


LOG: Final = LogWords(
    verbs={
        "answer_reader_note": pgettext_lazy("decision", "answer a correction"),
        "close_reader_note": pgettext_lazy("decision", "close a correction"),
    },
    kinds={ReaderNote.KIND: pgettext_lazy("decision", "correction")},
    parts={ReaderNote.KIND: pgettext_lazy("decision", "correction")},
    reasons={
        "a correction was closed": pgettext_lazy("decision", "a correction was closed"),
        "to correct the draft": pgettext_lazy("decision", "to correct the draft"),
    },
)
