"""Numbers as they are shown: none becomes nothing, and none that is not certain becomes certain."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from vigil.charts.figure import Figure
from vigil.charts.marks import Drawing
from vigil.charts.numbers import number_text, percent_text
from vigil.charts.table import TableCell, TableRow, table_cell


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (0.004, "0.004"),
        (0.0512, "0.051"),
        (-0.00321, "-0.0032"),
        (3e-7, "0.0000003"),
        (0.1 + 0.2 - 0.3, "0"),
        (0.125, "0.12"),
        (7.0, "7"),
        (6.333, "6.33"),
    ],
)
def test_a_small_number_is_not_shown_as_nothing(value: float, said: str) -> None:
    assert number_text(value) == said


def test_programs_get_small_numbers_too() -> None:
    assert table_cell(3e-7).value == "3e-07"
    assert table_cell(0.00004567).value == "4.567e-05"
    assert table_cell(6.33333).value == "6.3333"
    assert table_cell(0.0).value == "0"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0%"),
        (1.0, "100%"),
        (0.5, "50%"),
        (0.006, "1%"),
        (0.004, "0.4%"),
        (0.995, "99.5%"),
        (0.9996, "99.96%"),
        (0.00004, "0.004%"),
    ],
)
def test_what_is_not_certain_is_not_shown_as_certain(value: float, said: str) -> None:
    assert percent_text(value) == said


@given(st.floats(min_value=1e-9, max_value=1 - 1e-9))
def test_only_none_and_all_are_shown_as_such(value: float) -> None:
    with translation.override("en"):
        assert percent_text(value) not in ("0%", "100%")


def test_decimals_are_those_of_the_language() -> None:
    with translation.override("es"):
        assert percent_text(0.995).startswith("99,5")


def test_large_numbers_are_written_in_groups() -> None:
    assert number_text(1234567.5) == "1,234,567.5"
    assert table_cell(20000).value == "20000"


def test_a_large_number_below_zero_stays_a_number_in_a_file() -> None:
    """It begins with a sign and holds another, as a formula does; programs must read it."""
    figure = Figure(
        "k",
        "t",
        Drawing(1, ()),
        ("said",),
        ("What", "Value"),
        (TableRow("=1+1", (table_cell(-12_345_678_901.0),)), TableRow("b", (TableCell("-2+3"),))),
        (),
    )
    first, second = figure.csv().splitlines()[1:]
    assert first == "'=1+1,-1.23456789e+10"
    assert second == "b,'-2+3"
