"""Stories as readers find them: search, filters, related ones, the sitemap."""

from typing import Any

import pytest
from django.test import Client

from factories import behind
from vigil.trust.models import Request, Role
from vigil.witness.models import Story
from vigil.witness.stories.verbs import (
    following,
    withdrawing,
    writing,
)
from witness.story_factories import (
    TITLE,
    a_story,
    agreed,
    editor,
    person,
    published,
)
from witness.testimony_factories import old_ticket

pytestmark = pytest.mark.django_db
AT = "/stories/S-0100/"


def shown(client: Client, language: str = "") -> str:
    return client.get(f"{AT}?text={language}").content.decode()


@pytest.mark.parametrize("said", ["rios", "RÍOS quintero", "minutes harbour", "s-0100", "Riós"])
def test_a_story_is_found_in_any_spelling(client: Client, said: str) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    published(story, by)
    assert TITLE in client.get("/stories/", {"q": said}).content.decode()
    assert TITLE not in client.get("/stories/", {"q": "nobody"}).content.decode()


def test_stories_are_filtered_by_what_the_record_says(client: Client) -> None:
    by = editor()
    story = a_story(by, person(country="MEX"))
    agreed(story, by=by)
    published(story, by)
    for query, there in (
        ("country=MEX", True),
        ("year=2019", True),
        ("kind=profile", False),
        ("language=en", True),
        ("language=fr", False),
    ):
        assert (TITLE in client.get(f"/stories/?{query}").content.decode()) is there, query
        count = client.get(f"/api/v1/stories?{query}").json()["count"]
        assert (count == 1) is there, query


def test_the_page_of_a_case_leads_to_its_stories(client: Client) -> None:
    by = editor()
    victim = person()
    story = a_story(by, victim)
    agreed(story, by=by)
    published(story, by)
    at = f"/cases/{victim.case.public_id}/"
    assert TITLE in client.get(at).content.decode()
    withdrawing.withdraw_story(story, by=by, why="asked")
    assert TITLE not in client.get(at).content.decode()


def test_stories_name_related_ones_that_are_shown(client: Client) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    published(story, by)
    other = a_story(by, title="A second story")
    agreed(other, by=by)
    writing.write_common(other, sources="", justice_as_of="", related="S-0100 S-0999", by=by)
    published(other, by)
    assert TITLE in client.get("/stories/S-0101/").content.decode()


def test_the_sitemap_lists_what_is_public_and_nothing_else(client: Client) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    assert "S-0100" not in client.get("/sitemap-stories-1.xml").content.decode()
    published(story, by)
    assert "/sitemap-stories-1.xml" in client.get("/sitemap.xml").content.decode()
    assert "/stories/S-0100/" in client.get("/sitemap-stories-1.xml").content.decode()
    withdrawing.withdraw_story(story, by=by, why="asked")
    assert "S-0100" not in client.get("/sitemap-stories-1.xml").content.decode()


def test_following_a_case_that_no_story_is_of_asks_little(
    django_assert_max_num_queries: Any,
) -> None:
    victim = person()
    with django_assert_max_num_queries(2):
        following.follow_cases([victim.case.pk])


def test_a_request_about_a_story_reaches_the_desk(client: Client) -> None:
    behind(Role.ADJUDICATOR)
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    published(story, by)
    assert "S-0100" in client.get("/about/report-an-error/?story=S-0100").content.decode()
    client.post(
        "/about/report-an-error/",
        {
            "wants": "removal",
            "case": "S-0100",
            "text": "Please remove this.",
            "ticket": old_ticket(),
        },
    )
    asked = Request.objects.get()
    assert (asked.item_kind, asked.item_key) == ("story", "S-0100")
    assert Story.objects.count() == 1
