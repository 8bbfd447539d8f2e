"""Bars for kinds of things, and columns for stretches of time (styles in `figures.css`).

A chart repeats the table beside it and is hidden from screen readers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vigil.charts.coverage import Coverage
from vigil.charts.fitting import Cells, FittedDrawing, arranged, fit_cells
from vigil.charts.marks import WIDTH, Box, Drawing, Hatch, Mark, Path, TextMark
from vigil.charts.scales import Scale, count_ticks

BAR_STEP, BAR_TOP, BAR = 34, 17, 11
BAR_CELLS = Cells(WIDTH, BAR_STEP, 24)
"""A bar with its label, as a cell of a picture."""
NUMBERS = 96
"""Units kept free after the longest bar, for its number."""
LONGEST = WIDTH - NUMBERS
"""Units of the longest bar."""
WIDE, HIGH = 440, 190
LEFT, TOP, BOTTOM = 38, 10, 24
BASE = HIGH - BOTTOM
"""Where columns stand."""
TICK_LETTER = 6.6
"""About how wide a letter below the columns is."""
GROUND: dict[Coverage, Hatch] = {Coverage.PART: "part", Coverage.NOT: "not"}
"""Hatchings behind what was not monitored throughout, and over it."""
OVER: dict[Coverage, Hatch] = {Coverage.PART: "over-part", Coverage.NOT: "over-not"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its label; `shown` is the number as it is written, `few` marks a weak share."""

    label: str
    value: float
    shown: str
    state: Coverage = Coverage.WHOLE
    few: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """The value of a stretch of time. Only columns with a label can have it at the axis."""

    label: str
    value: float
    state: Coverage = Coverage.WHOLE


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars under their labels. `full` is the value of the longest possible bar."""

    rows: Sequence[Bar]
    full: float | None = None

    def drawing(self, *, rtl: bool = False) -> Drawing:
        """Draw the bars one below the other."""
        return arranged(self._cells(), BAR_CELLS, 1, rtl=rtl)

    def panels(self, key: str, *, rtl: bool = False) -> list[SafeString]:
        """Return nothing: bars are one drawing."""
        return []

    def fitted(self, width: float, height: float, *, rtl: bool = False) -> FittedDrawing:
        """Draw the bars that fit into a picture, in columns."""
        return fit_cells(self._cells(), BAR_CELLS, (width, height), rtl=rtl)

    def _cells(self) -> list[list[Mark]]:
        largest = self.full or max((row.value for row in self.rows), default=0) or 1
        return [list(_bar(row, largest)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns over time. `joined` are places (in columns from the start) to be marked."""

    cells: Sequence[Column]
    joined: Sequence[float] = ()

    def drawing(self, *, rtl: bool = False) -> Drawing:
        """Draw the columns, with hatching where nobody monitored."""
        cells = self.cells
        ticks = count_ticks(max((cell.value for cell in cells), default=0))
        across = Scale(0, max(len(cells), 1), LEFT, WIDE)
        up = Scale(0, ticks[-1], BASE, TOP)
        marks = (
            *unmonitored_ground(cells, across, TOP, BASE),
            *_grid(ticks, up),
            *(mark for n, cell in enumerate(cells) for mark in column_marks(n, cell, across, up)),
            *(mark for place in self.joined for mark in _joining(across.place(place))),
            *_labels(cells, across),
        )
        return Drawing(HIGH, marks, rtl, WIDE)

    def panels(self, key: str, *, rtl: bool = False) -> list[SafeString]:
        """Return nothing: columns are one drawing."""
        return []

    def fitted(self, width: float, height: float, *, rtl: bool = False) -> FittedDrawing:
        """Draw all columns: they share the width of the picture."""
        return FittedDrawing(self.drawing(rtl=rtl))


def _bar(row: Bar, largest: float) -> Iterator[Mark]:
    length, y = LONGEST * min(row.value / largest, 1), BAR_TOP
    whole = row.state is Coverage.WHOLE
    yield TextMark("label", 0, 12, row.label)
    if not whole:
        yield Box("ground", 0, y, LONGEST, BAR, GROUND[row.state])
    if length:
        yield Box("bar few" if row.few else "bar", 0, y, length, BAR)
        if not whole:
            yield Box("over", 0, y, length, BAR, OVER[row.state])
    yield TextMark("number", (length if whole else LONGEST) + 6, y + BAR - 1, row.shown)


def unmonitored_ground(
    cells: Sequence[Column], across: Scale, top: float, base: float
) -> Iterator[Mark]:
    """Hatch what was not monitored, one ground for each run of columns."""
    start = 0
    for n in range(1, len(cells) + 1):
        if n < len(cells) and cells[n].state is cells[start].state:
            continue
        if (state := cells[start].state) is not Coverage.WHOLE:
            x = across.place(start)
            yield Box("ground", x, top, across.place(n) - x, base - top, GROUND[state])
        start = n


def _grid(ticks: Sequence[int], up: Scale) -> Iterator[Mark]:
    for tick in ticks:
        y = up.place(tick)
        yield Path("grid" if tick else "axis", ((LEFT, y), (WIDE, y)))
        yield TextMark("tick", LEFT - 6, y + 4, str(tick), "end")


def column_marks(n: int, cell: Column, across: Scale, up: Scale) -> Iterator[Mark]:
    """Draw one column, with its hatching over it where it was not monitored throughout."""
    if not cell.value:
        return
    step = across.place(1) - across.place(0)
    gap = min(step * 0.15, 4)
    x, y, width = across.place(n) + gap, up.place(cell.value), step - 2 * gap
    yield Box("bar", x, y, width, up.start - y)
    if cell.state is not Coverage.WHOLE:
        yield Box("over", x, y, width, up.start - y, OVER[cell.state])


def _joining(x: float) -> Iterator[Mark]:
    """Draw a thin line, with a halo that lifts it off a column."""
    for kind in ("halo", "joined"):
        yield Path(kind, ((x, TOP), (x, BASE)))


def _labels(cells: Sequence[Column], across: Scale) -> Iterator[Mark]:
    """Write the labels of the axis, as many as stand apart from each other."""
    free, second = 0.0, False
    for n, cell in enumerate(cells):
        if not cell.label:
            continue
        middle, half = across.place(n + 0.5), len(cell.label) * TICK_LETTER / 2
        if middle - half >= free and middle + half <= WIDE + TICK_LETTER:
            # A narrow screen has room for every second one (see figures.css).
            kind = "tick second" if second else "tick"
            yield TextMark(kind, middle, BASE + 16, cell.label, "middle")
            second = not second
            free = middle + half + 2 * TICK_LETTER
