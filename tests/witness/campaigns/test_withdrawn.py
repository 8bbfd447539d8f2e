"""What is withdrawn vanishes from every address of a campaign, at once."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from wagtail.models import PageLogEntry, Revision

from factories import (
    AccountFactory,
    ClaimFactory,
    MembershipFactory,
    ReportFactory,
    adjudicator,
    publish_anew,
)
from routes.table import address, routes
from seconded import lift
from vigil.trust.consent.verbs import consents_of
from vigil.trust.models import User
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.campaigns.keeper import CampaignsKeeper
from vigil.witness.campaigns.verbs import publishing as campaign_publishing
from vigil.witness.models import Campaign, Name, PublicCampaign, Story
from vigil.witness.names.verbs.admitting import exclude
from vigil.witness.stories.verbs import consenting, withdrawing
from witness.campaign_factories import added, begun, now, published
from witness.people_factories import killed
from witness.story_factories import a_story, agreed, editor
from witness.story_factories import published as story_published

pytestmark = pytest.mark.django_db
NAME = "Quelonia Marfil Zubia"
TOLD = "Zarigüeya"
"""Stands in the story alone."""
QUOTED = f"The text.\n\n> {TOLD} she called her boat.\n> -- her sister"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def by() -> User:
    return editor()


def addresses() -> dict[str, str]:
    """Return every public address of campaigns, in two languages, and the sitemap."""
    names = {"slug": "day-2027"}
    ours = {route: address(route, names) for route in routes() if route.startswith("campaigns/")}
    assert len(ours) == 4
    return {
        **ours,
        **{f"es/{route}": f"/es{at}" for route, at in ours.items()},
        "in Spanish": "/campaigns/day-2027/?text=es",
        "sitemap": "/sitemap-campaigns-1.xml",
    }


def said() -> dict[str, str]:
    """Return what each address says."""
    client, found = Client(), {}
    for route, at in addresses().items():
        answer = client.get(at)
        assert answer.status_code in (200, 404, 410), at
        picture = answer.content[:4] == b"\x89PNG"
        found[route] = "" if picture else answer.content.decode().lower()
    return found


def telling(*words: str, among: Mapping[str, str] | None = None) -> set[str]:
    """Return which addresses, or which of those that were read, say one of these words."""
    texts = said() if among is None else among
    return {route for route, text in texts.items() if any(word.lower() in text for word in words)}


PAGES = {"campaigns/<slug:slug>/", "es/campaigns/<slug:slug>/", "in Spanish"}
LISTS = {"campaigns/", "es/campaigns/", "campaigns/campaigns.atom", "es/campaigns/campaigns.atom"}


def planted(by: User, words: str = "We remember.") -> Campaign:
    """Publish a campaign that shows a story in each way, names, and these words of its own."""
    victim = killed(NAME)
    story = a_story(by, of=victim, name=NAME, title=f"{TOLD} sails", body=QUOTED, summary=TOLD)
    agreed(story, by=by)
    story_published(story, by)
    campaign = begun(by)
    added(campaign, "text", by, heading="Our words", text=words)
    added(campaign, "quote", by, story=story.public_id)
    added(campaign, "stories", by, stories=story.public_id)
    added(campaign, "names", by)
    added(campaign, "share", by, tags="#Remember", text=words)
    added(campaign, "downloads", by, stories=story.public_id)
    return published(campaign, by)


def test_what_is_planted_is_told_before(by: User) -> None:
    planted(by, f"Think of {NAME}.")
    pages = said()
    assert telling(TOLD, among=pages) == PAGES
    assert telling(NAME, among=pages) == PAGES
    assert telling("Our words", among=pages) == PAGES


def test_a_withdrawn_story_is_in_none_of_its_blocks(by: User) -> None:
    campaign = planted(by)
    story = row_of_story()
    withdrawing.withdraw_story(story, by=by, why="the family asked")
    pages = said()
    assert telling(TOLD, among=pages) == set()
    assert telling("Our words", among=pages) == PAGES
    assert Client().get(f"/stories/{story.public_id}/card.png").status_code == 404
    assert campaign_draft(campaign).blocks  # its editors see what points to nothing


def test_words_that_name_somebody_fall_silent_with_the_story_of_them(by: User) -> None:
    planted(by, f"Think of {NAME}.")
    story = row_of_story()
    withdrawing.withdraw_story(story, by=by, why="the family asked")
    pages = said()
    assert telling("Our words", "Think of", among=pages) == set()
    # The record still names her: the block of names may.
    assert telling(NAME, among=pages) == PAGES


def test_a_story_that_is_not_agreed_to_any_more_is_gone_at_once(by: User) -> None:
    planted(by)
    story = row_of_story()
    for consent in consents_of(consenting.subject_of(story)):
        consenting.end_agreement(story, consent, by=by, why="They changed their mind")
    assert telling(TOLD) == set()


def test_a_withdrawn_person_is_named_nowhere(by: User) -> None:
    planted(by, f"Think of {NAME}.")
    withdrawal = withdraw([NAME], by=adjudicator(), why="her family asked")
    assert telling(NAME, TOLD, "Think of") == set()
    lift(withdrawal, by=adjudicator(), why="an error")
    assert telling("Think of") == PAGES


def test_a_campaign_that_says_a_name_is_offered_and_taken_from_everybody(by: User) -> None:
    killed(NAME)
    campaign = begun(by)
    added(campaign, "text", by, heading="Our words", text=f"Think of {NAME}.")
    published(campaign, by)
    keeper = CampaignsKeeper()
    [holding] = keeper.find([NAME.upper()])
    assert keeper.find(["Somebody Else"]) == []
    assert keeper.still_shows([NAME])
    chosen = [(keeper.room, holding.kind, holding.key)]
    withdrawal = withdraw([NAME], by=adjudicator(), why="asked", chosen=chosen)
    assert keeper.still_shows([NAME]) == []
    assert telling(NAME, "Our words", "A day to remember") == set()
    client = Client()
    client.force_login(by)
    assert client.get("/desk/campaigns/at/day-2027/").status_code == 404
    lift(withdrawal, by=adjudicator(), why="an error")
    assert telling("Our words") == PAGES


def test_a_title_that_names_a_withdrawn_person_takes_the_whole_campaign(by: User) -> None:
    killed(NAME)
    campaign = begun(by, title=f"A day for {NAME}")
    added(campaign, "text", by, text="Our words")
    published(campaign, by)
    assert telling(NAME) == PAGES | LISTS
    card = Client().get("/campaigns/day-2027/card.png")
    withdraw([NAME], by=adjudicator(), why="her family asked")
    assert telling(NAME, "Our words") == set()
    kept = Client().get("/campaigns/day-2027/card.png", headers={"If-None-Match": card["ETag"]})
    assert kept.status_code == 404


def test_an_excluded_name_is_in_no_block(by: User) -> None:
    planted(by, f"Think of {NAME}.")
    story = row_of_story()
    withdrawing.withdraw_story(story, by=by, why="first the story")
    exclude(Name.objects.get(name=NAME), by=by, why="her family asked")
    assert telling(NAME) == set()


def test_a_case_that_is_not_public_any_more_takes_its_name_from_the_words(by: User) -> None:
    victim = killed(NAME)
    campaign = begun(by)
    added(campaign, "text", by, heading="Our words", text=f"Think of {NAME}.")
    published(campaign, by)
    assert telling(NAME) == PAGES
    case = victim.case
    case.visibility = "withdrawn"
    case.save()
    publish_anew(case)
    assert telling(NAME, "Our words") == set()
    case.visibility = "published"
    case.save()
    publish_anew(case)
    assert telling(NAME) == PAGES


def test_a_suspect_named_later_in_a_case_of_its_stories_takes_the_words_away(by: User) -> None:
    suspect = "Evaristo Montalvo Quiroga"
    planted(by, f"Ask {suspect}.")
    assert telling(suspect) == PAGES
    account = AccountFactory(
        report=ReportFactory(text=f"Police name {suspect}."),
        record={"perpetrators": [{"name": suspect, "kind": "person"}]},
    )
    ClaimFactory(account=account, field="perpetrators", value=[{"name": suspect}], says=suspect)
    MembershipFactory(case=row_of_story().case, account=account)
    assert telling(suspect) == set()
    assert PublicCampaign.objects.get().left_out


def test_of_a_campaign_withdrawn_for_good_nothing_is_kept(by: User) -> None:
    campaign = planted(by, "Mark of the axolotl")
    page = campaign.page_id
    campaign_publishing.withdraw_campaign(campaign, by=by, why="It has ended")
    assert telling("axolotl", "A day to remember") == set()
    assert not Revision.objects.filter(content__icontains="axolotl").exists()
    assert not PageLogEntry.objects.filter(page_id=page).exists()
    answer = Client().get("/campaigns/day-2027/")
    assert answer.status_code == 410
    assert "noindex" in answer.content.decode()


def test_wagtails_admin_answers_for_no_campaign(by: User) -> None:
    campaign = planted(by)
    client = Client()
    client.force_login(by)
    for act in ("edit/", "history/", "copy/", "revisions/", f"revisions/{now(campaign)}/view/"):
        assert client.get(f"/cms/pages/{campaign.page_id}/{act}").status_code == 404


def row_of_story() -> Story:
    """Return the one story there is."""
    return Story.objects.get()
