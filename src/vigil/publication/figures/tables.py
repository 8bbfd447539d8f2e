"""The parts of a figure: rows of numbers, each with a link to the cases that it counts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vigil.publication.search.facets import Tally
from vigil.publication.search.selection import NotReported

FEW = 20
"""A share of fewer people than this is marked, because it says little."""


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One cell of a table, with the address of the cases that it counts.

    `cases` is the number of cases in the list at `url`. The cell itself may count people in them.
    `value` is the exact number for programs, if `shown` is rounded.
    """

    shown: str
    url: str = ""
    cases: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row: its label, its numbers, and perhaps a link to the figures of this row alone."""

    label: str
    url: str
    cells: list[FigureCell]


@dataclass(frozen=True, slots=True)
class NotReportedCount:
    """How many cases do not report the field of a figure, and the address of their list."""

    counts: NotReported
    share: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with everything that its page shows beside it.

    `filter` is the selection in words. `denominator` says out of how many cases or people.
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
    """Return the cell of a number of cases."""
    return FigureCell(str(count), url if count else "", count)


def people_cell(count: int, cases: int, url: str) -> FigureCell:
    """Return the cell of a number of people, with a link to their cases."""
    return FigureCell(str(count), url if count else "", cases)


def share_cell(tally: Tally) -> FigureCell:
    """Return the cell of the share of targets who survived. A share of few people is marked."""
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
