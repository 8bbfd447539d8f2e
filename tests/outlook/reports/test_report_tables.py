"""Tables of reports: each part fits the page, and none of their cells is lost."""

from typing import Any

import pytest

from vigil.outlook.reports.report_parts import CAPTION, caption_sentences
from vigil.outlook.reports.report_tables import PRINTED, table_parts


def figure(columns: int, rows: int = 3, corner: bool = True, word: str = "") -> dict[str, Any]:
    """Return a figure whose cells say where they stand."""
    heads = [f"h{at}{word}" for at in range(columns)]
    return {
        "heads": ["what", *heads] if corner else heads,
        "rows": [
            [f"r{row}", [{"shown": f"{row},{at}"} for at in range(columns)]] for row in range(rows)
        ],
    }


@pytest.mark.parametrize("columns", [1, 4, 9, 17, 40])
@pytest.mark.parametrize("word", ["", "-of-long-words"])
def test_a_wide_table_goes_on_below_with_its_labels(columns: int, word: str) -> None:
    parts = table_parts(figure(columns, word=word))
    assert [head for part in parts for head in part.heads[1:]] == [
        f"h{at}{word}" for at in range(columns)
    ]
    at = 1
    for part in parts:
        assert part.heads[0] == "what"
        assert [label for label, _cells in part.rows] == ["r0", "r1", "r2"]
        assert {len(cells) for _label, cells in part.rows} == {len(part.heads) - 1}
        assert sum(part.widths) == pytest.approx(PRINTED)
        assert part.first == at
        at = part.last + 1
    for row in range(3):
        cells = [cell["shown"] for part in parts for cell in part.rows[row][1]]
        assert cells == [f"{row},{column}" for column in range(columns)]


def test_parts_are_about_as_wide_as_each_other() -> None:
    parts = table_parts(figure(8, word="-of-long-words"))
    assert [len(part.heads) - 1 for part in parts] == [4, 4] or len(parts) == 3


def test_a_narrow_page_has_more_parts() -> None:
    assert len(table_parts(figure(12), 60)) > len(table_parts(figure(12), 160))


def test_a_table_without_a_head_above_its_labels_gets_an_empty_one() -> None:
    [part] = table_parts(figure(2, corner=False))
    assert part.heads == ["", "h0", "h1"]


def test_rows_that_are_too_short_are_filled_up() -> None:
    short = figure(3)
    short["rows"][1][1] = short["rows"][1][1][:1]
    [part] = table_parts(short)
    assert [cell["shown"] for cell in part.rows[1][1]] == ["1,0", "", ""]


def test_a_table_without_rows_is_its_heads() -> None:
    [part] = table_parts({"heads": ["what", "n"], "rows": []})
    assert (part.heads, part.rows) == (["what", "n"], [])


def test_numbers_stand_at_the_end_and_words_at_the_start() -> None:
    cells = [{"shown": "1,234"}, {"shown": "often"}, {"shown": "–"}]
    [part] = table_parts({"heads": ["what", "n", "how", "none"], "rows": [["a", cells]]})
    assert part.aligned == ["start", "end", "start", "end"]


def test_a_caption_ends_with_a_sentence_and_says_no_title_again() -> None:
    counts = "; ".join(f"{year}: 1" for year in range(1984, 2023))
    told = {"title": "Cases by year", "alt": f"Cases by year. Cases: {counts}."}
    assert len(told["alt"]) > CAPTION
    assert caption_sentences(told) == ""
    told = {"title": "Scores", "said": ["A scale from 1 to 10.", "Peru: 5."]}
    assert caption_sentences(told) == "A scale from 1 to 10. Peru: 5."
    assert caption_sentences(told, with_table=True) == "A scale from 1 to 10."
