"""Files as teams have them, and files that are made to hurt."""

import io
import struct
import zipfile
import zlib
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigil.casefile.sheet_files import limits, reading, xlsx_files
from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import read_sheet
from vigil.casefile.sheet_files.writing import to_csv, to_xlsx

ROWS = [["1", "México", "Añorve; O'Brien"], ["2", "Brasil", "line\nbreak"]]
COLUMNS = ["ID", "País", "Nombre"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_any_program(delimiter: str, encoding: str) -> None:
    lines = [delimiter.join(COLUMNS), delimiter.join(["1", "México", '"Añorve; O\'Brien"'])]
    sheet = read_sheet("\r\n".join(lines).encode(encoding))
    assert sheet.columns == COLUMNS
    assert sheet.rows[0].cells == ROWS[0]


def test_the_delimiter_may_be_named_in_the_first_line() -> None:
    sheet = read_sheet(b"sep=;\r\nID;Name\r\n1;a,b\r\n")
    assert (sheet.columns, sheet.rows[0].cells) == (["ID", "Name"], ["1", "a,b"])
    assert sheet.rows[0].number == 3


def test_an_encoding_can_be_said() -> None:
    content = "ID,Имя\n1,Олена\n".encode("cp1251")
    assert read_sheet(content, encoding="cp1251").columns == ["ID", "Имя"]
    with pytest.raises(Unreadable):
        read_sheet(content, encoding="no-such-encoding")


@pytest.mark.apart
def test_cells_of_a_workbook_are_read_as_they_would_be_typed() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Cases")
        book.add_worksheet("Other")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(1, 1, ["ID", "Age", "Lat", "Day", "Moment", "True", "Sum", "ID"])
        sheet.write_row(3, 1, [1, 34, 19.4326])
        sheet.write_datetime(3, 4, date(2019, 3, 8), day)
        sheet.write_datetime(3, 5, datetime(2019, 3, 8, 14, 30), moment)
        sheet.write_boolean(3, 6, True)
        sheet.write_formula(3, 7, "=1+1", None, 2)
    read = read_sheet(out.getvalue())
    assert read.others == ["Other"]
    assert read.header_row == 2
    assert read.columns[1:] == ["ID", "Age", "Lat", "Day", "Moment", "True", "Sum", "ID (2)"]
    (row,) = read.rows
    assert row.number == 4
    cells = ["1", "34", "19.4326", "2019-03-08", "2019-03-08 14:30:00", "TRUE", "2", ""]
    assert row.cells[1:] == cells
    with pytest.raises(Unreadable):
        read_sheet(out.getvalue(), worksheet="None such")


def test_a_cell_that_was_merged_downwards_is_said_in_each_of_its_rows() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "Our cases, working copy")
        sheet.write_row(2, 0, ["ID", "Attack", "Country", "Name", "Note"])
        for at, (number, name) in enumerate([("1", "Ana"), ("2", "Ben"), ("3", "Carla")], 3):
            sheet.write_row(at, 0, [number, None, None, name])
        sheet.merge_range(3, 1, 4, 1, "a")
        sheet.write(5, 1, "b")
        sheet.merge_range(3, 2, 5, 2, "México")
        sheet.merge_range(5, 3, 5, 4, "Carla")  # across columns: nothing is said in the second
    assert [row.cells for row in read_sheet(out.getvalue()).rows] == [
        ["1", "a", "México", "Ana", ""],
        ["2", "a", "México", "Ben", ""],
        ["3", "b", "México", "Carla", ""],
    ]


def test_a_file_of_more_merged_cells_than_there_can_be_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MAX_CELLS", 62)
    rows = [["1", "México"], *[["2", ""] for _ in range(29)], ["", ""]]
    xlsx_files._fill_merged(rows, [((0, 1), (30, 1))] * 2)
    assert [row[1] for row in rows] == ["México"] * 30 + [""]  # an empty row stays empty
    with pytest.raises(Unreadable):
        xlsx_files._fill_merged(rows, [((0, 1), (30, 1))] * 3)


@pytest.mark.parametrize(
    ("start", "day"), [(False, "2019-03-08"), (True, "2019-03-08")], ids=["1900", "1904"]
)
def test_days_are_read_by_the_calendar_that_the_file_counts_in(start: bool, day: str) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": start}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ID", "Day"])
        form = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(1, 1, date(2019, 3, 8), form)
    assert read_sheet(out.getvalue()).rows[0].cells == ["", day]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251"])
def test_it_is_said_in_which_encoding_a_file_was_read(encoding: str) -> None:
    read = read_sheet("ID,País\n1,México\n".encode("utf-8" if encoding == "cp1251" else encoding))
    named = {"utf-8": "utf-8-sig", "cp1251": "utf-8-sig"}
    assert read.encoding == named.get(encoding, encoding)


CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20
).map(str.strip)
TABLES = st.lists(
    st.lists(CELLS, min_size=3, max_size=3).filter(lambda row: any(row)), min_size=1, max_size=5
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=20)
@given(TABLES)
def test_what_is_written_is_read_back_as_it_was(rows: list[list[str]]) -> None:
    for content in (to_csv(COLUMNS, rows), to_xlsx(COLUMNS, rows)):
        sheet = read_sheet(content, header_row=1)
        assert sheet.columns[:3] == COLUMNS
        assert [row.cells[:3] for row in sheet.rows] == rows


def test_every_cell_of_a_written_workbook_is_a_text() -> None:
    content = to_xlsx(["ID"], [["=1+1"], ["+380 44"], ["12"], ["https://example.org"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count('t="s"') == 5
    assert "<f>" not in xml
    assert "hyperlink" not in xml


# Files that are made to hurt


def workbook(sheet: bytes, **parts: bytes) -> bytes:
    """Make a small .xlsx file whose worksheet is this XML."""
    names = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'content-types"/>',
        "xl/workbook.xml": b"<workbook/>",
        "xl/worksheets/sheet1.xml": sheet,
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return out.getvalue()


def far(reference: str) -> bytes:
    return f'<sheetData><row r="1"><c r="A1"/><c r="{reference}"/></row></sheetData>'.encode()


HURTING = {
    "two cells in far corners": workbook(far("XFD1048576")),
    "a cell far to the right": workbook(far("ZZ1")),
    "a cell far down": workbook(far("A999999")),
    "references in other quotes": workbook(far("XFD1").replace(b'"', b"'")),
    "a row far down": workbook(b'<sheetData><row r="1048576"/></sheetData>'),
    "cells that name no place": workbook(b"<sheetData><row>" + b"<c/>" * 2_100_000),
    "a document type": workbook(b'<!DOCTYPE a [<!ENTITY b "b">]><worksheet/>'),
    "letters of two bytes": workbook("<worksheet/>".encode("utf-16")),
    "a folder of its own": workbook(b"")[:-10],
    "no zip": b"PK\x03\x04 nothing",
    "no workbook": workbook(b"").replace(b"workbook.xml", b"workbook.bin"),
    "an old file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "binary": bytes(range(256)) * 10,
    "nothing": b"",
}


@pytest.mark.apart
@pytest.mark.parametrize("content", HURTING.values(), ids=HURTING)
def test_a_file_made_to_hurt_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_sheet(content)


@pytest.mark.apart
def test_a_file_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_files, "MAX_EXPANDED", 5_000_000)
    bomb = workbook(b"<worksheet/>", **{"xl/media/a.bin": b"\0" * 20_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(Unreadable, match="too large"):
        read_sheet(bomb)
    # One that says it is small is unpacked to its real end.
    lying = bomb.replace(struct.pack("<L", 20_000_000), struct.pack("<L", 10))
    assert lying != bomb
    assert zlib.crc32(lying) != zlib.crc32(bomb)
    with pytest.raises(Unreadable, match="too large"):
        read_sheet(lying)


@pytest.mark.parametrize(
    ("bound", "content"),
    [
        ("MAX_BYTES", b"ID,Name\n1,a\n"),
        ("MAX_ROWS", b"ID,Name\n1,a\n2,b\n"),
        ("MAX_COLUMNS", b"ID,Name\n1,a\n"),
        ("MAX_CELL", b"ID,Name\n1,abcdef\n"),
    ],
)
def test_bounds_hold(bound: str, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    read_sheet(content)
    monkeypatch.setattr(reading, bound, 1)
    with pytest.raises(Unreadable):
        read_sheet(content)


# Files that would end, fill or stop the process that reads them: a web worker, before


def altered(
    changes: dict[str, tuple[bytes, bytes]], renamed: dict[str, str] | None = None
) -> bytes:
    """Return a small, valid .xlsx file in whose parts something was replaced."""
    base, out = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(base) as book:
        book.add_worksheet().write_row(0, 0, ["ID", "Name"])
    with zipfile.ZipFile(base) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            content = whole.read(name)
            if name in changes:
                before, after = changes[name]
                assert before in content
                content = content.replace(before, after)
            archive.writestr((renamed or {}).get(name, name), content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
CELLS_MADE = b'<c t="s"><v>1</v></c>'


def shared(length: int, cells: int) -> bytes:
    """Return a file with one text that many cells share."""
    rows = (b"<row>" + CELLS_MADE * 100 + b"</row>") * (cells // 100) + b"</sheetData>"
    return altered(
        {
            "xl/sharedStrings.xml": (b"<t>Name</t>", b"<t>" + b"x" * length + b"</t>"),
            SHEET: (b"</sheetData>", rows),
        }
    )


def test_the_files_below_are_read_but_for_what_is_wrong_with_them() -> None:
    assert read_sheet(altered({})).columns == ["ID", "Name"]
    assert len(read_sheet(shared(10, 1_000), header_row=1).rows) == 10


@pytest.mark.apart
def test_far_corners_of_a_worksheet_in_another_folder_are_refused() -> None:
    # The bounds look where worksheets usually lie; the library reads where the file points.
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = altered(
        {
            SHEET: (b"</sheetData>", corner),
            "xl/_rels/workbook.xml.rels": (b"worksheets/sheet1.xml", b"other/sheet1.xml"),
        },
        {SHEET: "xl/other/sheet1.xml"},
    )
    assert len(content) < 10_000
    with pytest.raises(Unreadable, match="more memory or time"):
        read_sheet(content)


@pytest.mark.apart
@pytest.mark.parametrize(("length", "cells"), [(100_000, 1_000), (32_000, 100_000)])
def test_one_text_in_many_cells_is_refused(length: int, cells: int) -> None:
    content = shared(length, cells)
    assert len(content) < 20_000
    with pytest.raises(Unreadable, match=r"too large when unpacked|more memory or time"):
        read_sheet(content)


@pytest.mark.apart
def test_tags_that_only_begin_are_passed_over_at_once() -> None:
    # Each beginning was looked at to the end of the file: an hour for one kilobyte, packed.
    for tag in (b"<c ", b"<row ", b"<x:c "):
        with pytest.raises(Unreadable):
            read_sheet(altered({SHEET: (b"</sheetData>", tag * 400_000)}))


def test_a_csv_file_of_too_many_cells_is_refused() -> None:
    wide = b",".join([b"ab"] * 200) + b"\n"
    with pytest.raises(Unreadable, match="more than 2000000 cells"):
        read_sheet(wide * 10_001)
    with pytest.raises(Unreadable, match="row 1 is too long"):
        read_sheet(b"ab," * 2_500_000)
    empty = b"ID" + b"," * 199 + b"\n"  # what a spreadsheet writes of cells that are only coloured
    assert len(read_sheet(empty + b"1".ljust(200, b",").join([b"", b"\n"]) * 12_000).rows) == 12_000


def test_a_name_of_a_column_is_no_longer_than_a_cell() -> None:
    with pytest.raises(Unreadable, match="row 1 is too long"):
        read_sheet(b"ID," + b"x" * (limits.MAX_CELL + 1) + b"\n1,a\n")
