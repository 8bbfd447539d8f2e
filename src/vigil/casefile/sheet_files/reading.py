"""Read a sheet, .xlsx or .csv, into rows of texts, within limits.

The content of the file decides its type, not its name. A cell is a text: a number as it would be
typed (`34`, `19.4326`), a day as `2019-03-08`, a formula as its last computed value. An .xlsx file
is read in a process of its own (`vigil.files`), so that a crash there does no harm.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext as _
from msgspec import Struct, structs

from vigil.files import Reason, RefusedError, read_workbook
from vigil.files.formula_safety import unsafe_cell

MAX_BYTES = 20_000_000
"""Bytes of a file."""
MAX_EXPANDED = 150_000_000
"""Bytes of all parts of an .xlsx file, unpacked."""
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
"""Cells of the rectangle that a worksheet fills, including empty cells."""
MAX_CELL = 32_767
"""Characters of a cell: no spreadsheet allows more."""
LONGEST_NAME = 1_000
"""Characters of the name of a worksheet; spreadsheets allow 31."""
HEADER_WITHIN = 20
"""The row of column names must be among so many first rows."""

Place = tuple[int, int]
"""Row and column, from 0."""

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"\"?sep=(.)\"?(?:\r?\n|\r?\Z)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_REFERENCE = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Za-z]{1,5})([0-9]{1,9})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br\s*=\s*["']([0-9]{1,9})["']""")


class Unreadable(ValueError):
    """A file that is no sheet, or is beyond a limit. The message says which."""


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
        name, others, rows = _read_xlsx(content, worksheet)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("This is an old or a locked Excel file. Save it as .xlsx without password.")
        )
    else:
        name, others = "", []
        rows, found = _read_csv(content, encoding)
    sheet = _with_header(name, others, rows, header_row)
    return structs.replace(sheet, encoding=found)


# .xlsx


def _read_xlsx(content: bytes, worksheet: str) -> tuple[str, list[str], list[list[str]]]:
    try:
        _require_bounds(content)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            _("The file cannot be read as .xlsx: %(error)s") % {"error": error}
        ) from error
    try:
        book = read_workbook(content, worksheet[:LONGEST_NAME])
    except RefusedError as error:
        raise Unreadable(_refusal(error)) from error
    if not book.names:
        raise Unreadable(_("The file has no worksheet."))
    if not book.name:
        raise Unreadable(_("The file has no worksheet called %(name)s.") % {"name": worksheet})
    rows = list(_bounded(book.rows))
    _fill_merged(rows, book.merged)
    return book.name, [name for name in book.names if name != book.name], rows


def _refusal(error: RefusedError) -> str:
    if error.reason == Reason.ENCRYPTED:
        return _("The file is locked with a password.")
    if error.reason == Reason.BYTES:
        return _("The file is too large when unpacked.")
    if error.reason == Reason.COSTLY:
        return _("The file takes more memory or time to read than a sheet may take.")
    return _("The file cannot be read as .xlsx: %(error)s") % {"error": error.detail}


def _fill_merged(rows: list[list[str]], ranges: Iterable[tuple[Place, Place]]) -> None:
    """Copy the text of a cell that is merged downwards into every row that it covers.

    Only its first row holds the text. Cells merged across columns are not filled, since a title
    above several columns belongs to none of them.
    """
    holds_anything = [any(row) for row in rows]
    filled = 0
    for (top, column), (bottom, _right) in ranges:
        filled += bottom - top
        if filled > MAX_CELLS:
            raise Unreadable(_("The sheet has more merged cells than are read."))
        for number in range(top + 1, min(bottom + 1, len(rows))):
            row = rows[number]
            if holds_anything[number] and column < len(row) and not row[column]:
                row[column] = rows[top][column]


def _require_bounds(content: bytes) -> None:
    """Unpack the file piece by piece, and refuse one that would not fit in memory.

    A reader fills the whole rectangle: between two cells in far corners there are a billion.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len({entry.filename for entry in entries}) != len(entries) or len(entries) > 2_000:
            raise Unreadable(_("The file is not packed as .xlsx files are."))
        if "xl/workbook.xml" not in {entry.filename for entry in entries}:
            raise Unreadable(_("This is a packed file, but no .xlsx."))
        size = 0
        for entry in entries:
            before, corner = b"", _Corner()
            for piece in _unpacked(content, entry):
                size += len(piece)
                if size > MAX_EXPANDED:
                    raise Unreadable(_("The file is too large when unpacked."))
                if entry.filename.lower().startswith("xl/worksheets/"):
                    corner.reach(before[-400:] + piece)
                before = piece


def _unpacked(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack an entry piece by piece, up to its real end, whatever size it declares."""
    at = entry.header_offset
    names = int.from_bytes(content[at + 26 : at + 28], "little")
    extra = int.from_bytes(content[at + 28 : at + 30], "little")
    start = at + 30 + names + extra
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED and not entry.flag_bits & 1:
        machine = zlib.decompressobj(-zlib.MAX_WBITS)
        while packed and not machine.eof:
            yield machine.decompress(packed, 1 << 20)
            packed = machine.unconsumed_tail
    else:
        raise Unreadable(_("The file is packed in a way that .xlsx files are not."))


class _Corner:
    """The last row and column of a worksheet that were found so far."""

    def __init__(self) -> None:
        self.row = self.column = 1
        self.cells = 0

    def reach(self, xml: bytes) -> None:
        """Check a piece of a worksheet. Raises Unreadable beyond a limit, or if not plain XML."""
        plain = xml.replace(b"<!--", b"").replace(b"<![CDATA[", b"")
        if b"\0" in xml or b"<!" in plain:
            raise Unreadable(_("A worksheet of the file is not written as .xlsx files are."))
        for letters, number in set(_REFERENCE.findall(xml)):
            self.row = max(self.row, int(number))
            self.column = max(self.column, _place(letters))
        self.row = max([self.row, *map(int, _ROW.findall(xml))])
        self.cells += sum(1 for _cell in _CELL.finditer(xml))  # those that name no place too
        too_many = max(self.row * self.column, self.cells) > MAX_CELLS
        if self.row > MAX_ROWS or self.column > MAX_COLUMNS or too_many:
            raise Unreadable(
                _(
                    "The sheet reaches to row %(row)s and column %(column)s: more than %(rows)s "
                    "rows, %(columns)s columns or %(cells)s cells are not read. Delete what is "
                    "far out."
                )
                % {
                    "row": self.row,
                    "column": self.column,
                    "rows": MAX_ROWS,
                    "columns": MAX_COLUMNS,
                    "cells": MAX_CELLS,
                }
            )


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place


# .csv


def _read_csv(content: bytes, encoding: str) -> tuple[list[list[str]], str]:
    text, found = _decoded(content, encoding)
    if "\0" in text[:2000]:
        raise Unreadable(_("This is neither .xlsx nor .csv."))
    named = _SEPARATOR.match(text)
    delimiter = named[1] if named else delimiter_of(text)
    lines = _lines(text, named.end() if named else 0)
    try:
        rows = list(_bounded(map(_trimmed, csv.reader(lines, delimiter=delimiter))))
    except csv.Error as error:
        raise Unreadable(
            _("The file cannot be read as .csv: %(error)s") % {"error": error}
        ) from error
    return ([[], *rows] if named else rows), found


def _lines(text: str, start: int) -> Iterator[str]:
    """Yield lines with their ends. Splitting all at once would take four times the memory."""
    for number, line in enumerate(_LINE.finditer(text, start), 1):
        if line.end() - line.start() > MAX_COLUMNS * MAX_CELL:
            raise Unreadable(_("A cell of row %(row)s is too long.") % {"row": number})
        yield line[0]


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _decoded(content: bytes, encoding: str) -> tuple[str, str]:
    if encoding:
        tried = [encoding]
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried = ["utf-16"]
    else:
        tried = ["utf-8-sig", "cp1252"]
    for name in tried:
        try:
            return content.decode(name), name
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise Unreadable(_("There is no encoding called %(name)s.") % {"name": name}) from error
    raise Unreadable(
        _("The letters of the file are not in %(encodings)s: save it as UTF-8.")
        % {"encodings": ", ".join(tried)}
    )


def delimiter_of(text: str) -> str:
    """Return the separator of the cells: the one that gives most rows the same number of cells.

    If two do, it is the one that also fits the remaining rows.
    """

    def fitness(delimiter: str) -> tuple[float, int, float]:
        sample = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
        try:
            widths = Counter(len(row) for row in islice(sample, 100) if row)
        except csv.Error:
            return 0.0, 0, 0.0
        width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        if width < 2:
            return 0.0, 0, 0.0
        share = often / widths.total()
        return round(share, 1), width, share

    return max(_DELIMITERS, key=fitness)


# Both


def _bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    cells = 0
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise Unreadable(_("The sheet has more than %(n)s rows.") % {"n": MAX_ROWS})
        if any(islice(row, MAX_COLUMNS, None)):
            raise Unreadable(
                _("Row %(row)s has more than %(n)s columns.") % {"row": number, "n": MAX_COLUMNS}
            )
        cells += min(len(row), MAX_COLUMNS)
        if cells > MAX_CELLS:
            raise Unreadable(_("The sheet has more than %(n)s cells.") % {"n": MAX_CELLS})
        yield row[:MAX_COLUMNS]


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
