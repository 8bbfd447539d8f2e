"""What every figure of a page needs: the selection, its facets, its links and its coverage.

Every number comes from `search.facets`, which counts the columns that the list uses too. So a
number, the list that it links to, and the files cannot differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from vigil.casefile.coverage.statement import CoverageStatement
from vigil.charts.bars_and_columns import Bar, BarChart
from vigil.language.punctuation import one_by_one
from vigil.publication.figures.columns import column
from vigil.publication.figures.findings import open_cases
from vigil.publication.figures.tables import (
    Figure,
    FigureCell,
    FigureRow,
    NotReportedCount,
    cases_cell,
    part_cell,
    people_cell,
    percent,
)
from vigil.publication.figures.years import YearRange
from vigil.publication.record.columns import Columns
from vigil.publication.record.labels import value_label
from vigil.publication.record.queries import convicted_while_open
from vigil.publication.search.facets import Facet, Tally, facets, total
from vigil.publication.search.links import Links
from vigil.publication.search.selection import Chosen, NotReported, Selection

NOTHING = Tally("", 0, 0, 0, 0, 0)
NOT_REPORTED_ROW = "not_reported"
"""The code of the row of what is not reported, for programs."""


@dataclass(frozen=True)
class FigureInputs:
    """What every figure of a page needs."""

    selection: Selection
    columns: Columns
    chosen: Chosen
    links: Links
    coverage: CoverageStatement
    time: YearRange

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The facets of the selected cases, by field."""
        return {facet.field: facet for facet in facets(self.columns, self.chosen)}

    @cached_property
    def total(self) -> int:
        """The number of selected cases."""
        return self.all.cases

    @cached_property
    def all(self) -> Tally:
        """All selected cases as one tally."""
        return total(self.columns, self.chosen)

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
        if not self.total:
            return _("No case matches.")
        text = ngettext("Of %(n)d case.", "Of %(n)d cases.", self.total)
        return text % {"n": self.total}

    @cached_property
    def while_open(self) -> str:
        """What the state of justice does not say of open cases; empty if none is open."""
        is_open = self.chosen.cases & self.columns.coded["impunity"].equal("proceedings_open")
        n = int(is_open.sum())
        if not n:
            return ""
        convicted = int((is_open & convicted_while_open(self.columns)).sum())
        return open_cases(n, convicted)

    def figure(self, key: str, title: str, **parts: Any) -> Figure:
        """Return a figure with the filter of the page, and all cases as the denominator."""
        given = {"filter": self.filter, "denominator": self.of_total, "of": self.total}
        return Figure(key=key, title=title, rtl=self.rtl, **{**given, **parts})

    def not_drawn(self, key: str, title: str, why: str) -> Figure:
        """Return a figure that this selection does not have. `why` says what would show it."""
        return self.figure(
            key, title, columns=[], rows=[], foot=None, plot=BarChart([]), folded=why
        )

    @cached_property
    def of_all_people(self) -> str:
        """The denominator in words: the number of people counted, and of cases."""
        if not self.total:
            return self.of_total
        n, cases = self.all.people, cases_text(self.total)
        if not n:
            return _("No people in %(cases)s.") % {"cases": cases}
        text = ngettext("Of %(n)d person in %(cases)s.", "Of %(n)d people in %(cases)s.", n)
        return text % {"n": n, "cases": cases}

    def missing(self, facet: Facet, label: str, **link: Any) -> NotReportedCount:
        """Return how many cases do not report a field. `link` holds parameters that select them."""
        counts = NotReported(label, facet.not_reported, facet.denominator)
        share = percent(counts.missing / counts.total) if counts.total else "–"
        url = self.links.list(**link) if link and counts.missing else ""
        return NotReportedCount(counts, share, url, facet.missing.cases, facet.of_people)


def cases_text(n: int) -> str:
    """Write a number of cases."""
    return ngettext("%(n)d case", "%(n)d cases", n) % {"n": n}


def fold(facet: Facet, label: str) -> str:
    """Return the sentence for a field with nothing to compare; empty if there is something."""
    n = facet.denominator
    if not n or len(facet.values) > 1 or (facet.values and facet.not_reported):
        return ""
    if not facet.values:
        if facet.of_people:
            text = ngettext(
                "%(label)s: not reported for the one person counted here.",
                "%(label)s: not reported for any of the %(n)d people.",
                n,
            )
        else:
            text = ngettext(
                "%(label)s: not reported in the one case.",
                "%(label)s: not reported in any of the %(n)d cases.",
                n,
            )
        return text % {"label": label, "n": n}
    value = value_label(facet.field, facet.values[0].value)
    if facet.of_people:
        text = ngettext(
            "%(label)s: %(value)s, for the one person counted here.",
            "%(label)s: %(value)s, for each of the %(n)d people.",
            n,
        )
    else:
        text = ngettext(
            "%(label)s: %(value)s, in the one case.",
            "%(label)s: %(value)s, in each of the %(n)d cases.",
            n,
        )
    return text % {"label": label, "value": value, "n": n}


def by_value(
    inputs: FigureInputs,
    key: str,
    title: str,
    kept: Sequence[tuple[str, Tally, dict[str, Any]]],
    missing: NotReportedCount,
    notes: list[str],
    folded: str = "",
    finding: str = "",
    caveat: str = "",
) -> Figure:
    """Return the figure of a field. `kept` has for each value its label, tally and parameters."""
    rows = [
        FigureRow(
            label,
            inputs.links.figures_of(**link),
            [
                cases_cell(tally.cases, url := inputs.links.list(**link)),
                part_cell(tally.cases, inputs.total),
                people_cell(tally.killed, tally.cases, url),
            ],
            tally.value,
        )
        for label, tally, link in kept
    ]
    return inputs.figure(
        key,
        title,
        columns=[column("cases"), column("share"), column("killed")],
        rows=rows,
        foot=foot(missing, 2),
        plot=BarChart([Bar(label, tally.cases, str(tally.cases)) for label, tally, _link in kept]),
        finding=finding,
        missing=missing,
        notes=notes,
        folded=folded,
        caveat=caveat,
    )


def foot(missing: NotReportedCount, empty: int) -> FigureRow | None:
    """Return the last row, with the cases that do not report the field; None without any."""
    if not missing.counts.missing:
        return None
    cells = [cases_cell(missing.counts.missing, missing.url), *[FigureCell("")] * empty]
    return FigureRow(_("not reported"), "", cells, NOT_REPORTED_ROW)
