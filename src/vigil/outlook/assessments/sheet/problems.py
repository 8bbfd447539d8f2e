"""What is wrong in a sheet: each with its worksheet, row and column."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class SheetProblem:
    """A reason to refuse a sheet: where it is, what is written there, and what to do."""

    worksheet: str
    row: int
    """The number of the row in the spreadsheet."""
    column: str
    reason: str
    value: str = ""

    def __str__(self) -> str:
        said = {"row": self.row, "column": self.column, "reason": self.reason}
        return _("row %(row)d, column %(column)s: %(reason)s") % said
