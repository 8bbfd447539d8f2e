"""What remembrance answers when it is asked about a person."""

import pytest

from vigil.trust.rooms import house
from vigil.witness.names.keeper import RemembranceKeeper
from witness.people_factories import ADDRESS, AMALIA, killed, subscribed

pytestmark = [pytest.mark.django_db, pytest.mark.either]
KEEPER = RemembranceKeeper()


def test_a_reminder_is_found_by_its_address_alone() -> None:
    made = subscribed()
    assert [one.key for one in KEEPER.find([ADDRESS.upper()])] == [made.uid]
    assert KEEPER.find([AMALIA, "other@hermanas.example"]) == []


def test_who_is_still_on_the_list_is_counted() -> None:
    killed()
    killed("Amalia Ríos")
    [sentence] = KEEPER.still_shows(["AMALIA RIOS QUINTERO"])
    assert "holds 1 person" in sentence
    assert KEEPER.still_shows(["Nobody Else"]) == []


def test_each_table_of_names_has_its_answer() -> None:
    for model in ("Name", "NameSpelling", "NameWord", "NamesState", "Ruling"):
        [reason] = house.answers_for(f"witness.{model}")
        assert reason != "remembrance"
    assert house.answers_for("witness.Reminder") == ["remembrance"]
