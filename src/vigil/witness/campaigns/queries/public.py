"""Campaigns that readers may see, and what lists, the feed and cards show of them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from django.urls import reverse
from django.utils.translation import get_language

from vigil.witness.campaigns.named_people import still_public
from vigil.witness.campaigns.projection import TITLE
from vigil.witness.models import Campaign, PublicCampaign
from vigil.witness.works.cards import alt_text
from vigil.witness.works.languages import direction_of

MOST_IN_A_LIST: Final = 200


def public_campaigns() -> list[PublicCampaign]:
    """Return the campaigns that readers may see today, newest first."""
    rows = list(PublicCampaign.objects.all()[:MOST_IN_A_LIST])
    stands = still_public(chain.from_iterable(row.leans.get(TITLE, []) for row in rows))
    return [row for row in rows if stands.issuperset(row.leans.get(TITLE, []))]


def public_campaign(slug: str) -> PublicCampaign | None:
    """Return one campaign, if readers may see it today."""
    row = PublicCampaign.objects.filter(slug=slug).first()
    if row is None:
        return None
    leans = row.leans.get(TITLE, [])
    return row if still_public(leans).issuperset(leans) else None


def was_public(slug: str) -> bool:
    """Return whether there was a campaign at this address that readers could see."""
    return Campaign.objects.filter(slug=slug).exclude(first_published_at=None).exists()


@dataclass(frozen=True)
class CampaignEntry:
    """A campaign as a list shows it, in one language."""

    slug: str
    url: str
    title: str
    summary: str
    language: str
    direction: str
    first_published_at: datetime
    changed_at: datetime


def language_for(row: PublicCampaign, wanted: str = "") -> str:
    """Return the language asked for, else the reader's, else the original, as far as there is."""
    asked = (wanted, get_language() or "", row.language)
    return next((code for code in asked if code in row.texts), row.languages[0])


def campaign_entry(row: PublicCampaign, wanted: str = "") -> CampaignEntry:
    """Return a campaign as a list shows it."""
    language = language_for(row, wanted)
    return CampaignEntry(
        slug=row.slug,
        url=reverse("witness:campaign", args=[row.slug]),
        title=row.texts[language]["title"],
        summary=row.texts[language]["summary"] or row.texts[row.language]["summary"],
        language=language,
        direction=direction_of(language),
        first_published_at=row.first_published_at,
        changed_at=row.changed_at,
    )


def card_url(slug: str, language: str) -> str:
    """Return the address of the card of a campaign in a language."""
    return f"{reverse('witness:campaign_card', args=[slug])}?text={language}"


def alt_of_card(entry: CampaignEntry) -> str:
    """Return what the card of a campaign says, in its language, for those who do not see it."""
    return alt_text(entry.language, entry.title, entry.summary)
