"""Make the public row of a campaign from its draft. Nothing else writes public rows.

The row holds the campaign's own words, and numbers, filters and addresses of what else it shows.
A block whose words name somebody who may not be named is left out; so is the whole campaign
where its title or its line does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.publication.record.labels import language_name
from vigil.witness.campaigns.block_settings import story_numbers
from vigil.witness.campaigns.drafts import Block, CampaignDraft, campaign_draft
from vigil.witness.campaigns.named_people import NamedPeople, people_named_in
from vigil.witness.models import Campaign, PublicCampaign, Story
from vigil.witness.stories import public_record
from vigil.witness.works.rows import changed_at, digest_of_row

TITLE: Final = ""
"""Under which title and line stand, where blocks stand under their ids."""


def project(campaign: Campaign) -> bool:
    """Bring the public row of a campaign up to date; return whether it is shown.

    The row of the campaign must be locked by the caller.
    """
    row = _row(campaign)
    if row is None:
        PublicCampaign.objects.filter(pk=campaign.pk).delete()
        return False
    before = PublicCampaign.objects.filter(pk=campaign.pk).first()
    row.changed_at = changed_at(row, before)
    row.save(force_insert=before is None, force_update=before is not None)
    return True


@dataclass(frozen=True)
class CheckedText:
    """A block, or title and summary, with the people whom its words name."""

    key: str
    said: NamedPeople
    allowed: bool

    @property
    def is_shown(self) -> bool:
        """Return whether it may be shown."""
        return self.allowed and not self.said.withheld


def checked_texts(draft: CampaignDraft, languages: Sequence[str]) -> list[CheckedText]:
    """Check the words of a draft in some languages: title and summary first, then blocks."""
    texts = {TITLE: [text for code in languages for text in draft.title_of(code).values()]}
    for block in draft.blocks:
        texts[block.id] = [text for code in languages for text in block.words_of(code).values()]
    withheld = [public_record.withheld_in(story) for story in cited_stories(draft.blocks)]
    said = people_named_in(texts)
    return [
        CheckedText(key, said[key], all(one.allows(text) for one in withheld for text in there))
        for key, there in texts.items()
    ]


def cited_stories(blocks: Iterable[Block]) -> list[Story]:
    """Return the stories that blocks point to, shown or not."""
    rows = Story.objects.filter(public_id__in=[*_cited(blocks)])
    return list(rows.select_related("case").order_by("pk"))


def _cited(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield from story_numbers(block.settings.get("stories", ""))
        if story := block.settings.get("story"):
            yield story


def hindrances(draft: CampaignDraft) -> list[str]:
    """Return the reasons why this draft cannot be published; an empty list where it can."""
    found = []
    if not draft.title_of(draft.language)["title"]:
        found.append(_("Write a title in the original language."))
    if not draft.title_of(draft.language)["summary"]:
        found.append(_("Write one line that says what it is about. The card shows it."))
    if not draft.blocks:
        found.append(_("Add at least one block."))
    languages = draft.ready_languages()
    for n, part in enumerate(checked_texts(draft, languages)):
        if part.is_shown:
            continue
        where = _("block %(n)d") % {"n": n} if n else _("title or line")
        found.append(
            _(
                "The words (%(where)s; %(languages)s) say a name or a place that the record does "
                "not show: of who is not named, was withdrawn or excluded, or is a suspect."
            )
            % {"where": where, "languages": _(", ").join(map(language_name, languages))}
        )
    return found


def awaited_campaign(campaign: Campaign, draft: CampaignDraft) -> PublicCampaign | None:
    """Return the row of a draft as it would be once its translations are reviewed. Not saved.

    For previews alone. None where there is no title in the original language.
    """
    written = [code for code in draft.languages() if draft.has_text(code)]
    languages = sorted(written, key=lambda code: code != draft.language)
    return _made(campaign, draft, languages) if draft.has_text(draft.language) else None


def _row(campaign: Campaign) -> PublicCampaign | None:
    published = campaign.standing == Campaign.Standing.PUBLISHED
    if not published or campaign.is_away or not campaign.public_revision:
        return None
    draft = campaign_draft(campaign, campaign.public_revision)
    languages = draft.ready_languages()
    if draft.language not in languages:
        return None
    row = _made(campaign, draft, languages)
    return row if TITLE in row.leans else None


def _made(campaign: Campaign, draft: CampaignDraft, languages: Sequence[str]) -> PublicCampaign:
    parts = {part.key: part for part in checked_texts(draft, languages)}
    row = PublicCampaign(
        campaign=campaign,
        slug=campaign.slug,
        language=draft.language,
        languages=list(languages),
        texts={code: draft.title_of(code) for code in languages},
        blocks=[_shown(block, languages) for block in draft.blocks if parts[block.id].is_shown],
        leans={key: list(part.said.leans) for key, part in parts.items() if part.is_shown},
        left_out=[block.id for block in draft.blocks if not parts[block.id].is_shown],
        first_published_at=campaign.first_published_at or timezone.now(),
    )
    row.digest = digest_of_row([row.slug, row.languages, row.texts, row.blocks, row.leans])
    return row


def _shown(block: Block, languages: Sequence[str]) -> dict[str, Any]:
    words = {code: said for code, said in block.words.items() if code in languages}
    return {**asdict(block), "words": words}
