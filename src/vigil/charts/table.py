"""The table beside a chart: the same numbers for readers, and as CSV for programs."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from vigil.charts.numbers import UNKNOWN, number_for_programs, number_text
from vigil.files.formula_safety import safe_cell

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-][0-9]+)?")


class TableCell(Struct, frozen=True):
    """A cell: what readers see, and the same for programs; no value where nothing is known."""

    shown: str
    value: str = ""


class TableRow(Struct, frozen=True):
    """A row of the table: its label and its cells."""

    label: str
    cells: tuple[TableCell, ...]


def table_cell(value: float | Decimal | None) -> TableCell:
    """Make the cell of a number; a dash where there is none."""
    if value is None:
        return TableCell(UNKNOWN)
    return TableCell(number_text(value), number_for_programs(value))


def count_cell(n: int) -> TableCell:
    """Make the cell of a whole number, without groups of digits."""
    return TableCell(str(n), str(n))


def table_row(label: str, *values: float | Decimal | None) -> TableRow:
    """Make a row of numbers."""
    return TableRow(label, tuple(table_cell(value) for value in values))


def table_csv(heads: Sequence[str], rows: Iterable[TableRow]) -> str:
    """Write a table as CSV (RFC 4180): numbers as programs read them, no cell a formula."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([safe_cell(head) for head in heads])
    for row in rows:
        values = (csv_text(cell.value or cell.shown) for cell in row.cells)
        writer.writerow([safe_cell(row.label), *values])
    return held.getvalue()


def csv_text(text: str) -> str:
    """Return the text of a cell for a file: a number unchanged, other text never a formula."""
    return text if _NUMBER.fullmatch(text) else safe_cell(text)
