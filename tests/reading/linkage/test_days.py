from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.linkage.days import gap, is_day, published_day, span_of
from vigil.reading.records import DatePrecision, DateRead


def span(value: str, precision: DatePrecision = "day") -> tuple[int, int] | None:
    return span_of(DateRead(value=value, precision=precision))


def test_a_month_holds_its_days() -> None:
    month, day = span("2020-02", "month"), span("2020-02-29")
    assert month
    assert day
    assert gap(month, day) == 0
    assert is_day(day)
    assert not is_day(month)


def test_gap_counts_days_between() -> None:
    year, day = span("2019", "year"), span("2020-01-03")
    assert year
    assert day
    assert gap(year, day) == gap(day, year) == 3


def test_interval_and_doubt() -> None:
    assert span("2020-01-01/2020-01-05~", "range") == (
        date(2020, 1, 1).toordinal(),
        date(2020, 1, 5).toordinal(),
    )


@pytest.mark.parametrize("value", ["2020-02-30", "2020-13", "soon", "/2020", "2020/2019", "0000"])
def test_what_is_no_date_says_nothing(value: str) -> None:
    assert span(value, "range") is None


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    span(text)
    published_day(text)


def test_published_with_a_time() -> None:
    assert published_day("2020-02-29T23:59:00Z") == date(2020, 2, 29).toordinal()
    assert published_day("") is None
