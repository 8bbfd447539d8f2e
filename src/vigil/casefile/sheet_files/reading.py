"""Read a sheet, .xlsx or .csv, into rows of texts, within limits.

The content of the file decides its type, not its name. A cell is a text: a number as it would be
typed (`34`, `19.4326`), a day as `2019-03-08`, a formula as its last computed value. An .xlsx file
is read in a process of its own (`vigil.files`), so that a crash there does no harm.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from msgspec import Struct, structs

from vigil.casefile.sheet_files.csv_files import read_csv
from vigil.casefile.sheet_files.limits import MAX_CELL, Unreadable
from vigil.casefile.sheet_files.xlsx_files import read_xlsx
from vigil.files.formula_safety import unsafe_cell

MAX_BYTES = 20_000_000
"""Bytes of a file."""
HEADER_WITHIN = 20
"""The row of column names must be among so many first rows."""


class FileRow(Struct, frozen=True):
    """One row of a file: its number in a spreadsheet (from 1), and the text of each column."""

    number: int
    cells: list[str]


class Sheet(Struct, frozen=True):
    """A sheet: the names of its columns, each once, and its rows that are not empty."""

    name: str
    columns: list[str]
    rows: list[FileRow]
    header_row: int
    others: list[str]
    """The names of the other worksheets of the file, which were not read."""
    encoding: str = ""
    """The encoding of a .csv file, as it was given or detected."""

    def column(self, name: str) -> list[str]:
        """Return the texts of one column, top to bottom."""
        place = self.columns.index(name)
        return [row.cells[place] for row in self.rows]


def read_sheet(
    content: bytes, *, worksheet: str = "", header_row: int = 0, encoding: str = ""
) -> Sheet:
    """Read a file. Raises Unreadable.

    Without a `worksheet`, the first one is read. Without a `header_row` (from 1), the first row
    with at least half as many cells as the widest one is the row of names. Without an `encoding`
    for a .csv file, it is detected: UTF-8 or UTF-16 by its mark, UTF-8, else Windows-1252.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(
            _("The file is larger than %(n)s megabytes.") % {"n": MAX_BYTES // 1_000_000}
        )
    found = ""
    if content.startswith(b"PK\x03\x04"):
        name, others, rows = read_xlsx(content, worksheet)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("This is an old or a locked Excel file. Save it as .xlsx without password.")
        )
    else:
        name, others = "", []
        rows, found = read_csv(content, encoding)
    sheet = _with_header(name, others, rows, header_row)
    return structs.replace(sheet, encoding=found)


def _with_header(name: str, others: list[str], rows: list[list[str]], header_row: int) -> Sheet:
    # No database stores NUL, and it has no meaning.
    rows = [[unsafe_cell(cell).replace("\0", "") for cell in row] for row in rows]
    at = header_row - 1 if header_row else _header_of(rows)
    if not 0 <= at < len(rows):
        raise Unreadable(_("The sheet is empty, or has no row of names."))
    below = rows[at + 1 :]
    if any(len(cell) > MAX_CELL for cell in rows[at]):
        raise Unreadable(_("A cell of row %(row)s is too long.") % {"row": at + 1})
    used = max((_width(row) for row in [rows[at], *below]), default=0)
    columns = _names([*rows[at], *[""] * used][:used])
    found = []
    for number, row in enumerate(below, at + 2):
        cells = [cell.strip() for cell in row[:used]]
        if any(len(cell) > MAX_CELL for cell in cells):
            raise Unreadable(_("A cell of row %(row)s is too long.") % {"row": number})
        if any(cells):
            found.append(FileRow(number, cells + [""] * (used - len(cells))))
    return Sheet(name, columns, found, at + 1, others)


def _header_of(rows: Sequence[Sequence[str]]) -> int:
    """Return the position of the first row with at least half as many cells as the widest one."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:HEADER_WITHIN]]
    wide = max(filled, default=0)
    return next((n for n, count in enumerate(filled) if count and 2 * count >= wide), 0)


def _width(row: Sequence[str]) -> int:
    return max((n for n, cell in enumerate(row, 1) if cell.strip()), default=0)


def _names(header: Sequence[str]) -> list[str]:
    """Return a unique name for every column: a letter if it is empty, a number if repeated."""
    names: list[str] = []
    for number, cell in enumerate(header):
        name = " ".join(cell.split()) or f"column {_letters(number)}"
        seen = sum(1 for other in names if other == name)
        while name in names:
            seen += 1
            name = f"{' '.join(cell.split()) or f'column {_letters(number)}'} ({seen})"
        names.append(name)
    return names


def _letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
