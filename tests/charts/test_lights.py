"""The field of lights: where each light stands, and that it stays there."""

import re
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.charts import lights

DAYS = st.integers(date(1979, 1, 1).toordinal(), date(2024, 12, 31).toordinal())
FIELDS = st.lists(DAYS, min_size=1, max_size=30).map(sorted)
SPAN = lights.span_of_years(1979, 2024)


def placed(days: list[int]) -> tuple[lights.Floats, lights.Floats]:
    first, keys = np.array(days), np.arange(len(days)) * 4096
    return lights.apart(lights.across(first, first, keys, SPAN), keys)


@settings(max_examples=12, deadline=None)
@given(FIELDS)
def test_every_light_is_on_the_field_by_its_date(days: list[int]) -> None:
    xs, ys = placed(days)
    assert ((xs >= 0) & (xs <= lights.WIDE)).all()
    assert ((ys >= lights.TOP) & (ys <= lights.BASE)).all()
    start, end = (SPAN.across(np.array(days, dtype=np.float64) + n) for n in (0, 1))
    assert ((xs >= start - lights.ASIDE) & (xs <= end + lights.ASIDE)).all()
    assert (np.diff(start) >= 0).all()


@settings(max_examples=12, deadline=None)
@given(FIELDS, DAYS)
def test_a_light_stays_where_it_is_when_a_later_one_is_added(days: list[int], more: int) -> None:
    before, after = placed(days), placed([*days, max(more, days[-1])])
    assert np.array_equal(before, [axis[:-1] for axis in after])


def test_lights_of_one_day_do_not_cover_each_other() -> None:
    xs, ys = placed([date(1992, 5, 23).toordinal()] * 7)
    gaps = np.hypot(xs[:, None] - xs, ys[:, None] - ys)[~np.eye(7, dtype=bool)]
    assert gaps.min() >= lights.APART


@given(st.lists(st.integers(0, 2**40), min_size=1, unique=True))
def test_the_chance_of_a_person_is_theirs_alone(keys: list[int]) -> None:
    found = lights.chance(np.array(keys))
    assert ((found >= 0) & (found < 1)).all()
    assert np.array_equal(found[::-1], lights.chance(np.array(keys[::-1])))
    assert len(keys) == 1 or len(set(found.tolist())) > 1


def test_chance_fills_the_field_evenly() -> None:
    tenths = np.histogram(lights.chance(np.arange(10_000)), bins=10, range=(0, 1))[0]
    assert tenths.min() > 900


def test_who_died_within_a_range_is_within_it_and_undated_ones_are_beside_the_years() -> None:
    span = lights.span_of_years(1990, 1999, undated=True)
    first = np.array([date(1992, 1, 1).toordinal()] * 50 + [0] * 5)
    last = np.array([date(1992, 12, 31).toordinal()] * 50 + [0] * 5)
    xs = lights.across(first, last, np.arange(55), span)
    start, end = span.across(np.array([first[0], last[0] + 1], dtype=np.float64))
    assert ((xs[:50] >= start) & (xs[:50] <= end)).all()
    assert len(set(xs[:50].tolist())) > 40
    assert ((xs[50:] > span.end) & (xs[50:] <= lights.WIDE)).all()


@given(st.integers(1, 10**7), st.integers(1, 10_000))
def test_no_more_lights_are_drawn_than_asked_for(people: int, most: int) -> None:
    each = lights.people_to_a_light(people, most)
    assert -(-people // each) <= most
    assert each == 1 or -(-people // (each - 1)) > most


@given(st.lists(st.tuples(st.integers(0, 1280), st.integers(0, 330)), max_size=40))
def test_a_path_has_each_dot_at_its_place(dots: list[tuple[int, int]]) -> None:
    array = np.array(dots, dtype=np.float64).reshape(-1, 2)
    steps = re.findall(r"m(-?\d+) ?(-?\d+)h0", lights.dots(array[:, 0], array[:, 1]))
    assert np.cumsum([(int(x), int(y)) for x, y in steps] or [(0, 0)], axis=0).tolist() == (
        [list(dot) for dot in dots] or [[0, 0]]
    )


def test_ticks_are_decades_years_or_months() -> None:
    def years(first: int, last: int) -> list[int]:
        return [tick.day.year for tick in lights.ticks(lights.span_of_years(first, last))]

    assert years(1979, 2024) == [1980, 1990, 2000, 2010, 2020]
    assert years(2019, 2021) == [2019, 2020, 2021]
    assert [tick.day.month for tick in lights.ticks(lights.span_of_years(2019, 2019))] == [
        *range(1, 13)
    ]
    assert len(lights.ticks(lights.span_of_month(2019 * 12 + 2))) == 1
