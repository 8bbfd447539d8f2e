"""Small multiples: one small chart of columns for each country, all on one scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from vigil.charts.bars_and_columns import Column, column_marks, unmonitored_ground
from vigil.charts.fitting import Cells, FittedDrawing, arranged, fit_cells
from vigil.charts.marks import Drawing, Mark, Path, TextMark
from vigil.charts.scales import Scale, count_ticks
from vigil.charts.svg import svg_for_page

PANEL: Final = Cells(168, 96, 24)
TOP, BASE, TICKS = 24, 72, 86
LONGEST_LABEL: Final = 26
"""Letters of a label that fit above a panel."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One small chart: its label and its columns. The first and the last column are labelled."""

    label: str
    cells: Sequence[Column]


@dataclass(frozen=True, slots=True)
class SmallMultiples:
    """Small charts in the order of their labels. Columns of all have the same scale."""

    charts: Sequence[Panel]

    def drawing(self, *, rtl: bool = False) -> Drawing:
        """Draw the charts in two columns."""
        return arranged(self._cells(), PANEL, 2, rtl=rtl)

    def panels(self, key: str, *, rtl: bool = False) -> list[SafeString]:
        """Draw each chart alone: a page puts as many beside each other as it has room for."""
        return [
            svg_for_page(
                Drawing(PANEL.height, tuple(cell), rtl, PANEL.width), f"{key}-{n}", "chart"
            )
            for n, cell in enumerate(self._cells())
        ]

    def fitted(self, width: float, height: float, *, rtl: bool = False) -> FittedDrawing:
        """Draw the charts that fit into a picture."""
        return fit_cells(self._cells(), PANEL, (width, height), rtl=rtl)

    @property
    def highest(self) -> int:
        """The value at the line on top of each chart."""
        return count_ticks(max((c.value for one in self.charts for c in one.cells), default=0))[-1]

    def _cells(self) -> list[list[Mark]]:
        highest = self.highest
        return [list(_panel(one, highest)) for one in self.charts]


def _panel(panel: Panel, highest: int) -> Iterator[Mark]:
    across = Scale(0, max(len(panel.cells), 1), 0, PANEL.width)
    up = Scale(0, highest, BASE, TOP)
    yield TextMark("label", 0, 13, _shortened(panel.label))
    yield from unmonitored_ground(panel.cells, across, TOP, BASE)
    yield Path("grid", ((0, TOP), (PANEL.width, TOP)))
    for n, cell in enumerate(panel.cells):
        yield from column_marks(n, cell, across, up)
    yield Path("axis", ((0, BASE), (PANEL.width, BASE)))
    if panel.cells:
        yield TextMark("tick", 0, TICKS, panel.cells[0].label)
        yield TextMark("tick", PANEL.width, TICKS, panel.cells[-1].label, "end")


def _shortened(label: str) -> str:
    """Return a label that fits above a panel. The table has the whole name."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
