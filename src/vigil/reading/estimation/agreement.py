"""How far people who judge the same things agree beyond chance: Krippendorff's alpha.

After Krippendorff 2011, "Computing Krippendorff's alpha-reliability": 1 less the disagreement seen
within units over that expected if the same answers were shuffled among all units. 1 is perfect, 0
what chance gives, below 0 worse than chance. Who did not judge a unit is left out of it; a unit
that only one judged says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from vigil.reading.estimation.mixtures import AT_ONCE
from vigil.reading.estimation.weights import Floats

Level = Literal["nominal", "ordinal", "interval"]
"""What differs: whether answers are the same; how many answers lie between; how far apart."""

DRAWS: Final = 1000
SURE: Final = 0.95
MANY: Final = 300
"""Units above which those with the same answers are drawn together: the same chances, in a
hundredth of the time."""
UNTOLD: Final = 0.1
"""Most draws without an alpha, as a share: with more the rest would speak for too few."""


@dataclass(frozen=True)
class Agreement:
    """Alpha, or why there is none, and how sure it is."""

    alpha: float | None
    reason: str
    """Empty, or "no_pairs" (no unit was judged by two) or "no_variation" (all judged alike, so
    that agreement and chance cannot be told apart)."""
    interval: tuple[float, float] | None
    """95 % by bootstrap over units; None without draws, of one unit alone, or where more than a
    tenth of the draws have no alpha."""
    level: Level
    units: int
    """Units that two people or more judged."""
    answers: int
    """Answers in these units."""


def alpha(
    values: Floats, level: Level, draws: int = DRAWS, seed: int | Sequence[int] = 0
) -> Agreement:
    """Return the agreement of people (rows) on units (columns); NaN is not judged.

    The interval is of the middle 95 % of alphas of units drawn again with replacement, `draws`
    times by a generator with that seed; 0 draws for none. Of few units it is too narrow. Raises
    ValueError for infinite values.
    """
    if np.isinf(values).any():
        raise ValueError("values are finite")
    counts, found = _counted(values)
    units, answers = len(counts), int(counts.sum())
    if not units:
        return Agreement(None, "no_pairs", None, level, 0, 0)
    seen = float(_alphas(counts, found, np.ones((1, units)), level)[0])
    if np.isnan(seen):
        return Agreement(None, "no_variation", None, level, units, answers)
    interval = _interval(counts, found, level, draws, seed)
    return Agreement(seen, "", interval, level, units, answers)


def interval_of_difference(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float]:
    """Return the 95 % interval of `first` less `second`: each a figure with its own interval.

    The two are of other units. After Newcombe 1998, "Interval estimation for the difference
    between independent proportions" (method 10), and Zou & Donner 2008, who show it for any figure.
    """
    (a, a_low, a_high), (b, b_low, b_high) = first, second
    below = float(np.hypot(a - a_low, b_high - b))
    above = float(np.hypot(a_high - a, b - b_low))
    return a - b - below, a - b + above


def _counted(values: Floats) -> tuple[Floats, Floats]:
    """Count how often each value was given in each unit that two judged: units by values."""
    given = ~np.isnan(values)
    paired = given.sum(axis=0) >= 2
    values, given = values[:, paired], given[:, paired]
    found, which = np.unique(values[given], return_inverse=True)
    units = values.shape[1]
    unit = np.broadcast_to(np.arange(units), values.shape)[given]
    flat = np.bincount(unit * len(found) + which, minlength=units * len(found))
    # As floats: whole numbers as exact, and products of matrices are fast.
    return flat.reshape(units, len(found)).astype(np.float64), found


def _alphas(counts: Floats, found: Floats, times: Floats, level: Level) -> Floats:
    """Return alpha for each way of taking the units (ways by units: how often); NaN for none.

    The squared difference of two values is that of two numbers, for the interval level the values
    and for the ordinal level their middle ranks. So sums of squares are enough: over n answers,
    pairs differ by 2 (n sum x^2 - (sum x)^2) in all.
    """
    judged = counts.sum(axis=1)
    pooled = times @ counts
    total = pooled.sum(axis=1)
    if level == "nominal":
        within = (judged**2 - (counts**2).sum(axis=1)) / (judged - 1)
        seen: Floats = times @ within
        chance: Floats = total**2 - (pooled**2).sum(axis=1)
    else:
        place = _ranks(pooled) if level == "ordinal" else np.broadcast_to(found, pooled.shape)
        # About their mean: the difference of two large sums would lose digits.
        middle = (pooled * place).sum(axis=1) / total
        place = place - middle[:, None]
        squares = place**2 @ counts.T
        sums = place @ counts.T
        seen = (times * (2.0 * (judged * squares - sums**2) / (judged - 1))).sum(axis=1)
        all_squares, all_sums = (pooled * place**2).sum(axis=1), (pooled * place).sum(axis=1)
        chance = 2.0 * (total * all_squares - all_sums**2)
    varied = (pooled > 0).sum(axis=1) > 1
    part = (total - 1) * seen / np.where(varied, chance, 1.0)
    return np.where(varied, 1.0 - part, np.nan)


def _ranks(pooled: Floats) -> Floats:
    """Return the middle rank of each value among all answers: ways by values."""
    ranks: Floats = np.cumsum(pooled, axis=1) - pooled / 2.0
    return ranks


def _interval(
    counts: Floats, found: Floats, level: Level, draws: int, seed: int | Sequence[int]
) -> tuple[float, float] | None:
    units = len(counts)
    # One unit drawn again is always itself: an interval of no width would look sure.
    if draws <= 0 or units < 2:
        return None
    alike = np.ones(units)
    if units > MANY:
        # Equal rows have equal sums of random parts; rows that differ have other ones.
        marks = counts @ np.random.default_rng(0).random(len(found))
        _marks, first, times_each = np.unique(marks, return_index=True, return_counts=True)
        counts, alike = counts[first], times_each.astype(np.float64)
    dice = np.random.default_rng(seed)
    drawn = np.empty(draws)
    step = max(1, AT_ONCE // len(found))
    for at in range(0, draws, step):
        size = min(step, draws - at)
        times = dice.multinomial(units, alike / units, size=size)
        drawn[at : at + size] = _alphas(counts, found, times.astype(np.float64), level)
    told = drawn[~np.isnan(drawn)]
    if len(told) < (1.0 - UNTOLD) * draws:
        return None
    low, high = np.quantile(told, [(1 - SURE) / 2, (1 + SURE) / 2])
    return float(low), float(high)
