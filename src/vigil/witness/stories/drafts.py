"""Reading what editors wrote: one revision of a story's page, apart from Wagtail."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from vigil.witness.models import Story, StoryPage, StoryText
from vigil.witness.stories import markup

WORDS: Final = ("name", "title", "summary", "body", "family_account", "justice")
"""Fields of a text that hold words."""


class TextState(StrEnum):
    """How a text in one language stands to the original."""

    ORIGINAL = "original"
    MISSING = "missing"
    WRITTEN = "written"
    REVIEWED = "reviewed"
    OUTDATED = "outdated"

    @property
    def label(self) -> str | Promise:
        """Return its name."""
        return _STATES[self]


_STATES: Final[Mapping[str, str | Promise]] = {
    TextState.ORIGINAL: _("the original"),
    TextState.MISSING: _("missing"),
    TextState.WRITTEN: _("written, not reviewed"),
    TextState.REVIEWED: _("reviewed"),
    TextState.OUTDATED: _("outdated: it or the original changed since it was reviewed"),
}


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
        """Say whether there is something to read."""
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
class Draft:
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

    def state(self, language: str) -> TextState:
        """Say how the text in a language stands to the original."""
        text = self.text(language)
        if not text.is_there:
            return TextState.MISSING
        if language == self.language:
            return TextState.ORIGINAL
        if not text.reviewed_as:
            return TextState.WRITTEN
        same = text.reviewed_as == digest_of(text, self.original)
        return TextState.REVIEWED if same else TextState.OUTDATED

    def ready(self) -> list[Text]:
        """Return the texts that may be shown: the original, and what was reviewed beside it."""
        good = (TextState.ORIGINAL, TextState.REVIEWED)
        found = [text for text in self.texts.values() if self.state(text.language) in good]
        return sorted(found, key=lambda text: text.language != self.language)

    def listed_sources(self) -> list[Source]:
        """Return the sources, one a line."""
        lines = (line.strip() for line in self.sources.splitlines())
        return [_source(line) for line in lines if line]

    def related_ids(self) -> list[str]:
        """Return the ids of related stories."""
        return list(dict.fromkeys(self.related.upper().replace(",", " ").split()))


def digest_of(text: Text, original: Text) -> str:
    """Name a text beside the original that it was compared with."""
    both = [[getattr(one, name) for name in WORDS] for one in (text, original)]
    return hashlib.sha256(json.dumps(both, ensure_ascii=False).encode()).hexdigest()


def story_draft(story: Story, revision: int | None = None) -> Draft:
    """Return a revision of a story, by default the latest. Empty where its words are gone."""
    found = _revision(story, revision)
    if found is None:
        return Draft(0, story.language)
    return _read(found.as_object(), found.pk, story.language)


def latest_revision(story: Story) -> int | None:
    """Return the number of the latest revision."""
    return Revision.objects.filter(pk=_latest(story)).values_list("pk", flat=True).first()


def _latest(story: Story) -> int | None:
    pages = StoryPage.objects.filter(pk=story.page_id)
    return pages.values_list("latest_revision", flat=True).first()


def _revision(story: Story, number: int | None) -> Revision | None:
    if story.page_id is None:
        return None
    wanted = number if number is not None else _latest(story)
    # By its page too: a number alone could be that of another page.
    return Revision.objects.filter(pk=wanted, object_id=str(story.page_id)).first()


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
    """Return a source as it is kept and served."""
    return asdict(source)
