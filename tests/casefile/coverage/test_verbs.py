"""Who may say what was monitored, and what a run may say by itself."""

from datetime import date, timedelta
from typing import Any

import pytest

from days import today
from factories import OutletFactory, UserFactory, VictimFactory, adjudicator, coder
from vigil.casefile.coverage.queries import coverage, ever_monitored, monitored_periods
from vigil.casefile.coverage.verbs import (
    correct_monitoring,
    end_monitoring,
    note_collection,
    start_monitoring,
    take_back_monitoring,
)
from vigil.casefile.models import Monitoring, Outlet
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db


def earlier() -> date:
    """Return the day since which an outlet is monitored here."""
    return today() - timedelta(days=400)


@pytest.fixture
def ben() -> User:
    return adjudicator()


def started(by: User, **values: Any) -> Monitoring:
    asked = {"outlet": "El Día", "countries": ["MEX"], "since": earlier(), **values}
    return start_monitoring(by=by, **asked)


def test_no_outlet_is_called_by_a_name_that_the_record_does_not_show(ben: User) -> None:
    hidden = VictimFactory(name="Berta Lozano Ibarra", outcome="injured")
    with pytest.raises(NotPossible, match="does not show"):
        started(ben, outlet=f"Blog of {hidden.name.upper()}")
    assert not Outlet.objects.exists()
    VictimFactory(name="Mario Quintana Paz", outcome="killed")
    assert started(ben, outlet="Fundación Mario Quintana Paz")


def test_an_outlet_is_monitored_from_the_day_said(ben: User) -> None:
    row = started(ben, language="es", note="read by hand", why="as agreed")
    assert row.outlet.name == "El Día"
    assert Outlet.objects.get().monitored_since == earlier()
    decision = Decision.objects.get(verb="start_monitoring")
    assert (decision.actor, decision.target_key, decision.why) == (ben, row.key, "as agreed")
    assert decision.after["countries"] == ["MEX"]
    assert coverage(["MEX"], earlier(), today()).gaps("MEX") == []
    assert ever_monitored() == {"MEX"}


def test_an_outlet_that_says_since_when_need_not_be_told_again(ben: User) -> None:
    OutletFactory(name="El Día", monitored_since=earlier())
    assert started(ben, since=None).since == earlier()
    with pytest.raises(NotPossible, match="since when"):
        started(ben, outlet="Another", since=None)


@pytest.mark.parametrize(
    "values",
    [
        {"countries": []},
        {"countries": ["XXX"]},
        {"countries": ["INT"]},
        {"outlet": "  "},
        {"since": 1},
        {"until": -401},
        {"until": 1},
    ],
)
def test_what_cannot_be_is_refused(ben: User, values: dict[str, Any]) -> None:
    for name in {"since", "until"} & set(values):
        values = {name: today() + timedelta(days=values[name])}
    with pytest.raises(NotPossible):
        started(ben, **values)
    assert not Monitoring.objects.exists()
    assert not Decision.objects.filter(target_kind="monitoring").exists()


def test_an_outlet_is_monitored_once_at_a_time_for_a_country(ben: User) -> None:
    row = started(ben, countries=["MEX", "COL"])
    with pytest.raises(NotPossible, match="already"):
        started(ben, countries=["COL"], since=today())
    started(ben, countries=["BRA"])
    end_monitoring(row, today() - timedelta(days=10), by=ben, why="paper closed")
    started(ben, countries=["COL"], since=today() - timedelta(days=9))


def test_an_ended_one_covers_no_more_than_its_days(ben: User) -> None:
    last = today() - timedelta(days=100)
    row = end_monitoring(started(ben), last, by=ben, why="paper closed")
    assert monitored_periods()[0].last == last
    assert Decision.objects.get(verb="end_monitoring").after["until"] == last.isoformat()
    with pytest.raises(NotPossible, match="ended already"):
        end_monitoring(row, today(), by=ben, why="again")


def test_corrected_and_taken_back_with_a_reason(ben: User) -> None:
    row = started(ben)
    same: dict[str, Any] = {
        "countries": ["MEX"],
        "since": earlier(),
        "until": None,
        "language": "",
        "note": "",
    }
    with pytest.raises(NotPossible, match="why"):
        correct_monitoring(row, **{**same, "countries": ["COL"]}, by=ben, why=" ")
    with pytest.raises(NotPossible, match="different"):
        correct_monitoring(row, **same, by=ben, why="no reason")
    later = earlier() + timedelta(days=5)
    row = correct_monitoring(row, **{**same, "since": later}, by=ben, why="typing error")
    assert Decision.objects.get(verb="correct_monitoring").before["since"] == earlier().isoformat()
    assert Outlet.objects.get().monitored_since == later
    take_back_monitoring(row, by=ben, why="never read")
    assert monitored_periods() == []
    assert Outlet.objects.get().monitored_since is None
    with pytest.raises(NotPossible, match="taken back"):
        end_monitoring(row, today(), by=ben, why="late")


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADJUDICATOR])
def test_only_adjudicators_say_what_was_monitored(ben: User, role: Role) -> None:
    row, other = started(ben), UserFactory(roles=[role])
    with pytest.raises(NotAllowed):
        started(other, outlet="Another")
    with pytest.raises(NotAllowed):
        end_monitoring(row, today(), by=other, why="x")
    with pytest.raises(NotAllowed):
        take_back_monitoring(row, by=other, why="x")


def test_a_role_for_one_country_reaches_no_other(ben: User) -> None:
    ben.grants.update(countries=["MEX"])
    row = started(ben)
    with pytest.raises(NotAllowed):
        started(ben, countries=["MEX", "COL"], outlet="Another")
    with pytest.raises(NotAllowed):
        correct_monitoring(
            row,
            countries=["COL"],
            since=earlier(),
            until=None,
            language="",
            note="",
            by=ben,
            why="x",
        )


# What a run notes by itself


def collect(day: date, country: str = "MEX") -> Monitoring | None:
    return note_collection("El Día", country, "es", day)


def test_the_first_collection_starts_it_and_later_ones_carry_it_on() -> None:
    first = today() - timedelta(days=40)
    collect(first)
    collect(first + timedelta(days=20))
    collect(today())
    row = Monitoring.objects.get()
    assert (row.since, row.until, row.collected_until) == (first, None, today())
    assert Decision.objects.get(target_kind="monitoring").actor is None


def test_after_a_break_it_starts_anew_and_the_break_is_a_gap() -> None:
    first = today() - timedelta(days=90)
    collect(first)
    collect(today())
    periods = monitored_periods()
    assert [(p.first, p.last, p.goes_on) for p in periods] == [
        (first, first, False),
        (today(), today(), True),
    ]
    gaps = coverage(["MEX"], first, today()).gaps("MEX")
    assert gaps == [(first + timedelta(days=1), today() - timedelta(days=1))]


def test_what_nobody_collected_for_long_does_not_count_as_monitored_until_today() -> None:
    last = today() - timedelta(days=60)
    collect(last)
    period = monitored_periods()[0]
    assert (period.last, period.goes_on) == (last, False)


def test_an_outlet_of_no_one_country_monitors_none() -> None:
    assert collect(today(), "INT") is None
    assert not Monitoring.objects.exists()


def test_a_run_does_not_start_again_what_a_person_ended_or_took_back(ben: User) -> None:
    collect(today())
    end_monitoring(Monitoring.objects.get(), today(), by=ben, why="unreliable")
    assert collect(today()) is None
    take_back_monitoring(Monitoring.objects.get(), by=ben, why="unreliable")
    assert collect(today()) is None
    assert Monitoring.objects.count() == 1


def test_a_persons_word_needs_no_collection(ben: User) -> None:
    row = started(ben)
    collected = collect(today())
    assert collected == row
    assert collected.collected_until is None


def test_a_coder_sees_it_only() -> None:
    assert not coder().has_perm("casefile.keep_coverage")
    assert adjudicator().has_perm("casefile.keep_coverage")
