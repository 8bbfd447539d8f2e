"""What a figure is made of: rows of numbers, each with the list of the cases it counts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vigil.publication.search.facets import Tally
from vigil.publication.search.selection import NotReported

FEW = 20
"""Of fewer people than this a share says little: it is marked."""


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One cell of a table: what it shows, and where the cases are that it counts.

    `cases` is how many cases the list at `url` holds; the number itself may be of people in
    them. `value` is the number for programs, where what is shown is rounded.
    """

    shown: str
    url: str = ""
    cases: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row: its label, perhaps a link to the figures of it alone, and its numbers."""

    label: str
    url: str
    cells: list[FigureCell]


@dataclass(frozen=True, slots=True)
class NotReportedCount:
    """How many of the cases do not report what a figure is about, and their list."""

    told: NotReported
    share: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with everything that must stand beside it.

    `filter` says the selection in words, `denominator` of how many what is counted is.
    """

    key: str
    title: str | Promise
    filter: str
    denominator: str
    heads: Sequence[str]
    rows: list[FigureRow]
    foot: FigureRow | None
    chart: SafeString
    missing: NotReportedCount | None = None
    notes: list[str] = field(default_factory=list)
    wide: bool = False


def cases_cell(count: int, url: str) -> FigureCell:
    """Make the cell of a number of cases."""
    return FigureCell(str(count), url if count else "", count)


def people_cell(count: int, cases: int, url: str) -> FigureCell:
    """Make the cell of a number of people, with the list of the cases they are in."""
    return FigureCell(str(count), url if count else "", cases)


def share_cell(tally: Tally) -> FigureCell:
    """Make the cell of the share of targets who survived; marked if it is of few people."""
    share = tally.survived_share
    if share is None:
        return FigureCell("–")
    shown = percent(share, 2)
    if tally.targets < FEW:
        shown = _("%(share)s (few)") % {"share": shown}
    return FigureCell(shown, value=f"{share:.10f}")


def percent(share: float, digits: int = 1) -> str:
    """Write a share as a percentage in the language of the page, rounded."""
    # `number_format` itself cuts digits off and does not round.
    return _("%(number)s%%") % {"number": number_format(round(share * 100, digits), digits)}
