"""Scheduled stories appear when their time comes, or wait with the reason."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vigil.trust.access.errors import NotPossible
from vigil.witness.stories.verbs import (
    consenting,
    publishing,
)
from witness.story_factories import (
    TITLE,
    a_story,
    agreed,
    anew,
    approved,
    editor,
)

pytestmark = pytest.mark.django_db
AT = "/stories/S-0100/"


def test_a_scheduled_story_appears_when_its_time_comes(client: Client) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    at = timezone.now() + timedelta(hours=2)
    publishing.schedule(approved(story, by), at, by=by)
    assert publishing.publish_due() == {"published": 0, "held": 0}
    assert client.get(AT).status_code == 404
    assert TITLE not in client.get("/stories/").content.decode()
    assert publishing.publish_due(at + timedelta(seconds=1)) == {"published": 1, "held": 0}
    assert client.get(AT).status_code == 200
    assert publishing.publish_due(at + timedelta(seconds=1)) == {"published": 0, "held": 0}


def test_what_is_hindered_when_its_time_comes_waits_with_the_reason() -> None:
    by = editor()
    story = a_story(by)
    (told, *_rest) = agreed(story, by=by)
    at = timezone.now() + timedelta(hours=2)
    publishing.schedule(approved(story, by), at, by=by)
    consenting.end_agreement(story, told, by=by)
    assert publishing.publish_due(at) == {"published": 0, "held": 1}
    assert "their story is told" in anew(story).held_why
    with pytest.raises(NotPossible, match="in the future"):
        publishing.schedule(story, timezone.now() - timedelta(days=1), by=by)
