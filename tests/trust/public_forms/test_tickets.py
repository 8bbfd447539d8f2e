"""Bounds on what strangers send: tickets, the disk, the budget for files."""

from datetime import date, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.utils import timezone

from vigil.trust import models as held
from vigil.trust.public_forms import tickets
from vigil.trust.public_forms.tickets import (
    SALT,
    SHORTEST,
    NoTicket,
    ReserveReached,
    StaleTicket,
    TooSoon,
    free_bytes,
    new_ticket,
    read,
    reserve,
    spend,
    take_bytes,
)
from witness.testimony_factories import ticket

pytestmark = pytest.mark.django_db
ROOM = "testimony"


def test_a_ticket_works_once() -> None:
    one = ticket()
    spend(one)
    with pytest.raises(StaleTicket):
        spend(one)


def test_of_two_at_once_with_one_ticket_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "is_fresh", lambda _ticket: True)  # as both saw it
    one = ticket()
    spend(one)
    with pytest.raises(StaleTicket, match="sent already"):
        spend(one)
    assert held.SpentTicket.objects.count() == 1


def test_a_ticket_of_another_day_is_told_to_be_sent_again() -> None:
    with pytest.raises(StaleTicket):
        spend(ticket(timedelta(days=2)))


def test_a_clock_that_was_set_back_keeps_nobody_waiting() -> None:
    """Whoever has the form open would be told to wait for as long as the clock was ahead."""
    with pytest.raises(StaleTicket):
        spend(ticket(-timedelta(hours=3)))


def test_nobody_writes_in_a_moment() -> None:
    with pytest.raises(TooSoon) as told:
        spend(read(new_ticket()))
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


def test_however_many_were_sent_the_next_one_is_taken_at_once() -> None:
    held.SpentTicket.objects.bulk_create(held.SpentTicket(digest=str(n)) for n in range(10_000))
    spend(ticket(SHORTEST))


def test_words_are_taken_until_the_disk_has_only_the_reserve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = ticket()
    monkeypatch.setattr(tickets, "free_bytes", lambda: reserve() - 1)
    with pytest.raises(ReserveReached, match="Our disk is full") as told:
        spend(one)
    assert told.value.wait
    monkeypatch.setattr(tickets, "free_bytes", reserve)
    spend(one)  # whoever was refused keeps the ticket


def test_the_disk_that_counts_is_that_of_the_data_also_before_the_folder_is_made() -> None:
    assert free_bytes() > 0


def test_files_stop_before_they_take_the_space_for_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "free_bytes", lambda: tickets.FILES_LEAVE * reserve() + 10)
    assert take_bytes(10, ROOM)
    assert not take_bytes(11, ROOM)
    spend(ticket())


def test_the_bytes_of_an_hour_are_bounded_and_the_next_has_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tickets, "BYTES_AN_HOUR", 100)
    assert take_bytes(60, ROOM)
    assert not take_bytes(60, ROOM)
    assert take_bytes(40, ROOM)
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(tickets.timezone, "now", lambda: later)
    assert take_bytes(60, ROOM)


def test_a_digest_of_a_ticket_goes_once_the_ticket_is_too_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spend(ticket())
    monkeypatch.setattr(tickets.timezone, "localdate", lambda: date(2099, 1, 1))
    spend(ticket())
    assert held.SpentTicket.objects.count() == 1


def test_what_is_kept_of_it_names_nobody() -> None:
    one = ticket()
    spend(one)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{held.SpentTicket._meta.db_table}"')
        assert one.number not in str(cursor.fetchall())
    assert {f.name for f in held.SpentTicket._meta.concrete_fields} == {"id", "digest", "day"}


def test_files_that_flood_one_room_leave_another_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "BYTES_AN_HOUR", 100)
    assert take_bytes(100, ROOM)
    assert not take_bytes(1, ROOM)
    assert take_bytes(500, "fund")
    assert not take_bytes(1, "fund")
