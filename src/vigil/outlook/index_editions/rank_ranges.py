"""Ranks of countries, only as ranges: how many are surely above, and how many surely below. Pure.

A single rank would say more than anybody knows. So a country has a range of ranks:

- Where values have a spread (`low`, `high`), a country is surely above another if its low is
  greater than the high of the other.
- Published scores have no spread. They are shown in half steps, so two values that differ by less
  than half a step (0.25) are not told apart: a country is surely above another if its value is
  greater by 0.25 or more.

The best rank of a country is 1 plus the number of countries surely above it. Its worst rank is the
number of all ranked countries minus those surely below it. Rank 1 is the highest value.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from msgspec import Struct

HALF_STEP: Final = Decimal("0.25")
"""Half a step of the published scale. Values that are closer are not told apart."""


class RankedValue(Struct, frozen=True):
    """A value, with its spread if it has one. Raises ValueError (a value outside of its spread)."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse a spread that is not around the value."""
        if self.low is None and self.high is None:
            return
        if self.low is None or self.high is None:
            raise ValueError("a spread has two ends")
        if not self.low <= self.value <= self.high:
            raise ValueError("outside of its own spread")


class RankRange(Struct, frozen=True):
    """The best and the worst possible rank, and how many are ranked. Rank 1 has the highest value."""

    best: int
    worst: int
    of: int

    @property
    def text(self) -> str:
        """The range in words, such as “3 to 9 of 193”."""
        return _("%(best)d to %(worst)d of %(of)d") % {
            "best": self.best,
            "worst": self.worst,
            "of": self.of,
        }


def ranges_by_rounding(values: Mapping[str, Decimal]) -> dict[str, RankRange]:
    """Return the range of each country by published values, which have no spread."""
    ordered = sorted(values.values())
    of = len(ordered)
    return {
        key: RankRange(
            1 + of - bisect_left(ordered, value + HALF_STEP),
            of - bisect_right(ordered, value - HALF_STEP),
            of,
        )
        for key, value in values.items()
    }


def ranges_by_spread(values: Mapping[str, tuple[Decimal, Decimal]]) -> dict[str, RankRange]:
    """Return the range of each country by the low and high ends of its value."""
    lows = sorted(low for low, _high in values.values())
    highs = sorted(high for _low, high in values.values())
    of = len(values)
    return {
        key: RankRange(1 + of - bisect_right(lows, high), of - bisect_left(highs, low), of)
        for key, (low, high) in values.items()
    }


def rank_ranges(values: Mapping[str, RankedValue]) -> dict[str, RankRange]:
    """Return the range of ranks of each country that can be ranked.

    If any value has a spread, only values with a spread are ranked: the others come from too few
    experts to say between what their answers lie.
    """
    spread = {
        key: (one.low, one.high)
        for key, one in values.items()
        if one.low is not None and one.high is not None
    }
    if spread:
        return ranges_by_spread(spread)
    return ranges_by_rounding({key: one.value for key, one in values.items()})


def range_meaning(has_spread: bool) -> str:
    """Return one sentence that says what the ranges mean."""
    if has_spread:
        return _(
            "A rank is a range: the experts’ answers leave open which place within it a country "
            "has, because the middle halves of the answers overlap. Rank 1 is the highest score."
        )
    return _(
        "A rank is a range: scores that differ by less than a quarter of a point are not told "
        "apart. Rank 1 is the highest score."
    )
