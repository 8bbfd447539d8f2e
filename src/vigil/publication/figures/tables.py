"""The parts of a figure: rows of numbers, each with a link to the cases that it counts. Pure."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.charts.coverage import Coverage
from vigil.charts.fitting import Plot
from vigil.charts.numbers import percent_text
from vigil.charts.svg import svg_for_page
from vigil.publication.figures.columns import FigureColumn
from vigil.publication.search.facets import Tally
from vigil.publication.search.selection import NotReported

NO_NUMBER = "–"
"""Stands where there is no number: not a zero."""
FEW = 20
"""A share of fewer people than this is marked, because it says little."""


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One cell of a table, with the address of the cases that it counts.

    `cases` is the number of cases in the list at `url`. The cell itself may count people in them.
    `value` is the exact number for programs, if `shown` is rounded. `people`: the list at `url` is
    one of people, and has so many.
    """

    shown: str
    url: str = ""
    cases: int = 0
    value: str = ""
    people: int = 0

    @property
    def td(self) -> SafeString:
        """The cell as HTML. A page has some hundred of them, too many for a template each."""
        shown = escape(self.shown)
        if self.url:
            held = f'data-people="{self.people}"' if self.people else f'data-cases="{self.cases}"'
            link = f'<a class="n" href="{escape(self.url)}" {held}>{shown}</a>'
            return SafeString(f"<td>{link}</td>")
        if self.value:
            return SafeString(f'<td><data value="{escape(self.value)}">{shown}</data></td>')
        return SafeString(f"<td>{shown}</td>")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row: its label, its numbers, and perhaps a link to the figures of this row alone.

    `value` is the code of the row, for programs.
    """

    label: str
    url: str
    cells: list[FigureCell]
    value: str = ""


@dataclass(frozen=True, slots=True)
class NotReportedCount:
    """In how many cases, or of how many people, a field is not reported.

    `url` is the address of the list of these cases, or of the cases with these people: `cases` are
    in it.
    """

    counts: NotReported
    share: str
    url: str
    cases: int
    of_people: bool = False

    @property
    def sentence(self) -> str:
        """What is not reported, in words; empty if nothing was counted."""
        return self._words(self.counts.label, str(self.counts.missing))

    @property
    def linked_sentence(self) -> SafeString:
        """The sentence as HTML. Its number leads to the cases."""
        return SafeString(self._words(escape(self.counts.label), self.number))

    def _words(self, label: str, number: str) -> str:
        counts = self.counts
        if not counts.total:
            return ""
        if not counts.missing:
            return _("%(label)s: reported for all.") % {"label": label}
        if self.of_people:
            text = ngettext(
                "%(label)s: not reported for %(number)s person (%(share)s).",
                "%(label)s: not reported for %(number)s people (%(share)s).",
                counts.missing,
            )
        else:
            text = ngettext(
                "%(label)s: not reported in %(number)s case (%(share)s).",
                "%(label)s: not reported in %(number)s cases (%(share)s).",
                counts.missing,
            )
        return text % {"label": label, "number": number, "share": self.share}

    @property
    def number(self) -> SafeString:
        """The number as HTML, with its link."""
        if not self.url:
            return format_html("{}", self.counts.missing)
        link = '<a class="n" href="{}" data-cases="{}">{}</a>'
        return format_html(link, self.url, self.cases, self.counts.missing)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with everything that its page shows beside it.

    `filter` is the selection in words. `denominator` says out of how many cases or people, and
    `of` is that number. `finding` says in a sentence what the numbers show. `unit` is what the
    first column counts: cases, people or targets. `folded` is a sentence in place of a figure that
    has nothing to compare. `caveat` says what the numbers do not, wherever they are shown.
    """

    key: str
    title: str | Promise
    filter: str
    denominator: str
    of: int
    columns: Sequence[FigureColumn]
    rows: list[FigureRow]
    foot: FigureRow | None
    plot: Plot
    rtl: bool = False
    finding: str = ""
    unit: str = "cases"
    missing: NotReportedCount | None = None
    notes: list[str] = field(default_factory=list)
    wide: bool = False
    folded: str = ""
    caveat: str = ""

    @property
    def heads(self) -> list[str]:
        """The heads of the columns with numbers."""
        return [column.label for column in self.columns]

    @property
    def of_people(self) -> bool:
        """Whether the first column counts people."""
        return self.unit == "people"

    @property
    def is_drawn(self) -> bool:
        """Whether there is something to compare."""
        return bool(self.rows) and not self.folded

    @property
    def chart(self) -> SafeString:
        """The whole chart as one drawing for a page."""
        return svg_for_page(self.plot.drawing(rtl=self.rtl), self.key, "chart")

    @property
    def panels(self) -> list[SafeString]:
        """The panels of the chart, for a page that arranges them; none for most charts."""
        return self.plot.panels(self.key, rtl=self.rtl)

    @property
    def sentence(self) -> str:
        """What the figure shows, in words."""
        return self.folded or self.finding

    @property
    def count_notes(self) -> list[str]:
        """What is counted, in sentences: out of how many, what is not reported, the caveat."""
        missing = self.missing.sentence if self.missing else ""
        return [one for one in (self.denominator, missing, self.caveat) if one]

    @property
    def all_rows(self) -> list[FigureRow]:
        """The rows of the table, the last one included."""
        return [*self.rows, *([self.foot] if self.foot else [])]

    @property
    def digest(self) -> str:
        """The name of the numbers: it changes only when one of them does.

        Cells without a link are left out: they count nothing, and each new month adds some.
        """
        counted = "\n".join(self._counted())
        return hashlib.sha256(counted.encode()).hexdigest()[:16]

    def _counted(self) -> Iterator[str]:
        yield f"{self.key} {self.of}"
        for row in self.all_rows:
            for cell in row.cells:
                if cell.url:
                    yield f"{cell.url.partition('?')[2]} {cell.value or cell.shown}"


def cases_cell(count: int, url: str) -> FigureCell:
    """Return the cell of a number of cases."""
    return FigureCell(str(count), url if count else "", count)


def people_cell(count: int, cases: int, url: str) -> FigureCell:
    """Return the cell of a number of people, with a link to their cases."""
    return FigureCell(str(count), url if count else "", cases)


def persons_cell(count: int, url: str) -> FigureCell:
    """Return the cell of a number of people killed, with a link to the list of them."""
    return FigureCell(str(count), url if count else "", people=count)


def part_cell(part: int, whole: int) -> FigureCell:
    """Return the cell of a share of all cases or people."""
    share = part / whole
    return FigureCell(percent(share), value=f"{share:.10f}")


def coverage_cell(shown: str, state: Coverage) -> FigureCell:
    """Return the cell that says how much of a time was monitored."""
    return FigureCell(shown, value=str(state))


def share_cell(tally: Tally) -> FigureCell:
    """Return the cell of the share of targets who survived. A share of few people is marked."""
    share = tally.survived_share
    if share is None:
        return FigureCell(NO_NUMBER)
    shown = percent(share, 2)
    if tally.targets < FEW:
        shown = _("%(share)s (few)") % {"share": shown}
    return FigureCell(shown, value=f"{share:.10f}")


def percent(share: float, digits: int = 1) -> str:
    """Write a share as tables and sentences of figures show it: with one decimal, or with more."""
    return percent_text(share, digits)
