"""A campaign as readers see it: each block, each language, card, feed, sitemap."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from programme.factories import EventFactory, SessionFactory
from vigil.charts.cards import Card, card_png
from vigil.language.punctuation import without_marks
from vigil.programme.events.models.event import State
from vigil.publication.pages.sitemap import sitemap_sections
from vigil.trust.models import User
from vigil.witness.campaigns.verbs import publishing as campaign_publishing
from vigil.witness.works.drafts import latest_revision
from witness.campaign_factories import LINE, TITLE, added, begun, published, reviewed, written
from witness.people_factories import killed
from witness.story_factories import QUOTED, a_profile, a_story, agreed, editor, person
from witness.story_factories import published as story_published
from witness.story_factories import written as story_written

pytestmark = pytest.mark.django_db
PAGE = "/campaigns/day-2027/"


@pytest.fixture
def by() -> User:
    return editor()


def page_with(by: User, kind: str, at: str = PAGE, **values: Any) -> str:
    """Publish a campaign of one block, and return its page."""
    campaign = begun(by)
    added(campaign, kind, by, **values)
    published(campaign, by)
    return read(at)


def read(at: str = PAGE) -> str:
    answer = Client().get(at)
    assert answer.status_code == 200
    assert "no-cache" in answer["Cache-Control"]
    return answer.content.decode()


def test_words_are_text_and_never_markup(by: User) -> None:
    page = page_with(by, "text", heading="Who <b>they</b> were", text="One.\n\nTwo <script>x")
    assert "Who &lt;b&gt;they&lt;/b&gt; were" in page
    assert "<p>One.</p>" in page
    assert "Two &lt;script&gt;x" in page


def test_the_page_tells_programs_what_it_is_from_our_own_host(by: User) -> None:
    page = page_with(by, "text", text="Words")
    assert f'property="og:title" content="{TITLE}"' in page
    assert f'property="og:description" content="{LINE}"' in page
    card = "http://testserver/campaigns/day-2027/card.png?text=en"
    assert f'property="og:image" content="{card}"' in page
    assert f'og:image:alt" content="Card: {TITLE}. {LINE}"' in page


def test_a_quotation_is_read_from_its_story_with_a_link_to_it(by: User) -> None:
    story = a_story(by, body=QUOTED)
    agreed(story, by=by)
    story_published(story, by)
    page = page_with(by, "quote", story=story.public_id)
    assert "She sang while she worked." in page
    assert "her sister" in page
    assert f'href="/stories/{story.public_id}/"' in page


def test_stories_stand_in_a_row_in_their_order(by: User) -> None:
    one = story_published(a_profile(by, title="The first"), by)
    two = story_published(a_profile(by, of=person("Berta Solano"), title="The second"), by)
    page = page_with(by, "stories", stories=f"{two} {one}", heading="Their lives")
    assert page.index("The second") < page.index("The first")


def test_names_come_from_remembrance_under_the_filter(by: User) -> None:
    killed("Amalia Ríos", country="COL")
    killed("Berta Solano", country="MEX")
    killed("Carla Ocampo", country="COL", target_category="reported_criminal_link")
    page = page_with(by, "names", country="COL", most=24)
    assert "Amalia Ríos" in page
    assert "Berta Solano" not in page
    assert "Carla Ocampo" not in page


def test_names_that_are_not_shown_are_counted_and_linked(by: User) -> None:
    killed("Amalia Ríos", "2018-01-01")
    killed("Berta Solano", "2019-01-01")
    page = page_with(by, "names", most=1)
    assert "See all 2 names" in page
    assert 'href="/names/"' in page


def test_a_figure_says_its_filter_its_coverage_and_what_is_not_reported(by: User) -> None:
    killed("Amalia Ríos", country="COL", target_category="journalist")
    killed("Berta Solano", country="COL", target_category="unknown")
    page = page_with(by, "figure", query="country=COL&target_category=journalist", figure="by-year")
    told = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "1 person killed 1 attack Counted here: Colombia; " in told
    assert "not known for 1 of 2 attacks. That attack may be missing from this number." in told
    assert "What this number can miss" in told
    assert "Colombia was not monitored in this time." in told
    assert "<svg" in page
    assert "The numbers are the same today." in told
    assert "See the case behind this number" in told
    assert 'href="/cases/?country=COL&amp;target_category=journalist"' in page
    assert 'href="/figures/by-year/?country=COL&amp;target_category=journalist"' in page


def test_a_figure_says_that_the_record_changed_since(by: User) -> None:
    killed("Amalia Ríos", country="COL")
    page_with(by, "figure", query="country=COL")
    killed("Berta Solano", country="COL")
    page = read()
    told = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "2 people killed 2 attacks Counted here: Colombia." in told
    assert "The count was then: people killed 1, attacks 1." in told
    assert "See the 2 cases behind this number" in told


def test_a_session_is_told_as_the_programme_has_it_now(by: User) -> None:
    session = SessionFactory(slug="witness", event=EventFactory(slug="kyoto"), title="Speaking")
    page = page_with(by, "session", address="/programme/kyoto/witness/")
    assert "Speaking" in page
    assert "09:00–10:30" in page
    session.state = State.CANCELLED
    session.save()
    assert "Cancelled" in read()
    session.state = State.DRAFT
    session.save()
    assert "Speaking" not in read()


def test_a_call_leads_outward_without_telling_where_from(by: User) -> None:
    page = page_with(by, "call", link="https://example.org/act", label="Write to them")
    assert 'href="https://example.org/act"' in page
    assert 'rel="noopener noreferrer external"' in page


def test_a_call_within_leads_to_the_page_in_the_readers_language(by: User) -> None:
    campaign = begun(by)
    added(campaign, "call", by, link="/names/today/", label="Today")
    published(campaign, by)
    assert 'href="/names/today/"' in read()
    assert 'href="/es/names/today/"' in read(f"/es{PAGE}")


def test_words_to_share_can_be_copied_in_each_language_without_a_script(by: User) -> None:
    campaign = begun(by)
    block = added(campaign, "share", by, tags="#Remember", text="We remember.")
    words = {f"{block}-text": "نتذكرهم."}
    written(campaign, by, "ar", title="يوم لذكراهم", summary="اقرأوا قصصهم", **words)
    reviewed(campaign, by, "ar")
    published(campaign, by)
    page = read(f"/fr{PAGE}")
    assert f"We remember.\n#Remember\nhttp://testserver{PAGE}</textarea>" in page
    assert f"نتذكرهم.\n#Remember\nhttp://testserver/ar{PAGE}</textarea>" in page
    assert page.count("readonly") == 4


def test_downloads_are_the_cards_and_the_roll(by: User) -> None:
    killed(country="COL")
    story = story_published(a_profile(by), by)
    page = page_with(by, "downloads", country="COL", stories=story.public_id)
    assert 'href="/campaigns/day-2027/card.png?text=en"' in page
    assert f'href="/stories/{story.public_id}/card.png?text=en"' in page
    assert 'href="/names/roll.pdf?country=COL"' in page


def test_languages_are_offered_and_not_forced(by: User) -> None:
    campaign = begun(by)
    block = added(campaign, "text", by, text="Words")
    written(campaign, by, "ar", title="يوم", summary="سطر", **{f"{block}-text": "كلمات"})
    written(campaign, by, "es", title="Un día", summary="Línea", **{f"{block}-text": "Palabras"})
    reviewed(campaign, by, "ar")
    published(campaign, by)
    assert "Words" in read(f"/es{PAGE}")  # Spanish was not reviewed
    page = read(f"{PAGE}?text=ar")
    assert '<div class="campaign-text" lang="ar" dir="rtl"><p>كلمات</p>' in page
    assert 'href="/campaigns/day-2027/?text=en"' in page


def test_a_quotation_is_told_in_the_language_of_the_page_where_there_is_one(by: User) -> None:
    story = a_story(by, body=QUOTED)
    agreed(story, by=by)
    spanish = {"title": "Las actas", "body": "Texto.\n\n> Cantaba al trabajar.\n> -- su hermana"}
    story_written(story, by, "es", **spanish)
    from vigil.witness.stories.verbs.writing import review_translation

    review_translation(story, "es", by=by, of_revision=latest_revision(story) or 0)
    story_published(story, by)
    campaign = begun(by)
    added(campaign, "quote", by, story=story.public_id)
    written(campaign, by, "es", title="Un día", summary="Línea")
    reviewed(campaign, by, "es")
    published(campaign, by)
    page = read(f"{PAGE}?text=es")
    assert "Cantaba al trabajar." in page
    assert "She sang" not in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_card_is_drawn_in_the_language_asked_for(
    by: User, language: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VIGIL_PUBLISHER = "Observatorio"
    drawn: list[Card] = []
    drawing = "vigil.witness.campaigns.views.public.card_png"
    monkeypatch.setattr(drawing, lambda card: drawn.append(card) or card_png(card))
    campaign = begun(by)
    block = added(campaign, "text", by, text="Words")
    written(campaign, by, "ar", title="يوم", summary="سطر", **{f"{block}-text": "كلمات"})
    reviewed(campaign, by, "ar")
    published(campaign, by)
    at = f"{PAGE}card.png?text={language}"
    answer = Client().get(at)
    assert answer.content.startswith(b"\x89PNG")
    assert drawn[0].above == {"en": TITLE, "ar": "يوم"}[language]
    assert without_marks(drawn[0].below).startswith("Observatorio · ")
    assert Client().get(at, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_list_feed_and_sitemap_tell_it_while_it_is_public(by: User) -> None:
    campaign = begun(by)
    added(campaign, "text", by, text="Words")

    def told() -> list[bool]:
        listed = [read(at) for at in ("/campaigns/", "/campaigns/campaigns.atom")]
        mapped = [address.path for address in sitemap_sections()["campaigns"].page(1)]
        return [*(TITLE in one for one in listed), PAGE in mapped]

    assert told() == [False] * 3
    published(campaign, by)
    assert told() == [True] * 3
    campaign_publishing.take_campaign_back(campaign, by=by, why="Not now")
    assert told() == [False] * 3
    assert Client().get(PAGE).status_code == 410
