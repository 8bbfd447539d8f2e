"""Scales of any length: few ticks, found without counting one by one."""

import tracemalloc
from itertools import pairwise

import pytest

from charts.factories import ABOUT
from vigil.charts.intervals import Interval, interval_chart
from vigil.charts.marks import WIDTH, TextMark
from vigil.charts.scales import whole_ticks
from vigil.charts.text import LETTER


@pytest.mark.parametrize("high", [2e6, 3e6 + 0.5])
def test_ticks_of_a_long_scale_take_no_memory(high: float) -> None:
    """A list of all whole numbers up to some billions of dollars would end the process."""
    tracemalloc.start()
    try:
        ticks = whole_ticks(0, high, 10)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()
    assert 2 <= len(ticks) <= 10


def test_ticks_of_the_longest_scale() -> None:
    assert len(whole_ticks(-1e100, 1e100, 10)) <= 10


@pytest.mark.parametrize("high", [10.0, 90_000.0, 7e9, 3e12])
def test_the_numbers_below_a_scale_do_not_run_into_each_other(high: float) -> None:
    rows = [Interval("a", high / 2, high / 4, high * 0.9, 6)]
    figure = interval_chart("k", "t", ABOUT, rows=rows, spread="s", low=0, high=high)
    last = max(mark.y for mark in figure.drawing.marks if isinstance(mark, TextMark))
    below = sorted(
        (mark.x - len(mark.text) * LETTER / 2, mark.x + len(mark.text) * LETTER / 2)
        for mark in figure.drawing.marks
        if isinstance(mark, TextMark) and mark.y == last
    )
    assert len(below) >= 2
    assert all(end <= start for (_a, end), (start, _b) in pairwise(below))
    assert below[0][0] >= 0
    assert below[-1][1] <= WIDTH
