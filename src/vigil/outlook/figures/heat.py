"""The heat map: how much each driver bears on each market, by the pooled answers."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from vigil.casefile.wording import beside, one_by_one
from vigil.outlook.figures.figure import About, Figure, row, shown
from vigil.outlook.figures.plane import Legend
from vigil.outlook.figures.scene import LINE, WIDTH, Box, Drawing, Mark, Words, lines_of, paragraph
from vigil.outlook.figures.styles import STEPS

CELL = 26
"""Units that a cell is high."""
Values = Sequence[Sequence[float | None]]


def heat(
    key: str,
    title: str,
    about: About,
    *,
    columns: Sequence[str],
    rows: Sequence[str],
    values: Values,
    low: float,
    high: float,
) -> Figure:
    """Draw a value for each column and row, in five equal steps of the scale.

    The value stands in each cell and a bar below it says the step, so that neither colour nor
    shade is needed. None is a cell that nobody answered: it is hatched. Raises ValueError where
    the values are not those of the rows and columns.
    """
    if len(values) != len(rows) or any(len(line) != len(columns) for line in values):
        raise ValueError("a heat map needs a value, or None, for each row and column")
    legend = Legend(12)
    marks: list[Mark] = []
    for n, column in enumerate(columns, 1):
        marks += legend.number(str(n), column)
    top = legend.y + 6
    marks += _heads(len(columns), top)
    top += 6
    for label, line in zip(rows, values, strict=True):
        marks += _row(label, line, top, low, high)
        top += LINE * len(lines_of(label, WIDTH)) + CELL + 8
    marks += _heads(len(columns), top + 6)
    legend.y = top + 34
    for step in range(1, STEPS + 1):
        marks += _step(step, legend, low, high)
    return Figure(
        key,
        title,
        Drawing(legend.y, tuple(marks), get_language_bidi()),
        tuple(_said(columns, rows, values, low, high)),
        (_("Market"), *columns),
        tuple(row(label, *line) for label, line in zip(rows, values, strict=True)),
        about.notes,
    )


def step_of(value: float, low: float, high: float) -> int:
    """Return in which of the five equal steps of a scale a value lies, from 1."""
    return max(1, min(STEPS, 1 + int(STEPS * (value - low) / (high - low))))


def _heads(count: int, y: float) -> Iterator[Mark]:
    across = WIDTH / count
    for n in range(count):
        yield Words("tick", (n + 0.5) * across, y, str(n + 1), "middle")


def _row(
    label: str, line: Sequence[float | None], top: float, low: float, high: float
) -> Iterator[Mark]:
    yield from paragraph("label", 0, top + 12, label, WIDTH)
    y = top + LINE * len(lines_of(label, WIDTH)) + 2
    across = WIDTH / len(line)
    for n, value in enumerate(line):
        x = n * across
        if value is None:
            yield Box("ground", x + 1, y, across - 2, CELL)
            yield Box("ground", x + 1, y, across - 2, CELL, "dense")
        else:
            yield from _cell(x + 1, y, across - 2, value, step_of(value, low, high))


def _cell(x: float, y: float, width: float, value: float, step: int) -> Iterator[Mark]:
    yield Box(f"step{step}", x, y, width, CELL)
    yield Words(f"on{step}", x + width / 2, y + 15, shown(round(value, 1)), "middle")
    yield from _gauge(x, y, width, step)


def _gauge(x: float, y: float, width: float, step: int) -> Iterator[Mark]:
    """Draw the step as a length too."""
    yield Box(f"gauge{step}", x + 2, y + CELL - 5, (width - 4) * step / STEPS, 3)


def _step(step: int, legend: Legend, low: float, high: float) -> Iterator[Mark]:
    each = (high - low) / STEPS
    said = _("%(from)s to %(to)s") % {
        "from": shown(low + (step - 1) * each),
        "to": shown(low + step * each),
    }
    yield Box(f"step{step}", 0, legend.y - 15, 38, CELL - 6)
    yield Box(f"gauge{step}", 2, legend.y - 0, 34 * step / STEPS, 3)
    yield Words("label", 46, legend.y - 1, said)
    legend.y += CELL


def _said(
    columns: Sequence[str], rows: Sequence[str], values: Values, low: float, high: float
) -> Iterator[str]:
    yield _("%(rows)d markets by %(columns)d drivers, on a scale from %(low)s to %(high)s.") % {
        "rows": len(rows),
        "columns": len(columns),
        "low": shown(low),
        "high": shown(high),
    }
    for label, line in zip(rows, values, strict=True):
        known = [(value, c) for c, value in zip(columns, line, strict=True) if value is not None]
        if not known:
            continue
        most = max(value for value, _c in known)
        names = one_by_one(c for value, c in known if value == most)
        yield _("%(what)s (%(value)s).") % {"what": beside(label, names), "value": shown(most)}
    if missing := sum(value is None for line in values for value in line):
        yield _("Not answered: %(n)d of %(all)d.") % {
            "n": missing,
            "all": len(rows) * len(columns),
        }
