"""What a search for a person finds in stories, and what withdrawing them does."""

from typing import Any

import pytest
from django.test import Client

from factories import adjudicator
from seconded import lift
from vigil.trust.rooms.keepers import Holding
from vigil.trust.withdrawals.verbs import find, withdraw
from witness.story_factories import a_story, agreed, anew, editor, person, published

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def holdings(*names: str) -> list[Holding]:
    found = dict(find(names, by=adjudicator()))
    return next(held for keeper, held in found.items() if keeper.room == "stories")


@pytest.mark.parametrize("said", ["amalia rios", "Amalia Ríos Quintero", "S-0100"])
def test_a_story_of_somebody_is_found_ticked(said: str) -> None:
    a_story(editor())
    (held,) = holdings(said)
    assert held.ticked
    assert held.label.startswith("S-0100 She kept")


def test_a_story_that_speaks_of_somebody_is_found_and_not_ticked() -> None:
    a_story(editor(), body="She worked with Casilda Orduña for years.")
    (held,) = holdings("Casilda Orduna")
    assert not held.ticked
    assert holdings("Nobody Atall") == []


def test_who_is_known_by_the_record_alone_is_found() -> None:
    a_story(editor(), person("Bruno Muestra"))
    (held,) = holdings("Bruno Muestra")
    assert held.ticked


def test_a_withdrawn_person_takes_the_story_from_everybody_until_it_is_lifted(
    client: Client,
) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by)
    published(story, by)
    act = withdraw(["Amalia Ríos Quintero"], by=adjudicator(), why="asked")
    (receipt,) = [one for one in act.receipts if one["room"] == "stories"]
    assert receipt["still"] == []
    assert client.get("/stories/S-0100/").status_code == 410
    assert client.get("/api/v1/stories").json()["count"] == 0
    lift(act, by=adjudicator(), why="they asked again")
    assert client.get("/stories/S-0100/").status_code == 200
    assert anew(story).standing == "published"


def test_finding_asks_the_same_number_of_questions_for_one_story_and_for_six(
    django_assert_max_num_queries: Any,
) -> None:
    from vigil.witness.stories.keeper import StoriesKeeper

    by = editor()
    for _ in range(6):
        a_story(by)
    with django_assert_max_num_queries(7):
        assert len(StoriesKeeper().find(["Amalia Ríos Quintero"])) == 6
