"""What editors may set in a block: only what readers see can be pointed to."""

import pytest

from programme.factories import EventFactory, SessionFactory
from vigil.programme.events.models.event import State
from vigil.trust.models import User
from vigil.witness.campaigns.block_settings import BadSetting, checked_settings
from witness.people_factories import killed
from witness.story_factories import QUOTED, a_profile, a_story, agreed, editor
from witness.story_factories import published as story_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return editor()


@pytest.mark.parametrize(
    ("kind", "field", "values"),
    [
        ("quote", "story", {"story": "S-9999"}),
        ("stories", "stories", {}),
        ("stories", "stories", {"stories": "S-9999"}),
        ("names", "country", {"country": "ZZZ"}),
        ("names", "year", {"year": "soon"}),
        ("names", "most", {"most": "0"}),
        ("names", "most", {"most": "201"}),
        ("names", "category", {"category": "reported_criminal_link"}),
        ("figure", "query", {"query": "/figures/?country=ZZZ"}),
        ("figure", "query", {"query": "nothing=here"}),
        ("figure", "figure", {"figure": "by-perpetrator"}),
        ("session", "address", {"address": "/programme/nowhere/"}),
        ("session", "address", {"address": "https://example.org/"}),
        ("call", "link", {"link": ""}),
        ("call", "link", {"link": "javascript:alert(1)"}),
        ("call", "link", {"link": "//evil.example/"}),
        ("call", "link", {"link": "/no/such/page/"}),
        ("call", "link", {"link": "/desk/campaigns/"}),
        ("call", "link", {"link": "/es/desk/campaigns/"}),
        ("share", "tags", {"tags": "#one two-words"}),
        ("share", "tags", {"tags": " ".join(f"#tag{n}" for n in range(11))}),
        ("downloads", "stories", {"stories": "S-9999"}),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    kind: str, field: str, values: dict[str, str]
) -> None:
    with pytest.raises(BadSetting) as refused:
        checked_settings(kind, values)
    assert refused.value.field == field


def test_a_quotation_is_kept_by_its_digest_and_not_by_its_words(by: User) -> None:
    story = a_story(by, body=QUOTED)
    agreed(story, by=by)
    story_published(story, by)
    kept = checked_settings("quote", {"story": story.public_id.lower(), "number": ""})
    assert kept["number"] == "1"
    assert "sang" not in str(kept)
    with pytest.raises(BadSetting) as refused:
        checked_settings("quote", {"story": story.public_id, "number": "2"})
    assert refused.value.field == "number"


def test_stories_are_kept_in_their_order_each_once(by: User) -> None:
    one, two = (story_published(a_profile(by), by).public_id for _ in range(2))
    assert checked_settings("stories", {"stories": f"{two}, {one} {two}"}) == {
        "stories": f"{two} {one}"
    }


def test_a_figure_is_kept_with_what_it_counted_that_day() -> None:
    killed(country="COL")
    killed("Somebody Else", country="MEX")
    kept = checked_settings(
        "figure", {"query": "https://vigil.example/es/figures/?country=COL#by-year"}
    )
    assert kept["query"] == "country=COL"
    assert (kept["cases"], kept["killed"]) == ("1", "1")
    kept = checked_settings(
        "figure", {"query": "country=MEX&motive=unclear", "figure": "by-motive"}
    )
    assert (kept["query"], kept["figure"]) == ("country=MEX&motive=unclear", "by-motive")
    assert kept["cases"] == "1"


def test_only_what_the_programme_announces_is_cited() -> None:
    session = SessionFactory(slug="witness", event=EventFactory(slug="kyoto"))
    path = "/programme/kyoto/witness/"
    assert checked_settings("session", {"address": f"https://vigil.example/fr{path}"}) == {
        "address": path
    }
    session.state = State.DRAFT
    session.save()
    with pytest.raises(BadSetting):
        checked_settings("session", {"address": path})


def test_a_path_of_this_site_is_kept_without_its_language() -> None:
    assert checked_settings("call", {"link": "/es/names/?year=2019"}) == {
        "link": "/names/?year=2019"
    }
    assert checked_settings("call", {"link": "https://example.org/a"}) == {
        "link": "https://example.org/a"
    }


def test_hashtags_are_words_of_any_script() -> None:
    assert checked_settings("share", {"tags": "remember #WirErinnern نتذكر"}) == {
        "tags": "#remember #WirErinnern #نتذكر"
    }
