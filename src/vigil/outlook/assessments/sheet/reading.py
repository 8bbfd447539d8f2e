"""Read the sheet of an assessment: its terms, its countries, or both, from one file."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import Sheet, read_sheet
from vigil.outlook.assessments.sheet.columns import COUNTRY, OF_TERMS, column_of
from vigil.outlook.assessments.sheet.problems import SheetProblem
from vigil.outlook.assessments.sheet.reading_countries import read_countries
from vigil.outlook.assessments.sheet.reading_terms import read_terms
from vigil.outlook.assessments.specs import RegionSpec, TermSpec

MOST_WORKSHEETS: Final = 6
"""Worksheets of a file that are looked at."""


@dataclass
class WorkbookRead:
    """The content of a file. If it has problems, none of it may be imported."""

    terms: list[TermSpec] | None = None
    """None: the file has no worksheet of terms."""
    regions: list[RegionSpec] | None = None
    """None: the file has no worksheet of countries."""
    problems: list[SheetProblem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """Titles of columns that are not imported."""


def read_workbook(content: bytes, language: str) -> WorkbookRead:
    """Read a file (.xlsx or .csv) for an assessment in a language (BCP 47).

    A worksheet with a column “Country” has countries; one with a column of terms has terms. Others
    are left out. Raises Unreadable (no sheet; neither terms nor countries; two worksheets of one).
    """
    read = WorkbookRead()
    for sheet in _sheets(content):
        keys = {column.key for column in map(column_of, sheet.columns) if column is not None}
        if COUNTRY in keys:
            _refuse_second(read.regions, sheet)
            countries = read_countries(sheet)
            read.regions = countries.specs
            read.problems += countries.problems
            read.ignored += countries.ignored
        elif keys & set(OF_TERMS):
            _refuse_second(read.terms, sheet)
            terms = read_terms(sheet, language)
            read.terms = terms.specs
            read.problems += terms.problems
            read.ignored += terms.ignored
    if read.terms is None and read.regions is None:
        raise Unreadable(
            _("No column has a known title. Download the sheet here, fill it in, and send it.")
        )
    return read


def _refuse_second(there: object, sheet: Sheet) -> None:
    if there is not None:
        raise Unreadable(
            _("Two worksheets have the same columns. Delete one of them: %(name)s.")
            % {"name": sheet.name}
        )


def _sheets(content: bytes) -> Iterator[Sheet]:
    """Yield the worksheets that are not empty. Raises Unreadable if the first cannot be read."""
    first = read_sheet(content)
    yield first
    for name in first.others[: MOST_WORKSHEETS - 1]:
        with suppress(Unreadable):  # an empty worksheet
            yield read_sheet(content, worksheet=name)
