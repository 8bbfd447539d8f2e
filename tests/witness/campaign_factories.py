"""Campaigns for tests: built, reviewed and published by the verbs."""

from typing import Any

from vigil.trust.models import User
from vigil.witness.campaigns.verbs import publishing as campaign_publishing
from vigil.witness.campaigns.verbs import writing
from vigil.witness.models import Campaign
from vigil.witness.works.drafts import latest_revision
from witness.story_factories import editor

TITLE = "A day to remember them"
LINE = "Read their stories, say their names."


def now(campaign: Campaign) -> int:
    """Return the number of the latest revision."""
    return latest_revision(Campaign.objects.get(pk=campaign.pk)) or 0


def begun(by: User, slug: str = "day-2027", **words: str) -> Campaign:
    """Begin a campaign in English, with a title and a line."""
    campaign = writing.begin_campaign(slug, "en", by=by)
    written(campaign, by, "en", **{"title": TITLE, "summary": LINE, **words})
    return campaign


def written(campaign: Campaign, by: User, language: str, **words: str) -> None:
    """Write words in a language."""
    writing.write_words(campaign, language, words, by=by, of_revision=now(campaign))


def added(campaign: Campaign, kind: str, by: User, **values: Any) -> str:
    """Add a block."""
    said = {name: str(value) for name, value in values.items()}
    return writing.add_block(campaign, kind, said, by=by, of_revision=now(campaign))


def reviewed(campaign: Campaign, by: User, language: str) -> None:
    """State that a translation says what the original says."""
    writing.review_words(campaign, language, by=by, of_revision=now(campaign))


def approved(campaign: Campaign, by: User) -> None:
    """Let another editor approve the latest revision."""
    campaign_publishing.send_campaign(campaign, by=by)
    campaign_publishing.approve_campaign(campaign, by=editor())


def published(campaign: Campaign, by: User) -> Campaign:
    """Publish the latest revision."""
    approved(campaign, by)
    return campaign_publishing.publish_campaign(campaign, by=by)
