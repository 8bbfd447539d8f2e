"""Charts: pure functions from numbers to markup."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.charts.bars_and_columns import WIDE, Bar, BarChart, Column, ColumnChart
from vigil.charts.coverage import Coverage
from vigil.charts.marks import WIDTH
from vigil.charts.scales import count_ticks
from vigil.charts.svg import svg_for_page

NAMES = st.text(st.characters(exclude_categories=["C"]), max_size=30)
STATES = st.sampled_from(Coverage)
BARS = st.lists(st.builds(Bar, NAMES, st.integers(0, 9999), NAMES, STATES, st.booleans()))
COLUMNS = st.lists(st.builds(Column, NAMES, st.integers(0, 9999), STATES), max_size=60)


def bar_chart(rows: list[Bar], key: str, *, rtl: bool = False, full: float | None = None) -> str:
    return svg_for_page(BarChart(rows, full).drawing(rtl=rtl), key, "chart")


def column_chart(cells: list[Column], key: str, *, rtl: bool = False) -> str:
    return svg_for_page(ColumnChart(cells).drawing(rtl=rtl), key, "chart")


def rects(svg: str, kind: str) -> list[dict[str, float]]:
    found = re.findall(rf'<rect class="{kind}" x="([^"]*)" y="[^"]*" width="([^"]*)"', svg)
    return [{"x": float(x), "width": float(width)} for x, width in found]


@given(BARS, st.booleans())
def test_bars_are_whole_markup_within_the_frame(rows: list[Bar], rtl: bool) -> None:
    svg = bar_chart(rows, "key", rtl=rtl)
    root = ElementTree.fromstring(svg)
    assert root.get("aria-hidden") == "true"
    assert "style=" not in svg.replace("&#x27;", "") or any(
        "style=" in r.label + r.shown for r in rows
    )
    for rect in root.iter("rect"):
        x, width = float(rect.get("x", "")), float(rect.get("width", ""))
        assert x >= 0
        assert x + width <= WIDTH + 0.1


@given(COLUMNS, st.booleans())
def test_columns_are_whole_markup_within_the_frame(cells: list[Column], rtl: bool) -> None:
    root = ElementTree.fromstring(column_chart(cells, "key", rtl=rtl))
    for rect in root.iter("rect"):
        assert float(rect.get("x", "")) >= -0.1
        assert float(rect.get("x", "")) + float(rect.get("width", "")) <= WIDE + 0.1
        assert float(rect.get("y", "")) >= -0.1


@given(COLUMNS)
def test_every_hatching_that_is_used_is_there(cells: list[Column]) -> None:
    svg = column_chart(cells, "key")
    assert set(re.findall(r"url\(#([^)]*)\)", svg)) <= set(
        re.findall(r'<pattern id="([^"]*)"', svg)
    )


def test_from_right_to_left_it_is_the_mirror() -> None:
    cells = [Column("2018", 4), Column("2019", 2, Coverage.NOT)]
    left, right = (rects(column_chart(cells, "k", rtl=rtl), "bar") for rtl in (False, True))
    for a, b in zip(left, right, strict=True):
        assert b["x"] == pytest.approx(WIDE - a["x"] - a["width"], abs=0.15)
    one = rects(bar_chart([Bar("A", 3, "3")], "k", rtl=True), "bar")[0]
    assert one["x"] + one["width"] == WIDTH


def test_lengths_are_in_proportion() -> None:
    drawn = rects(bar_chart([Bar("A", 30, "30"), Bar("B", 10, "10"), Bar("C", 0, "0")], "k"), "bar")
    assert [round(rect["width"]) for rect in drawn] == [264, 88]
    half = rects(bar_chart([Bar("A", 0.5, "50%")], "k", full=1), "bar")
    assert half[0]["width"] == 132


def test_what_was_not_monitored_is_hatched_under_and_over_the_column() -> None:
    svg = column_chart(
        [Column("", 3, Coverage.NOT), Column("", 0, Coverage.NOT), Column("", 1)], "k"
    )
    assert svg.count('fill="url(#k-not)"') == 1  # one ground for both
    assert svg.count('fill="url(#k-over-not)"') == 1
    assert len(rects(svg, "bar")) == 2


def test_labels_that_would_touch_are_left_out() -> None:
    cells = [Column(str(1960 + n), 1) for n in range(60)]
    told = re.findall(r'text-anchor="middle">(\d+)<', column_chart(cells, "k"))
    assert told[:2] == ["1960", "1966"]
    assert len(told) < 12


def test_labels_are_text_and_not_markup() -> None:
    assert "&lt;b&gt;" in bar_chart([Bar("<b>", 1, "1")], "k")


@given(st.integers(0, 10**7))
def test_a_scale_reaches_its_highest_value_in_few_round_steps(most: int) -> None:
    ticks = count_ticks(most)
    assert ticks[0] == 0
    assert most <= ticks[-1]
    assert 2 <= len(ticks) <= 5
    assert len({b - a for a, b in pairwise(ticks)}) == 1
