"""Requests: one place to ask, a contact nobody reads without a reason, a form taken once."""

from datetime import date
from typing import Any

import pytest

from factories import UserFactory, behind
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Request, RequestCount, Role, User
from vigil.trust.public_forms.tickets import StaleTicket
from vigil.trust.requests import verbs as requests
from vigil.trust.requests.verbs import (
    LONGEST,
    TooManyLetters,
    answer_request,
    count,
    decline_request,
    receive_request,
)
from vigil.trust.vault.digests import identifier_digest
from vigil.trust.vault.verbs.sealing import open_sealed, sealed_for
from witness.testimony_factories import ticket

pytestmark = pytest.mark.django_db

CONTACT = "sister@example.org"


@pytest.fixture
def by() -> User:
    return UserFactory(roles=[Role.ADJUDICATOR])


def ask(**values: Any) -> Request:
    given = {"wants": "removal", "text": "Please take my sister's name away.", **values}
    return receive_request("case", "V-0042", **given)


def test_the_public_asks_and_it_waits() -> None:
    request = ask(urgent=True)
    assert (request.state, request.item_kind, request.item_key) == ("open", "case", "V-0042")
    assert request.received_by is None
    assert not request.has_contact
    decision = Decision.objects.get()
    assert (decision.verb, decision.actor) == ("receive_request", None)
    assert "sister" not in str(decision.after)


def test_the_contact_lies_in_the_vault(by: User) -> None:
    request = ask(contact=CONTACT)
    assert request.has_contact
    (sealed,) = sealed_for("request", str(request.pk))
    assert open_sealed(sealed, by=by, why="answering") == CONTACT
    kept = {field.name: getattr(request, field.name) for field in Request._meta.concrete_fields}
    assert CONTACT not in str(kept)


def test_urgent_requests_stand_first_then_the_oldest() -> None:
    first, second, urgent = ask(), ask(), ask(urgent=True)
    assert list(Request.objects.all()) == [urgent, first, second]


@pytest.mark.parametrize(
    "values",
    [{"wants": "money"}, {"text": " \n "}, {"text": "x" * (LONGEST + 1)}, {"contact": "x" * 501}],
)
def test_what_cannot_be_taken_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        ask(**values)
    assert not Request.objects.exists()


def test_a_request_is_answered_once(by: User) -> None:
    request = answer_request(ask(), "The name is gone.", by=by)
    assert (request.state, request.answered_by) == ("answered", by)
    with pytest.raises(NotPossible):
        decline_request(request, "no", by=by)


def test_declining_takes_words_too(by: User) -> None:
    with pytest.raises(NotPossible):
        decline_request(ask(), "  ", by=by)
    assert decline_request(ask(), "The court named him.", by=by).state == "declined"


def test_the_words_of_an_answer_are_not_in_the_log(by: User) -> None:
    answer_request(ask(), "Amalia's name is gone.", by=by)
    assert "Amalia" not in str(list(Decision.objects.values_list("before", "after", "why")))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADJUDICATOR}))
def test_only_an_adjudicator_answers(role: Role) -> None:
    with pytest.raises(NotAllowed):
        answer_request(ask(), "done", by=UserFactory(roles=[role]))


def test_a_form_of_the_public_is_taken_once() -> None:
    behind(Role.ADJUDICATOR)
    one = ticket()
    ask(ticket=one)
    with pytest.raises(StaleTicket):
        ask(ticket=one)
    assert Request.objects.count() == 1


def test_one_address_asks_for_so_many_letters_a_day_and_another_is_not_hindered() -> None:
    for _ in range(3):
        count("192.0.2.1", 3)
    with pytest.raises(TooManyLetters):
        count("192.0.2.1", 3)
    count("192.0.2.2", 3)


def test_the_address_is_not_kept_and_tomorrow_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count("192.0.2.1", 3)
    today = RequestCount.objects.get()
    assert today.digest == identifier_digest(f"request {today.day} 192.0.2.1")
    monkeypatch.setattr(requests.timezone, "localdate", lambda: date(2099, 1, 1))
    count("192.0.2.1", 3)
    tomorrow = RequestCount.objects.get()
    assert tomorrow.digest != today.digest
