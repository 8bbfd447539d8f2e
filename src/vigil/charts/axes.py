"""The area that values are drawn on, with its axes, and legends below it."""

from collections.abc import Iterator, Sequence
from typing import Self

from msgspec import Struct

from vigil.charts.marks import WIDTH, Box, Mark, Path, TextMark
from vigil.charts.numbers import number_text
from vigil.charts.scales import Scale
from vigil.charts.text import LINE, wrapped_label, wrapped_lines

LEFT, RIGHT, TOP = 30, 12, 12


class PlotArea(Struct, frozen=True):
    """The part of a drawing that values lie on: across from `left` to `right`, up from `bottom`."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    height: float = 190
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP

    @property
    def bottom(self) -> float:
        """Where the axis across lies."""
        return self.top + self.height

    def x(self, value: float) -> float:
        """Return where a value lies across."""
        return Scale(self.x_low, self.x_high, self.left, self.right).place(value)

    def y(self, value: float) -> float:
        """Return where a value lies up."""
        return Scale(self.y_low, self.y_high, self.bottom, self.top).place(value)

    def up(self, ticks: Sequence[float], written: Sequence[str] = ()) -> Iterator[Mark]:
        """Draw the lines of a scale upwards, with their numbers."""
        for tick, text in zip(ticks, written or [number_text(t) for t in ticks], strict=True):
            y = self.y(tick)
            kind = "axis" if tick == self.y_low else "grid"
            yield Path(kind, ((self.left, y), (self.right, y)))
            yield TextMark("tick", self.left - 5, y + 4, text, "end")

    def across(self, ticks: Sequence[float], written: Sequence[str] = ()) -> Iterator[Mark]:
        """Write the numbers of a scale across, with a short line at each."""
        for tick, text in zip(ticks, written or [number_text(t) for t in ticks], strict=True):
            x = self.x(tick)
            yield Path("axis", ((x, self.bottom), (x, self.bottom + 4)))
            yield TextMark("tick", x, self.bottom + 16, text, "middle")

    @classmethod
    def square(cls, low: float, high: float) -> Self:
        """Make a plane as high as it is wide, with one scale for both."""
        return cls(low, high, low, high, height=WIDTH - LEFT - RIGHT, top=28)


class Legend(Struct):
    """Lines of what a sign means, one below the other. `y` grows as lines are put down."""

    y: float

    def box(self, kind: str, text: str, hatch: bool = False) -> Iterator[Mark]:
        """Explain an area."""
        yield Box(kind, 0, self.y - 9, 22, 11)
        if hatch:
            yield Box("ground", 0, self.y - 9, 22, 11, "wide")
        yield from self._said(text, 30)

    def line(self, kind: str, text: str) -> Iterator[Mark]:
        """Explain a line."""
        yield Path(kind, ((0, self.y - 4), (22, self.y - 4)))
        yield from self._said(text, 30)

    def number(self, sign: str, text: str) -> Iterator[Mark]:
        """Explain a number."""
        yield TextMark("number", 0, self.y, sign)
        yield from self._said(text, 30)

    def _said(self, text: str, start: float) -> Iterator[Mark]:
        yield from wrapped_label("label", start, self.y, text, WIDTH - start)
        self.y += LINE * len(wrapped_lines(text, WIDTH - start)) + 3
