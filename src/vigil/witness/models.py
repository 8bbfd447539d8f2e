"""What `witness` keeps: stories, remembrance, campaigns, testimony."""

from vigil.witness.campaigns.models import (
    Campaign,
    CampaignPage,
    CampaignsPage,
    CampaignText,
    PublicCampaign,
)
from vigil.witness.names.models import (
    Ground,
    Name,
    NameSpelling,
    NamesState,
    NameWord,
    Reminder,
    Ruling,
    Standing,
)
from vigil.witness.offers.models import StoryOffer
from vigil.witness.people.models import FormerAddress, Life
from vigil.witness.readers.models import ReaderNote, Reading, RelativeWord
from vigil.witness.stories.models.public import PublicStory, PublicStoryText, PublicStoryWord
from vigil.witness.stories.models.story import Commission, Story, StoryFile
from vigil.witness.stories.models.wagtail_pages import StoriesPage, StoryPage, StoryText
from vigil.witness.testimony.models import Testimony, TestimonyFile, TestimonyMessage

__all__ = [
    "Campaign",
    "CampaignPage",
    "CampaignText",
    "CampaignsPage",
    "Commission",
    "FormerAddress",
    "Ground",
    "Life",
    "Name",
    "NameSpelling",
    "NameWord",
    "NamesState",
    "PublicCampaign",
    "PublicStory",
    "PublicStoryText",
    "PublicStoryWord",
    "ReaderNote",
    "Reading",
    "RelativeWord",
    "Reminder",
    "Ruling",
    "Standing",
    "StoriesPage",
    "Story",
    "StoryFile",
    "StoryOffer",
    "StoryPage",
    "StoryText",
    "Testimony",
    "TestimonyFile",
    "TestimonyMessage",
]
