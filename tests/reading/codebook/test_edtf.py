"""Dates as far as they are known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.codebook.edtf import InvalidEdtf, bounds, parse

days = st.dates()


@pytest.mark.parametrize(
    ("value", "earliest", "latest", "precision"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "year"),
        ("2019-02", date(2019, 2, 1), date(2019, 2, 28), "month"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "month"),
        ("2019-12", date(2019, 12, 1), date(2019, 12, 31), "month"),
        ("2019-03-08", date(2019, 3, 8), date(2019, 3, 8), "day"),
        ("2019-03-05/2019-03-08", date(2019, 3, 5), date(2019, 3, 8), "range"),
        ("2019-03/2019-05", date(2019, 3, 1), date(2019, 5, 31), "range"),
        ("2018/2019-02-03", date(2018, 1, 1), date(2019, 2, 3), "range"),
        ("9999", date(9999, 1, 1), date(9999, 12, 31), "year"),
    ],
)
def test_bounds_and_precision(value: str, earliest: date, latest: date, precision: str) -> None:
    read = parse(value)
    assert (read.earliest, read.latest, read.precision) == (earliest, latest, precision)
    assert bounds(value) == (earliest, latest)


@pytest.mark.parametrize(
    ("value", "uncertain", "approximate"),
    [
        ("2019-03-08", False, False),
        ("2019-03-08?", True, False),
        ("2019-03~", False, True),
        ("2019%", True, True),
        ("2019-03?/2019-05~", True, True),
        ("2019-03/2019-05?", True, False),
    ],
)
def test_qualifiers(value: str, uncertain: bool, approximate: bool) -> None:
    read = parse(value)
    assert (read.uncertain, read.approximate) == (uncertain, approximate)
    bare = value.translate({ord(c): None for c in "?~%"})
    assert bounds(value) == bounds(bare)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "yesterday",
        "08/03/2019",
        "2019-3-8",
        "2019-13",
        "2019-00",
        "2019-02-29",
        "0000",
        "19",
        "20190308",
        "2019-03-08T10:00",
        "2019-03-08 ",
        "2019-03-08\n",
        "2019-21",
        "201X",
        "2019/",
        "/2019",
        "2019/..",
        "2019/2020/2021",
        "2020/2019",
        "2019-03-08/2019-03-05",
        "2019-06/2019-03",
        "2019??",
        "-2019",
        "٢٠١٩",
    ],
)
def test_refused_with_the_value_named(value: str) -> None:
    with pytest.raises(InvalidEdtf, match=r"not a date|calendar|before it begins") as caught:
        parse(value)
    assert repr(value) in str(caught.value)


@given(days)
def test_every_day_reads_as_itself(day: date) -> None:
    assert bounds(day.isoformat()) == (day, day)


@given(days)
def test_a_coarser_date_holds_the_finer(day: date) -> None:
    for coarse in (day.isoformat()[:7], day.isoformat()[:4]):
        earliest, latest = bounds(coarse)
        assert earliest <= day <= latest
        outside = [d for d in (earliest, latest) if date.min < d < date.max]
        assert all(not d.isoformat().startswith(coarse) for d in _neighbours(earliest, latest))
        assert all(d.isoformat().startswith(coarse) for d in outside)


def _neighbours(earliest: date, latest: date) -> list[date]:
    one = timedelta(days=1)
    before = [earliest - one] if earliest > date.min else []
    return before + ([latest + one] if latest < date.max else [])


@given(days, days)
def test_an_interval_runs_from_its_first_to_its_last_day(a: date, b: date) -> None:
    first, last = sorted((a, b))
    assert bounds(f"{first}/{last}") == (first, last)
    if first != last:
        with pytest.raises(InvalidEdtf):
            parse(f"{last}/{first}")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = parse(text)
    except InvalidEdtf:
        return
    assert read.earliest <= read.latest
