"""Messages when a person is withdrawn, takes their data, or leaves."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from factories import adjudicator
from programme.message_factories import (
    CASILDA,
    a_member,
    a_recording,
    an_event,
    host,
    named_member,
    shown,
)
from seconded import lift
from vigil.network.members import data_in_other_rooms
from vigil.programme.messages.keeper import MessageKeeper
from vigil.programme.messages.verbs.moderating import set_translation, show_message
from vigil.programme.messages.verbs.withdrawing import withdraw_message
from vigil.programme.messages.visibility import displayed_message, messages_of_event
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision
from vigil.trust.rooms import house
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


def test_a_withdrawal_takes_messages_of_and_about_a_person_away_and_gives_them_back() -> None:
    event = an_event()
    of_her = shown(event, named_member(CASILDA), named=True, text="Seguimos.")
    about = shown(event, a_member("Other"), text=f"I think of {CASILDA.upper()}.")
    translated = shown(event, a_member("Third"))
    set_translation(translated, "en", f"With {CASILDA}.", by=host())
    kept = shown(event, a_member("Fourth"), text="Nobody in it.")
    withdrawal = withdraw([CASILDA], by=adjudicator(), why="her family asked")
    assert [one.uid for one in messages_of_event(event)] == [kept.uid]
    [receipt] = [r for r in withdrawal.receipts if r["room"] == "messages"]
    assert {done["key"] for done in receipt["done"]} == {of_her.uid, about.uid, translated.uid}
    assert receipt["still"] == []
    assert CASILDA not in str(withdrawal.receipts)
    lift(withdrawal, by=adjudicator(), why="they want it told")
    assert len(messages_of_event(event)) == 4
    for row in Decision.objects.values("before", "after", "why"):
        assert "Casilda" not in str(row)


def test_while_it_stands_nobody_shows_the_message() -> None:
    event = an_event()
    message = shown(event, a_member("Other"), text=f"I think of {CASILDA}.")
    withdraw([CASILDA], by=adjudicator(), why="her family asked")
    message.refresh_from_db()
    with pytest.raises(NotPossible):
        show_message(message, by=host())
    assert displayed_message(event, message.uid) is None


def test_two_withdrawals_are_lifted_one_by_one() -> None:
    event = an_event()
    shown(event, a_member("Other"), text=f"I think of {CASILDA} and Belisario Tinoco.")
    first = withdraw([CASILDA], by=adjudicator(), why="her family asked")
    second = withdraw(["Belisario Tinoco"], by=adjudicator(), why="his family asked")
    assert second.receipts
    lift(first, by=adjudicator(), why="they want it told")
    assert messages_of_event(event) == []


def test_what_was_withdrawn_for_good_is_held_no_more() -> None:
    message = shown(an_event(), a_member(CASILDA), text="Seguimos.")
    withdraw_message(message, by=host(), why="asked for")
    assert MessageKeeper().find([CASILDA, message.uid]) == []


def test_a_message_is_found_by_its_id() -> None:
    message = shown(an_event(), a_member())
    assert [one.key for one in MessageKeeper().find([message.uid])] == [message.uid]


def test_what_nobody_could_search_is_said() -> None:
    event = an_event()
    assert MessageKeeper().still_shows([CASILDA]) == []
    shown(event, a_member(), text="", file=a_recording())
    assert "no transcript" in MessageKeeper().still_shows([CASILDA])[0]
    shown(event, a_member(), text=f"With {CASILDA}.")
    assert "still says the name" in MessageKeeper().still_shows([CASILDA])[0]


def test_this_room_answers_for_its_models() -> None:
    for label in ("programme.Message", "programme.MessageTranslation"):
        assert house.answers_for(label) == ["messages"]


def test_a_member_takes_their_messages_with_them() -> None:
    member = a_member()
    message = shown(an_event(), member)
    set_translation(message, "en", "We are still here.", by=host())
    shown(an_event(), a_member(), text="of another")
    [row] = data_in_other_rooms.exported(member)["messages"]
    assert row["text"] == "Seguimos aquí."
    assert row["translations"] == {"en": "We are still here."}
