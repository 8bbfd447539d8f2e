"""Tables of the printed report: each fits the page, and none of their cells is lost."""

from typing import Any

import pytest

from vigil.outlook.reports.pdf import COLUMNS, tables_of


def figure(columns: int, rows: int = 3, corner: bool = True) -> dict[str, Any]:
    """Return a figure whose cells say where they stand."""
    heads = [f"h{at}" for at in range(columns)]
    return {
        "heads": ["what", *heads] if corner else heads,
        "rows": [
            [f"r{row}", [{"shown": f"{row},{at}"} for at in range(columns)]] for row in range(rows)
        ],
    }


@pytest.mark.parametrize("columns", [1, 4, COLUMNS, COLUMNS + 1, 2 * COLUMNS, 17])
def test_a_wide_table_goes_on_below_with_its_labels(columns: int) -> None:
    parts = tables_of(figure(columns))
    assert [head for part in parts for head in part["heads"][1:]] == [
        f"h{at}" for at in range(columns)
    ]
    for part in parts:
        assert part["width"] == len(part["heads"]) - 1 <= COLUMNS
        assert [row[0] for row in part["rows"]] == ["r0", "r1", "r2"]
        assert {len(row) for row in part["rows"]} == {part["width"] + 1}
    for at in range(3):
        cells = [cell for part in parts for cell in part["rows"][at][1:]]
        assert cells == [f"{at},{column}" for column in range(columns)]


def test_parts_are_about_as_wide_as_each_other() -> None:
    assert [part["width"] for part in tables_of(figure(COLUMNS + 1))] == [3, 3]


def test_a_table_without_a_head_above_its_labels_gets_an_empty_one() -> None:
    [part] = tables_of(figure(2, corner=False))
    assert part["heads"] == ["", "h0", "h1"]


def test_rows_that_are_too_short_are_filled_up() -> None:
    short = figure(3)
    short["rows"][1][1] = short["rows"][1][1][:1]
    [part] = tables_of(short)
    assert part["rows"][1] == ["r1", "1,0", "", ""]


def test_a_table_without_rows_is_its_heads() -> None:
    assert tables_of({"heads": ["what", "n"], "rows": []})[0]["rows"] == []
