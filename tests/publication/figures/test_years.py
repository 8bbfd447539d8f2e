"""The stretch of time of a selection."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from vigil.casefile.coverage.statement import MonitoredPeriod
from vigil.publication.figures.years import YearRange, place_of, year_range_of
from vigil.publication.record.columns import FIELDS, Columns
from vigil.publication.search.selection import Selection

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def dated(*years: int) -> Columns:
    rows = []
    for n, year in enumerate(years):
        row: dict[str, Any] = dict.fromkeys(FIELDS, 0)
        row |= {"pk": n, "number": n}
        row |= dict.fromkeys(("country", "event", "method", "motive", "organised_crime_link"), "")
        row |= dict.fromkeys(("contract_or_reward", "impunity", "admin1", "basis"), "")
        row |= dict.fromkeys(("place_precision", "why_targeted", "place_type"), "")
        row |= {"lat": None, "lon": None, "person_codes": b"", "changed_at": NOW}
        row |= {"date_from": date(year, 3, 1), "date_to": date(year, 3, 1)}
        rows.append([row[name] for name in FIELDS])
    return Columns.of(rows)


def told(*years: int, periods: tuple[MonitoredPeriod, ...] = (), **asked: object) -> YearRange:
    columns = dated(*years)
    return year_range_of(Selection(asked), columns, columns.all(), periods, TODAY)


def followed(first: int, last: int) -> MonitoredPeriod:
    return MonitoredPeriod("El Día", ("MEX",), "", date(first, 4, 1), date(last, 4, 1), False)


@pytest.mark.parametrize(
    ("time", "years"),
    [
        (told(), []),
        (told(2019), [2019]),
        (told(2017, 2020), [2017, 2018, 2019, 2020]),
        (told(2018, periods=(followed(2016, 2017),)), [2016, 2017, 2018]),
        (
            told(2018, periods=(followed(2010, 2026),), year_from=2017, year_to=2019),
            [2017, 2018, 2019],
        ),
        (told(periods=(followed(2010, 2012),), year_from=2015), []),
        (told(2018, year_from=1900, year_to=2100), [2018]),
        (told(2018, month="2018-03"), [2018]),
    ],
)
def test_it_holds_cases_and_what_was_monitored_within_what_is_asked(
    time: YearRange, years: list[int]
) -> None:
    assert list(time.years) == years


def test_months_of_few_years_or_of_the_one_asked_for() -> None:
    assert told(2017, 2019).has_months
    assert not told(2016, 2019).has_months
    assert not told().has_months
    assert len(told(2017, 2018).months) == 24
    assert told(2018, month="2018-03").months == [(2018, 3)]


def test_a_day_lies_in_its_year_and_month() -> None:
    time = YearRange(2018, 2019)
    assert place_of(date(2018, 1, 1), time, by_months=False) == 0
    assert place_of(date(2019, 7, 2), time, by_months=False) == pytest.approx(1.5, abs=0.01)
    assert place_of(date(2019, 3, 16), time, by_months=True) == pytest.approx(14.48, abs=0.01)
    assert place_of(date(2018, 3, 16), YearRange(2018, 2018, 3), True) == pytest.approx(
        0.48, abs=0.01
    )


def test_the_days_of_no_years_are_this_years() -> None:
    assert told().days(TODAY) == (date(2026, 1, 1), TODAY)
    assert told(2018).days(TODAY) == (date(2018, 1, 1), date(2018, 12, 31))
