"""Asking to be reminded, confirming, being written to once, leaving for good."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from factories import adjudicator
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, Letter, Sealed
from vigil.trust.public_forms import tickets
from vigil.trust.requests.verbs import TooManyLetters
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.models import Reminder
from vigil.witness.names.verbs.admitting import exclude
from vigil.witness.reminders import verbs as reminders
from vigil.witness.reminders.verbs import confirm, leave, remind, reminder_by, sign_up
from witness.people_factories import ADDRESS, AMALIA, editor, killed, row_of, subscribed, token_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 7)


def bodies() -> list[str]:
    return [letter.body for letter in Letter.objects.order_by("pk")]


def test_nothing_but_the_link_is_written_before_it_was_followed() -> None:
    killed()
    sign_up(ADDRESS, every="day", language="en")
    remind(DAY)
    [letter] = Letter.objects.all()
    assert AMALIA not in letter.body
    found = reminder_by(token_in(letter))
    assert found is not None
    confirm(found)
    remind(DAY)
    assert AMALIA in bodies()[1]


def test_no_address_stands_in_the_database() -> None:
    sign_up(ADDRESS, every="day")
    assert ADDRESS not in str(list(Reminder.objects.values()))
    assert ADDRESS not in str(list(Decision.objects.values("before", "after", "why")))
    assert ADDRESS.encode() not in bytes(Sealed.objects.first().ciphertext)  # type: ignore[union-attr]


def test_who_asks_twice_gets_the_same_link_and_a_stranger_changes_nothing() -> None:
    subscribed(every="day", country="COL")
    sign_up(ADDRESS.upper(), every="week")
    row = Reminder.objects.get()
    assert (row.every, row.country) == ("day", "COL")
    [letter] = Letter.objects.all()
    assert reminder_by(token_in(letter)) == row


def test_who_asks_leaves_the_reserve_of_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "free_bytes", lambda: tickets.reserve() - 1)
    with pytest.raises(tickets.ReserveReached):
        sign_up(ADDRESS, every="day")
    assert not Reminder.objects.exists()


def test_strangers_cannot_fill_a_mailbox() -> None:
    for _n in range(10):
        sign_up(ADDRESS, every="day")
    assert Letter.objects.count() == reminders.LETTERS_A_DAY


def test_one_network_asks_so_many_times_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "A_DAY", 1)
    sign_up("one@hermanas.example", every="day", network="192.0.2.7")
    with pytest.raises(TooManyLetters):
        sign_up("two@hermanas.example", every="day", network="192.0.2.7")


@pytest.mark.parametrize(("address", "every"), [("nonsense", "day"), (ADDRESS, "hour")])
def test_what_cannot_be_answered_is_refused(address: str, every: str) -> None:
    with pytest.raises(NotPossible):
        sign_up(address, every=every)
    assert not Reminder.objects.exists()


def test_a_day_is_written_of_once_however_often_it_is_run() -> None:
    killed()
    subscribed()
    assert remind(DAY).written == 1
    assert remind(DAY).written == 0
    assert remind(DAY + timedelta(1)).as_dict() == {
        "written": 0,
        "nobody": 1,
        "removed": 0,
        "failed": 0,
    }
    assert remind(date(2027, 3, 7)).written == 1


def test_a_week_is_one_letter_of_its_days_in_order() -> None:
    killed("Seventh", "2019-03-07")
    killed("Ninth", "2018-03-09")
    killed("Next Week", "2018-03-14")
    subscribed(every="week")
    for n in range(7):
        remind(DAY + timedelta(n))
    [body] = bodies()
    assert body.index("Seventh") < body.index("Ninth")
    assert "Next Week" not in body
    remind(DAY + timedelta(7))
    assert "Next Week" in bodies()[1]


def test_only_whom_they_asked_for_and_no_excluded_name_is_written_of() -> None:
    killed("In Colombia", country="COL")
    killed("In Mexico", country="MEX")
    left = killed("Not Shared", country="COL")
    exclude(row_of(left), by=editor(), why="The family asked")
    subscribed(country="COL")
    remind(DAY)
    [body] = bodies()
    assert "In Colombia" in body
    assert "In Mexico" not in body
    assert "Not Shared" not in body


def test_a_long_day_names_the_first_and_counts_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vigil.witness.reminders.letters.MOST", 1)
    killed("Older", "2001-03-07")
    killed("Newer", "2002-03-07")
    subscribed()
    remind(DAY)
    [body] = bodies()
    assert "Older" in body
    assert "Newer" not in body
    assert "And 1 more person." in body


def test_leaving_removes_address_letters_and_row() -> None:
    killed()
    made = subscribed()
    remind(DAY)
    token = reminders.token_of(made)
    leave(made, why="they withdrew")
    leave(made, why="they withdrew")
    assert reminder_by(token) is None
    assert not Sealed.objects.filter(subject_kind="reminder").exists()
    assert bodies() == [""]


def test_who_never_confirmed_is_removed() -> None:
    made = subscribed(confirmed=False)
    Reminder.objects.update(made_at=timezone.now() - timedelta(days=8))
    assert remind(DAY).removed == 1
    assert not Reminder.objects.filter(pk=made.pk).exists()


def test_who_cannot_be_written_to_stops_nobody_else() -> None:
    killed()
    subscribed()
    Sealed.objects.all().delete()
    subscribed("other@hermanas.example")
    done = remind(DAY)
    assert (done.written, done.failed) == (1, 1)


@pytest.mark.parametrize("how", ["excluded", "withdrawn"])
def test_a_letter_that_did_not_go_out_is_written_anew_without_a_name(how: str) -> None:
    victim = killed()
    killed("Somebody Else")
    subscribed()
    remind(DAY)
    assert AMALIA in bodies()[0]
    if how == "excluded":
        exclude(row_of(victim), by=editor(), why="The family asked")
    else:
        withdraw([AMALIA], by=adjudicator(), why="the family asked")
    assert bodies() == [""]
    assert remind(DAY).written == 1
    assert "Somebody Else" in bodies()[1]
    assert AMALIA not in bodies()[1]


def test_an_address_is_found_and_withdrawn() -> None:
    subscribed()
    withdrawal = withdraw([ADDRESS], by=adjudicator(), why="they wrote to us")
    assert not Reminder.objects.exists()
    [receipt] = [r for r in withdrawal.receipts if r["room"] == "remembrance"]
    assert len(receipt["done"]) == 1
