"""A withdrawn story, or one of a withdrawn person, is on no public address of the room."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from factories import adjudicator
from files.media_files import media
from routes.table import address, routes
from vigil.trust.withdrawals.names_in_texts import says
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.models import Story
from vigil.witness.stories.verbs import files, withdrawing, writing
from witness.story_factories import a_story, agreed, editor, person, published, with_portrait

pytestmark = pytest.mark.django_db
NAME = "Casilda Reyes"
ROOMS = ("stories/", "api/v1/stories")
DRAWN = {"stories/<str:handle>/card.png", "stories/<str:handle>/files/<slug:uid>"}
"""Pictures: they have to be gone."""
BESIDE = ("/sitemap-stories-1.xml", "/cases/V-7000/", f"/stories/?q={NAME.replace(' ', '+')}")


def planted() -> tuple[Story, dict[str, str]]:
    """Publish a story that says the name in everything; return what fills the addresses."""
    by = editor()
    victim = person(NAME, public_id="V-7000")
    said = f"{NAME} was here."
    words = {"name": NAME, "title": said, "summary": said, "justice": said}
    texts = {"body": f"{said}\n\n> {said}\n> -- {NAME}", "family_account": said}
    story = a_story(by, victim, **words, **texts)
    sources = f"Letters of {NAME} | https://letters.example/"
    writing.write_common(
        story, sources=sources, justice_as_of=story.created_at.date().isoformat(), related="", by=by
    )
    agreed(story, by=by)
    one = with_portrait(story, by, alt=said, caption=said)
    sound = files.add_file(
        story, "sound", media("ogg", seconds=1), credit=NAME, licence="Given", by=by
    )
    files.describe_file(sound, "en", {"transcript": said}, by=by)
    published(story, by)
    return story, {"handle": story.public_id, "uid": one.upload}


def read(names: dict[str, str]) -> dict[str, str]:
    """Return what every public address of the room says, in every language."""
    mine = [address(route, names) for route in routes() if route.startswith(ROOMS)]
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != "en")]
    ats = [
        *(f"{p}{at}" for p in prefixes for at in mine if not at.startswith("/api/")),
        *(at for at in mine if at.startswith("/api/")),
        *BESIDE,
    ]
    return {at: body(at) for at in ats}


def body(at: str) -> str:
    answer = Client().get(at)
    content = b"".join(answer) if answer.streaming else answer.content
    # What a reader searched for is their own word, repeated in the field.
    return content.decode("utf-8", "replace").replace(f'value="{NAME}"', "")


def of_the_person(story: Story) -> None:
    withdraw([NAME], by=adjudicator(), why="her family asked")


def of_the_story(story: Story) -> None:
    withdrawing.withdraw_story(story, by=editor(), why="her family asked")


@pytest.mark.parametrize("act", [of_the_person, of_the_story])
def test_what_is_withdrawn_is_on_no_public_address(act: Callable[[Story], None]) -> None:
    story, names = planted()
    before = read(names)
    drawn = {address(route, names) for route in DRAWN}
    silent = {at for at in before if not says([before[at]], [NAME])}
    assert {at for at in silent if not any(at.endswith(one) for one in drawn)} == {BESIDE[0]}
    assert all(Client().get(at).status_code == 200 for at in drawn)
    act(story)
    if act is of_the_story:
        # The case is not withdrawn: its own page names her still, and the story not.
        after = {at: text for at, text in read(names).items() if at != BESIDE[1]}
        assert "was here" not in body(BESIDE[1])
    else:
        after = read(names)
    assert {at for at, text in after.items() if says([text], [NAME])} == set()
    assert names["handle"] not in after[BESIDE[0]]
    assert {Client().get(at).status_code for at in drawn} == {404}
