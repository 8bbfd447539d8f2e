"""What a figure is: a drawing, what it shows in sentences, the same numbers as a table, its method.

It is data through and through: written with `msgspec` and read again it is the same figure, so that
a frozen edition keeps it as it was and can still set it for a page and for print.
"""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import floor, log10
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from vigil.charts.marks import Drawing
from vigil.charts.svg import svg_for_page, svg_standalone
from vigil.files.formula_safety import safe_cell

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-][0-9]+)?")
SMALLEST_SHOWN: Final = 1e-12
MOST_DECIMALS: Final = 10


class TableCell(Struct, frozen=True):
    """A cell: what it shows, and the same for programs; no value where nothing is known."""

    shown: str
    value: str = ""


class TableRow(Struct, frozen=True):
    """A row of the table: its label and its cells."""

    label: str
    cells: tuple[TableCell, ...]


class Provenance(Struct, frozen=True):
    """How a figure was made. `n` is how many answered; None where nobody was asked.

    Whose method is told by whole sentences has none here: they stand in `more`.
    """

    method: str
    source: str
    as_of: date
    n: int | None = None
    more: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Say it in sentences."""
        asked = ngettext("%(n)d expert answered.", "%(n)d experts answered.", self.n or 0)
        return (
            *((_("Method: %(method)s.") % {"method": self.method},) if self.method else ()),
            *((asked % {"n": self.n},) if self.n is not None else ()),
            _("As of %(day)s.") % {"day": date_format(self.as_of)},
            _("Source: %(source)s.") % {"source": self.source},
            *self.more,
        )


class Figure(Struct, frozen=True):
    """A figure. `key` tells it from others on a page; `heads` names every column, the first too."""

    key: str
    title: str
    drawing: Drawing
    said: tuple[str, ...]
    """What is seen, in sentences made from the numbers: the alternative to the drawing."""
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]
    paper: Drawing | None = None
    """Another drawing of the same for print, where that of the page would not fit one."""

    @property
    def alt(self) -> str:
        """The alternative as one text."""
        return " ".join(self.said)

    @property
    def svg(self) -> SafeString:
        """The drawing for a page, with classes."""
        return svg_for_page(self.drawing, self.key)

    @property
    def svg_paper(self) -> SafeString:
        """The drawing for who prints the page, with classes; empty where it is the same."""
        return svg_for_page(self.paper, f"{self.key}-paper") if self.paper else SafeString()

    def svg_plain(self, colours: Mapping[str, str] | None = None) -> str:
        """Return the drawing for print on its own, black and white if no `colours` are given.

        Their names are those of `vigil.charts.styles.TOKENS`.
        """
        return svg_standalone(self.paper or self.drawing, self.key, self.title, self.alt, colours)

    def csv(self) -> str:
        """Write the table as CSV (RFC 4180): numbers as programs read them, no cell a formula."""
        held = io.StringIO()
        writer = csv.writer(held)
        writer.writerow([safe_cell(head) for head in self.heads])
        for row in self.rows:
            values = (csv_text(cell.value or cell.shown) for cell in row.cells)
            writer.writerow([safe_cell(row.label), *values])
        return held.getvalue()


def csv_text(text: str) -> str:
    """Return the text of a cell for programs: a number as it is, all else so that no spreadsheet
    takes it for a formula.
    """
    return text if _NUMBER.fullmatch(text) else safe_cell(text)


def number_text(value: float | Decimal) -> str:
    """Write a number in the language of the page, with two decimals at most.

    One below a tenth has two digits that count: 0.004 is not 0.
    """
    most = decimals(float(value))
    rounded = round(float(value), most)
    digits = next(n for n in range(most + 1) if n == most or round(rounded, n) == rounded)
    return number_format(round(rounded, digits), digits, force_grouping=True)


def decimals(value: float) -> int:
    """Return with how many decimals a number is shown at most: 2, or those of two digits that
    count; rounding of what was computed (1e-12) is no number.
    """
    return 1 - floor(log10(abs(value))) if _is_small(value) else 2


def _is_small(value: float) -> bool:
    return SMALLEST_SHOWN <= abs(value) < 0.1


def table_cell(value: float | Decimal | None) -> TableCell:
    """Make the cell of a number, or of none."""
    if value is None:
        return TableCell("–")
    written = f"{value:.4g}" if _is_small(float(value)) else f"{round(value, 4):.10g}"
    return TableCell(number_text(value), written)


def value_label(value: float, names: Mapping[int, str]) -> str:
    """Return what a value is called, with the number that stands on the scale."""
    return f"{names[int(value)]} ({number_text(value)})" if value in names else number_text(value)


def percent_text(value: float) -> str:
    """Write a share as a percentage, to whole ones.

    With as many decimals as it takes not to say 0 or 100 of what is neither: nothing is shown as
    certain that is not.
    """
    digits = share_decimals(value)
    return _("%(number)s%%") % {"number": number_format(round(value * 100, digits), digits)}


def share_decimals(value: float) -> int:
    """Return with how many decimals a share is written in percent."""
    percent = value * 100
    if not 0 < percent < 100:
        return 0
    return next((n for n in range(MOST_DECIMALS) if 0 < round(percent, n) < 100), MOST_DECIMALS)


def table_row(label: str, *values: float | Decimal | None) -> TableRow:
    """Make a row of numbers."""
    return TableRow(label, tuple(table_cell(value) for value in values))
