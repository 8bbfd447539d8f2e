"""The form in which a campaign is translated."""

import pytest

from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.campaigns.forms import TextForm
from vigil.witness.models import Campaign
from witness.campaign_factories import added, begun
from witness.story_factories import editor

pytestmark = pytest.mark.django_db


def test_each_word_says_of_which_block_it_is_and_none_is_asked_for_that_the_original_lacks() -> (
    None
):
    campaign = begun(by := editor())
    added(campaign, "names", by)
    added(campaign, "text", by, text="They are missed.")
    draft = campaign_draft(Campaign.objects.get(pk=campaign.pk))

    def asked(language: str) -> list[str]:
        form = TextForm(draft=draft, language=language)
        return [str(form.fields[name].label) for name in form.fields if name != "of_revision"]

    original = ["1. Names: heading", "1. Names: text"]
    original += ["2. Heading and text: heading", "2. Heading and text: text"]
    assert asked("en") == ["Title", "In one line", *original]
    assert asked("es") == ["Title", "In one line", "2. Heading and text: text"]
