"""Bars of several parts, with the names of the parts above them (styles in `figures.css`).

Parts differ by fill and hatching, never by colour alone. A chart repeats the table beside it and is
hidden from screen readers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from vigil.charts.bars_and_columns import BAR, BAR_CELLS, BAR_TOP, LONGEST
from vigil.charts.fitting import FittedDrawing, arranged, fit_cells
from vigil.charts.marks import WIDTH, Box, Drawing, Hatch, Mark, TextMark

LOOKS: Final[Sequence[tuple[str, Hatch]]] = (
    ("bar", ""),
    ("bar", "over-part"),
    ("bar few", ""),
    ("ground", "not"),
    ("outline", ""),
)
"""How the parts look, in their order: a kind, and a hatching of it or over it."""
LETTER, SWATCH, GAP, NAMES_STEP = 6.6, 12, 6, 20
"""Units: about how wide a letter is, how wide a swatch, and how high a row of names."""


@dataclass(frozen=True, slots=True)
class StackedBar:
    """A bar with its label; its parts are in the order of the names."""

    label: str
    parts: Sequence[int]


@dataclass(frozen=True, slots=True)
class StackedBarChart:
    """Horizontal bars of at most five parts. A part that no bar has is not named."""

    rows: Sequence[StackedBar]
    names: Sequence[str]

    def drawing(self, *, rtl: bool = False) -> Drawing:
        """Draw the bars one below the other, under the names of their parts."""
        return arranged(self._cells(), BAR_CELLS, 1, rtl=rtl, above=self._legend())

    def panels(self, key: str, *, rtl: bool = False) -> list[SafeString]:
        """Return nothing: bars are one drawing."""
        return []

    def fitted(self, width: float, height: float, *, rtl: bool = False) -> FittedDrawing:
        """Draw the bars that fit into a picture, in columns under the names of their parts."""
        box = (width, height)
        return fit_cells(self._cells(), BAR_CELLS, box, rtl=rtl, above=self._legend())

    def _cells(self) -> list[list[Mark]]:
        largest = max((sum(row.parts) for row in self.rows), default=0) or 1
        return [list(_bar(row, LONGEST / largest)) for row in self.rows]

    def _legend(self) -> tuple[list[Mark], float]:
        names = enumerate(self.names)
        return _legend([(n, name) for n, name in names if any(row.parts[n] for row in self.rows)])


def _legend(names: Sequence[tuple[int, str]]) -> tuple[list[Mark], float]:
    """Return a swatch and a name for each part, and where the bars begin below them."""
    marks: list[Mark] = []
    x, y = 0.0, 0.0
    for n, name in names:
        width = SWATCH + GAP + len(name) * LETTER
        if x and x + width > WIDTH:
            x, y = 0.0, y + NAMES_STEP
        marks += _part(n, x, y, SWATCH, SWATCH)
        marks.append(TextMark("tick", x + SWATCH + GAP, y + SWATCH - 2, name))
        x += width + 2 * GAP
    return marks, y + NAMES_STEP + GAP if names else 0


def _bar(row: StackedBar, unit: float) -> Iterator[Mark]:
    yield TextMark("label", 0, 12, row.label)
    x = 0.0
    for n, part in enumerate(row.parts):
        if part:
            yield from _part(n, x, BAR_TOP, part * unit, BAR)
            x += part * unit
    yield TextMark("number", x + 6, BAR_TOP + BAR - 1, str(sum(row.parts)))


def _part(n: int, x: float, y: float, width: float, height: float) -> Iterator[Mark]:
    kind, hatch = LOOKS[n]
    if kind == "ground":
        yield Box(kind, x, y, width, height, hatch)
        yield Box("outline", x, y, width, height)
        return
    yield Box(kind, x, y, width, height)
    if hatch:
        yield Box("over", x, y, width, height, hatch)
