"""The table of a heat map: each value with how many answered and how far they lie apart."""

from charts.factories import ABOUT, HEAT_WORDS
from vigil.charts.heat_map import CellSupport, heat_map
from vigil.charts.table import TableCell


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
