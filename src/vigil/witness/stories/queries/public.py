"""Read stories for pages, feed, card and API. Only public rows are read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, override

from vigil.casefile.disclosure.withheld_words import PARTICLES, words
from vigil.publication.cases.added_links import AddedLink
from vigil.publication.cases.summary import CaseSummary, case_summary_of
from vigil.publication.cases.texts import ShownText
from vigil.publication.models import PublicCase
from vigil.publication.record.labels import date_text
from vigil.publication.record.words import LONGEST_WORD
from vigil.publication.search.spelling import SHORTEST_SOUND, sound
from vigil.witness.models import PublicStory, PublicStoryText, PublicStoryWord, Story
from vigil.witness.readers.relatives import relative_word
from vigil.witness.stories.verbs.following import expire
from vigil.witness.works.cards import alt_text
from vigil.witness.works.faces import Face, face_of
from vigil.witness.works.languages import OfferedLanguage, direction_of, offered_languages

MOST_WORDS: Final = 8
BEGINNING: Final = 3
"""From this many letters the beginning of a word finds it."""


def public_stories() -> QuerySet[PublicStory]:
    """Return the stories that readers may see today."""
    expire()
    return PublicStory.objects.all()


def with_texts(rows: QuerySet[PublicStory]) -> QuerySet[PublicStory]:
    """Fetch with each story what a list says of it in every language."""
    short = PublicStoryText.objects.only("public_id", "language", "name", "title", "summary")
    return rows.prefetch_related(Prefetch("texts", queryset=short))


def public_story(public_id: str) -> PublicStory | None:
    """Return one story with all its texts, if readers may see it."""
    found = public_stories().filter(public_id=public_id)
    return found.prefetch_related("texts").first()


def was_public(public_id: str) -> bool:
    """Return whether there was a story of this id that readers could see."""
    return Story.objects.filter(public_id=public_id).exclude(first_published_at=None).exists()


# Finding


@dataclass(frozen=True)
class StoryQuery:
    """What a reader asks for."""

    q: str = ""
    country: str = ""
    year: int | None = None
    kind: str = ""
    language: str = ""

    @property
    def is_everything(self) -> bool:
        """Return whether nothing was filtered."""
        return self == StoryQuery()


def find_stories(asked: StoryQuery) -> QuerySet[PublicStory]:
    """Return the stories that are asked for, newest first."""
    rows = public_stories()
    if asked.country:
        rows = rows.filter(country=asked.country)
    if asked.year is not None:
        rows = rows.filter(year=asked.year)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.language:
        texts = PublicStoryText.objects.filter(public=OuterRef("pk"), language=asked.language)
        rows = rows.filter(Exists(texts))
    return _said(rows, asked.q) if asked.q.strip() else rows


def _said(rows: QuerySet[PublicStory], text: str) -> QuerySet[PublicStory]:
    """Return the stories that contain every word, in any spelling. An id finds its own story."""
    said = list(dict.fromkeys(words(text)))
    told = ([word for word in said if word not in PARTICLES] or said)[:MOST_WORDS]
    by_id = Q(public_id=text.strip().upper())
    if not told:
        return rows.filter(by_id)
    by_words = Q()
    for word in told:
        hits = PublicStoryWord.objects.filter(_condition(word), public=OuterRef("pk"))
        by_words &= Q(Exists(hits))
    return rows.filter(by_id | by_words)


def _condition(word: str) -> Q:
    spelled = Q(word=word[:LONGEST_WORD])
    if len(word) >= BEGINNING:
        # A range and not LIKE: it can use the index on either database, under any collation.
        spelled |= Q(word__gte=word[:LONGEST_WORD], word__lte=word.ljust(LONGEST_WORD, "z"))
    heard = sound(word)[:LONGEST_WORD]
    return spelled | Q(sound=heard) if len(heard) >= SHORTEST_SOUND else spelled


def countries() -> list[str]:
    """Return the countries of the stories, by code."""
    rows = PublicStory.objects.exclude(country="").order_by("country")
    return list(rows.values_list("country", flat=True).distinct())


def years() -> list[int]:
    """Return the years of the killings in stories, newest first."""
    rows = PublicStory.objects.exclude(year=None).order_by("-year")
    return [year for year in rows.values_list("year", flat=True).distinct() if year is not None]


# Telling


@dataclass(frozen=True)
class StoryEntry:
    """A story as a list shows it, in one language."""

    public_id: str
    url: str
    title: str
    name: str
    summary: str
    language: str
    direction: str
    is_profile: bool
    languages: tuple[str, ...]
    country: str
    year: int | None
    portrait: Mapping[str, Any] | None
    first_published_at: datetime
    changed_at: datetime
    case: str = ""
    when: str = ""
    """The day of the attack and its place, in words, from the record; see `with_places`."""
    where: str = ""

    @property
    def face(self) -> Face:
        """The portrait, or what stands in its place."""
        return face_of(self.name, self.portrait)

    @property
    def title_names_them(self) -> bool:
        """Whether the title says the name, which then need not stand beside it."""
        return not self.name or self.name in self.title

    @property
    def heading(self) -> str:
        """What a list calls it: the person, where the story may name them."""
        return self.title if self.title_names_them else self.name


@dataclass(frozen=True)
class ReadableStory:
    """A story with its texts, where its page is and where its files are.

    That of readers is `readable`; a preview has rows that nobody saved, and addresses of its own.
    """

    row: PublicStory
    texts: Sequence[PublicStoryText]
    url: str
    file_url: Callable[[str], str]
    """The address of a file by the uid of its upload."""


def readable(row: PublicStory) -> ReadableStory:
    """Return a public story with its texts."""

    def file_url(uid: str) -> str:
        return reverse("witness:story_file", args=[row.public_id, uid])

    url = reverse("witness:story", args=[row.public_id])
    return ReadableStory(row, list(row.texts.all()), url, file_url)


def text_for(row: PublicStory, wanted: str = "") -> PublicStoryText:
    """Return the text in the language asked for, else in the reader's, else the original."""
    return _text_of(readable(row), wanted)


def _text_of(story: ReadableStory, wanted: str) -> PublicStoryText:
    texts = {text.language: text for text in story.texts}
    for language in (wanted, get_language() or "", story.row.language):
        if language in texts:
            return texts[language]
    return story.texts[0]


def story_entry(row: PublicStory, wanted: str = "") -> StoryEntry:
    """Return a story as a list shows it."""
    return _entry_of(readable(row), wanted)


def _entry_of(story: ReadableStory, wanted: str) -> StoryEntry:
    row, text = story.row, _text_of(story, wanted)
    return StoryEntry(
        public_id=row.public_id,
        url=story.url,
        title=text.title,
        name=text.name,
        summary=text.summary,
        language=text.language,
        direction=direction_of(text.language),
        is_profile=row.kind == Story.Kind.PROFILE,
        languages=tuple(row.languages),
        country=row.country,
        year=row.year,
        portrait=_portrait_of(story, text.language),
        first_published_at=row.first_published_at,
        changed_at=row.changed_at,
        case=row.case,
    )


def story_entries(rows: Iterable[PublicStory], wanted: str = "") -> list[StoryEntry]:
    """Return stories as a list shows them. Fetch the rows by `with_texts`."""
    return [story_entry(row, wanted) for row in rows]


def with_places(entries: Sequence[StoryEntry]) -> list[StoryEntry]:
    """Return the entries with when and where it was, as the record has the cases now."""
    numbers = {entry.case for entry in entries if entry.case}
    rows = PublicCase.objects.filter(public_id__in=numbers) if numbers else ()
    cases = {row.public_id: case_summary_of(row) for row in rows}
    return [_placed(entry, cases.get(entry.case)) for entry in entries]


def _placed(entry: StoryEntry, case: CaseSummary | None) -> StoryEntry:
    return replace(entry, when=case.date, where=case.place) if case is not None else entry


@dataclass(frozen=True)
class StoryNeighbours:
    """The stories before and after one in the list, which has the newest first."""

    newer: StoryEntry | None
    older: StoryEntry | None


def neighbours_of(row: PublicStory) -> StoryNeighbours:
    """Return the stories beside one, in the reader's language where they are told in it."""
    at, n = row.first_published_at, row.number
    newer = Q(first_published_at__gt=at) | Q(first_published_at=at, number__gt=n)
    older = Q(first_published_at__lt=at) | Q(first_published_at=at, number__lt=n)
    rows = with_texts(public_stories())
    before = rows.filter(newer).order_by("first_published_at", "number").first()
    after = rows.filter(older).first()
    return StoryNeighbours(
        newer=story_entry(before) if before is not None else None,
        older=story_entry(after) if after is not None else None,
    )


def _portrait_of(story: ReadableStory, language: str) -> Mapping[str, Any] | None:
    """Return the portrait of a story in a language, with its description, if it has one."""
    return next((one for one in _files_of(story, language) if one["kind"] == "portrait"), None)


def _files_of(story: ReadableStory, language: str) -> list[dict[str, Any]]:
    """Return the files of a story that are shown in a language, with their descriptions."""
    return [
        {
            **one,
            "url": story.file_url(one["uid"]),
            "said": one["texts"].get(language, {}),
        }
        for one in story.row.files
        if language in one["languages"]
    ]


@dataclass(frozen=True)
class StoryDisplay:
    """A story as its page shows it."""

    entry: StoryEntry
    text: PublicStoryText
    told_by: str
    offered: Sequence[OfferedLanguage]
    pictures: Sequence[Mapping[str, Any]]
    documents: Sequence[Mapping[str, Any]]
    media: Sequence[Mapping[str, Any]]
    case: CaseSummary | None
    sources: Sequence[Mapping[str, str]]
    related: Sequence[StoryEntry]
    corrections: Sequence[Mapping[str, Any]]
    justice_as_of: str
    case_url: str = ""


def story_display(row: PublicStory, wanted: str = "") -> StoryDisplay:
    """Return a story as its page shows it. Place and date come from the record as it is now."""
    return display_of(readable(row), wanted)


def display_of(story: ReadableStory, wanted: str = "") -> StoryDisplay:
    """Return a story as its page shows it, readers' or a preview."""
    row, text = story.row, _text_of(story, wanted)
    files = _files_of(story, text.language)
    case = PublicCase.objects.filter(public_id=row.case).first() if row.case else None
    line = case_summary_of(case) if case is not None else None
    with override(text.language):
        as_of = date_text(row.justice_as_of)
    return StoryDisplay(
        entry=_placed(_entry_of(story, wanted), line),
        text=text,
        told_by=relative_word(row.told_apart) or str(Story.Teller(row.told_by).label),
        offered=offered_languages(
            story.url,
            row.languages,
            shown=text.language,
            original=row.language,
        ),
        pictures=[one for one in files if one["kind"] == "picture"],
        documents=[one for one in files if one["kind"] == "document"],
        media=[one for one in files if one["kind"] in ("sound", "film")],
        case=line,
        sources=row.sources,
        related=_related(row),
        corrections=[{**one, "day": date.fromisoformat(one["day"])} for one in row.corrections],
        justice_as_of=as_of,
        case_url=line.url if line else "",
    )


def _related(row: PublicStory) -> list[StoryEntry]:
    """Return the stories that the editor named, and others of the same case, if they are shown."""
    near = Q(public_id__in=row.related)
    if row.case:
        near |= Q(case=row.case)
    rows = PublicStory.objects.filter(near).exclude(pk=row.pk)
    return story_entries(with_texts(rows)[:12])


def stories_of_case(public_id: str) -> list[AddedLink]:
    """Return the stories of a case, for its page: the title in its language, and the address."""
    rows = public_stories().filter(case=public_id)
    return [
        AddedLink(ShownText(entry.title, entry.language), entry.url)
        for entry in story_entries(with_texts(rows)[:12])
    ]


def stories_about(public_id: str, person: UUID) -> list[StoryEntry]:
    """Return the stories of a case that are about one person, newest first."""
    rows = public_stories().filter(case=public_id).select_related("story")
    about = [row for row in with_texts(rows) if str(person) in row.story.persons]
    return story_entries(about)


def alt_of_card(entry: StoryEntry) -> str:
    """Return what the card of a story says, in its language, for those who do not see it."""
    return alt_text(entry.language, *dict.fromkeys([entry.name, entry.title, entry.summary]))
