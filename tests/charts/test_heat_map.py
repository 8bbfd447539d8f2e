"""The table of a heat map: each value with how many answered and how far they lie apart."""

from charts.factories import ABOUT, HEAT_WORDS
from vigil.charts.heat_map import CellSupport, heat_map
from vigil.charts.marks import Box, TextMark
from vigil.charts.table import TableCell
from vigil.charts.text import text_width


def test_the_table_says_what_stands_behind_each_value() -> None:
    figure = heat_map(
        "k",
        "t",
        ABOUT,
        columns=["climate", "conflict", "technology"],
        rows=["cocaine"],
        values=[[3.0, 2.5, None]],
        low=0,
        high=4,
        behind={(0, 0): CellSupport(7, (2.0, 3.5)), (0, 1): CellSupport(4)},
        **HEAT_WORDS,
    )
    assert figure.rows[0].cells == (
        TableCell("3 (2 to 3.5, n = 7)", "3"),
        TableCell("2.5 (n = 4)", "2.5"),
        TableCell("–"),
    )
    assert figure.csv().splitlines()[1] == "cocaine,3,2.5,–"
    assert figure.said[-1] == "Without a result, as nobody or too few answered: 1 of 3."


def test_many_columns_have_their_names_above_them_and_every_value_in_its_cell() -> None:
    """A region: 32 terms by 21 countries. Nothing lies beyond the drawing or upon its neighbour."""
    countries = [f"Country number {n} of the region" for n in range(1, 22)]
    terms = [f"Term {n} of a long list of terms" for n in range(1, 33)]
    values = [[1 + (r * c) % 19 / 2 for c in range(21)] for r in range(32)]
    figure = heat_map(
        "h", "t", ABOUT, columns=countries, rows=terms, values=values, low=1, high=10,
        row_head="Term", summary="%(rows)d by %(columns)d, %(low)s to %(high)s.",
    )  # fmt: skip
    drawing = figure.paper
    assert drawing is not None
    turned = [mark for mark in drawing.marks if isinstance(mark, TextMark) and mark.turned]
    assert " ".join(mark.text for mark in turned) == " ".join(countries)
    assert max(text_width(mark.text) for mark in turned) < min(mark.y for mark in turned)
    steps = [m for m in drawing.marks if isinstance(m, Box) and m.kind.startswith("step")]
    cells = steps[: 32 * 21]
    assert all(box.x + box.width <= drawing.width for box in cells)
    assert len({(box.x, box.y) for box in cells}) == 32 * 21
    assert figure.svg_paper.count("rotate(-90") == len(turned)
