"""What every figure of a page needs: the selection, its facets, its links and its coverage.

Every number comes from `search.facets`, which counts the columns that the list uses too. So a
number, the list that it links to, and the files cannot differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from vigil.casefile.coverage.statement import CoverageStatement
from vigil.charts.bars_and_columns import Bar, bar_chart
from vigil.language.punctuation import one_by_one
from vigil.publication.figures.tables import (
    Figure,
    FigureCell,
    FigureRow,
    NotReportedCount,
    cases_cell,
    people_cell,
    percent,
)
from vigil.publication.figures.years import YearRange
from vigil.publication.record.columns import Columns, Mask
from vigil.publication.search.facets import Facet, Tally, facets
from vigil.publication.search.links import Links
from vigil.publication.search.selection import NotReported, Selection

NOTHING = Tally("", 0, 0, 0, 0)


@dataclass(frozen=True)
class FigureInputs:
    """What every figure of a page needs."""

    selection: Selection
    columns: Columns
    mask: Mask
    links: Links
    coverage: CoverageStatement
    time: YearRange

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The facets of the selected cases, by field."""
        return {facet.field: facet for facet in facets(self.columns, self.mask)}

    @cached_property
    def total(self) -> int:
        """The number of selected cases."""
        return int(self.mask.sum())

    @cached_property
    def all(self) -> Tally:
        """All selected cases as one tally."""
        return replace(_sum(self.facets["headline"].values), value="all")

    @cached_property
    def filter(self) -> str:
        """The selection in words."""
        phrases = self.selection.phrases()
        return one_by_one(phrases) or _("none: all cases of this record")

    @cached_property
    def rtl(self) -> bool:
        """Whether the language of the page is read from right to left."""
        return get_language_bidi()

    @cached_property
    def of_total(self) -> str:
        """The denominator in words: the number of selected cases."""
        text = ngettext("Of %(n)d case.", "Of %(n)d cases.", self.total)
        return text % {"n": self.total}

    def figure(self, key: str, title: str, **parts: Any) -> Figure:
        """Return a figure with the filter of the page, and all cases as the denominator."""
        return Figure(
            key=key, title=title, **{"filter": self.filter, "denominator": self.of_total, **parts}
        )

    def missing(self, facet: Facet, label: str, **link: Any) -> NotReportedCount:
        """Return how many cases do not report a field. `link` holds parameters that select them."""
        counts = NotReported(label, facet.not_reported, facet.denominator)
        share = percent(counts.missing / counts.total) if counts.total else "–"
        url = self.links.list(**link) if link and counts.missing else ""
        return NotReportedCount(counts, share, url)


def _sum(tallies: Iterable[Tally]) -> Tally:
    rows = list(tallies)
    return Tally(
        "",
        sum(row.cases for row in rows),
        sum(row.killed for row in rows),
        sum(row.targets for row in rows),
        sum(row.targets_survived for row in rows),
    )


def by_value(
    inputs: FigureInputs,
    key: str,
    title: str,
    kept: Sequence[tuple[str, Tally, dict[str, Any]]],
    missing: NotReportedCount,
    notes: list[str],
) -> Figure:
    """Return the figure of a field. `kept` has for each value its label, tally and parameters."""
    rows = [
        FigureRow(
            label,
            inputs.links.figures_of(**link),
            [
                cases_cell(tally.cases, url := inputs.links.list(**link)),
                FigureCell(percent(tally.cases / inputs.total)),
                people_cell(tally.killed, tally.cases, url),
            ],
        )
        for label, tally, link in kept
    ]
    return inputs.figure(
        key,
        title,
        heads=[_("Cases"), _("Of all"), _("People killed")],
        rows=rows,
        foot=foot(missing, 2),
        chart=bar_chart(
            [Bar(label, tally.cases, str(tally.cases)) for label, tally, _link in kept],
            key,
            rtl=inputs.rtl,
        ),
        missing=missing,
        notes=notes,
    )


def foot(missing: NotReportedCount, empty: int) -> FigureRow | None:
    """Return the last row, with the cases that do not report the field; None without any."""
    if not missing.counts.missing:
        return None
    cells = [cases_cell(missing.counts.missing, missing.url), *[FigureCell("")] * empty]
    return FigureRow(_("not reported"), "", cells)
