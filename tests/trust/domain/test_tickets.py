"""Bounds on what strangers send: tickets, waiting, the budget of everybody together."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection

from vigil.trust import models as held
from vigil.trust.domain import tickets
from vigil.trust.domain.tickets import (
    AN_HOUR,
    FREE,
    LONGEST,
    SALT,
    SENT,
    SHORTEST,
    Full,
    NoTicket,
    StaleTicket,
    TooSoon,
    needed_age,
    new_ticket,
    read,
    spend,
    take_bytes,
)
from witness.testimonies import ticket

pytestmark = pytest.mark.django_db
ROOM = "testimony"


def test_a_ticket_works_once() -> None:
    one = ticket()
    spend(one, ROOM)
    with pytest.raises(StaleTicket):
        spend(one, ROOM)


def test_of_two_at_once_with_one_ticket_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "is_fresh", lambda _ticket: True)  # as both saw it
    one = ticket()
    spend(one, ROOM)
    with pytest.raises(StaleTicket, match="sent already"):
        spend(one, ROOM)
    assert held.Budget.objects.get(kind=SENT).n == 1


def test_a_ticket_of_another_day_is_told_to_be_sent_again() -> None:
    with pytest.raises(StaleTicket):
        spend(ticket(timedelta(days=2)), ROOM)


def test_nobody_writes_in_a_moment() -> None:
    with pytest.raises(TooSoon) as told:
        spend(read(new_ticket()), ROOM)
    assert 1 <= told.value.wait <= SHORTEST.total_seconds() + 1


@pytest.mark.parametrize(
    "said",
    [
        "",
        "x",
        "a.b:c",
        signing.Signer(salt="another").sign("a.1"),
        signing.Signer(salt=SALT).sign("x"),
    ],
)
def test_what_we_did_not_sign_is_no_ticket(said: str) -> None:
    with pytest.raises(NoTicket):
        read(said)


def test_the_fuller_the_hour_the_longer_everybody_waits() -> None:
    assert needed_age(0) == needed_age(FREE) == SHORTEST
    ages = [needed_age(sent) for sent in range(FREE, AN_HOUR + 1)]
    assert ages == sorted(set(ages))
    assert ages[-1] == LONGEST


def test_who_waited_is_let_in_when_it_is_full_and_who_just_came_is_not() -> None:
    for _ in range(AN_HOUR - 1):
        spend(ticket(), ROOM)
    with pytest.raises(TooSoon):
        spend(ticket(timedelta(minutes=1)), ROOM)
    spend(ticket(), ROOM)
    with pytest.raises(Full) as told:
        spend(ticket(), ROOM)
    assert 0 < told.value.wait <= 3601


def test_who_is_refused_keeps_the_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "AN_HOUR", 0)
    one = ticket()
    with pytest.raises(Full):
        spend(one, ROOM)
    monkeypatch.undo()
    spend(one, ROOM)


def test_the_bytes_of_a_day_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "BYTES_A_DAY", 100)
    assert take_bytes(60, ROOM)
    assert not take_bytes(60, ROOM)
    assert take_bytes(40, ROOM)


def test_what_is_kept_of_it_names_nobody() -> None:
    one = ticket()
    spend(one, ROOM)
    with connection.cursor() as cursor:
        for model in (held.SpentTicket, held.Budget):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            assert one.number not in str(cursor.fetchall())
    assert {f.name for f in held.SpentTicket._meta.concrete_fields} == {"id", "digest", "day"}


def test_what_floods_one_room_leaves_another_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "AN_HOUR", 1)
    monkeypatch.setattr(tickets, "FREE", 0)
    monkeypatch.setattr(tickets, "BYTES_A_DAY", 100)
    spend(ticket(), ROOM)
    with pytest.raises(Full):
        spend(ticket(), ROOM)
    spend(ticket(), "fund")
    assert take_bytes(100, ROOM)
    assert take_bytes(500, "fund")
    assert not take_bytes(1, "fund")
