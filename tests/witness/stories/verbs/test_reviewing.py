"""The family reads a story before it is published."""

import pytest

from vigil.trust.access.errors import NotPossible
from vigil.witness.stories.verbs import (
    publishing,
    reviewing,
)
from witness.story_factories import (
    a_story,
    agreed,
    approved,
    editor,
    written,
)

pytestmark = pytest.mark.django_db


def test_the_family_reads_first() -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    approved(story, by, read=False)
    with pytest.raises(NotPossible, match="has not read it"):
        publishing.publish(story, by=by)
    reviewing.family_read(story, "no", by=by)
    with pytest.raises(NotPossible, match="does not want it published"):
        publishing.publish(story, by=by)
    with pytest.raises(NotPossible, match="Say why"):
        reviewing.family_read(story, "waived", by=by)
    reviewing.family_read(story, "waived", by=by, why="they asked not to see it")
    assert publishing.publish(story, by=by).standing == "published"


def test_what_the_family_read_is_what_is_published() -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    reviewing.family_read(story, "yes", by=by)
    written(story, by, title="Another title")
    with pytest.raises(NotPossible, match="changed since the family read it"):
        publishing.publish(approved(story, by, read=False), by=by)
