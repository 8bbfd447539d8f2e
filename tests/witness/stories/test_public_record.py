"""One editor alone says no name beside a story that its review would not have let through."""

from typing import Any

import pytest

from factories import VictimFactory, adjudicator
from vigil.casefile.models import Case, Visibility
from vigil.publication.models import PublicCase
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.models import PublicStory, Story
from vigil.witness.stories import public_record
from vigil.witness.stories.verbs import consenting, files, publishing, writing
from witness.story_factories import (
    a_story,
    agreed,
    anew,
    approved,
    editor,
    person,
    picture,
    published,
    with_portrait,
)

pytestmark = pytest.mark.django_db

HIDDEN = "Berta Lozano Ibarra"


@pytest.fixture
def by() -> User:
    return editor()


@pytest.fixture
def story(by: User) -> Story:
    """Return a published story with a portrait; its case has a survivor who is not named."""
    of = person()
    VictimFactory(case=of.case, name=HIDDEN, outcome="injured")
    made = a_story(by, of)
    agreed(made, by=by)
    with_portrait(made, by)
    return published(made, by)


def test_a_caption_names_nobody_whom_the_record_does_not_show(story: Story, by: User) -> None:
    portrait = story.files.get()
    for part in ("caption", "alt", "transcript"):
        for said in (HIDDEN, f"#{HIDDEN.replace(' ', '')}"):
            with pytest.raises(NotPossible, match="does not show"):
                files.describe_file(portrait, "en", {part: f"With {said}."}, by=by)
    files.describe_file(portrait, "en", {"caption": "At the harbour."}, by=by)
    (shown,) = PublicStory.objects.get(pk=story.pk).files
    assert shown["texts"]["en"]["caption"] == "At the harbour."


def test_a_caption_names_nobody_of_another_case_either(story: Story, by: User) -> None:
    other = VictimFactory(name="Nora Paz Quintana", outcome="injured")
    portrait = story.files.get()
    with pytest.raises(NotPossible, match="does not show"):
        files.describe_file(portrait, "en", {"caption": f"With {other.name}."}, by=by)
    with pytest.raises(NotPossible, match="does not show"):
        files.describe_file(portrait, "en", {"caption": "#NoraPazQuintana"}, by=by)
    said = f"{next(public_record.public_names(story))} at the harbour."
    files.describe_file(portrait, "en", {"caption": said}, by=by)


def test_a_caption_that_names_somebody_since_withdrawn_is_shown_no_more(
    story: Story, by: User
) -> None:
    portrait = story.files.get()
    portrait.texts = {"en": {"alt": "A woman.", "caption": f"With {HIDDEN}."}}
    portrait.save()
    files.describe_file(portrait, "en", {"alt": "A woman at a desk."}, by=by)
    assert HIDDEN not in str(PublicStory.objects.get(pk=story.pk).files)


def test_a_correction_names_nobody_whom_the_record_does_not_show(story: Story, by: User) -> None:
    approved(story, by)
    with pytest.raises(NotPossible, match="does not show"):
        publishing.publish(story, by=by, correction=f"{HIDDEN} was with her.")
    assert anew(story).corrections == []


def test_beside_a_story_without_a_case_nobody_is_named_whom_the_house_withholds(by: User) -> None:
    of = person()
    VictimFactory(case=of.case, name=HIDDEN, outcome="injured")
    story = a_story(by)
    agreed(story, by=by)
    portrait = with_portrait(story, by)
    with pytest.raises(NotPossible, match="does not show"):
        files.describe_file(portrait, "en", {"caption": f"With {HIDDEN}."}, by=by)


def test_what_was_agreed_to_for_one_person_is_not_agreed_to_by_another(by: User) -> None:
    one, other = person(), person("Nora Paz Quintana")
    story = a_story(by, one)
    agreed(story, by=by)
    bind: dict[str, Any] = {"told_by": story.told_by, "by": by}
    writing.bind_story(story, case=one.case, persons=[str(one.uid)], **bind)
    assert consenting.agreed(story).covers(("name", "story"), "en")
    writing.bind_story(story, case=other.case, persons=[str(other.uid)], **bind)
    assert not consenting.agreed(story).consents


def test_a_file_that_came_after_the_approval_is_shown_after_another(story: Story, by: User) -> None:
    approved(story, by)
    files.add_file(story, "picture", picture(), credit="Family", licence="With leave", by=by)
    files.describe_file(story.files.last(), "en", {"alt": "A boat."}, by=by)
    with pytest.raises(NotPossible, match="approved"):
        publishing.publish(anew(story), by=by, correction="A picture was added.")


def test_a_withdrawn_name_stays_withheld_while_its_case_is_not_public(by: User) -> None:
    of = person()
    story = a_story(by, of)
    withdraw([of.name], by=adjudicator(), why="the family asked")
    Case.objects.filter(pk=of.case_id).update(visibility=Visibility.INTERNAL)
    PublicCase.objects.filter(pk=of.case_id).delete()
    assert not public_record.withheld_in(anew(story)).allows(f"{of.name} kept the minutes.")
