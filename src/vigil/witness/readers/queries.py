"""What the page behind a private link, and the screen of readers at the desk, show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from vigil.trust.confirmations.verbs import waiting_on
from vigil.trust.consent.verbs import GIVE, NAME
from vigil.trust.models import Consent, PrivateLink
from vigil.trust.private_links.verbs.links import links_of, subject_of
from vigil.trust.rooms.house import consent_uses
from vigil.witness.models import ReaderNote, Reading
from vigil.witness.readers.kinds import DraftKind, ReadDraft
from vigil.witness.readers.relatives import relative_word
from vigil.witness.readers.verbs.answering import notes_on
from vigil.witness.readers.verbs.reading import CLOSE_ONES, agreed_uses
from vigil.witness.works.languages import direction_of, name_of


@dataclass(frozen=True)
class AskedUse:
    """A use about which a link asks, and what holds of it."""

    code: str
    label: str | Promise
    agreed: bool
    waits: bool
    """Whether a second person must confirm it first."""


@dataclass(frozen=True)
class Panel:
    """What whoever holds a link can do below the draft."""

    reader: str
    """Who they are to us: "a sister", "their family"."""
    can_read: bool
    language: str
    language_name: str
    version: str
    written_at: datetime | None
    reading: Reading | None
    changed: bool
    """Whether the text changed since they answered."""
    uses: Sequence[AskedUse]
    notes: Sequence[ReaderNote]
    typed: str
    works_until: date

    @property
    def may_agree(self) -> bool:
        """Whether something is left to agree to."""
        return self.can_read and any(not (use.agreed or use.waits) for use in self.uses)

    @property
    def may_take_back(self) -> bool:
        """Whether something can be taken back."""
        return any(use.agreed or use.waits for use in self.uses)


def panel_of(
    link: PrivateLink, kind: DraftKind, draft: ReadDraft, language: str, typed: str
) -> Panel:
    """Return what whoever holds a link sees below the draft, and can do."""
    reading = Reading.objects.filter(link=link).first()
    version = draft.version(language)
    agreed, waits = agreed_uses(link), waiting_on(GIVE, subject_of(link)) is not None
    labels = consent_uses()
    return Panel(
        reader=called(link),
        can_read=bool(version),
        language=language,
        language_name=name_of(language) if language else "",
        version=version,
        written_at=draft.written_at,
        reading=reading,
        changed=reading is not None and draft.version(reading.language) != reading.version,
        uses=[
            AskedUse(use, labels.get(use, use), use in agreed, waits and use == NAME)
            for use in link.uses
            if link.held_by in CLOSE_ONES or use in agreed
        ],
        notes=notes_on([link]),
        typed=typed,
        works_until=link.expires_at.date(),
    )


def called(link: PrivateLink) -> str:
    """Return who holds a link, told apart by a word where there is one."""
    return relative_word(link.called) or str(Consent.Relation(link.held_by).label)


@dataclass(frozen=True)
class NoteAtDesk:
    """A correction at the desk. `words` are there once it was opened."""

    note: ReaderNote
    reader: str
    language_name: str
    is_of_this_version: bool
    words: str
    typed: str
    """An answer that was refused, to be sent again."""


@dataclass(frozen=True)
class LinkAtDesk:
    """A private link at the desk, with what its holder answered."""

    link: PrivateLink
    reader: str
    uses: Sequence[str | Promise]
    reading: Reading | None
    is_of_this_version: bool
    mine: bool


@dataclass(frozen=True)
class ReadersScreen:
    """What the screen of the readers of a draft shows."""

    links: Sequence[LinkAtDesk]
    notes: Sequence[NoteAtDesk]
    closed: int
    texts: Sequence[tuple[str, str, str, Any]]
    """Code, name and direction of each language in which corrections came, and its words."""


def readers_screen(
    kind: DraftKind,
    row: Any,
    draft: ReadDraft,
    by: object,
    *,
    opened: Mapping[int, str],
    typed: Mapping[int, str],
) -> ReadersScreen:
    """Return what the screen of the readers of a draft shows to somebody.

    `opened` are the words of corrections, `typed` answers to send again, by the key of each.
    """
    links = links_of(kind.subject(row))
    readings = {one.link_id: one for one in Reading.objects.filter(link__in=links)}
    notes = notes_on(links)
    there = [note for note in notes if note.state != ReaderNote.State.CLOSED]
    languages = dict.fromkeys(
        [*(note.language for note in there if note.language in draft.words), *draft.words][:2]
    )
    labels = consent_uses()

    def same(one: Reading | ReaderNote | None) -> bool:
        return one is not None and draft.version(one.language) == one.version

    return ReadersScreen(
        links=[
            LinkAtDesk(
                link,
                called(link),
                [labels.get(use, use) for use in link.uses],
                readings.get(link.pk),
                same(readings.get(link.pk)),
                link.made_by == by,
            )
            for link in links
        ],
        notes=[
            NoteAtDesk(
                note,
                called(note.link),
                name_of(note.language),
                same(note),
                opened.get(note.pk, ""),
                typed.get(note.pk, ""),
            )
            for note in there
        ],
        closed=len(notes) - len(there),
        texts=[(code, name_of(code), direction_of(code), draft.words[code]) for code in languages],
    )
