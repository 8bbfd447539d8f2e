"""Write a selection as a file, a few hundred cases at a time.

A case that is withdrawn while a file is written is left out of the rest of the file.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from itertools import batched
from typing import IO, Any, Final

import msgspec

from vigil.publication.downloads.geojson import feature_of
from vigil.publication.downloads.provenance import Provenance
from vigil.publication.downloads.sheet_columns import (
    COLUMNS,
    PEOPLE,
    CellValue,
    cells_of,
    people_of,
)
from vigil.publication.models import PublicCase
from vigil.publication.record.queries import rows_of
from vigil.trust.organisation.queries import organisation

AT_ONCE: Final = 500
BOM: Final = "\ufeff"
"""Tells spreadsheet programs that the file is UTF-8."""
PEOPLE_HEAD: Final = ("case", "person", *(column.name for column in PEOPLE))
"""The header of people: the case, the number of the person in it, and what is shown of them."""
MOST_ROWS: Final = 1_048_575
"""Largest number of rows of a sheet, below its header."""


def _rows(pks: Sequence[int], *, records: bool = True) -> Iterator[list[PublicCase]]:
    """Yield the rows of these cases, with their records if the file needs them."""
    for some in batched(pks, AT_ONCE):
        yield rows_of(some, records=records)


def csv_of(pks: Sequence[int], site: str) -> Iterator[bytes]:
    """Write CSV (RFC 4180) in UTF-8: a header and one row for each case, nothing else."""
    yield _lines([[column.name for column in COLUMNS]], before=BOM)
    for rows in _rows(pks):
        yield _lines([[_as_text(cell) for cell in cells_of(row, site)] for row in rows])


def people_csv_of(pks: Sequence[int], asked: Mapping[str, Any]) -> Iterator[bytes]:
    """Write CSV with one row for each person who meets what the selection asks of people."""
    yield _lines([PEOPLE_HEAD], before=BOM)
    for rows in _rows(pks):
        yield _lines(
            [[_as_text(cell) for cell in cells] for row in rows for cells in people_of(row, asked)]
        )


def _lines(rows: Sequence[Sequence[str]], before: str = "") -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return (before + held.getvalue()).encode()


def _as_text(cell: CellValue) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def geojson_of(
    pks: Sequence[int], site: str, provenance: Provenance, address: str
) -> Iterator[bytes]:
    """Write a GeoJSON collection that begins with its source."""
    head = msgspec.json.encode({"about": provenance.as_json(address)})
    yield b'{"type":"FeatureCollection",' + head[1:-1] + b',"features":['
    before = b"\n"
    for rows in _rows(pks, records=False):
        for row in rows:
            yield before + msgspec.json.encode(feature_of(row, site))
            before = b",\n"
    yield b"\n]}\n"


def metadata_of(provenance: Provenance, address: str) -> dict[str, Any]:
    """Describe the CSV file and its columns (W3C, CSV on the Web)."""
    columns = [
        {"name": column.name, "titles": column.name, "datatype": column.type}
        | {"dc:description": column.meaning, "required": column.name == "id"}
        for column in COLUMNS
    ]
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": address,
        "dc:title": f"{organisation().name}: cases",
        "dc:license": provenance.licence,
        "dc:modified": provenance.day.isoformat(),
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {"columns": columns, "primaryKey": "id"},
        "vigil:about": provenance.as_json(address),
    }


# Workbooks


def write_xlsx(
    file: IO[bytes],
    pks: Sequence[int],
    site: str,
    provenance: Provenance,
    address: str,
    asked: Mapping[str, Any],
) -> None:
    """Write a workbook with four sheets: its source, the cases, the people, the columns.

    Only people who meet what the selection asks of people are in it.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    import xlsxwriter  # here: only a request for a workbook waits for it

    with xlsxwriter.Workbook(file, options) as book:
        # Without the time of writing, the same view is the same file.
        book.set_properties({"created": datetime.combine(provenance.day, time())})
        bold = book.add_format({"bold": True})
        about = book.add_worksheet("About")
        end = _write_about(about, provenance, address, bold)
        cases, people = book.add_worksheet("Cases"), book.add_worksheet("People")
        _header(cases, [column.name for column in COLUMNS], bold)
        _header(people, PEOPLE_HEAD, bold)
        at, person_at = 1, 1
        for rows in _rows(pks):
            for row in rows:
                if at <= MOST_ROWS:
                    cases.write_row(at, 0, cells_of(row, site))
                at += 1
                for cells in people_of(row, asked):
                    if person_at <= MOST_ROWS:
                        people.write_row(person_at, 0, cells)
                    person_at += 1
        _write_left_out(about, end, at - 1 - MOST_ROWS, person_at - 1 - MOST_ROWS, bold)
        _write_columns(book.add_worksheet("Columns"), bold)


def _header(sheet: Any, names: Sequence[str], bold: Any) -> None:
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, names, bold)


def _write_about(sheet: Any, provenance: Provenance, address: str, bold: Any) -> int:
    """Write the source of the workbook; return the number of the next row."""
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    about = provenance.as_json(address)
    for at, (name, value) in enumerate(about.items()):
        sheet.write(at, 0, name, bold)
        sheet.write(at, 1, value)
    return len(about)


def _write_left_out(sheet: Any, at: int, cases: int, people: int, bold: Any) -> None:
    """Write how many cases and people a sheet could not hold, if any."""
    if cases > 0 or people > 0:
        left_out = f"{max(cases, 0)} cases and {max(people, 0)} people: a sheet holds no more rows"
        sheet.write(at, 0, "left_out", bold)
        sheet.write(at, 1, f"{left_out}; CSV holds all cases")


def _write_columns(sheet: Any, bold: Any) -> None:
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 2, 90)
    _header(sheet, ["sheet", "column", "meaning"], bold)
    rows = [("Cases", column.name, column.meaning) for column in COLUMNS]
    rows += [("People", column.name, column.meaning) for column in PEOPLE]
    for at, line in enumerate(rows, 1):
        sheet.write_row(at, 0, line)
