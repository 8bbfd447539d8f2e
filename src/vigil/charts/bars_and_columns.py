"""Charts as SVG, made on the server: pure functions from numbers to markup.

A chart repeats the table beside it and is hidden from screen readers. Colours, type and the
dark come from classes (`figures.css`). Everything is placed from the side on which lines of
text begin, so that a chart read from right to left is the mirror of the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from vigil.charts.coverage import Coverage

WIDTH = 360
"""Units across a chart of bars: about one to a pixel on a narrow screen."""
BAR_STEP, BAR_TOP, BAR = 34, 17, 11
NUMBERS = 96
"""Units kept free after the longest bar, for its number."""
WIDE, HIGH = 440, 190
LEFT, TOP, BOTTOM = 38, 10, 24
LETTER = 6.6
"""About how wide a letter of a label is."""


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
class ReadingSide:
    """From which side a chart of some width is read."""

    width: float
    rtl: bool = False

    def x(self, start: float, length: float = 0) -> str:
        """Return the left edge of what begins at `start` and is `length` long."""
        return number(self.width - start - length if self.rtl else start)


def bar_chart(
    rows: Sequence[Bar], key: str, *, rtl: bool = False, full: float | None = None
) -> SafeString:
    """Draw horizontal bars under their labels; `full` is the value of the longest possible one.

    `key` tells this chart's patterns from those of others on a page.
    """
    side = ReadingSide(WIDTH, rtl)
    longest = full or max((row.value for row in rows), default=0) or 1
    drawn = format_html_join("", "{}", ((_bar(n, r, longest, side, key),) for n, r in _told(rows)))
    states = [row.state for row in rows]
    return _svg(WIDTH, len(rows) * BAR_STEP, key, states, drawn)


def column_chart(
    cells: Sequence[Column], key: str, *, joined: Sequence[float] = (), rtl: bool = False
) -> SafeString:
    """Draw columns over time; `joined` are places (in columns from the start) to be marked."""
    side = ReadingSide(WIDE, rtl)
    ticks = count_ticks(max((cell.value for cell in cells), default=0))
    step = (WIDE - LEFT) / max(len(cells), 1)
    parts = [
        *_unwatched(cells, step, side, key),
        *_lines(ticks, side),
        *(_column(n, cell, step, ticks[-1], side, key) for n, cell in enumerate(cells)),
        *(_mark(place, step, side) for place in joined),
        *_labels(cells, step, side),
    ]
    drawn = format_html_join("", "{}", ((part,) for part in parts))
    return _svg(WIDE, HIGH, key, [cell.state for cell in cells], drawn)


def number(value: float) -> str:
    """Write a coordinate, no longer than it must be."""
    return f"{value:.1f}".removesuffix(".0")


def count_ticks(most: float) -> list[int]:
    """Return round numbers from zero up to at least `most`, four steps at most, whole ones."""
    step, unit = 1, 1
    while True:
        for factor in (1, 2, 5):
            step = factor * unit
            if step * 4 >= most:
                steps = max(1, -(-int(most) // step))
                return [n * step for n in range(steps + 1)]
        unit *= 10


def hatch(state: Coverage, key: str, *, over: bool = False) -> str:
    """Return the name of a chart's hatching: of the ground, or `over` a bar."""
    return f"{'over' if over else 'hatch'}-{state}-{key}"


# Parts


def _told(rows: Sequence[Bar]) -> Iterator[tuple[int, Bar]]:
    return enumerate(rows)


def _svg(
    width: float, height: float, key: str, states: Sequence[Coverage], drawn: SafeString
) -> SafeString:
    hatched = sorted({state for state in states if state is not Coverage.WHOLE})
    defs = format_html_join("", "{}", ((_patterns(state, key),) for state in hatched))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}{}</svg>',
        number(width),
        number(max(height, 1)),
        format_html("<defs>{}</defs>", defs) if defs else mark_safe(""),
        drawn,
    )


def _patterns(state: Coverage, key: str) -> SafeString:
    """Return hatchings: dense where nothing was monitored, wide where some was."""
    size = 5 if state is Coverage.NOT else 10
    pattern = (
        '<pattern id="{}" class="{}" width="{}" height="{}" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path d="M0 0V{}"/></pattern>'
    )
    return format_html(
        pattern + pattern,
        *(hatch(state, key), "hatch", size, size, size),
        *(hatch(state, key, over=True), "hatch over", size, size, size),
    )


def _rect(kind: str, x: str, y: float, width: float, height: float, fill: str = "") -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"{}/>',
        kind,
        x,
        number(y),
        number(width),
        number(height),
        format_html(' fill="url(#{})"', fill) if fill else mark_safe(""),
    )


def _text(kind: str, x: str, y: float, said: str, anchor: str = "start") -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        kind,
        x,
        number(y),
        anchor,
        said,
    )


def _bar(n: int, row: Bar, longest: float, side: ReadingSide, key: str) -> SafeString:
    top = n * BAR_STEP
    length = (WIDTH - NUMBERS) * min(row.value / longest, 1)
    y = top + BAR_TOP
    parts = [_text("label", side.x(0), top + 12, row.label)]
    if row.state is not Coverage.WHOLE:
        ground = hatch(row.state, key)
        parts.append(_rect("ground", side.x(0, WIDTH - NUMBERS), y, WIDTH - NUMBERS, BAR, ground))
    if length:
        parts.append(_rect("bar few" if row.few else "bar", side.x(0, length), y, length, BAR))
        if row.state is not Coverage.WHOLE:
            over = hatch(row.state, key, over=True)
            parts.append(_rect("over", side.x(0, length), y, length, BAR, over))
    after = WIDTH - NUMBERS if row.state is not Coverage.WHOLE else length
    parts.append(_text("number", side.x(after + 6), y + BAR - 1, row.shown))
    return format_html_join("", "{}", ((part,) for part in parts))


def _unwatched(
    cells: Sequence[Column], step: float, side: ReadingSide, key: str
) -> Iterator[SafeString]:
    """Hatch what was not monitored, one ground for each run of columns."""
    start = 0
    for n in range(1, len(cells) + 1):
        if n < len(cells) and cells[n].state is cells[start].state:
            continue
        state, width = cells[start].state, (n - start) * step
        if state is not Coverage.WHOLE:
            x = side.x(LEFT + start * step, width)
            yield _rect("ground", x, TOP, width, HIGH - TOP - BOTTOM, hatch(state, key))
        start = n


def _lines(ticks: Sequence[int], side: ReadingSide) -> Iterator[SafeString]:
    for tick in ticks:
        y = _y(tick, ticks[-1])
        yield format_html(
            '<path class="{}" d="M{} {}h{}"/>',
            "axis" if tick == 0 else "grid",
            side.x(LEFT, WIDE - LEFT),
            number(y),
            number(WIDE - LEFT),
        )
        yield _text("tick", side.x(LEFT - 6), y + 4, str(tick), "end")


def _column(
    n: int, cell: Column, step: float, highest: float, side: ReadingSide, key: str
) -> SafeString:
    if not cell.value:
        return mark_safe("")
    gap = min(step * 0.15, 4)
    x = side.x(LEFT + n * step + gap, step - 2 * gap)
    y = _y(cell.value, highest)
    height = HIGH - BOTTOM - y
    drawn = _rect("bar", x, y, step - 2 * gap, height)
    if cell.state is Coverage.WHOLE:
        return drawn
    over = hatch(cell.state, key, over=True)
    return format_html("{}{}", drawn, _rect("over", x, y, step - 2 * gap, height, over))


def _mark(place: float, step: float, side: ReadingSide) -> SafeString:
    """Draw a thin line, with a halo that lifts it off a column."""
    path = '<path class="{}" d="M{} {}V{}"/>'
    x = side.x(LEFT + place * step)
    parts = (format_html(path, kind, x, TOP, HIGH - BOTTOM) for kind in ("halo", "joined"))
    return format_html_join("", "{}", ((part,) for part in parts))


def _labels(cells: Sequence[Column], step: float, side: ReadingSide) -> Iterator[SafeString]:
    """Write the labels of the axis, as many as stand apart from each other."""
    free, second = 0.0, False
    for n, cell in enumerate(cells):
        if not cell.label:
            continue
        middle = LEFT + (n + 0.5) * step
        half = len(cell.label) * LETTER / 2
        if middle - half >= free and middle + half <= WIDE + LETTER:
            # A narrow screen has room for every second one (see figures.css).
            named = "tick second" if second else "tick"
            yield _text(named, side.x(middle), HIGH - BOTTOM + 16, cell.label, "middle")
            second = not second
            free = middle + half + 2 * LETTER


def _y(value: float, highest: float) -> float:
    return TOP + (HIGH - TOP - BOTTOM) * (1 - value / highest)
