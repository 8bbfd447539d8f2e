"""Stories for programs."""

import pytest
from django.test import Client

from vigil.witness.stories.verbs import (
    withdrawing,
)
from witness.story_factories import (
    QUOTED,
    a_story,
    agreed,
    editor,
    published,
)

pytestmark = pytest.mark.django_db


def test_the_api_tells_a_story_whole_and_a_withdrawn_one_not(client: Client) -> None:
    by = editor()
    story = a_story(by, body=QUOTED)
    agreed(story, by=by)
    published(story, by)
    listed = client.get("/api/v1/stories").json()
    assert [one["id"] for one in listed["results"]] == ["S-0100"]
    whole = client.get("/api/v1/stories/S-0100").json()
    assert whole["texts"][0]["blocks"][-1]["by"] == "her sister"
    assert client.get("/api/v1/stories?colour=red").status_code == 400
    withdrawing.withdraw_story(story, by=by, why="asked")
    assert client.get("/api/v1/stories/S-0100").status_code == 410
    assert client.get("/api/v1/stories").json()["count"] == 0
    assert client.get("/api/v1/stories/S-0999").status_code == 404


def test_pages_of_the_api_lead_on(client: Client) -> None:
    by = editor()
    for n in range(3):
        story = a_story(by, title=f"Story {n}")
        agreed(story, by=by)
        published(story, by)
    first = client.get("/api/v1/stories?limit=2").json()
    assert (first["count"], len(first["results"])) == (3, 2)
    second = client.get(first["next"]).json()
    assert [one["id"] for one in second["results"]] == ["S-0102"]
    assert second["next"] is None
