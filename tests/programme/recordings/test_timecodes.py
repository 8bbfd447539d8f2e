"""Moments of a recording as people write them; chapters, one a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.programme.recordings.timecodes import (
    chapters_as_text,
    format_timecode,
    parse_chapters,
    parse_timecode,
)
from vigil.trust.access.errors import NotPossible


@pytest.mark.parametrize(
    ("text", "seconds"), [("0:00", 0), ("5:07", 307), ("90:00", 5400), (" 1:02:03 ", 3723)]
)
def test_a_moment_is_read(text: str, seconds: int) -> None:
    assert parse_timecode(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "5:7", "5:60", "1:60:00", "x:00", "-1:00", "1:2:3:4"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(NotPossible, match="no time"):
        parse_timecode(text)


@given(st.integers(0, 99 * 3600))
def test_what_is_written_is_read(seconds: int) -> None:
    assert parse_timecode(format_timecode(seconds)) == seconds


def test_chapters_are_read_and_written() -> None:
    text = "0:00 Opening\n\n5:07 - The families speak\n1:02:03. Questions"
    chapters = parse_chapters(text)
    assert [one["seconds"] for one in chapters] == [0, 307, 3723]
    assert [one["title"] for one in chapters] == ["Opening", "The families speak", "Questions"]
    assert parse_chapters(chapters_as_text(chapters)) == chapters
    assert parse_chapters(" \n") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0:00 Opening\nThe families", "Line 2: write when"),
        ("0:00 Opening\n0:00 Again", "Line 2: the chapter begins before"),
        ("5:07 One\n\n1:00 Two", "Line 3: the chapter begins before"),
        ("\n".join(f"{n}:00 x" for n in range(201)), "More than 200"),
    ],
)
def test_a_line_that_is_none_is_named(text: str, said: str) -> None:
    with pytest.raises(NotPossible, match=said):
        parse_chapters(text)
