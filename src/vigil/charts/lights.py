"""Place one light for each person on a field: across by date, up and down by chance. Pure.

The chance of a person is drawn from their key alone. So a light stays where it is when others are
added, and every reader sees the same field. Dates are ordinals of days; 0 means no date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WIDE: Final = 1280
HIGH: Final = 330
SIDE: Final = 34
TOP: Final = 26
BASE: Final = HIGH - 46
"""The lowest light. Below it stand the years."""
BAND: Final = 90
"""Units at the end of the field for those without a date."""
APART: Final = 24
"""Units between two lights: room for a finger where the field is drawn at its size."""
ASIDE: Final = 11
"""Units by which a light may move from its date where there is no room."""
TRIES: Final = 40
SMALLEST, LARGEST = 10.5, 14.5
"""Radii of a light with its glow."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a field shows, from the first to the last, and whether it has undated ones."""

    first: int
    last: int
    undated: bool = False

    @property
    def end(self) -> float:
        """Where the last day ends."""
        return WIDE - SIDE - (BAND if self.undated else 0)

    def across(self, days: Floats) -> Floats:
        """Return where moments are, from the left: a day, and the share of it that is over."""
        share = (days - self.first) / (self.last - self.first + 1)
        return SIDE + np.clip(share, 0, 1) * (self.end - SIDE)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark below the field: a year, or the month of one year."""

    day: date
    x: float


def span_of_years(first: int, last: int, *, undated: bool = False) -> Span:
    """Return the span of whole years."""
    days = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()
    return Span(*days, undated=undated)


def first_of_month(month: int) -> date:
    """Return the first day of a month that is counted from year 0."""
    return date(month // 12, month % 12 + 1, 1)


def span_of_month(month: int) -> Span:
    """Return the span of a month that is counted from year 0."""
    days = first_of_month(month).toordinal(), first_of_month(month + 1).toordinal() - 1
    return Span(*days)


def chance(keys: Ints, salt: int = 0) -> Floats:
    """Return a number from 0 to below 1 for each key: always the same one (SplitMix64)."""
    mixed = keys.astype(np.uint64) + np.uint64((0x9E3779B97F4A7C15 * (salt + 1)) % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53


def across(first: Ints, last: Ints, keys: Ints, span: Span) -> Floats:
    """Return where lights are from the left: somewhere in the day, or the range, of the death."""
    days = first + chance(keys, 1) * (np.maximum(last, first) - first + 1)
    band = span.end + BAND * (0.35 + 0.6 * chance(keys, 1))
    return np.where(first > 0, span.across(days), np.minimum(band, WIDE - SIDE))


def freely(keys: Ints, salt: int = 0) -> Floats:
    """Return where lights are from the top, each for itself."""
    return TOP + chance(keys, 2 + salt) * (BASE - TOP)


def apart(xs: Floats, keys: Ints) -> tuple[Floats, Floats]:
    """Return where lights are from the left and from the top, so that few cover each other.

    Takes them in the order in which they keep their place: a light moves aside for earlier ones
    alone. Each takes the first of its places that is free, else the one with the most room. The
    later half of its places is a little beside its date.
    """
    beside = [
        np.zeros(len(keys)) if salt < TRIES / 2 else _beside(keys, salt) for salt in range(TRIES)
    ]
    tried_x = xs[:, None] + np.stack(beside, axis=1)
    tried_y = np.stack([freely(keys, salt) for salt in range(TRIES)], axis=1)
    found_x, found_y = np.empty(len(xs)), np.empty(len(xs))
    for n in range(len(xs)):
        near = np.flatnonzero(np.abs(found_x[:n] - xs[n]) < APART + ASIDE)
        best = 0
        if len(near):
            dx = found_x[near] - tried_x[n][:, None]
            room = np.hypot(dx, found_y[near] - tried_y[n][:, None]).min(axis=1)
            free = room >= APART
            best = int(free.argmax() if free.any() else room.argmax())
        found_x[n], found_y[n] = tried_x[n, best], tried_y[n, best]
    return found_x, found_y


def _beside(keys: Ints, salt: int) -> Floats:
    return (2 * chance(keys, 100 + salt) - 1) * ASIDE


def radii(keys: Ints) -> Floats:
    """Return how large lights are: a little different, as in the sky."""
    return SMALLEST + chance(keys, 0) * (LARGEST - SMALLEST)


def people_to_a_light(people: int, most: int) -> int:
    """Return how many people a light stands for, so that at most `most` lights are drawn."""
    return max(1, -(-people // most))


def dots(xs: Floats, ys: Floats) -> str:
    """Write lights as the data of one path: lines of no length, which round ends make dots."""
    steps: list[str] = []
    x = y = 0
    for to_x, to_y in zip(
        np.rint(xs).astype(int).tolist(), np.rint(ys).astype(int).tolist(), strict=True
    ):
        dx, dy = to_x - x, to_y - y
        steps.append(f"m{dx}{' ' if dy >= 0 else ''}{dy}h0")
        x, y = to_x, to_y
    return "".join(steps)


def ticks(span: Span) -> list[Tick]:
    """Return the years to write below a field; the months where it shows a year or less."""
    first, last = date.fromordinal(span.first), date.fromordinal(span.last)
    if first.year == last.year:
        starts = [date(first.year, month, 1) for month in range(first.month, last.month + 1)]
    else:
        step = _step(last.year - first.year + 1)
        years = range(first.year + -first.year % step, last.year + 1, step)
        starts = [date(year, 1, 1) for year in years]
    days = np.array([start.toordinal() for start in starts], dtype=np.float64)
    return [Tick(day, round(float(x), 1)) for day, x in zip(starts, span.across(days), strict=True)]


def _step(years: int) -> int:
    steps: Sequence[int] = (1, 2, 5, 10, 20, 50, 100)
    return next((step for step in steps if years / step <= 9), steps[-1])
