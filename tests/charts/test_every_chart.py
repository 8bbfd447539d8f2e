"""Every figure: drawn, said in words, set as a table, kept as data; and what each kind draws."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from xml.etree import ElementTree as ET

import msgspec
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from charts.factories import ABOUT, AHEAD, HEAT_WORDS, KINDS, a_fan, a_heat_map, many_quadrants
from vigil.charts.distribution import distribution_chart
from vigil.charts.fan_chart import ExpectedValue, KnownValue, SeriesBreak, fan_chart
from vigil.charts.figure import Figure
from vigil.charts.heat_map import heat_map, step_of
from vigil.charts.intervals import Interval, interval_chart
from vigil.charts.marks import WIDTH, Box, Dot, Drawing, Path, TextMark
from vigil.charts.scales import whole_ticks
from vigil.charts.styles import TEXTS
from vigil.charts.svg import svg_for_page
from vigil.charts.table import TableCell, TableRow
from vigil.charts.text import LETTER, LINE, wrapped_lines
from vigil.outlook.index_editions.quadrant_chart import QuadrantPoint, quadrant_chart

pytestmark = pytest.mark.filterwarnings("error")
every = pytest.mark.parametrize("make", KINDS.values(), ids=list(KINDS))


@every
def test_a_figure_has_words_a_table_and_how_it_was_made(make: Callable[[], Figure]) -> None:
    figure = make()
    assert all(sentence.endswith((".", ":")) for sentence in figure.said)
    assert figure.rows
    assert {len(row.cells) + 1 for row in figure.rows} == {len(figure.heads)}
    assert figure.notes[:4] == (
        "Method: median, equal weights.",
        "9 experts answered.",
        "As of 27 November 2026.",
        "Source: panel of this test.",
    )


@every
def test_a_drawing_is_well_formed_and_has_no_style_in_it(make: Callable[[], Figure]) -> None:
    figure = make()
    page = ET.fromstring(figure.svg)
    assert page.get("aria-hidden") == "true"
    assert "style" not in figure.svg
    plain = ET.fromstring(figure.svg_plain())
    assert plain[0].text == figure.title
    assert plain[1].text == figure.alt
    assert "class=" not in figure.svg_plain()


@every
def test_nothing_is_drawn_outside_of_the_plot(make: Callable[[], Figure]) -> None:
    figure = make()
    assert figure.drawing.width == WIDTH
    for drawing in filter(None, (figure.drawing, figure.paper)):
        for x, y in places_of(drawing):
            assert -0.1 <= x <= drawing.width + 0.1
            assert -0.1 <= y <= drawing.height + 0.1


def places_of(drawing: Drawing) -> Iterator[tuple[float, float]]:
    """Yield every place at which something is drawn."""
    for mark in drawing.marks:
        match mark:
            case Box():
                yield from ((mark.x, mark.y), (mark.x + mark.width, mark.y + mark.height))
            case Path():
                yield from mark.places
            case Dot() | TextMark():
                yield mark.x, mark.y


@every
def test_a_figure_read_from_what_was_kept_is_the_same(make: Callable[[], Figure]) -> None:
    figure = make()
    again = msgspec.json.decode(msgspec.json.encode(figure), type=Figure)
    assert again == figure
    assert again.svg == figure.svg
    assert msgspec.convert(msgspec.to_builtins(figure), Figure) == figure


@every
def test_the_file_holds_the_table(make: Callable[[], Figure]) -> None:
    figure = make()
    lines = list(csv.reader(io.StringIO(figure.csv())))
    assert lines[0] == list(figure.heads)
    assert [line[0] for line in lines[1:]] == [row.label for row in figure.rows]
    assert {len(line) for line in lines} == {len(figure.heads)}


def test_no_cell_of_a_file_is_a_formula() -> None:
    row = TableRow("=1+1", (TableCell("@x"),))
    figure = Figure("k", "t", Drawing(1, ()), (), ("+SUM(A1)", "b"), (row,), ())
    assert list(csv.reader(io.StringIO(figure.csv()))) == [["'+SUM(A1)", "b"], ["'=1+1", "'@x"]]


def test_words_are_escaped() -> None:
    svg = svg_for_page(Drawing(10, (TextMark("label", 0, 9, '<b> & "'),)), "k")
    assert "&lt;b&gt; &amp;" in svg


def test_what_is_read_from_the_right_is_the_mirror() -> None:
    left = a_heat_map()
    with translation.override("ar"):
        right = a_heat_map()
    assert right.drawing.rtl
    assert not left.drawing.rtl

    def edges(figure: Figure) -> list[tuple[float, float]]:
        boxes = re.findall(
            r'<rect class="step\d" x="([\d.]+)" y="[\d.]+" width="([\d.]+)', figure.svg
        )
        return [(float(x), float(width)) for x, width in boxes]

    mirrored = [(WIDTH - x - width, width) for x, width in edges(left)]
    for drawn, expected in zip(edges(right), mirrored, strict=True):
        assert drawn == pytest.approx(expected, abs=0.11)
    # Each text runs as its own letters say, whatever the page is read from.
    assert ">\u2066technology\u2069</text>" in right.svg
    assert ">technology</text>" in left.svg
    # Alone, nobody says from where lines are read: the anchor does.
    assert 'text-anchor="end">cocaine' in right.svg_plain()
    assert 'text-anchor="start">cocaine' in left.svg_plain()
    # A turned name begins at its place in every language.
    assert 'text-anchor="start">technology' in right.svg_plain()


def test_hatchings_of_two_figures_on_a_page_do_not_meet() -> None:
    ids = [re.findall(r'id="([^"]+)"', make().svg) for make in (a_fan, a_heat_map)]
    assert ids == [["fan-wide"], ["heat-dense"]]


# The kinds


def lines(figure: Figure) -> list[Path]:
    """Return the lines between values, without the one of the legend."""
    found = [m for m in figure.drawing.marks if isinstance(m, Path) and m.kind == "seen"]
    return [
        line for line in found if line.places != ((0, line.places[0][1]), (22, line.places[0][1]))
    ]


def test_no_line_is_drawn_across_a_break_and_it_is_said() -> None:
    seen = [
        KnownValue(2021, 5, "Index 2021"),
        KnownValue(2023, 6, "Index 2023"),
        KnownValue(2025, 7, "Index 2025"),
    ]
    whole = fan_chart("k", "t", ABOUT, seen=seen)
    broken = fan_chart("k", "t", ABOUT, seen=seen, breaks=[SeriesBreak(2022, "Another taxonomy.")])
    assert [len(lines(figure)) for figure in (whole, broken)] == [2, 1]
    assert "A break before 2022, no line is drawn across it: Another taxonomy." in broken.said
    assert sum(m.kind == "break" for m in broken.drawing.marks) == 1
    assert not any(m.kind == "break" for m in whole.drawing.marks)


def test_the_bands_hold_what_they_say() -> None:
    figure = fan_chart("k", "t", ABOUT, ahead=AHEAD)
    band, core = (
        next(m for m in figure.drawing.marks if isinstance(m, Path) and m.kind == kind)
        for kind in ("band", "core")
    )
    assert min(y for _x, y in band.places) < min(y for _x, y in core.places)
    assert max(y for _x, y in band.places) > max(y for _x, y in core.places)
    assert figure.rows[0].cells[1:] == tuple(
        TableCell(text, text) for text in ("6", "5.5", "6.4", "5", "7")
    )
    assert "Expected for 2026: 6; half of what is expected lies from 5.5 to 6.4" in figure.said[1]


def test_a_band_that_is_not_known_is_not_drawn_nor_said() -> None:
    outer = fan_chart(
        "k", "t", ABOUT, ahead=[ExpectedValue(2030, 4, None, 6, None, 8, "1 May 2030", 9)]
    )
    inner = fan_chart("k", "t", ABOUT, ahead=[ExpectedValue(2030, None, 5, 6, 7, None)])
    drawn = [{m.kind for m in f.drawing.marks} & {"band", "core"} for f in (outer, inner)]
    assert drawn == [{"band"}, {"core"}]
    assert outer.heads == ("Time", "Value", "Answers", "Median expected", "90% from", "90% to")
    assert inner.heads == ("Time", "Value", "Median expected", "50% from", "50% to")
    assert outer.rows[0].label == "1 May 2030"
    assert [cell.shown for cell in outer.rows[0].cells] == ["–", "9", "6", "4", "8"]
    assert outer.said[1] == (
        "Expected for 1 May 2030: 6; nine tenths of what is expected lie from 4 to 8."
    )
    assert inner.said[1] == "Expected for 2030: 6; half of what is expected lies from 5 to 7."
    apart = fan_chart(
        "k", "t", ABOUT, ahead=[ExpectedValue(2030, None, None, 6, None, None, "", 9, (5, 7))]
    )
    assert {m.kind for m in apart.drawing.marks} & {"band", "core", "spread"} == {"spread"}
    assert "what is expected lie" not in apart.alt
    assert "from 5 to 7, which is how far experts lie apart" in apart.said[1]
    assert apart.heads == ("Time", "Value", "From", "To", "Answers", "Median expected")
    assert [cell.shown for cell in apart.rows[0].cells] == ["–", "5", "7", "9", "6"]
    bare = fan_chart("k", "t", ABOUT, ahead=[ExpectedValue(2030, None, None, 6, None, None)])
    assert bare.said[1] == "Expected for 2030: 6."


def test_large_numbers_have_room_beside_the_scale() -> None:
    marks = fan_chart(
        "k", "t", ABOUT, seen=[KnownValue(2020, 9e5, "a")], low=0, high=1e6
    ).drawing.marks
    scale = [m for m in marks if isinstance(m, TextMark) and m.anchor == "end"]
    assert any("000" in m.text for m in scale)
    assert all(m.x - LETTER * len(m.text) >= 0 for m in scale)


def test_a_pooled_value_has_its_spread_and_its_n_and_no_empty_columns_stand_beside() -> None:
    pooled = KnownValue(2026, 6, "Panel", (5.5, 7), 9)
    figure = fan_chart("k", "t", ABOUT, seen=[KnownValue(2023, 5, "Index 2023"), pooled])
    assert figure.heads == ("Time", "Value", "From", "To", "Answers")
    shown = [[cell.shown for cell in row.cells] for row in figure.rows]
    assert shown == [["5", "–", "–", "–"], ["6", "5.5", "7", "9"]]
    assert figure.said[2] == "Panel: 6, from 5.5 to 7, 9 answers."
    assert sum(m.kind == "spread" for m in figure.drawing.marks) == 1
    assert fan_chart("k", "t", ABOUT, seen=[KnownValue(2023, 5, "a")]).heads == ("Time", "Value")


def test_no_name_is_written_on_a_dot_or_on_another_name() -> None:
    points = [
        QuadrantPoint("2021", 4.9, 5.2),
        QuadrantPoint("2023", 5.1, 5.2),
        QuadrantPoint("2025", 5.0, 5.3),
    ]
    marks = quadrant_chart("k", "t", ABOUT, points=points).drawing.marks
    dots = [m for m in marks if isinstance(m, Dot) and m.kind == "dot"]
    names = [m for m in marks if isinstance(m, TextMark) and m.text.startswith("20")]
    spans = [(m.x, m.x + len(m.text) * 6.4, m.y) for m in names]
    for left, right, y in spans:
        assert not any(left < d.x + 5 and d.x - 5 < right and abs(y - 4 - d.y) < 9 for d in dots)
    for n, (left, right, y) in enumerate(spans):
        for other_left, other_right, other_y in spans[:n]:
            assert right <= other_left or other_right <= left or abs(y - other_y) >= 14


def test_names_stay_off_other_places_and_off_the_cut_and_have_a_line_to_their_point() -> None:
    points = [QuadrantPoint("2021", 4.88, 5.25), QuadrantPoint("2023", 5.1, 5.25)]
    others = [(5.6, 5.75), (5.4, 5.25), (5.7, 5.25), (4.6, 4.75), (4.9, 4.75), (6.2, 5.75)]
    marks = quadrant_chart("k", "t", ABOUT, points=points, others=others).drawing.marks
    names = [m for m in marks if isinstance(m, TextMark) and m.text.startswith("20")]
    circles = [m for m in marks if isinstance(m, Dot) and m.kind == "other"]
    (across, _up), (_start, level) = [
        m.places[0] for m in marks if isinstance(m, Path) and m.kind == "cut"
    ]
    assert (len(names), len(circles)) == (2, 6)
    for name in names:
        left, right, middle = name.x, name.x + len(name.text) * 6.4, name.y - 4
        assert not left < across < right
        assert abs(middle - level) > 8
        assert not any(
            left < c.x + 3 and c.x - 3 < right and abs(middle - c.y) < 9 for c in circles
        )


def test_a_fan_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        fan_chart("k", "t", ABOUT)


@given(st.floats(1, 10))
def test_a_step_of_the_heat_map_is_a_fifth_of_the_scale(value: float) -> None:
    step = step_of(value, 1, 10)
    assert 1 + (step - 1) * 1.8 - 1e-9 <= value <= 1 + step * 1.8 + 1e-9


def test_each_cell_says_its_value_and_its_step_by_length() -> None:
    figure = heat_map(
        "k",
        "t",
        ABOUT,
        columns=["a"],
        rows=["m", "n"],
        values=[[2], [9]],
        low=1,
        high=10,
        **HEAT_WORDS,
    )
    words = [m.text for m in figure.drawing.marks if isinstance(m, TextMark) and m.kind[:2] == "on"]
    assert words == ["2", "9"]
    gauges = [m for m in figure.drawing.marks if isinstance(m, Box) and m.kind.startswith("gauge")]
    assert [gauge.kind for gauge in gauges[:2]] == ["gauge1", "gauge5"]
    assert gauges[1].width == pytest.approx(5 * gauges[0].width)
    assert figure.said == (
        "2 markets by 1 drivers, on a scale from 1 to 10.",
        "m: a (2).",
        "n: a (9).",
    )


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "ar"])
def test_the_largest_matrix_fits_a_page_in_letters_of_eight_points(language: str) -> None:
    # Width of the text of a page of the report, and the tallest drawing (`report.typ`), in mm.
    across, tallest, point = 158, 190, 25.4 / 72
    with translation.override(language):
        figure = a_heat_map(language)
    drawing = figure.paper
    assert drawing is not None
    unit = min(across / drawing.width, tallest / drawing.height)
    words = [mark for mark in drawing.marks if isinstance(mark, TextMark)]
    assert min(TEXTS[mark.kind][1] for mark in words) * unit / point >= 8
    labels = {mark.y for mark in words if mark.kind == "label" and mark.x == 0}
    assert all(later - y >= 14 for y, later in pairwise(sorted(labels)))
    told = [m.text for m in figure.drawing.marks if isinstance(m, TextMark) and m.kind[:2] == "on"]
    assert [mark.text for mark in words if mark.kind[:2] == "on"] == told
    assert len(told) == len(figure.rows) * (len(figure.heads) - 1) - 1


def test_what_nobody_answered_is_hatched_and_counted() -> None:
    figure = heat_map(
        "k", "t", ABOUT, columns=["a"], rows=["m"], values=[[None]], low=1, high=10, **HEAT_WORDS
    )
    assert any(isinstance(m, Box) and m.hatch == "dense" for m in figure.drawing.marks)
    assert figure.said[-1] == "Without a result, as nobody or too few answered: 1 of 1."
    assert figure.rows[0].cells == (TableCell("–"),)
    with pytest.raises(ValueError, match="for each row and column"):
        heat_map(
            "k",
            "t",
            ABOUT,
            columns=["a", "b"],
            rows=["m"],
            values=[[1]],
            low=1,
            high=10,
            **HEAT_WORDS,
        )


def test_few_places_have_names_and_many_have_numbers() -> None:
    few = quadrant_chart(
        "k", "t", ABOUT, points=[QuadrantPoint("A", 6, 3), QuadrantPoint("B", 6, 3.1)]
    )
    assert {"A", "B"} <= {m.text for m in few.drawing.marks if isinstance(m, TextMark)}
    assert not any(m.kind == "hollow" for m in few.drawing.marks)
    many = [m.text for m in many_quadrants().drawing.marks if isinstance(m, TextMark)]
    assert [f"Place {n}" in many for n in range(9)] == [True] * 9
    assert sum(m.kind == "hollow" for m in many_quadrants().drawing.marks) == 9


def test_quadrants_join_only_what_may_be_joined() -> None:
    points = [
        QuadrantPoint("A", 6, 3),
        QuadrantPoint("B", 6, 3.1),
        QuadrantPoint("C", 7, 4, joined=True),
    ]
    figure = quadrant_chart("k", "t", ABOUT, points=points, others=[(2, 2)])
    assert len(lines(figure)) == 1
    assert "A: criminality 6, resilience 3: high criminality, low resilience." in figure.said
    assert "1 other place is drawn without its name." in figure.said


def test_scores_are_dots_or_columns_and_lie_on_the_scale() -> None:
    few = distribution_chart("k", "t", ABOUT, scores={5.5: 3, 6.0: 1}, median=5.5)
    assert sum(isinstance(m, Dot) for m in few.drawing.marks) == 4
    assert few.said == (
        "4 answers on a scale from 1 to 10.",
        "They lie from 5.5 to 6.",
        "Their median is 5.5.",
    )
    many = distribution_chart("k", "t", ABOUT, scores={5.5: 30, 6.0: 10})
    assert sum(isinstance(m, Box) for m in many.drawing.marks) == 2
    with pytest.raises(ValueError, match="not on the scale"):
        distribution_chart("k", "t", ABOUT, scores={5.2: 1})


def test_a_value_outside_of_its_spread_is_refused() -> None:
    with pytest.raises(ValueError, match="outside of its own spread"):
        interval_chart("k", "t", ABOUT, rows=[Interval("a", 5, 6, 7, 9)], spread="half")


def test_how_many_answered_stands_beside_each_pooled_value() -> None:
    figure = interval_chart(
        "k", "t", ABOUT, rows=[Interval("a", 5, 4, 7, 9)], spread="half of them"
    )
    texts = [m.text for m in figure.drawing.marks if isinstance(m, TextMark)]
    assert "5 (n = 9)" in texts
    assert figure.said[1] == "a: 5, from 4 to 7, 9 answers."
    assert figure.notes[-1] == "The lines show: half of them."


def test_a_line_that_begins_with_an_isolated_name_runs_as_that_name() -> None:
    figure = interval_chart(
        "k", "t", ABOUT, rows=[Interval("\u2068مزيج\u2069،", 5, 4, 7, 9)], spread="h"
    )
    assert ">\u2067\u2068مزيج\u2069،\u2069</text>" in figure.svg


def test_values_that_have_names_are_told_by_them() -> None:
    figure = interval_chart(
        *("k", "t", ABOUT),
        rows=[Interval("a", 1, 0, 1.5, 9)],
        spread="half",
        low=-2,
        high=2,
        names={0: "stays", 1: "rises"},
    )
    assert [one.shown for one in figure.rows[0].cells] == ["rises (1)", "stays (0)", "1.5", "9"]
    assert figure.rows[0].cells[0].value == "1"
    assert figure.said[1] == "a: rises (1), from stays (0) to 1.5, 9 answers."


def test_a_long_label_leaves_room_for_how_many_answered() -> None:
    label = "mean of each quantile, weighted by seed questions"
    figure = interval_chart(
        "k", "t", ABOUT, rows=[Interval(label, 138.56, 4, 700, 12)], spread="half"
    )
    words = [m for m in figure.drawing.marks if isinstance(m, TextMark)]
    counted = next(m for m in words if m.text == "138.56 (n = 12)")
    beside = [m for m in words if m.kind == "label" and abs(m.y - counted.y) < LINE]
    assert beside
    for one in beside:
        assert one.x + len(one.text) * LETTER < counted.x - len(counted.text) * LETTER


# Small parts


@given(st.integers(-50, 500), st.integers(1, 5000), st.integers(2, 9))
def test_ticks_are_round_and_few(low: int, span: int, most: int) -> None:
    ticks = whole_ticks(low, low + span, most)
    assert len(ticks) <= most
    assert all(low <= tick <= low + span for tick in ticks)
    assert len({b - a for a, b in pairwise(ticks)}) <= 1


@given(st.text(alphabet="ab ", max_size=80))
def test_a_broken_label_loses_no_word(text: str) -> None:
    assert " ".join(wrapped_lines(text, 60)).split() == text.split()
