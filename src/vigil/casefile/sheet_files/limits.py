"""Limits for the rows and cells of a sheet. A larger sheet is not read. Pure."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext as _

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
"""Cells of the rectangle that a worksheet fills, including empty cells."""
MAX_CELL = 32_767
"""Characters of a cell: no spreadsheet allows more."""


class Unreadable(ValueError):
    """A file that is no sheet, or is beyond a limit. The message says which."""


def bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Yield rows of at most `MAX_COLUMNS` cells. Raises Unreadable beyond a limit."""
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
