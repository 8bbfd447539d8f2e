"""Propose corrections on one's own page, and answer them at the desk.

What somebody proposes is sealed until a host has answered. A host opens it, which the log keeps.
Accepting replaces what is there; words about title, abstract or transcript a host writes in by
hand. Nothing changes by itself.
"""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.links import LinkedPart, linked_part
from vigil.programme.contributors.verbs.contributions import edit_contribution
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Correction
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.verbs import record, require, through_link
from vigil.trust.models import PrivateLink, User
from vigil.trust.private_links.verbs.agreeing import note_use, open_link
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import open_sealed, seal, sealed_for, shred

KIND: Final = "correction"
TEXT: Final = "text"
"""The field of the vault that holds what is proposed."""
State, Field = Correction.State, Correction.Field
LONGEST: Final = {
    Field.NAME: 200,
    Field.UNNAMED: 200,
    Field.POSITION: 300,
    Field.AFFILIATION: 200,
    Field.WORDS: 5000,
}


def fields_to_correct(whose: LinkedPart) -> list[str]:
    """Return what somebody may correct: not a name where they have none here."""
    if whose.person is not None or whose.part.unnamed:
        return [Field.UNNAMED, Field.WORDS]
    named = [] if whose.part.member_id or whose.part.withdrawn else [Field.NAME]
    return [*named, Field.POSITION, Field.AFFILIATION, Field.WORDS]


@verb
def propose_corrections(link: PrivateLink, texts: Mapping[str, str]) -> list[Correction]:
    """Propose corrections by field on a private link. Earlier ones that wait are replaced.

    Raises NotPossible (nothing to correct there; no words, or too many; the link does not work).
    """
    link = open_link(link)
    whose = linked_part(link)
    if whose is None or not set(texts) <= set(fields_to_correct(whose)):
        raise NotPossible(_("This cannot be corrected here."))
    for field, text in texts.items():
        longest = LONGEST[Field(field)]
        if not text.strip() or len(text) > longest:
            raise NotPossible(_("Write at most %(n)d characters.") % {"n": longest})
    note_use(link)
    return [_propose(link, whose, field, text.strip()) for field, text in texts.items()]


def _propose(link: PrivateLink, whose: LinkedPart, field: str, text: str) -> Correction:
    for before in Correction.objects.filter(link=link, field=field, state=State.WAITING):
        _shred(before, by=None)
        before.delete()
    made = Correction.objects.create(contribution=whose.part, link=link, field=field)
    seal(KIND, made.uid, TEXT, text, by=None)
    record("propose_correction", KIND, made.uid, by=None, after=_told(made) | through_link(link))
    return made


@verb
def read_correction(correction: Correction, *, by: User) -> str:
    """Return what somebody proposes. The log keeps who read it. Raises NotAllowed, NotPossible."""
    require(by, MANAGE)
    return _text_of(correction, by)


@verb
def accept_correction(correction: Correction, *, by: User) -> Correction:
    """Accept a correction: it replaces what is there, or a host has written it in by hand.

    A new name ends the agreement to be named, which was for the old one. Raises NotAllowed,
    NotPossible (answered already; as `edit_contribution`).
    """
    correction = _waiting(correction, by)
    if correction.field in Correction.REPLACING:
        text = _text_of(correction, by)
        edit_contribution(correction.contribution, by=by, **{correction.field: text})
    return _answered(correction, State.ACCEPTED, by, "")


@verb
def refuse_correction(correction: Correction, *, by: User, why: str) -> Correction:
    """Refuse a correction; whoever proposed it reads why on their page.

    Raises NotAllowed, NotPossible (no reason; it names somebody hidden; answered already).
    """
    correction = _waiting(correction, by)
    if not why.strip():
        raise NotPossible(_("Say why. They read it on their page."))
    require_no_hidden_names(why)
    return _answered(correction, State.REFUSED, by, why.strip())


def forget_words(correction: Correction, *, by: User | None) -> None:
    """Remove the words of a correction, for a withdrawal."""
    _shred(correction, by=by)
    if correction.state == State.WAITING:
        correction.state, correction.answered_at = State.REFUSED, timezone.now()
    correction.answer = ""
    correction.save(update_fields=["state", "answered_at", "answer"])


def _waiting(correction: Correction, by: User) -> Correction:
    require(by, MANAGE)
    correction = held(correction)
    if correction.state != State.WAITING:
        raise NotPossible(_("This was answered already."))
    return correction


def _answered(correction: Correction, state: str, by: User, answer: str) -> Correction:
    correction.state, correction.answer = state, answer
    correction.answered_at, correction.answered_by = timezone.now(), by
    correction.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    _shred(correction, by=None)
    after = {**_told(correction), "accepted": state == State.ACCEPTED}
    record("answer_correction", KIND, correction.uid, by=by, after=after, why=answer)
    return correction


def _text_of(correction: Correction, by: User) -> str:
    for sealed in sealed_for(KIND, correction.uid):
        return open_sealed(sealed, by=by, why="a correction that somebody proposes")
    raise NotPossible(_("The words of this correction were removed."))


def _shred(correction: Correction, *, by: User | None) -> None:
    for sealed in sealed_for(KIND, correction.uid):
        shred(sealed, by=by, why="a correction was answered or replaced")


def _told(correction: Correction) -> dict[str, str]:
    return {"contribution": correction.contribution.uid, "correction": correction.field}


LOG: Final = LogWords(
    verbs={
        "answer_correction": pgettext_lazy("decision", "answer a correction"),
        "propose_correction": pgettext_lazy("decision", "propose a correction"),
    },
    kinds={
        KIND: pgettext_lazy("decision", "correction"),
    },
    parts={
        "accepted": pgettext_lazy("decision", "accepted"),
        "correction": pgettext_lazy("decision", "what is to be corrected"),
    },
    codes={
        "correction": dict(Field.choices),
    },
    reasons={
        "a correction that somebody proposes": pgettext_lazy(
            "decision", "a correction that somebody proposes"
        ),
        "a correction was answered or replaced": pgettext_lazy(
            "decision", "a correction was answered or replaced"
        ),
    },
)
