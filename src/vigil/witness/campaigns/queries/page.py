"""A campaign as its page shows it. What blocks show of other pages is in `block_contents`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from vigil.witness.campaigns.named_people import still_public
from vigil.witness.campaigns.queries.block_contents import CONTENTS, ReaderContext
from vigil.witness.campaigns.queries.public import CampaignEntry, campaign_entry, language_for
from vigil.witness.models import PublicCampaign
from vigil.witness.works.languages import OfferedLanguage, direction_of, offered_languages


@dataclass(frozen=True)
class DisplayedBlock:
    """A block as the page shows it: its words in one language, and what it points to as it is."""

    key: str
    kind: str
    words: Mapping[str, str]
    language: str
    direction: str
    shows: Any = None

    @property
    def template(self) -> str:
        """Return the template that shows it."""
        return f"witness/campaigns/blocks/_{self.kind}.html"


@dataclass(frozen=True)
class CampaignDisplay:
    """A campaign as its page shows it."""

    entry: CampaignEntry
    offered: Sequence[OfferedLanguage]
    parts: Sequence[DisplayedBlock]

    @property
    def has_chart(self) -> bool:
        """Whether a part draws a chart."""
        return any(part.kind == "figure" and part.shows.figure for part in self.parts)


def campaign_display(
    row: PublicCampaign, wanted: str, site: str, *, url: str = ""
) -> CampaignDisplay:
    """Return a campaign as its page shows it. `site` is the address of the site, without a path.

    `url` is the address of the page, where it is not that of readers: that of a preview.
    """
    reader = ReaderContext(row, language_for(row, wanted), site)
    stands = still_public(chain.from_iterable(row.leans.values()))
    shown = (one for one in row.blocks if stands.issuperset(row.leans.get(one["id"], [])))
    parts = (_part(reader, block) for block in shown)
    entry = campaign_entry(row, wanted)
    return CampaignDisplay(
        entry=entry,
        offered=offered_languages(
            url or entry.url, row.languages, shown=reader.language, original=row.language
        ),
        parts=[part for part in parts if part is not None],
    )


def _part(reader: ReaderContext, block: Mapping[str, Any]) -> DisplayedBlock | None:
    """Return a block with what it shows; None where nothing of it can be shown."""
    words = block["words"].get(reader.language, {})
    kind = block["kind"]
    shows = None
    if kind in CONTENTS:
        shows = CONTENTS[kind](reader, block)
        if shows is None:
            return None
    elif not any(words.values()):
        return None
    return DisplayedBlock(
        key=f"part-{block['id'][:8]}",
        kind=kind,
        words=words,
        language=reader.language,
        direction=direction_of(reader.language),
        shows=shows,
    )


def hidden_block_ids(row: PublicCampaign) -> set[str]:
    """Return the ids of blocks that readers do not see now, in the original language."""
    reader = ReaderContext(row, row.language, "")
    stands = still_public(chain.from_iterable(row.leans.values()))
    hidden = {
        block["id"]
        for block in row.blocks
        if not stands.issuperset(row.leans.get(block["id"], [])) or _part(reader, block) is None
    }
    return hidden | set(row.left_out)
