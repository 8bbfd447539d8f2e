"""What `witness` keeps: stories, remembrance, campaigns, testimony."""

from vigil.witness.models.campaign import (
    Campaign,
    CampaignPage,
    CampaignsPage,
    CampaignText,
    PublicCampaign,
)
from vigil.witness.models.offer import StoryOffer
from vigil.witness.models.pages import StoriesPage, StoryPage, StoryText
from vigil.witness.models.public import PublicStory, PublicStoryText, PublicStoryWord
from vigil.witness.models.remembrance import (
    Ground,
    Name,
    NameSpelling,
    NamesState,
    NameWord,
    Reminder,
    Ruling,
    Standing,
)
from vigil.witness.models.story import Commission, Story, StoryFile
from vigil.witness.models.testimony import (
    Testimony,
    TestimonyFile,
    TestimonyMessage,
)

__all__ = [
    "Campaign",
    "CampaignPage",
    "CampaignText",
    "CampaignsPage",
    "Commission",
    "Ground",
    "Name",
    "NameSpelling",
    "NameWord",
    "NamesState",
    "PublicCampaign",
    "PublicStory",
    "PublicStoryText",
    "PublicStoryWord",
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
