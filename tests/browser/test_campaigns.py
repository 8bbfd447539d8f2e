"""A campaign in a real browser: an editor builds it, and readers see it at every width."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.looking import Looking, looks
from browser.signing import sign_in
from programme.factories import EventFactory
from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.campaigns.verbs.publishing import approve_campaign
from vigil.witness.models import Campaign
from witness.campaign_factories import added, reviewed, written
from witness.people_factories import killed
from witness.story_factories import QUOTED, a_story, agreed, editor, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


def add(page: Page, kind: str, **values: str) -> None:
    """Add a block at the desk."""
    page.get_by_role("link", name=kind, exact=True).click()
    for label, value in values.items():
        page.get_by_label(label.replace("_", " ").capitalize()).fill(value)
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.locator(".messages")).to_contain_text("Saved as a draft")


@pytest.mark.turns
@pytest.mark.parametrize("ways", looks(("en",)))
def test_an_editor_builds_a_campaign_and_readers_see_it(
    browser_page: Page, requests_seen: Seen, looking: Looking
) -> None:
    by, page = editor(), browser_page
    story = a_story(by, of=killed(country="COL"), body=QUOTED)
    agreed(story, by=by)
    published(story, by)
    EventFactory(slug="kyoto")

    sign_in(page, by)
    page.goto("/desk/campaigns/")
    page.get_by_role("link", name="Begin a campaign").click()
    page.get_by_label("Last part of its address").fill("day-2027")
    page.get_by_role("button", name="Create the draft").click()
    page.get_by_role("link", name="English").click()
    page.get_by_label("Title").fill("A day to remember them")
    page.get_by_label("In one line").fill("Read their stories.")
    page.get_by_role("button", name="Save as a draft").click()
    page.goto("/desk/campaigns/at/day-2027/")
    add(page, "Heading and text", heading="Who they were", text="They are missed.")
    add(page, "Call to act", where_it_leads="https://example.org/", what_the_link_says="Act")
    page.get_by_role("button", name="Up (2)").click()
    assert page.locator(".campaign-blocks li strong").all_inner_texts() == [
        "Call to act",
        "Heading and text",
    ]

    campaign = Campaign.objects.get()
    added(campaign, "quote", by, story=story.public_id)
    added(campaign, "stories", by, stories=story.public_id, heading="Stories")
    added(campaign, "names", by, heading="Names")
    added(campaign, "figure", by, figure="by-year", heading="What is known")
    added(campaign, "session", by, address="/programme/kyoto/")
    added(campaign, "share", by, tags="#Remember", text="We remember.")
    added(campaign, "downloads", by, country="COL", stories=story.public_id)
    arabic = {
        name: "نتذكرهم" for name, text in campaign_draft(campaign).words_in("en").items() if text
    }
    written(campaign, by, "ar", **arabic)
    reviewed(campaign, by, "ar")

    page.reload()
    page.get_by_role("button", name="Send to review").click()
    expect(page.locator(".messages")).to_contain_text("Sent to review")
    approve_campaign(campaign, by=editor())
    page.reload()
    page.get_by_role("button", name="Publish now").click()
    page.get_by_role("link", name="As readers see it").click()
    expect(page.locator("h1")).to_have_text("A day to remember them")
    assert requests_seen.foreign == []

    looking.tab.context.add_cookies(page.context.cookies())
    at = "/desk/campaigns/at/day-2027/"
    looking.at("/campaigns/day-2027/", "/campaigns/day-2027/", at, f"{at}words/ar/")
    looking.at(f"{at}add/names/", "/campaigns/", f"{at}add/figure/")
    looking.found_nothing()
