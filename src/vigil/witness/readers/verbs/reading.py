"""What whoever holds a private link does: answer, correct, agree, take back.

Nobody of ours acts: decisions say the number of the link. Everything holds at once.
"""

from collections.abc import Collection
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, through_link
from vigil.trust.models import Confirmation, Consent, PrivateLink
from vigil.trust.private_links.verbs.agreeing import (
    agree_through_link,
    note_use,
    open_link,
    take_back_through_link,
)
from vigil.trust.private_links.verbs.links import subject_of
from vigil.trust.public_forms.tickets import note_sent, was_sent
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.sealing import seal
from vigil.witness.models import ReaderNote, Reading, Story
from vigil.witness.readers.kinds import BY_PURPOSE, STORY, ReadDraft
from vigil.witness.works.changes import relocked, verb
from vigil.witness.works.pages import clean_text

LONGEST: Final = 5_000
"""Characters of a correction."""
MOST_OPEN: Final = 20
"""Corrections on a link that nobody of ours has answered or closed."""
WORDS: Final = "words"
"""The field of the vault that holds a correction."""
CLOSE_ONES: Final = (Consent.Relation.SELF, Consent.Relation.FAMILY, Consent.Relation.GUARDIAN)
"""Whose answer counts as that of the family or of who tells it, and who agrees on a link.

An outside reviewer does neither. An organisation that speaks for somebody agrees on paper.
"""


@verb
def answer_draft(link: PrivateLink, answer: str, *, language: str, version: str) -> Reading:
    """Record whether whoever holds a link would have the draft published.

    `version` is that which they read. Of a story it is the answer that publishing asks for; where
    one of several people says no, it is no. Raises NotPossible (no such answer; the text changed
    since; nobody may read it now; the link does not work).
    """
    link, draft = _opened(link)
    if answer not in Reading.Answer.values:
        raise NotPossible(_("Choose yes or no."))
    _require_version(draft, language, version)
    note_use(link)
    reading, _new = Reading.objects.update_or_create(
        link=link,
        defaults={
            "answer": answer,
            "language": language,
            "version": version,
            "revision": draft.revision,
            "answered_on": timezone.localdate(),
        },
    )
    after = {"answer": answer, "language": language, **through_link(link)}
    record("answer_draft", *subject_of(link), by=None, after=after)
    if link.purpose == STORY.purpose and link.held_by in CLOSE_ONES:
        _answer_for_family(link)
    return reading


def _answer_for_family(link: PrivateLink) -> None:
    story = relocked(Story.objects.get(uid=link.subject_key))
    readings = Reading.objects.filter(
        link__purpose=link.purpose,
        link__subject_key=link.subject_key,
        link__held_by__in=CLOSE_ONES,
        link__revoked_at=None,
    )
    no = readings.filter(answer=Reading.Answer.NO).first()
    decided = no or readings.get(link=link)
    story.family_reads = Story.FamilyReads(decided.answer)
    story.family_reads_why, story.family_read_revision = "", decided.revision
    story.save(update_fields=["family_reads", "family_reads_why", "family_read_revision"])


@verb
def write_correction(
    link: PrivateLink, text: str, *, language: str, version: str, form: str = ""
) -> ReaderNote | None:
    """Send what should be corrected to the editors. The words are sealed in the vault.

    `form` is a digest of the form that was sent: of the same form, sent again, nothing is kept a
    second time, and None returned. Raises NotPossible (nothing written; too long; too many wait;
    the link does not work).
    """
    link, _draft = _opened(link)
    text = clean_text(text)
    if not text:
        raise NotPossible(_("Write what should be corrected."))
    if len(text) > LONGEST:
        raise NotPossible(_("Write at most %(n)d characters at a time.") % {"n": LONGEST})
    waiting = ReaderNote.objects.filter(link=link, state=ReaderNote.State.OPEN)
    if waiting.count() >= MOST_OPEN:
        raise NotPossible(_("Wait until the editors have read your earlier corrections."))
    if form and was_sent(form):
        return None
    if form:
        note_sent(form)
    note_use(link)
    note = ReaderNote.objects.create(link=link, language=language, version=version)
    seal(ReaderNote.KIND, note.uid, WORDS, text, by=None)
    after = {ReaderNote.KIND: note.pk, **through_link(link)}
    record("write_reader_note", *subject_of(link), by=None, after=after)
    return note


@verb
def agree(link: PrivateLink, uses: Collection[str]) -> Confirmation | None:
    """Agree to some uses, for good. To be named waits for one of ours.

    Raises NotPossible (as `agree_through_link`; nobody may read the draft now; the link is that of
    an organisation or an outside reviewer).
    """
    _opened(link)
    if link.held_by not in CLOSE_ONES:
        raise NotPossible(
            _("Only the person, their family or their guardian can agree on this page.")
        )
    return agree_through_link(link, uses)


@verb
def take_back(link: PrivateLink, uses: Collection[str]) -> int:
    """Take back what was agreed to. It is hidden at once, whatever has become of the draft.

    Raises NotPossible (as `take_back_through_link`).
    """
    return take_back_through_link(link, uses)


def agreed_uses(link: PrivateLink) -> set[str]:
    """Return the uses that are agreed to and not taken back, whoever gave them."""
    today = timezone.localdate()
    rows = Consent.objects.filter(
        subject_kind=link.subject_kind, subject_key=link.subject_key, withdrawn_at=None
    )
    return set(rows.exclude(until__lt=today).values_list("use", flat=True))


def _opened(link: PrivateLink) -> tuple[PrivateLink, ReadDraft]:
    """Return the locked link with the draft that it opens now. Raises NotPossible."""
    link = open_link(link)
    kind = BY_PURPOSE[link.purpose]
    row = kind.of_key(link.subject_key)
    draft = kind.read(row) if row is not None else None
    if draft is None or draft.why_not or not draft.words:
        raise NotPossible(_("This text cannot be read at present. Come back later."))
    return link, draft


def _require_version(draft: ReadDraft, language: str, version: str) -> None:
    if not version or draft.version(language) != version:
        raise NotPossible(_("The text changed while you read it. Read it again, then answer."))


LOG: Final = LogWords(
    verbs={
        "answer_draft": pgettext_lazy("decision", "say whether a draft may be published"),
        "write_reader_note": pgettext_lazy("decision", "send a correction"),
    },
)
