"""Remove what readers left, when a draft is withdrawn for good or a person asks for it."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record
from vigil.trust.models import PrivateLink, User
from vigil.trust.private_links.verbs.links import close
from vigil.trust.rooms.keepers import WithdrawalAct
from vigil.trust.rooms.simple_keeper import keeper_of
from vigil.trust.vault.verbs.sealing import open_many_to_act, sealed_for, shred
from vigil.trust.withdrawals.names_in_texts import SHORTEST, says, that_say
from vigil.witness.models import ReaderNote, RelativeWord
from vigil.witness.readers.verbs.reading import WORDS


def forget_readers(subject: Subject, *, by: User | None, why: str) -> None:
    """Close the links to a draft that is gone, and remove corrections and words for relatives.

    Called within the transaction that withdraws it.
    """
    links = PrivateLink.objects.filter(subject_kind=subject.kind, subject_key=subject.key)
    for note in ReaderNote.objects.filter(link__in=links):
        _remove(note, by=by, why=why)
    RelativeWord.objects.filter(
        consent__subject_kind=subject.kind, consent__subject_key=subject.key
    ).delete()
    for link in links.filter(revoked_at=None):
        close(link, by=by, why=why)


def _remove(note: ReaderNote, *, by: User | None, why: str) -> None:
    for sealed in sealed_for(ReaderNote.KIND, note.uid):
        shred(sealed, by=None, why=why)
    key = note.uid
    note.delete()
    record("remove_personal_data", ReaderNote.KIND, key, by=by, why=why)


def _that_name(names: Sequence[str]) -> Iterable[ReaderNote]:
    """Return the corrections whose answer or sealed words have a name."""
    rows = ReaderNote.objects.all()
    answered = that_say(rows, ["answer"], names)
    return (answered | rows.filter(uid__in=_sealed(names)) | rows.filter(uid__in=names)).distinct()


def _sealed(names: Sequence[str]) -> list[str]:
    """Return the corrections whose sealed words have a name; all, where none opens."""
    kept = ReaderNote.objects.exclude(state=ReaderNote.State.CLOSED)
    uids = list(kept.values_list("uid", flat=True))
    if not uids or all(len(name) < SHORTEST for name in names):
        return []
    about = Subject(ReaderNote.KIND, "waiting")
    try:
        texts = open_many_to_act(
            ReaderNote.KIND, WORDS, uids, about=about, why="to look for a name"
        )
    except NotPossible:
        return uids
    return [uid for uid, text in texts.items() if says([text], names)]


def _erase(note: ReaderNote, act: WithdrawalAct) -> None:
    _remove(note, by=act.by, why=act.withdrawal.why)


KEEPER: Final = keeper_of(
    "reader_notes",
    ReaderNote,
    label=_("Corrections of drafts"),
    find=_that_name,
    erase=_erase,
)
WITHOUT_PERSONAL_DATA: Final = {
    "witness.Reading": "yes or no to a version of a draft, on a private link",
    "witness.RelativeWord": "a word such as “a sister”: it is checked to be no name",
}
"""Model -> why nobody can be found in it."""
