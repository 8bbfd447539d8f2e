"""What was monitored: never a zero where nobody was reading."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.casefile.coverage.statement import (
    CoverageStatement,
    MonitoredPeriod,
    elsewhere_sentences,
    make_statement,
)
from vigil.charts.coverage import Coverage

TODAY = date(2026, 11, 25)
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)


def period(outlet: str, first: date, last: date | None = None, *countries: str) -> MonitoredPeriod:
    return MonitoredPeriod(outlet, countries or ("MEX",), "es", first, last or TODAY, last is None)


def told(*periods: MonitoredPeriod, countries: tuple[str, ...] = ("MEX",)) -> CoverageStatement:
    return make_statement(periods, countries, FIRST, LAST, TODAY)


def test_without_any_outlet_nothing_is_monitored() -> None:
    nothing = told()
    assert not nothing.monitored("MEX", 2025, 3)
    assert nothing.state_of_month("MEX", 2025, 3) is Coverage.NOT
    assert nothing.gaps("MEX") == [(FIRST, TODAY)]
    assert nothing.sentences(str)[0] == "MEX was not monitored in this time."


def test_a_month_is_whole_only_if_every_day_was_monitored() -> None:
    said = told(period("El Día", date(2025, 3, 2)))
    assert said.state_of_month("MEX", 2025, 2) is Coverage.NOT
    assert said.state_of_month("MEX", 2025, 3) is Coverage.PART
    assert said.state_of_month("MEX", 2025, 4) is Coverage.WHOLE
    assert not said.monitored("MEX", 2025, 3)
    assert said.monitored("MEX", 2025, 4)
    assert not said.monitored("MEX", 2025)


def test_the_month_that_runs_is_judged_up_to_today_and_the_next_is_not_monitored() -> None:
    said = told(period("El Día", date(2025, 3, 1)))
    assert said.monitored("MEX", 2026, 11)
    assert said.monitored("MEX", 2026)
    assert said.state_of_month("MEX", 2026, 12) is Coverage.NOT


def test_an_outlet_that_was_there_before_the_time_comes_back_in_it_and_does_not_join() -> None:
    returned = told(period("A", date(2019, 1, 1), date(2020, 1, 1)), period("A", date(2025, 3, 1)))
    assert returned.joined() == []
    of_another = told(
        period("B", date(2019, 1, 1), date(2020, 1, 1), "COL"), period("B", date(2025, 3, 1))
    )
    assert [j.day for j in of_another.joined()] == [date(2025, 3, 1)]


def test_outlets_that_follow_each_other_monitor_a_month_together() -> None:
    said = told(
        period("A", date(2025, 3, 1), date(2025, 3, 14)),
        period("B", date(2025, 3, 15), date(2025, 3, 31)),
    )
    assert said.monitored("MEX", 2025, 3)
    assert said.outlets("MEX", date(2025, 3, 1), date(2025, 3, 10)) == ["A"]
    assert said.gaps("MEX") == [(FIRST, date(2025, 2, 28)), (date(2025, 4, 1), TODAY)]


def test_one_country_says_nothing_about_another() -> None:
    said = told(period("El Día", FIRST), countries=("MEX", "COL"))
    assert said.monitored("MEX", 2025)
    assert not said.monitored("COL", 2025)
    assert said.count(*(date(2025, 1, 1), date(2025, 1, 31))) == (1, 0)
    assert said.together(date(2025, 1, 1), date(2025, 1, 31)) is Coverage.PART
    assert said.sentences(str)[0] == (
        "Countries that were monitored for some of this time: 1 of 2; throughout: 1."
    )
    assert "say nothing about what happened" in said.sentences(str)[-1]


def test_outlets_that_join_are_named_with_their_day_once() -> None:
    said = told(
        period("Since ever", date(2020, 1, 1)),
        period("El Día", date(2025, 3, 2), date(2025, 5, 1)),
        period("El Día", date(2025, 9, 1)),
        period("Elsewhere", date(2025, 3, 2), None, "COL"),
    )
    assert [(one.outlet, one.day) for one in said.joined()] == [("El Día", date(2025, 3, 2))]
    assert any("El Día (2 March 2025)" in sentence for sentence in said.sentences(str))


def test_of_many_that_joined_a_sentence_names_some_and_counts_the_rest() -> None:
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(11)]
    said = told(*(period(f"Outlet {n:02d}", day) for n, day in enumerate(days)))
    sentence = said.sentences(str)[1]
    assert "Outlet 07" in sentence
    assert "Outlet 08" not in sentence
    assert "3 more" in sentence


def test_as_data_it_says_the_same() -> None:
    data = told(period("El Día", date(2025, 3, 2), date(2025, 4, 1))).as_dict()
    assert data["countries"][0]["monitored"] == [{"from": "2025-03-02", "to": "2025-04-01"}]
    assert data["countries"][0]["not_monitored"] == [
        {"from": "2024-01-01", "to": "2025-03-01"},
        {"from": "2025-04-02", "to": "2026-11-25"},
    ]
    assert data["outlets"][0]["until"] == "2025-04-01"
    assert data["joined"] == [{"outlet": "El Día", "countries": ["MEX"], "on": "2025-03-02"}]
    assert told(period("El Día", FIRST)).as_dict()["outlets"][0]["until"] is None


def test_cases_from_elsewhere_are_said_to_be_outside_of_it_with_their_source() -> None:
    published = "compiled from published sources and do not come from this monitoring."
    assert elsewhere_sentences(16, 0, 16) == [f"All 16 cases here were {published}"]
    some, own = elsewhere_sentences(3, 1, 5)
    assert some == f"3 of the 5 cases here were {published}"
    assert own.startswith("1 of the 5 cases here was taken from a team's own sheet and does not")
    assert elsewhere_sentences(0, 0, 5) == []


days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(days, days).map(lambda pair: (min(pair), max(pair))), max_size=6))
def test_every_day_is_either_monitored_or_in_a_gap(spans: list[tuple[date, date]]) -> None:
    ended = [(first, min(last, TODAY)) for first, last in spans if first <= TODAY]
    said = told(*(period(f"{n}", *span) for n, span in enumerate(ended)))
    day = FIRST
    while day <= TODAY:
        inside = any(first <= day <= last for first, last in ended)
        assert any(first <= day <= last for first, last in said.spans("MEX")) == inside
        assert any(first <= day <= last for first, last in said.gaps("MEX")) != inside
        assert (said.state("MEX", day, day) is Coverage.WHOLE) == inside
        day += timedelta(days=23)


@pytest.mark.parametrize("countries", [(), ("MEX",), ("MEX", "COL")])
def test_it_can_be_said_of_any_number_of_countries(countries: tuple[str, ...]) -> None:
    assert told(countries=countries).sentences(str)
