"""Bars of several parts: whole markup, lengths that add up, names of what is drawn alone."""

import re
from xml.etree import ElementTree

import pytest

from vigil.charts.bars_and_columns import LONGEST
from vigil.charts.stacked_bars import LOOKS, StackedBar, StackedBarChart
from vigil.charts.svg import svg_for_page

NAMES = ["Complete", "Partial", "Full justice", "Open", "Not reported"]


def stacked_bar_chart(
    rows: list[StackedBar], names: list[str], key: str, *, rtl: bool = False
) -> str:
    return svg_for_page(StackedBarChart(rows, names).drawing(rtl=rtl), key, "chart")


def widths(svg: str) -> list[float]:
    """Return how long the parts are in the order in which they are drawn, hatchings left out."""
    bars = [rect for rect in ElementTree.fromstring(svg).iter("rect") if rect.get("height") == "11"]
    kinds = {"bar", "bar few", "outline"}
    return [float(rect.get("width", "")) for rect in bars if rect.get("class") in kinds]


@pytest.mark.parametrize("rtl", [False, True])
def test_parts_are_as_long_as_their_numbers_and_the_longest_bar_fills_the_frame(rtl: bool) -> None:
    rows = [StackedBar("Italy", [1, 2, 0, 1, 0]), StackedBar("Peru", [1, 0, 1, 0, 0])]
    svg = stacked_bar_chart(rows, NAMES, "key", rtl=rtl)
    unit = LONGEST / 4
    assert widths(svg) == pytest.approx([unit, 2 * unit, unit, unit, unit], abs=0.1)
    numbers = re.findall(r'<text class="number"[^>]*>\W*(\d+)\W*<', svg)
    assert numbers == ["4", "2"]


def test_only_parts_that_are_drawn_are_named() -> None:
    svg = stacked_bar_chart([StackedBar("Italy", [1, 0, 3, 0, 0])], NAMES, "key")
    names = re.findall(r'<text class="tick"[^>]*>([^<]*)<', svg)
    assert names == ["Complete", "Full justice"]


def test_no_two_parts_differ_by_colour_alone() -> None:
    assert len({(kind.partition(" ")[2], hatch, kind) for kind, hatch in LOOKS}) == len(LOOKS)
    solid = [look for look in LOOKS if look == ("bar", "")]
    assert len(solid) == 1


def test_without_rows_there_is_an_empty_drawing() -> None:
    assert "<rect" not in stacked_bar_chart([], NAMES, "key")
