"""Show the draft of a campaign as readers will see it, once its translations are reviewed."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from vigil.witness.campaigns.drafts import CampaignDraft
from vigil.witness.campaigns.projection import awaited_campaign, hindrances
from vigil.witness.campaigns.queries.page import CampaignDisplay, campaign_display
from vigil.witness.models import Campaign
from vigil.witness.works.drafts import text_notes


def previewed_campaign(
    campaign: Campaign, draft: CampaignDraft, *, url: str, site: str, wanted: str = ""
) -> CampaignDisplay | None:
    """Return a draft as its page would show it; None where there is no title yet.

    `url` is the address of the preview, `site` that of the site, without a path.
    """
    row = awaited_campaign(campaign, draft)
    return campaign_display(row, wanted, site, url=url) if row is not None else None


def notes_of(draft: CampaignDraft) -> Mapping[str, str]:
    """Return how far the text in each language is, where readers would not see it."""
    return text_notes(draft, [code for code, _name in settings.LANGUAGES])


def missing_of(campaign: Campaign, draft: CampaignDraft) -> list[str]:
    """Return what is still to be done before a draft can be published; nothing once it is."""
    return [] if is_current(campaign, draft) else hindrances(draft)


def is_current(campaign: Campaign, draft: CampaignDraft) -> bool:
    """Return whether readers see this revision."""
    published = campaign.standing == Campaign.Standing.PUBLISHED
    return published and campaign.public_revision == draft.revision


def why_not_outside(campaign: Campaign, draft: CampaignDraft) -> str:
    """Return why nobody outside may read this draft yet; nothing where they may.

    Names that the record withholds stay at the desk, in drafts too.
    """
    row = awaited_campaign(campaign, draft)
    if row is None:
        return _("Write a title first.")
    if row.left_out or "" not in row.leans:
        return _(
            "The words say a name or a place that the record does not show. Take it out before "
            "anybody outside reads it."
        )
    return ""
