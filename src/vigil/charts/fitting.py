"""Fit the rows or panels of a chart into a picture, in as many columns as keep them largest."""

from collections.abc import Sequence
from math import ceil
from typing import Final, NamedTuple, Protocol

from django.utils.safestring import SafeString
from msgspec.structs import replace

from vigil.charts.marks import Box, Dot, Drawing, Mark, Path, TextMark

SMALLEST: Final = 1.05
"""Pixels for a unit of a drawing: with fewer, a label could not be read on a telephone."""
MOST_COLUMNS: Final = 6


class FittedDrawing(NamedTuple):
    """A drawing for a picture, and how many rows it has no room for."""

    drawing: Drawing
    left_out: int = 0


class Plot(Protocol):
    """A chart as data: drawn for a page, or fitted into a picture."""

    def drawing(self, *, rtl: bool = False) -> Drawing:
        """Draw all of it, as wide as a page of a telephone."""
        ...

    def panels(self, key: str, *, rtl: bool = False) -> list[SafeString]:
        """Draw its panels one by one, for a page that arranges them; none without panels."""
        ...

    def fitted(self, width: float, height: float, *, rtl: bool = False) -> FittedDrawing:
        """Draw what fits into a picture of this size in pixels."""
        ...


class Cells(NamedTuple):
    """The size of a row or panel in units, and how far apart two of them are beside each other."""

    width: float
    height: float
    gap: float


def arranged(
    cells: Sequence[Sequence[Mark]],
    size: Cells,
    columns: int,
    *,
    rtl: bool,
    above: tuple[Sequence[Mark], float] = ((), 0),
) -> Drawing:
    """Put cells, each drawn at the origin, into columns, read downwards; `above` stands on top."""
    marks, top = list(above[0]), above[1]
    rows = ceil(len(cells) / columns)
    for n, cell in enumerate(cells):
        x = (n // rows) * (size.width + size.gap)
        y = top + (n % rows) * size.height
        marks += [moved(mark, x, y) for mark in cell]
    width = columns * size.width + (columns - 1) * size.gap
    return Drawing(max(top + rows * size.height, 1), tuple(marks), rtl, width)


def fit_cells(
    cells: Sequence[Sequence[Mark]],
    size: Cells,
    box: tuple[float, float],
    *,
    rtl: bool,
    above: tuple[Sequence[Mark], float] = ((), 0),
) -> FittedDrawing:
    """Arrange cells so that they are as large as a box in pixels allows.

    Where they would be too small to read, only the first ones are drawn.
    """
    width, height = box

    def scale(columns: int) -> float:
        rows = max(1, ceil(len(cells) / columns))
        across = columns * size.width + (columns - 1) * size.gap
        return min(width / across, height / (above[1] + rows * size.height))

    best = max(range(1, MOST_COLUMNS + 1), key=lambda n: (scale(n), -n))
    if scale(best) >= SMALLEST:
        return FittedDrawing(arranged(cells, size, best, rtl=rtl, above=above))
    columns = max(1, int((width / SMALLEST + size.gap) // (size.width + size.gap)))
    rows = max(1, int((height / SMALLEST - above[1]) // size.height))
    kept = cells[: columns * rows]
    drawing = arranged(kept, size, columns, rtl=rtl, above=above)
    return FittedDrawing(drawing, len(cells) - len(kept))


def moved(mark: Mark, x: float, y: float) -> Mark:
    """Return a mark moved across and down."""
    match mark:
        case Box() | TextMark() | Dot():
            return replace(mark, x=mark.x + x, y=mark.y + y)
        case Path():
            return replace(mark, places=tuple((a + x, b + y) for a, b in mark.places))
