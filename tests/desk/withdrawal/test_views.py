"""Withdrawing at the desk: look, tick, one act, a receipt; lifting it."""

import re
from typing import Any

import pytest
from django.test import Client

from casefile.people.named_people import ANA, EVA, LUIS, named, person, settled, told_by
from desk.conftest import signed_in
from factories import UserFactory
from vigil.casefile.models import Case
from vigil.desk.screens.labels import room_name
from vigil.trust.models import Confirmation, Decision, Role, User, Withdrawal
from vigil.trust.rooms import house

pytestmark = pytest.mark.django_db

AT = "/desk/withdraw/"


@pytest.fixture
def at_work(adjudicator: User) -> Client:
    return signed_in(adjudicator)


def key(case: Case, name: str) -> str:
    return f"casefile/victim/{case.victims.get(name=name).uid}"


def ticked(case: Case) -> dict[str, Any]:
    """Return what the page sends where this case alone stood in the list."""
    chosen = [key(case, ANA)]
    return {"do": "withdraw", "names": ANA, "why": "asked", "chosen": chosen, "seen": chosen}


def test_looking_shows_what_every_room_holds_and_ticks_what_is_sure(at_work: Client) -> None:
    case, other = settled(person(ANA)), settled(person(EVA))
    page = at_work.post(AT, {"do": "look", "names": "ana rios quintero"}).content.decode()
    assert re.search(f'value="{key(case, ANA)}" id="h[0-9]-1" checked', page)
    assert re.search(f'value="{key(other, EVA)}" id="h[0-9]-2">', page)
    assert "Requests, agreements, the log" in page
    assert not Withdrawal.objects.exists()


def test_no_address_ever_holds_a_name(at_work: Client) -> None:
    settled(person(ANA))
    page = at_work.get(AT, {"names": ANA, "q": ANA, "do": "look"}).content.decode()
    assert "Ríos" not in page
    form = {
        "do": "withdraw",
        "names": ANA,
        "why": "asked",
        "chosen": [key(Case.objects.get(), ANA)],
        "seen": [key(Case.objects.get(), ANA)],
    }
    answer = at_work.post(AT, form)
    assert answer.headers["Location"] == f"{AT}{Withdrawal.objects.get().pk}/"


def test_the_receipt_says_what_was_done_and_not_the_name(at_work: Client) -> None:
    case = settled(person(ANA), person(LUIS))
    told_by(case, text=f"{ANA} was shot.")
    form = {**ticked(case), "why": "her sister asked"}
    page = at_work.post(AT, form, follow=True).content.decode()
    assert named(case) == [LUIS]
    assert f"{case.public_id}: the person is counted, and not named any more" in page
    assert "Kept at the desk as evidence" in page
    assert "her sister asked" in page
    assert "Ríos" not in page


def test_what_lacks_a_tick_or_a_reason_keeps_what_was_typed(at_work: Client) -> None:
    case = settled(person(ANA))
    form = {"do": "withdraw", "names": f"{ANA}; Anita", "why": "", "chosen": [key(case, ANA)]}
    answer = at_work.post(AT, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "State why this is withdrawn." in page
    assert f"{ANA}; Anita" in page
    assert re.search(f'value="{key(case, ANA)}" id="h[0-9]-1" checked', page)
    assert at_work.post(AT, {**form, "why": "asked", "chosen": []}).status_code == 422
    assert named(case) == [ANA]


def test_a_tick_that_nobody_offered_is_refused(at_work: Client) -> None:
    case, other = settled(person(ANA)), settled(person(LUIS))
    form = {"do": "withdraw", "names": ANA, "why": "asked", "chosen": [key(other, LUIS)]}
    assert at_work.post(AT, form).status_code == 422
    assert (named(case), named(other)) == ([ANA], [LUIS])


def test_what_came_after_the_look_is_neither_withdrawn_nor_left_unseen(at_work: Client) -> None:
    form = ticked(case := settled(person(ANA)))
    other = settled(person(ANA))
    answer = at_work.post(AT, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "What is held has changed since you looked. Look again." in page
    assert f'name="seen" value="{key(other, ANA)}"' in page
    assert (named(case), named(other)) == ([ANA], [ANA])
    seen = [key(case, ANA), key(other, ANA)]
    assert at_work.post(AT, {**form, "seen": seen}).status_code == 302
    assert (named(case), named(other)) == ([], [ANA])


def test_nothing_found_is_said(at_work: Client) -> None:
    page = at_work.post(AT, {"do": "look", "names": "Nobody Of That Name"}).content.decode()
    assert "No room, case or person has this name." in page


def test_an_empty_search_is_refused(at_work: Client) -> None:
    assert at_work.post(AT, {"do": "look", "names": " ; "}).status_code == 422


def test_a_withdrawal_is_lifted_with_a_reason_and_by_two(at_work: Client) -> None:
    case = settled(person(ANA))
    at_work.post(AT, ticked(case))
    at = f"{AT}{Withdrawal.objects.get().pk}/lift/"
    assert at_work.post(at, {"why": ""}).status_code == 422
    page = at_work.post(at, {"why": "the family wants it"}, follow=True).content.decode()
    assert "A second person must confirm it." in page
    assert page.count('class="receipt"') < 5  # rooms that hold nothing stand in one list
    assert named(case) == []
    asked = Confirmation.objects.get()
    confirm = f"/desk/confirmations/{asked.pk}/confirm/"
    assert at_work.post(confirm).status_code == 409
    assert signed_in(UserFactory(roles=[Role.ADJUDICATOR])).post(confirm).status_code == 302
    page = at_work.get(f"{AT}{Withdrawal.objects.get().pk}/").content.decode()
    assert "named again where the policy allows it" in page
    assert named(case) == [ANA]
    assert at_work.post(at, {"why": "again"}).status_code == 409


def test_recent_withdrawals_are_listed(at_work: Client) -> None:
    case = settled(person(ANA))
    at_work.post(AT, ticked(case))
    assert f"Withdrawal {Withdrawal.objects.get().pk}" in at_work.get(AT).content.decode()


def test_a_name_with_markup_is_shown_as_it_was_typed(at_work: Client) -> None:
    page = at_work.post(AT, {"do": "look", "names": '<b>"Ana</b>'}).content.decode()
    assert "<b>&quot;" not in page
    assert "&lt;b&gt;&quot;Ana&lt;/b&gt;" in page


def test_nobody_else_is_offered_the_room(coder: User, at_work: Client) -> None:
    settled(person(ANA))
    pk = Case.objects.get().pk
    assert 'href="/desk/withdraw/"' not in signed_in(coder).get("/desk/cases/").content.decode()
    assert "Withdraw the name" not in signed_in(coder).get(f"/desk/cases/{pk}/").content.decode()
    assert 'href="/desk/withdraw/"' in at_work.get("/desk/cases/").content.decode()
    assert "Withdraw the name" in at_work.get(f"/desk/cases/{pk}/").content.decode()


def test_a_look_is_no_decision(at_work: Client) -> None:
    settled(person(ANA))
    before = Decision.objects.count()
    at_work.post(AT, {"do": "look", "names": ANA})
    assert Decision.objects.count() == before


def test_every_room_that_holds_something_has_a_name_for_people() -> None:
    rooms = {keeper.room for keeper in house.keepers()}
    assert {room for room in rooms if room_name(room) == room} == set()
