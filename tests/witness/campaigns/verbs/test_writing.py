"""Building a campaign, having it approved, and what stands against publishing it."""

import pytest

from factories import UserFactory
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, User
from vigil.witness.campaigns.block_settings import BadSetting
from vigil.witness.campaigns.drafts import campaign_draft
from vigil.witness.campaigns.projection import hindrances
from vigil.witness.campaigns.verbs import publishing, writing
from vigil.witness.models import PublicCampaign
from vigil.witness.works.drafts import TextState
from witness.campaign_factories import added, approved, begun, now, published, reviewed, written
from witness.people_factories import killed
from witness.story_factories import editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return editor()


@pytest.mark.parametrize("slug", ["", "With Capitals", "-a", "a--b", "añ", "a/b", "a" * 81])
def test_an_address_that_is_none_is_refused(by: User, slug: str) -> None:
    with pytest.raises(BadSetting) as refused:
        writing.begin_campaign(slug, "en", by=by)
    assert refused.value.field == "slug"


def test_an_address_is_never_used_for_another(by: User) -> None:
    publishing.withdraw_campaign(begun(by), by=by, why="It has ended")
    with pytest.raises(BadSetting, match="has or had this address"):
        writing.begin_campaign("day-2027", "en", by=by)


def test_only_editors_of_its_language_and_of_every_country_build_one(by: User) -> None:
    campaign = begun(by)
    for limits in ({"languages": ["es"]}, {"countries": ["MEX"]}):
        other = UserFactory()
        other.grants.create(role=Role.EDITOR, **limits)
        with pytest.raises(NotAllowed):
            added(campaign, "text", other, text="Words")


def test_blocks_keep_the_order_in_which_they_are_put(by: User) -> None:
    campaign = begun(by)
    one, two, three = (added(campaign, "text", by, text=text) for text in ("1", "2", "3"))
    writing.move_block(campaign, three, -1, by=by, of_revision=now(campaign))
    writing.move_block(campaign, one, 5, by=by, of_revision=now(campaign))
    writing.remove_block(campaign, two, by=by, of_revision=now(campaign))
    assert [block.id for block in campaign_draft(campaign).blocks] == [three, one]


def test_nobody_writes_over_what_somebody_else_wrote(by: User) -> None:
    campaign = begun(by)
    seen = now(campaign)
    block = added(campaign, "text", by, text="Theirs")
    with pytest.raises(NotPossible, match="while you wrote"):
        writing.change_block(campaign, block, {"text": "Mine"}, by=by, of_revision=seen)
    assert campaign_draft(campaign).blocks[0].words_of("en")["text"] == "Theirs"


def test_an_earlier_draft_can_be_brought_back(by: User) -> None:
    campaign = begun(by)
    added(campaign, "text", by, text="First")
    kept = now(campaign)
    written(campaign, by, "en", title="Another title")
    writing.bring_back(campaign, kept, by=by, of_revision=now(campaign))
    assert campaign_draft(campaign).title_of("en")["title"] == "A day to remember them"
    other = begun(by, "other-day")
    with pytest.raises(NotPossible):
        writing.bring_back(other, kept, by=by, of_revision=now(other))


def test_a_translation_is_reviewed_once_all_of_it_is_there(by: User) -> None:
    campaign = begun(by)
    block = added(campaign, "text", by, heading="Who they were", text="Words")
    written(campaign, by, "es", title="Un día", summary="Una línea")
    with pytest.raises(NotPossible):
        reviewed(campaign, by, "es")
    words = {f"{block}-heading": "Quiénes eran", f"{block}-text": "Palabras"}
    written(campaign, by, "es", **words)
    reviewed(campaign, by, "es")
    assert campaign_draft(campaign).state("es") == TextState.REVIEWED
    written(campaign, by, "en", **{f"{block}-text": "Other words"})
    assert campaign_draft(campaign).state("es") == TextState.OUTDATED
    assert campaign_draft(campaign).ready_languages() == ["en"]


def test_whoever_sent_it_does_not_approve_it(by: User) -> None:
    campaign = begun(by)
    added(campaign, "text", by, text="Words")
    publishing.send_campaign(campaign, by=by)
    with pytest.raises(NeedsSecondPerson):
        publishing.approve_campaign(campaign, by=by)


def test_what_changed_since_it_was_approved_is_not_published(by: User) -> None:
    campaign = begun(by)
    added(campaign, "text", by, text="Words")
    approved(campaign, by)
    added(campaign, "text", by, text="Slipped in")
    with pytest.raises(NotPossible, match="changed after it was approved"):
        publishing.publish_campaign(campaign, by=by)
    assert not PublicCampaign.objects.exists()


def test_a_published_campaign_stays_as_it_was_until_the_next_time(by: User) -> None:
    campaign = begun(by)
    added(campaign, "text", by, text="Words")
    published(campaign, by)
    written(campaign, by, "en", title="Not yet")
    assert PublicCampaign.objects.get().texts["en"]["title"] == "A day to remember them"
    published(campaign, by)
    assert PublicCampaign.objects.get().texts["en"]["title"] == "Not yet"


def test_words_that_name_somebody_whom_the_record_does_not_are_refused(by: User) -> None:
    killed("Quelonia Marfil Zubia", outcome="injured")
    campaign = begun(by)
    block = added(campaign, "text", by, text="We think of QUELÓNIA  Marfil-Zubia today.")
    approved(campaign, by)
    with pytest.raises(NotPossible, match="block 1"):
        publishing.publish_campaign(campaign, by=by)
    writing.change_block(
        campaign, block, {"text": "We think of her."}, by=by, of_revision=now(campaign)
    )
    assert hindrances(campaign_draft(campaign)) == []


def test_no_decision_repeats_a_word_of_it(by: User) -> None:
    campaign = begun(by, title="Axolotl")
    added(campaign, "text", by, heading="Axolotl", text="Axolotl")
    published(campaign, by)
    publishing.withdraw_campaign(campaign, by=by, why="It has ended")
    decisions = Decision.objects.filter(target_kind="campaign")
    assert decisions.count() > 5
    assert "Axolotl" not in str(list(decisions.values()))
