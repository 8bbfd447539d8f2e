"""Rows of a worksheet with their cells by column, and the problems that are found in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from vigil.casefile.sheet_files.reading import FileRow, Sheet
from vigil.outlook.assessments.sheet.columns import Column, column_of, full_title
from vigil.outlook.assessments.sheet.problems import SheetProblem

LONGEST_SHOWN = 60
"""Characters of a cell that a problem repeats."""


class Columns:
    """The known columns of a worksheet."""

    def __init__(self, sheet: Sheet, known: Sequence[str]) -> None:
        """Find the columns with one of the known keys, and note what is double or unknown."""
        self.sheet = sheet
        self.places: dict[Column, int] = {}
        self.ignored: list[str] = []
        self.problems: list[SheetProblem] = []
        for place, title in enumerate(sheet.columns):
            column = column_of(title) or column_of(title.removesuffix(" (1)"))
            if column is None or column.key not in known:
                self.ignored.append(title)
            elif column in self.places:
                reason = _("The same column is there twice.")
                problem = SheetProblem(sheet.name, sheet.header_row, title, reason)
                self.problems.append(problem)
            else:
                self.places[column] = place

    def title(self, column: Column) -> str:
        """Return the title that a column has in the file; its usual one if it is not there."""
        place = self.places.get(column)
        return full_title(column) if place is None else self.sheet.columns[place]

    def of_key(self, key: str, language: str = "") -> list[Column]:
        """Return the columns of a key in a language, by their number."""
        found = [one for one in self.places if (one.key, one.language) == (key, language)]
        return sorted(found, key=lambda one: one.number)

    def languages(self) -> list[str]:
        """Return the languages in which columns are repeated."""
        return sorted({one.language for one in self.places if one.language})

    def rows(self) -> Iterator["Row"]:
        """Yield the rows in which a known column is filled in."""
        for row in self.sheet.rows:
            if any(row.cells[place] for place in self.places.values()):
                yield Row(self, row)


class Row:
    """One row: its cells by column, and the problems that were found in it."""

    def __init__(self, columns: Columns, row: FileRow) -> None:
        """Begin without problems."""
        self.columns = columns
        self.number = row.number
        self.cells: Mapping[Column, str] = {
            column: row.cells[place] for column, place in columns.places.items()
        }
        self.problems: list[SheetProblem] = []

    def text(self, key: str) -> str:
        """Return the text of a column without number and language; empty if it is missing."""
        return self.cells.get(Column(key), "")

    def parsed[T](self, column: Column, read: Callable[[str], T], default: T) -> T:
        """Return what a cell means, or the default if it is empty or wrong (then a problem)."""
        text = self.cells.get(column, "")
        if not text:
            return default
        try:
            return read(text)
        except ValueError as error:
            self.refuse(column, str(error))
            return default

    def refuse(self, column: Column, reason: str) -> None:
        """Note that a cell is wrong."""
        text = self.cells.get(column, "")[:LONGEST_SHOWN]
        name = self.columns.sheet.name
        self.problems.append(
            SheetProblem(name, self.number, self.columns.title(column), reason, text)
        )
