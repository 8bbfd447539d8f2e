"""Charts in pictures: everything within the frame, and a count of what has no room."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.charts.bars_and_columns import Bar, BarChart, Column
from vigil.charts.cards.drawing import spans
from vigil.charts.cards.figures import CARD, SHEET, SQUARE, FigurePicture, figure_svg
from vigil.charts.coverage import Coverage
from vigil.charts.fitting import SMALLEST, Plot
from vigil.charts.marks import Box, TextMark
from vigil.charts.small_multiples import Panel, SmallMultiples
from vigil.charts.stacked_bars import StackedBar, StackedBarChart


def bars(n: int) -> BarChart:
    return BarChart([Bar(f"B{at}", at, str(at), Coverage.PART) for at in range(n)])


def stacked(n: int) -> StackedBarChart:
    return StackedBarChart([StackedBar(f"B{at}", [at, 1]) for at in range(n)], ["One", "Two"])


def multiples(n: int) -> SmallMultiples:
    cells = [Column("1990", 3), Column("2020", 1, Coverage.NOT)]
    return SmallMultiples([Panel(f"B{at}", cells) for at in range(n)])


PLOTS = st.builds(
    lambda make, n: (make(n), n), st.sampled_from([bars, stacked, multiples]), st.integers(1, 90)
)


@given(PLOTS, st.sampled_from([(1088, 330), (960, 640), (700, 200)]), st.booleans())
def test_what_fits_is_drawn_within_the_frame_and_large_enough(
    made: tuple[Plot, int], box: tuple[int, int], rtl: bool
) -> None:
    plot, n = made
    drawing, left_out = plot.fitted(*box, rtl=rtl)
    labels = [m for m in drawing.marks if isinstance(m, TextMark) and m.text.startswith("B")]
    assert len(labels) + left_out == n
    assert labels, "at least one row is drawn"
    assert len({(m.x, m.y) for m in labels}) == len(labels)
    for mark in drawing.marks:
        if isinstance(mark, Box):
            assert mark.x + mark.width <= drawing.width + 0.1
            assert mark.y + mark.height <= drawing.height + 0.1
    if left_out and len(labels) > 1:
        assert min(box[0] / drawing.width, box[1] / drawing.height) >= SMALLEST - 0.01


@pytest.mark.parametrize("size", [CARD, SQUARE, SHEET])
def test_a_picture_says_what_it_leaves_out_and_nothing_of_it_is_markup(size: object) -> None:
    picture = FigurePicture(
        above="Vigil",
        title="<b>Title</b>",
        finding="A & B",
        plot=bars(90),
        small=["Filter: <i>."],
        below="State 1",
        more="%d rows are left out.",
    )
    svg = figure_svg(picture, size)  # type: ignore[arg-type]
    assert "&lt;b&gt;Title&lt;/b&gt;" in svg
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert "A &amp; B" in svg
    assert ("rows are left out." in svg) is (size is not SHEET)


def test_arabic_beside_latin_letters_is_set_in_a_font_that_has_it_and_keeps_its_order() -> None:
    picture = FigurePicture(
        above="Vigil",
        title="عنوان",
        finding="",
        plot=None,
        small=[],
        below="النسخة \u20683-ab\u2069 من السجل",
        rtl=True,
    )
    svg = figure_svg(picture, CARD)
    assert '<tspan font-family="Noto Naskh Arabic">من السجل</tspan>' in svg
    assert "\u20663-ab\u2069" in svg


def test_each_line_of_a_picture_has_whole_isolates() -> None:
    """Half an isolate parts a label from its number where a line is broken."""
    count = "\u2068\u200f\u20687 من أصل 16 حالة\u2069 (\u206843,8%\u2069)\u2069"
    part = f"\u2068\u200f\u2068أُدين بعض الأشخاص\u2069: {count}\u2069"
    picture = FigurePicture("", "", "؛ ".join([part] * 4), None, [], "", rtl=True)
    lines = re.findall(r"<text [^>]*>(.*?)</text>", figure_svg(picture, CARD))
    assert len(lines) > 1
    for line in lines:
        assert line.startswith("\u2067")
        assert "\u2068" not in line  # its first letter would decide, and may be of another line
        opened = 0
        for letter in line:
            opened += (letter in "\u2066\u2067") - (letter == "\u2069")
            assert opened >= 0
        assert opened == 0


def test_a_vowel_at_a_shadda_does_not_hide_its_word() -> None:
    """The renderer left out the letters of such a word in a line with Latin letters."""
    assert spans("عُدَّ") == spans("عُدّ")
