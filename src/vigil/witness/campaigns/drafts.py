"""Read one revision of a campaign's page into plain objects, which do not depend on Wagtail."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vigil.witness.campaigns.blocks import KINDS, BlockKind
from vigil.witness.models import Campaign
from vigil.witness.works.drafts import WorkDraft, revision_of

TITLED = ("title", "summary")


@dataclass(frozen=True)
class Block:
    """A block: its settings, and its words by language."""

    id: str
    kind: str
    settings: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def definition(self) -> BlockKind:
        """Return what kind of block it is."""
        return KINDS[self.kind]

    def words_of(self, language: str) -> dict[str, str]:
        """Return its words in a language, with an empty text for each that is missing."""
        there = self.words.get(language, {})
        return {name: there.get(name, "") for name in self.definition.words}


@dataclass(frozen=True)
class CampaignDraft(WorkDraft):
    """One revision of a campaign."""

    revision: int
    language: str
    """Of the original."""
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reviewed: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()

    def block(self, block_id: str) -> Block | None:
        """Return a block by its id."""
        return next((one for one in self.blocks if one.id == block_id), None)

    def title_of(self, language: str) -> dict[str, str]:
        """Return title and summary in a language."""
        there = self.titles.get(language, {})
        return {name: there.get(name, "") for name in TITLED}

    def words_in(self, language: str) -> dict[str, str]:
        """Return all words in a language by name. Words of a block are named `id-name`."""
        said = self.title_of(language)
        for block in self.blocks:
            said |= {f"{block.id}-{name}": text for name, text in block.words_of(language).items()}
        return said

    def lacking(self, language: str) -> list[str]:
        """Return the names of words that the original has and this language lacks."""
        here = self.words_in(language)
        original = self.words_in(self.language)
        return [name for name, text in original.items() if text and not here[name]]

    def languages(self) -> Iterable[str]:
        """Return the languages in which a text was begun."""
        return self.titles

    def has_text(self, language: str) -> bool:
        """Return whether there is a title in a language."""
        return bool(self.title_of(language)["title"])

    def reviewed_as(self, language: str) -> str:
        """Return the digest under which the words in a language were reviewed, or nothing."""
        return self.reviewed.get(language, "")

    def texts(self) -> Iterator[str]:
        """Yield every text in every language."""
        for language in self.titles:
            yield from filter(None, self.words_in(language).values())


def campaign_draft(campaign: Campaign, revision: int | None = None) -> CampaignDraft:
    """Return a revision of a campaign, by default the latest. Empty where its words are gone."""
    found = revision_of(campaign, revision)
    if found is None:
        return CampaignDraft(0, campaign.language)
    return read_revision(found.as_object(), found.pk, campaign.language)


def read_revision(page: Any, revision: int, language: str) -> CampaignDraft:
    """Return the draft that a revision of a page holds."""
    rows = list(page.texts.all())
    return CampaignDraft(
        revision,
        language,
        titles={row.language: {name: getattr(row, name) for name in TITLED} for row in rows},
        reviewed={row.language: row.reviewed_as for row in rows},
        blocks=tuple(_block(one) for one in page.body.get_prep_value() if one["type"] in KINDS),
    )


def as_stream(blocks: tuple[Block, ...]) -> str:
    """Return blocks as JSON, in the form that Wagtail stores."""
    return json.dumps(
        [
            {
                "type": one.kind,
                "id": one.id,
                "value": {**one.settings, **({"words": one.words} if one.definition.words else {})},
            }
            for one in blocks
        ]
    )


def _block(raw: Mapping[str, Any]) -> Block:
    value, kind = dict(raw["value"]), KINDS[raw["type"]]
    words = value.pop("words", None) or {}
    return Block(
        id=str(raw["id"]),
        kind=kind.code,
        settings={name: str(value.get(name) or "") for name in kind.settings},
        words={
            code: {name: str(said.get(name) or "") for name in kind.words}
            for code, said in words.items()
            if any(said.values())
        },
    )
