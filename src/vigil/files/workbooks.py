"""Read the cells of an .xlsx file as texts. Runs in the process of `worker`.

The library is fast and trusts its files: two cells in far corners end the process that reads them,
and one long text that many cells share fills its memory.
"""

from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from vigil.files.limits import Reason, RefusedError

CHARACTERS = 40_000_000
"""Characters of all cells of a worksheet together."""

CellPlace = tuple[int, int]
"""Row and column, from 0."""


class Workbook(Struct, frozen=True, kw_only=True):
    """One worksheet. `names` are those of all worksheets of the file, in its order.

    `name` is empty, and there are no rows, if none is called as was asked. `merged` are the first
    and the last place of each group of merged cells.
    """

    names: list[str]
    name: str = ""
    rows: list[list[str]] = []
    merged: list[tuple[CellPlace, CellPlace]] = []


def load_everything() -> None:
    """Load the library: later nothing can be opened."""
    import python_calamine

    _ = python_calamine


def cells_of(content: bytes, worksheet: str) -> Workbook:
    """Read a worksheet of an .xlsx file; without a name, the first. Raises RefusedError.

    A cell is a text: a number as it would be typed (`34`, `19.4326`), a day as `2019-03-08`, a
    formula as the value that was computed last.
    """
    from io import BytesIO

    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            names = list(book.sheet_names)
            name = worksheet or (names[0] if names else "")
            if name not in names and len(names) == 1:
                name = names[0]  # what is exported has one, under another name
            if name not in names:
                return Workbook(names=names)
            sheet = book.get_sheet_by_name(name)
            merged = [(first, last) for first, last in sheet.merged_cell_ranges or []]
            return Workbook(names=names, name=name, rows=_rows(sheet), merged=merged)
    except PasswordError as error:
        raise RefusedError(Reason.ENCRYPTED) from error
    except (CalamineError, OSError, ValueError) as error:
        raise RefusedError(Reason.DAMAGED, str(error)) from error


def packed(workbook: Workbook) -> bytes:
    """Write a worksheet as bytes for the process that asked."""
    return msgspec.json.encode(workbook)


def unpacked(content: bytes) -> Workbook:
    """Read what `packed` wrote. Raises RefusedError."""
    try:
        return msgspec.json.decode(content, type=Workbook)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RefusedError(Reason.COSTLY, "no answer") from error


def _rows(sheet: Any) -> list[list[str]]:
    # With the empty rows and columns before the first cell, which rows are numbered with.
    rows, size = [], 0
    for cells in sheet.to_python(skip_empty_area=False):
        row = [_text(cell) for cell in cells]
        size += sum(map(len, row))
        if size > CHARACTERS:
            raise RefusedError(Reason.BYTES, f"more than {CHARACTERS} characters")
        rows.append(row)
    return rows


def _text(cell: Any) -> str:
    """Return a cell as it would be typed; days in ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
