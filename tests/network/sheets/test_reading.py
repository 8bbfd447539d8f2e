"""Reading a sheet of members."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.sheets_of_members import BREAKS, HEADER, row, written
from vigil.casefile.sheet_files.limits import Unreadable
from vigil.network.sheets.reading import field_of_column, read

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_separators_say_the_same(encoding: str, delimiter: str) -> None:
    rows = [row(1, name="Ana Ñúñez “Río”"), row(2)]
    sheet = read(written(rows, delimiter=delimiter, encoding=encoding))
    first, second = sheet.rows
    assert (first.problems, second.problems) == ([], [])
    assert first.values["name"] == "Ana Ñúñez “Río”"
    assert first.values["country"] == "MEX"
    assert first.values["languages"] == ["es", "pt"]
    assert first.values["markets"] == ["cocaine", "extortion"]
    assert first.values["links"] == [("Site", "https://members.example/1")]
    assert second.values["country"] == "COL"
    assert sheet.ignored == []


@pytest.mark.parametrize(("field", "value"), BREAKS)
def test_what_is_wrong_is_named_by_row_and_field(field: str, value: str) -> None:
    rows = [row(1), row(2, **{field: value}), row(3)]
    good, bad, _good = read(written(rows)).rows
    assert good.problems == []
    assert (bad.number, [problem.field for problem in bad.problems]) == (3, [field])
    assert bad.problems[0].reason


def test_a_row_says_all_that_is_wrong_with_it() -> None:
    (bad,) = read(written([row(1, country="Atlantis", email="none", name="")])).rows
    assert {problem.field for problem in bad.problems} == {"country", "email", "name"}


def test_twins_are_broken_from_the_second_on() -> None:
    rows = [row(1), row(2, key="m-1"), row(3, email="MEMBER1@network.example"), row(4)]
    first, same_key, same_address, last = read(written(rows)).rows
    assert (first.problems, last.problems) == ([], [])
    assert [(p.field, "2" in p.reason) for p in same_key.problems] == [("key", True)]
    assert [(p.field, "2" in p.reason) for p in same_address.problems] == [("email", True)]


def test_a_row_needs_something_to_be_known_by() -> None:
    (bad,) = read(written([row(1, key="", email="")])).rows
    assert [problem.field for problem in bad.problems] == ["key"]


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("E-Mail", "email"),
        ("Full name", "name"),
        ("Affiliation", "organisation"),
        ("Biography (ES)", ""),
        ("biography:pt-BR", "biography:pt-BR"),
        ("Bio es", "biography:es"),
        ("biography", "biography:en"),
        ("Member since", "joined_on"),
        ("portrait", ""),
        ("shoe size", ""),
        ("constructor", ""),
    ],
)
def test_columns_are_known_by_their_usual_names(column: str, field: str) -> None:
    assert field_of_column(column) == field


def test_a_code_is_itself_whatever_is_called_so_elsewhere() -> None:
    (read_row,) = read(written([row(1, languages="ga;ee;lo", country="MLI")])).rows
    assert read_row.values["languages"] == ["ga", "ee", "lo"]
    assert read_row.values["country"] == "MLI"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"role,country\nLawyer,MEX\n",
        b"name,full name\nA,B\n",
        b"name\0,key\0\nA\0,1\0\n",
        b"PK\x03\x04 no workbook",
        b"x" * 5_000_001,
    ],
    ids=["empty", "no name", "a column twice", "NUL", "no workbook", "too large"],
)
def test_what_is_no_sheet_of_members_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert str(refused.value)


CELL = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=("Cs",)), max_size=30)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(HEADER, CELL)), min_size=1, max_size=5))
def test_no_cell_breaks_the_reading(rows: list[dict[str, str]]) -> None:
    """Whatever stands in cells: each row is understood, or broken with its reasons."""
    try:
        sheet = read(written(rows))
    except Unreadable:
        return
    for one in sheet.rows:
        assert one.problems or (one.values["name"] and (one.key or one.email))
        assert all(problem.field and problem.reason for problem in one.problems)


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reading(content: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert all(one.problems or one.values for one in read(content).rows)
