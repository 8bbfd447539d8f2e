"""The heat map: a value for each row and column, in five steps."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from msgspec import Struct

from vigil.charts.axes import Legend
from vigil.charts.figure import Figure, Provenance
from vigil.charts.marks import WIDTH, Box, Drawing, Mark, TextMark
from vigil.charts.numbers import number_text
from vigil.charts.styles import STEPS
from vigil.charts.table import TableCell, TableRow, table_cell
from vigil.charts.text import LINE, text_width, wrapped_label, wrapped_lines
from vigil.language.punctuation import beside, one_by_one

CELL, LOW_CELL, MANY_ROWS = 26, 21, 18
"""Units that a cell is high, and on paper one of many rows."""
WIDE, LABELS = 560, 200
"""Units across on paper, and how many of them the labels have, which stand beside their cells."""
NARROWEST = 30
"""Units that a cell is wide at least, so that its value can be read."""
TALLEST_NAME = 120
"""About how many units there are for the names of the columns on paper, which run upwards."""
Values = Sequence[Sequence[float | None]]


class CellSupport(Struct, frozen=True):
    """What a value rests on: how many answered, and between what most of their answers lie."""

    n: int
    spread: tuple[float, float] | None = None


def heat_map(
    key: str,
    title: str,
    about: Provenance,
    *,
    columns: Sequence[str],
    rows: Sequence[str],
    values: Values,
    low: float,
    high: float,
    row_head: str,
    summary: str,
    behind: Mapping[tuple[int, int], CellSupport] | None = None,
) -> Figure:
    """Draw a value for each column and row, in five equal steps of the scale.

    Each cell shows its value, and a bar below it shows the step: nobody needs to tell colours
    apart. None is a cell without a result, because nobody or too few answered: it is hatched. For
    paper it is drawn wider and less high. `row_head` names the column of the labels. `summary` is
    the first sentence of the text alternative, with %(rows)d, %(columns)d, %(low)s and %(high)s.
    `behind` holds, by row and column from 0, what the table adds to a value. Raises ValueError
    where the values do not match the rows and columns.
    """
    if len(values) != len(rows) or any(len(line) != len(columns) for line in values):
        raise ValueError("a heat map needs a value, or None, for each row and column")
    return Figure(
        key,
        title,
        _narrow(columns, rows, values, low, high),
        tuple(_sentences(summary, columns, rows, values, low, high)),
        (row_head, *columns),
        tuple(
            TableRow(
                label,
                tuple(
                    _supported_cell(value, (behind or {}).get((r, c)))
                    for c, value in enumerate(line)
                ),
            )
            for r, (label, line) in enumerate(zip(rows, values, strict=True))
        ),
        about.notes,
        _wide(columns, rows, values, low, high),
    )


def _supported_cell(value: float | None, behind: CellSupport | None) -> TableCell:
    """Make the cell of the table: the value, and what stands behind it."""
    bare = table_cell(value)
    if value is None or behind is None:
        return bare
    if behind.spread is None:
        return TableCell(
            _("%(value)s (n = %(n)d)") % {"value": bare.shown, "n": behind.n}, bare.value
        )
    low, high = map(number_text, behind.spread)
    said = {"value": bare.shown, "low": low, "high": high, "n": behind.n}
    return TableCell(_("%(value)s (%(low)s to %(high)s, n = %(n)d)") % said, bare.value)


def _narrow(
    columns: Sequence[str], rows: Sequence[str], values: Values, low: float, high: float
) -> Drawing:
    """Draw it for a telephone: each label above its cells, in as many lines as they take."""
    legend = Legend(12)
    marks = _named(columns, legend)
    each = _in_a_line(len(columns))
    across = WIDTH / each
    top = legend.y + 12
    for label, line in zip(rows, values, strict=True):
        marks += wrapped_label("label", 0, top + 12, label, WIDTH)
        top += LINE * len(wrapped_lines(label, WIDTH)) + 2
        for start in range(0, len(columns), each):
            cells = line[start : start + each]
            marks += _heads(len(cells), 0, across, top + 10, first=start + 1)
            top += 14
            marks += _cells(cells, 0, top, across, low, high)
            top += CELL + 2
        top += 8
    top += 22
    for step in range(1, STEPS + 1):
        marks += _step(step, 0, top, low, high)
        top += CELL
    return Drawing(top, tuple(marks), get_language_bidi())


def _in_a_line(count: int) -> int:
    """Return how many cells stand beside each other on a telephone: about as many in each line."""
    return ceil(count / ceil(count * NARROWEST / WIDTH))


def _wide(
    columns: Sequence[str], rows: Sequence[str], values: Values, low: float, high: float
) -> Drawing:
    """Draw it for paper: each label beside its cells, each name above them, the steps below."""
    width = max(WIDE, LABELS + NARROWEST * len(columns))
    across = (width - LABELS) / len(columns)
    names = _names_of_columns(columns, int(across / LINE))
    top = 8 + max(text_width(part) for parts in names for part in parts)
    marks: list[Mark] = []
    for n, parts in enumerate(names):
        middle = LABELS + (n + 0.5) * across + 4 - LINE * (len(parts) - 1) / 2
        for at, part in enumerate(parts):
            marks.append(TextMark("label", middle + at * LINE, top, part, turned=True))
    top += 6
    tall = CELL if len(rows) < MANY_ROWS else LOW_CELL
    for label, line in zip(rows, values, strict=True):
        lines = len(wrapped_lines(label, LABELS - 8))
        high_enough = max(tall, LINE * lines)
        base = top + tall - 9 if lines == 1 else top + 11
        marks += wrapped_label("label", 0, base, label, LABELS - 8)
        marks += _cells(line, LABELS, top + (high_enough - tall) / 2, across, low, high, tall)
        top += high_enough + 1
    top += 20
    for step in range(1, STEPS + 1):
        marks += _step(step, (step - 1) * min(width, 2 * WIDE) / STEPS, top, low, high)
    return Drawing(top + CELL / 2, tuple(marks), get_language_bidi(), width)


def _names_of_columns(columns: Sequence[str], most: int) -> list[list[str]]:
    """Break each name into at most so many lines, as high as the longest of them asks for."""
    high = TALLEST_NAME
    while max(len(wrapped_lines(name, high)) for name in columns) > most:
        high += LINE
    return [wrapped_lines(name, high) for name in columns]


def _named(columns: Sequence[str], legend: Legend) -> list[Mark]:
    """Say by numbers what the columns are called."""
    return [mark for n, column in enumerate(columns, 1) for mark in legend.number(str(n), column)]


def step_of(value: float, low: float, high: float) -> int:
    """Return in which of the five equal steps of a scale a value lies, from 1."""
    return max(1, min(STEPS, 1 + int(STEPS * (value - low) / (high - low))))


def _heads(count: int, start: float, across: float, y: float, first: int = 1) -> Iterator[Mark]:
    for n in range(count):
        yield TextMark("tick", start + (n + 0.5) * across, y, str(n + first), "middle")


def _cells(
    line: Sequence[float | None],
    start: float,
    y: float,
    across: float,
    low: float,
    high: float,
    tall: float = CELL,
) -> Iterator[Mark]:
    for n, value in enumerate(line):
        x = start + n * across
        if value is None:
            yield Box("ground", x + 1, y, across - 2, tall)
            yield Box("ground", x + 1, y, across - 2, tall, "dense")
        else:
            step = step_of(value, low, high)
            middle, base = x + across / 2, y + tall - 11
            yield Box(f"step{step}", x + 1, y, across - 2, tall)
            yield TextMark(f"on{step}", middle, base, number_text(round(value, 1)), "middle")
            # The step as a length too.
            yield Box(f"gauge{step}", x + 3, y + tall - 5, (across - 6) * step / STEPS, 3)


def _step(step: int, x: float, y: float, low: float, high: float) -> Iterator[Mark]:
    each = (high - low) / STEPS
    said = _("%(from)s to %(to)s") % {
        "from": number_text(low + (step - 1) * each),
        "to": number_text(low + step * each),
    }
    yield Box(f"step{step}", x, y - 15, 38, CELL - 6)
    yield Box(f"gauge{step}", x + 2, y, 34 * step / STEPS, 3)
    yield TextMark("label", x + 46, y - 1, said)


def _sentences(
    summary: str,
    columns: Sequence[str],
    rows: Sequence[str],
    values: Values,
    low: float,
    high: float,
) -> Iterator[str]:
    yield summary % {
        "rows": len(rows),
        "columns": len(columns),
        "low": number_text(low),
        "high": number_text(high),
    }
    for label, line in zip(rows, values, strict=True):
        known = [(value, c) for c, value in zip(columns, line, strict=True) if value is not None]
        if not known:
            continue
        most = max(value for value, _c in known)
        names = one_by_one(c for value, c in known if value == most)
        yield _("%(what)s (%(value)s).") % {
            "what": beside(label, names),
            "value": number_text(most),
        }
    if missing := sum(value is None for line in values for value in line):
        yield _("Without a result, as nobody or too few answered: %(n)d of %(all)d.") % {
            "n": missing,
            "all": len(rows) * len(columns),
        }
