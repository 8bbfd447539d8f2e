"""Stories as pages, feed, card and API give them: read from the public rows alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _

from vigil.casefile.disclosure.withheld_words import PARTICLES, words
from vigil.publication.cases.page import CaseSummary, case_summary_of
from vigil.publication.models import PublicCase
from vigil.publication.record.labels import date_text
from vigil.publication.record.projection import LONGEST_WORD
from vigil.publication.search.spelling import SHORTEST_SOUND, sound
from vigil.witness.models import PublicStory, PublicStoryText, PublicStoryWord, Story
from vigil.witness.stories.verbs.following import expire

MOST_WORDS: Final = 8
BEGINNING: Final = 3
"""From this many letters the beginning of a word finds it."""
RIGHT_TO_LEFT: Final = frozenset({"ar"})


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
    """Say whether there was a story of this id that readers could see."""
    return Story.objects.filter(public_id=public_id).exclude(first_published_at=None).exists()


# Finding


@dataclass(frozen=True)
class Asked:
    """What a reader asks for."""

    q: str = ""
    country: str = ""
    year: int | None = None
    kind: str = ""
    language: str = ""

    @property
    def is_everything(self) -> bool:
        """Say whether nothing is left out."""
        return self == Asked()


def found(asked: Asked) -> QuerySet[PublicStory]:
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
    """Leave the stories in which every word is found, in any spelling; an id finds its own."""
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
    """Return the years of the killings told of, newest first."""
    rows = PublicStory.objects.exclude(year=None).order_by("-year")
    return [year for year in rows.values_list("year", flat=True).distinct() if year is not None]


# Telling


@dataclass(frozen=True)
class Entry:
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


def text_for(row: PublicStory, wanted: str = "") -> PublicStoryText:
    """Return the text in the language asked for, else in the reader's, else the original."""
    texts = {text.language: text for text in row.texts.all()}
    for language in (wanted, get_language() or "", row.language):
        if language in texts:
            return texts[language]
    return next(iter(texts.values()))


def entry_of(row: PublicStory, wanted: str = "") -> Entry:
    """Tell a story as a list does."""
    text = text_for(row, wanted)
    return Entry(
        public_id=row.public_id,
        url=reverse("witness:story", args=[row.public_id]),
        title=text.title,
        name=text.name,
        summary=text.summary,
        language=text.language,
        direction=direction_of(text.language),
        is_profile=row.kind == Story.Kind.PROFILE,
        languages=tuple(row.languages),
        country=row.country,
        year=row.year,
        portrait=portrait_of(row, text.language),
        first_published_at=row.first_published_at,
        changed_at=row.changed_at,
    )


def entries(rows: Iterable[PublicStory], wanted: str = "") -> list[Entry]:
    """Tell stories as a list does. Fetch them by `with_texts`."""
    return [entry_of(row, wanted) for row in rows]


def direction_of(language: str) -> str:
    """Return whether a language is written `rtl` or `ltr`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def portrait_of(row: PublicStory, language: str) -> Mapping[str, Any] | None:
    """Return the portrait of a story in a language, with its description, if it has one."""
    return next((one for one in files_of(row, language) if one["kind"] == "portrait"), None)


def files_of(row: PublicStory, language: str) -> list[dict[str, Any]]:
    """Return the files of a story that are shown in a language, with what is said of them in it."""
    return [
        {
            **one,
            "url": reverse("witness:story_file", args=[row.public_id, one["uid"]]),
            "said": one["texts"].get(language, {}),
        }
        for one in row.files
        if language in one["languages"]
    ]


@dataclass(frozen=True)
class Offered:
    """A language in which a story can be read."""

    code: str
    name: str
    url: str
    shown: bool
    is_original: bool


@dataclass(frozen=True)
class Told:
    """A story as its page shows it."""

    entry: Entry
    text: PublicStoryText
    told_by: str
    offered: Sequence[Offered]
    pictures: Sequence[Mapping[str, Any]]
    documents: Sequence[Mapping[str, Any]]
    media: Sequence[Mapping[str, Any]]
    case: CaseSummary | None
    sources: Sequence[Mapping[str, str]]
    related: Sequence[Entry]
    corrections: Sequence[Mapping[str, Any]]
    justice_as_of: str
    case_url: str = ""


def told(row: PublicStory, wanted: str = "") -> Told:
    """Tell a story as its page does. Place and date come from the record as it stands now."""
    text = text_for(row, wanted)
    files = files_of(row, text.language)
    case = PublicCase.objects.filter(public_id=row.case).first() if row.case else None
    line = case_summary_of(case) if case is not None else None
    with override(text.language):
        as_of = date_text(row.justice_as_of)
    return Told(
        entry=entry_of(row, wanted),
        text=text,
        told_by=str(Story.Teller(row.told_by).label),
        offered=_offered(row, text.language),
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


def _offered(row: PublicStory, shown: str) -> list[Offered]:
    here = reverse("witness:story", args=[row.public_id])
    known = [code for code, _name in settings.LANGUAGES if code in row.languages]
    return [
        Offered(
            code,
            get_language_info(code)["name_local"].capitalize(),
            f"{here}?text={code}",
            code == shown,
            code == row.language,
        )
        for code in known
    ]


def _related(row: PublicStory) -> list[Entry]:
    """Return the stories that the editor named, and others of the same case, if they are shown."""
    near = Q(public_id__in=row.related)
    if row.case:
        near |= Q(case=row.case)
    rows = PublicStory.objects.filter(near).exclude(pk=row.pk)
    return entries(with_texts(rows)[:12])


def beside_case(public_id: str) -> list[tuple[str, str]]:
    """Return the stories of a case, for its page: what each is called, and where it is."""
    rows = public_stories().filter(case=public_id)
    return [(entry.title, entry.url) for entry in entries(with_texts(rows)[:12])]


def alt_of_card(entry: Entry) -> str:
    """Return what the card of a story says, in its language, for those who do not see it."""
    parts = [entry.name, entry.title, entry.summary]
    words = ". ".join(part for part in dict.fromkeys(parts) if part)
    with override(entry.language):
        return _("Card: %(words)s") % {"words": words}
