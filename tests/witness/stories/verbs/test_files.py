"""Files of stories: described, rebuilt, and shown as far as consents allow."""

import pytest
from django.test import Client

from files.media_files import media
from vigil.trust.access.errors import NotPossible
from vigil.witness.models import StoryFile
from vigil.witness.stories.verbs import (
    files,
    publishing,
)
from witness.story_factories import (
    a_story,
    agreed,
    anew,
    approved,
    editor,
    picture,
    published,
)

pytestmark = pytest.mark.django_db
AT = "/stories/S-0100/"


def shown(client: Client, language: str = "") -> str:
    return client.get(f"{AT}?text={language}").content.decode()


def test_a_portrait_waits_for_its_description_and_the_next_publishing(client: Client) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    published(story, by)
    one = files.add_file(
        story, "portrait", picture(), credit="Family album", licence="With permission", by=by
    )
    assert client.get(f"{AT}files/{one.upload}").status_code == 404
    with pytest.raises(NotPossible, match="do not see it"):
        publishing.publish(approved(anew(story), by), by=by, correction="A portrait was added.")
    files.describe_file(one, "en", {"alt": "A woman at a desk."}, by=by)
    publishing.publish(anew(story), by=by, correction="A portrait was added.")
    page = shown(client)
    assert 'alt="A woman at a desk."' in page
    assert "Family album" in page
    response = client.get(f"{AT}files/{one.upload}")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "no-cache"
    kept = client.get(f"{AT}files/{one.upload}", headers={"If-None-Match": response["ETag"]})
    assert kept.status_code == 304
    files.remove_file(one, by=by, why="asked")
    assert client.get(f"{AT}files/{one.upload}").status_code == 404
    assert "A woman at a desk." not in shown(client)


def test_sound_is_played_here_with_its_transcript(client: Client) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    of = {"credit": "R. Vega", "licence": "With permission", "by": by}
    one = files.add_file(story, "sound", media("ogg", seconds=1), **of)
    with pytest.raises(NotPossible, match="transcript"):
        publishing.publish(approved(story, by), by=by)
    files.describe_file(one, "en", {"transcript": "She laughs."}, by=by)
    publishing.publish(anew(story), by=by)
    page = shown(client)
    assert f'<audio class="player" src="{AT}files/{one.upload}"' in page
    assert "She laughs." in page
    assert client.get(f"{AT}files/{one.upload}", headers={"Range": "bytes=0-9"}).status_code == 206


@pytest.mark.parametrize("kind", ["portrait", "film"])
def test_a_file_is_what_it_says(kind: str) -> None:
    by = editor()
    story = a_story(by)
    content = media("ogg", seconds=1) if kind == "film" else b"no picture"
    of = {"credit": "R. Vega", "licence": "With permission", "by": by}
    with pytest.raises(NotPossible):
        files.add_file(story, kind, content, **of)
    assert not StoryFile.objects.exists()
    with pytest.raises(NotPossible, match="who made it"):
        files.add_file(story, "portrait", picture(), credit="", licence="x", by=by)
