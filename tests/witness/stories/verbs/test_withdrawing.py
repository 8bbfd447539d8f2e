"""A withdrawn story is nowhere any more."""

import pytest
from django.test import Client
from wagtail.models import PageLogEntry, Revision

from factories import adjudicator
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Upload
from vigil.trust.vault.verbs.sealing import sealed_for
from vigil.witness.models import PublicStory, StoryPage
from vigil.witness.stories.verbs import (
    commissioning,
    files,
    publishing,
    reviewing,
    withdrawing,
    writing,
)
from witness.story_factories import (
    QUOTED,
    TITLE,
    a_story,
    agreed,
    anew,
    editor,
    picture,
    published,
    with_portrait,
    written,
)

pytestmark = pytest.mark.django_db
AT = "/stories/S-0100/"


def test_what_is_withdrawn_is_nowhere_any_more(client: Client) -> None:
    by = editor()
    story = a_story(by, body=QUOTED)
    agreed(story, by=by)
    one = with_portrait(story, by)
    commissioning.keep_family_contact(story, {"family_contact": "Aunt Rosa"}, by=by)
    commissioning.commission(
        story, journalist="R. Vega", brief="Her work.", fee=None, currency="", due_on=None, by=by
    )
    published(story, by)
    page = story.page_id
    withdrawing.withdraw_story(story, by=by, why="the family asked")
    assert client.get(AT).status_code == 410
    assert TITLE not in client.get(AT).content.decode()
    assert client.get(f"{AT}files/{one.upload}").status_code == 404
    assert client.get(f"{AT}card.png").status_code == 404
    assert not StoryPage.objects.exists()
    assert not Revision.objects.filter(object_id=str(page)).exists()
    assert not PageLogEntry.objects.filter(page_id=page).exists()
    assert not list(sealed_for("story", story.uid))
    assert Upload.objects.get(uid=one.upload).state == "removed"
    assert not PublicStory.objects.exists()
    assert anew(story).public_id == "S-0100"
    assert writing.begin_story("story", "en", by=by).public_id == "S-0101"
    with pytest.raises(NotPossible, match="already"):
        withdrawing.withdraw_story(story, by=by, why="again")


def test_nothing_is_written_to_a_withdrawn_story() -> None:
    by = editor()
    story = a_story(by)
    withdrawing.withdraw_story(story, by=by, why="asked")
    for act in (
        lambda: written(story, by),
        lambda: reviewing.send_to_review(story, by=by),
        lambda: agreed(story, by=by),
        lambda: publishing.publish(story, by=by),
        lambda: files.add_file(story, "portrait", picture(), credit="a", licence="b", by=by),
    ):
        with pytest.raises(NotPossible, match="withdrawn"):
            act()


def test_an_adjudicator_may_withdraw_and_not_write() -> None:
    story = a_story(editor())
    by = adjudicator()
    with pytest.raises(NotAllowed):
        written(story, by)
    assert withdrawing.withdraw_story(story, by=by, why="asked").standing == "withdrawn"
