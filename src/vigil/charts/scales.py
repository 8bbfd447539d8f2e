"""Scales: where a value lies on a drawing, and which round numbers stand at an axis."""

from collections.abc import Iterator

from msgspec import Struct


class Scale(Struct, frozen=True):
    """A scale from `low` to `high`, drawn from `start` to `end` (which may lie before `start`)."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Return where a value lies on the drawing."""
        part = (value - self.low) / ((self.high - self.low) or 1)
        return self.start + (self.end - self.start) * part


def whole_ticks(low: float, high: float, most: int = 7) -> list[float]:
    """Return round whole numbers from `low` to `high`, no more than `most`."""
    first, last = int(-(-low // 1)), int(high // 1)
    for step in _round_steps():
        start = -(-first // step) * step
        # Counted before they are made: a scale may end at some billions.
        if (last - start) // step + 1 <= most:
            return [float(tick) for tick in range(start, last + 1, step)]
    raise AssertionError("there is always a larger step")


def count_ticks(most: float) -> list[int]:
    """Return round whole numbers from zero up to at least `most`, in four steps at most."""
    step = next(step for step in _round_steps() if step * 4 >= most)
    steps = max(1, -(-int(most) // step))
    return [n * step for n in range(steps + 1)]


def _round_steps() -> Iterator[int]:
    """Yield 1, 2, 5, 10, 20, 50 and so on."""
    unit = 1
    while True:
        yield from (unit, 2 * unit, 5 * unit)
        unit *= 10
