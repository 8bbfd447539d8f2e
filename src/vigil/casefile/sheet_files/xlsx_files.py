"""Read a worksheet of an .xlsx file, within limits. Pure."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from vigil.casefile.sheet_files.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Unreadable, bounded
from vigil.files import Reason, RefusedError, read_workbook

MAX_EXPANDED = 150_000_000
"""Bytes of all parts of an .xlsx file, unpacked."""
LONGEST_NAME = 1_000
"""Characters of the name of a worksheet; spreadsheets allow 31."""
Place = tuple[int, int]
"""Row and column, from 0."""
_REFERENCE = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Za-z]{1,5})([0-9]{1,9})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br\s*=\s*["']([0-9]{1,9})["']""")


def read_xlsx(content: bytes, worksheet: str) -> tuple[str, list[str], list[list[str]]]:
    """Return the name of the worksheet, the names of the others, and its rows of texts.

    Without a `worksheet`, the first one is read. Raises Unreadable.
    """
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
    rows = list(bounded(book.rows))
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
