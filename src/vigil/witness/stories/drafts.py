"""Read one revision of a story's page into plain objects, which do not depend on Wagtail."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Final

from vigil.witness.models import Story, StoryText
from vigil.witness.stories import markup
from vigil.witness.works.drafts import WorkDraft, revision_of

WORDS: Final = ("name", "title", "summary", "body", "family_account", "justice")
"""Fields of a text that hold words."""


@dataclass(frozen=True)
class Text:
    """A text in one language."""

    language: str
    name: str = ""
    title: str = ""
    summary: str = ""
    body: str = ""
    family_account: str = ""
    justice: str = ""
    reviewed_as: str = ""

    @cached_property
    def blocks(self) -> list[markup.Block]:
        """Return the body in blocks."""
        return markup.parse_blocks(self.body)

    @cached_property
    def family(self) -> list[markup.Block]:
        """Return the family's account in blocks."""
        return markup.parse_blocks(self.family_account)

    @property
    def is_there(self) -> bool:
        """Return whether there is something to read."""
        return bool(self.title.strip() and self.body.strip())

    def words(self) -> Iterator[str]:
        """Yield every text that readers would see."""
        yield from (getattr(self, name) for name in WORDS)


@dataclass(frozen=True)
class Source:
    """Where something can be read. `url` may be empty."""

    text: str
    url: str


@dataclass(frozen=True)
class Draft(WorkDraft):
    """One revision of a story."""

    revision: int
    language: str
    """Of the original."""
    texts: Mapping[str, Text] = field(default_factory=dict)
    sources: str = ""
    justice_as_of: str = ""
    """Day, month or year (EDTF)."""
    related: str = ""

    @property
    def original(self) -> Text:
        """Return the text in which the story was written."""
        return self.texts.get(self.language, Text(self.language))

    def text(self, language: str) -> Text:
        """Return the text in a language; an empty one where there is none."""
        return self.texts.get(language, Text(language))

    def languages(self) -> Iterable[str]:
        """Return the languages in which a text was begun."""
        return self.texts

    def has_text(self, language: str) -> bool:
        """Return whether there is something to read in a language."""
        return self.text(language).is_there

    def words_in(self, language: str) -> list[str]:
        """Return all words in a language, in the order of `WORDS`."""
        return list(self.text(language).words())

    def reviewed_as(self, language: str) -> str:
        """Return the digest under which the text in a language was reviewed, or nothing."""
        return self.text(language).reviewed_as

    def ready(self) -> list[Text]:
        """Return the texts that may be shown: the original first, then reviewed translations."""
        return [self.texts[code] for code in self.ready_languages()]

    def listed_sources(self) -> list[Source]:
        """Return the sources, one a line."""
        lines = (line.strip() for line in self.sources.splitlines())
        return [_source(line) for line in lines if line]

    def related_ids(self) -> list[str]:
        """Return the ids of related stories."""
        return list(dict.fromkeys(self.related.upper().replace(",", " ").split()))


def story_draft(story: Story, revision: int | None = None) -> Draft:
    """Return a revision of a story, by default the latest. Empty where its words are gone."""
    found = revision_of(story, revision)
    if found is None:
        return Draft(0, story.language)
    return _read(found.as_object(), found.pk, story.language)


def _read(page: Any, revision: int, language: str) -> Draft:
    texts = {row.language: _text(row) for row in page.texts.all()}
    return Draft(revision, language, texts, page.sources, page.justice_as_of, page.related)


def _text(row: StoryText) -> Text:
    values = {name: getattr(row, name).replace("\r\n", "\n").strip() for name in WORDS}
    return Text(row.language, reviewed_as=row.reviewed_as, **values)


def _source(line: str) -> Source:
    text, bar, url = line.rpartition("|")
    if not bar:
        return Source("" if _is_web(line) else line, line if _is_web(line) else "")
    url = url.strip()
    return Source(text.strip(), url if _is_web(url) else "")


def _is_web(text: str) -> bool:
    return text.startswith(("https://", "http://")) and not text.split()[1:]


def as_dict(source: Source) -> dict[str, str]:
    """Return a source as it is stored and served."""
    return asdict(source)
