"""Pooled values, each as a dot on the line of its spread, with how many answered."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from msgspec import Struct

from vigil.charts.figure import Figure, Provenance
from vigil.charts.marks import WIDTH, Dot, Drawing, Mark, Path, TextMark
from vigil.charts.numbers import number_text, value_label
from vigil.charts.scales import Scale, whole_ticks
from vigil.charts.table import TableCell, TableRow, count_cell, table_cell
from vigil.charts.text import LINE, text_width, wrapped_label, wrapped_lines

ENDS = 12
"""Units kept free at both ends of the scale."""
ROW = 34
GAP = 8
"""Units between a label and what stands at the end of its line."""


class Interval(Struct, frozen=True):
    """A pooled value with its spread, and how many answered."""

    label: str
    value: float
    low: float
    high: float
    n: int


def interval_chart(
    key: str,
    title: str,
    about: Provenance,
    *,
    rows: Sequence[Interval],
    spread: str,
    low: float = 1,
    high: float = 10,
    names: Mapping[int, str] | None = None,
) -> Figure:
    """Draw pooled values on one scale, in the order given. `spread` says what the lines are.

    `names` are what values of the scale are called, where they have names. Raises ValueError where
    a value does not lie within its spread.
    """
    if odd := [one.label for one in rows if not one.low <= one.value <= one.high]:
        raise ValueError(f"outside of its own spread: {odd}")
    marks: list[Mark] = []
    across = Scale(low, high, ENDS, WIDTH - ENDS)
    top = 4.0
    room = WIDTH - GAP - max((text_width(_counted(one)) for one in rows), default=0)
    for one in rows:
        marks += wrapped_label("label", 0, top + 11, one.label, room)
        y = top + LINE * len(wrapped_lines(one.label, room)) + 9
        marks += _interval(one, y, across)
        top = y + ROW - LINE
    marks += _axis(top + 4, across)
    return Figure(
        key,
        title,
        Drawing(top + 26, tuple(marks), get_language_bidi()),
        tuple(_sentences(rows, spread, names or {})),
        (_("What"), _("Pooled value"), _("From"), _("To"), _("Answers")),
        tuple(
            TableRow(
                one.label,
                (
                    *(
                        TableCell(value_label(value, names or {}), table_cell(value).value)
                        for value in (one.value, one.low, one.high)
                    ),
                    count_cell(one.n),
                ),
            )
            for one in rows
        ),
        (*about.notes, _("The lines show: %(spread)s.") % {"spread": spread}),
    )


def _interval(one: Interval, y: float, across: Scale) -> Iterator[Mark]:
    left, right = across.place(one.low), across.place(one.high)
    yield Path("grid", ((ENDS, y), (WIDTH - ENDS, y)))
    yield Path("spread", ((left, y), (right, y)))
    for end in (left, right):
        yield Path("axis", ((end, y - 5), (end, y + 5)))
    yield Dot("dot", across.place(one.value), y, 5.5)
    yield TextMark("tick", WIDTH, y - 11, _counted(one), "end")


def _counted(one: Interval) -> str:
    """Return what stands at the end of the last line of a label."""
    return _("%(value)s (n = %(n)d)") % {"value": number_text(one.value), "n": one.n}


def _axis(y: float, across: Scale) -> Iterator[Mark]:
    yield Path("axis", ((ENDS, y), (WIDTH - ENDS, y)))
    widest = max(text_width(number_text(end)) for end in (across.low, across.high))
    # As many numbers as stand beside each other; those at the ends are moved in by half.
    most = min(10, max(2, int((WIDTH - 2 * ENDS) / (1.5 * widest))))
    for tick in whole_ticks(across.low, across.high, most):
        x = across.place(tick)
        yield Path("axis", ((x, y), (x, y + 4)))
        half = text_width(number_text(tick)) / 2
        x = min(max(x, half), max(half, WIDTH - half))
        yield TextMark("tick", x, y + 16, number_text(tick), "middle")


def _sentences(rows: Sequence[Interval], spread: str, names: Mapping[int, str]) -> Iterator[str]:
    yield _("Pooled values, each with its spread: %(spread)s.") % {"spread": spread}
    for one in rows:
        yield _("%(label)s: %(value)s, from %(low)s to %(high)s, %(n)d answers.") % {
            "label": one.label,
            "value": value_label(one.value, names),
            "low": value_label(one.low, names),
            "high": value_label(one.high, names),
            "n": one.n,
        }
