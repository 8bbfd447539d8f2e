"""Words that tell relatives apart: translated, and never a name."""

import pytest
from django.test import Client
from django.utils.translation import override

from vigil.trust.access.errors import Unfit
from vigil.trust.models import User
from vigil.witness.models import RelativeWord
from vigil.witness.readers.relative_checks import checked_word
from vigil.witness.readers.relatives import relative_word, speaker_in
from vigil.witness.stories.verbs import writing
from witness.people_factories import killed
from witness.story_factories import QUOTED, a_story, agreed, editor, published

pytestmark = pytest.mark.django_db
AMALIA = "Amalia Ríos Quintero"


@pytest.fixture
def by() -> User:
    return editor()


def test_a_word_of_the_list_is_kept_by_its_code_and_own_words_come_before_it() -> None:
    assert checked_word("sister", "", []) == "sister"
    assert checked_word("nobody", "", []) == ""
    assert checked_word("sister", "  the   younger sister ", []) == "the younger sister"
    assert relative_word("sister") == "a sister"
    assert relative_word("the younger sister") == "the younger sister"


def test_own_words_hold_no_name() -> None:
    killed("Ovidio Zalazar")
    refused = (
        *("Rosa", "her sister Rosa", "rosa", "sister of ovidio zalazar", "aunt 2", "a@example.org"),
        *("the one of quintero", "x" * 41, "a sister (the elder)"),
    )
    for own in refused:
        with pytest.raises(Unfit):
            checked_word("", own, [AMALIA])


def test_a_speaker_of_the_list_is_described_in_the_language_of_the_text() -> None:
    with override("es"):
        spanish = relative_word("sister")
    assert speaker_in("a sister", "es") == spanish
    assert speaker_in(f" {spanish.capitalize()} ", "en") == "a sister"
    assert speaker_in("the harbour master", "es") == "the harbour master"


def test_readers_and_editors_are_told_which_of_them(by: User) -> None:
    quoted = QUOTED.replace("her sister", "an aunt")
    story = a_story(by, body=quoted)
    writing.bind_story(story, case=None, persons=[], told_by="family", told_apart="aunt", by=by)
    agreed(story, by=by, word="sister")
    assert set(RelativeWord.objects.values_list("word", flat=True)) == {"sister"}
    client = Client()
    client.force_login(by)
    desk = client.get(f"/desk/stories/{story.public_id}/").content.decode()
    assert "their family (a sister)" in desk
    published(story, by)
    page = Client().get(f"/stories/{story.public_id}/").content.decode()
    assert "Told by an aunt, and shown as far as they agreed." in page
    assert "<figcaption>an aunt</figcaption>" in page


def test_a_form_with_a_name_comes_back_as_it_was_typed(by: User) -> None:
    story = a_story(by)
    client = Client()
    client.force_login(by)
    said = {"uses": ["voice"], "given_by": "family", "given_how": "in_person"}
    said |= {"given_on": "2026-01-05", "own": "her sister Rosa"}
    answer = client.post(f"/desk/stories/{story.public_id}/consents/", said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="her sister Rosa"' in page
    assert "Write small letters alone" in page
