"""Distributions that fit experts' quantiles, and the quantiles of mixtures of them.

The distribution of an expert is the one that adds least information to the three quantiles over a
background: mass 5, 45, 45 and 5 % spread evenly between the ends of the intrinsic range and the
quantiles, on the scale of the quantity or on that of its logarithm (Cooke 1991, "Experts in
uncertainty"). The intrinsic range spans all answers to a question, and what turned out if it is
known, and 10 % of itself beyond either end.

A mixture has a piecewise linear cumulative distribution with a corner at every expert's quantile,
so its quantiles are found exactly: halving over the corners, then on a straight line. Quantiles at
5, 50 and 95 % lie between the lowest and the highest quantile of an expert, so the reach of the
intrinsic range beyond what bounds a quantity never shows in them.
"""

from typing import Final, Literal

import numpy as np

from vigil.reading.estimation.weights import Floats

PROBABILITIES: Final[Floats] = np.array([0.05, 0.45, 0.45, 0.05])
"""Mass below, between and beyond the three quantiles."""
LEVELS: Final[Floats] = np.array([0.05, 0.5, 0.95])
OVERSHOOT: Final = 0.1
"""Share of the span of all answers by which the intrinsic range reaches beyond either end."""
AT_ONCE: Final = 2_000_000
"""Numbers of one array of work: 16 MB."""

Scale = Literal["uniform", "log"]
"""The background: evenly over the quantity, or evenly over its logarithm."""


def on_scale(answers: Floats, scales: tuple[Scale, ...] | None) -> Floats:
    """Return answers on the scales of their questions: experts by questions by any number.

    Raises ValueError for a number that is not above 0 on a scale of logarithms, or too few
    or too many scales.
    """
    if scales is None:
        return answers
    if len(scales) != answers.shape[1]:
        raise ValueError(f"{len(scales)} scales for {answers.shape[1]} questions")
    scaled = np.array(answers, dtype=np.float64)
    for question in (at for at, scale in enumerate(scales) if scale == "log"):
        if (answers[:, question] <= 0).any():
            raise ValueError(f"question {question + 1}: logarithms need numbers above 0")
        scaled[:, question] = np.log(answers[:, question])
    return scaled


def off_scale(values: Floats, scales: tuple[Scale, ...] | None) -> Floats:
    """Return values whose second-last axis is questions in the unit of each question."""
    if scales is None:
        return values
    logged = np.array([scale == "log" for scale in scales])[:, None]
    return np.where(logged, np.exp(np.where(logged, values, 0.0)), values)


def intrinsic_ranges(answers: Floats, realised: Floats | None = None) -> Floats:
    """Return the ends of the intrinsic range of each question: questions by two, on its scale.

    `realised`: what turned out, one a question, NaN where unknown. NaN where nobody answered.
    """
    low = np.where(np.isnan(answers[..., 0]), np.inf, answers[..., 0]).min(axis=0, initial=np.inf)
    high = np.where(np.isnan(answers[..., 2]), -np.inf, answers[..., 2])
    return reaching(low, high.max(axis=0, initial=-np.inf), realised)


def reaching(low: Floats, high: Floats, realised: Floats | None) -> Floats:
    """Return ranges from the lowest to the highest answer, what turned out, and 10 % beyond."""
    nobody = ~(low < high)
    if realised is not None:
        low, high = np.fmin(low, realised), np.fmax(high, realised)
    low, high = np.where(nobody, np.nan, low), np.where(nobody, np.nan, high)
    beyond = OVERSHOOT * (high - low)
    return np.stack([low - beyond, high + beyond], axis=-1)


def knots(answers: Floats, ranges: Floats) -> Floats:
    """Return the corners of each expert's distribution: questions by experts by five.

    They run from the low to the high end of the range. Who did not answer gets even ones, so that
    there is a number; no share is theirs. The same where nobody answered, between 0 and 1.
    Raises ValueError where two corners are one after rounding.
    """
    ends = np.where(np.isnan(ranges), [0.0, 1.0], ranges)
    even = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * np.array([0.25, 0.5, 0.75])
    filled = np.where(np.isnan(answers), even[None], answers).transpose(1, 0, 2)
    low, high = (
        np.broadcast_to(ends[:, None, at : at + 1], (*filled.shape[:2], 1)) for at in (0, 1)
    )
    corners = np.concatenate([low, filled, high], axis=2)
    for question in np.flatnonzero((np.diff(corners, axis=2) <= 0).any(axis=(1, 2)))[:1].tolist():
        raise ValueError(f"question {question + 1}: quantiles too close to be told apart")
    return corners


def mixture_quantiles(corners: Floats, share: Floats) -> Floats:
    """Return the 5, 50 and 95 % quantiles of mixtures, mixtures by three, on their scale.

    `corners`: mixtures by experts by five, from `knots`. `share`: mixtures by experts, each row
    summing to 1; a row of zeros gives NaN.
    """
    found: Floats = np.full((len(corners), len(LEVELS)), np.nan)
    step = max(1, AT_ONCE // (len(LEVELS) * max(1, corners.shape[1])))
    some = np.flatnonzero((share > 0).any(axis=1))
    for at in range(0, len(some), step):
        part = some[at : at + step]
        found[part] = _halved(corners[part], share[part])
    return found


def mixture_cdf(corners: Floats, share: Floats, at: Floats) -> Floats:
    """Return the cumulative probabilities of mixtures at some points: mixtures by points.

    `corners`: mixtures by experts by five; `share`: mixtures by experts; `at`: mixtures by points.
    """
    total: Floats = np.zeros(at.shape)
    for part, mass in enumerate(PROBABILITIES.tolist()):
        total += mass * np.einsum("mpe,me->mp", _parts(corners, at, part), share)
    return total


def own_cdf(corners: Floats, at: Floats) -> Floats:
    """Return the cumulative probability of each distribution at one point or more of its own.

    `corners`: any axes, then five; `at`: the same axes, then points.
    """
    total: Floats = np.zeros(at.shape)
    for part, mass in enumerate(PROBABILITIES.tolist()):
        low, high = corners[..., part, None], corners[..., part + 1, None]
        total += mass * np.clip((at - low) / (high - low), 0.0, 1.0)
    return total


def _parts(corners: Floats, at: Floats, part: int) -> Floats:
    """How much of one of the four parts of each expert's mass lies below each point, 0 to 1."""
    low, high = corners[:, None, :, part], corners[:, None, :, part + 1]
    below: Floats = at[:, :, None] - low
    below /= high - low
    np.clip(below, 0.0, 1.0, out=below)
    return below


def _halved(corners: Floats, share: Floats) -> Floats:
    """Find the two corners about each quantile by halving, then go along the line between them."""
    places = sorted_corners(corners)
    last = places.shape[1] - 1
    low = np.zeros((len(corners), len(LEVELS)), dtype=np.int64)
    high = np.full_like(low, last)
    under, over = np.zeros(low.shape), np.ones(low.shape)
    for _ in range(int(last).bit_length()):
        middle = (low + high) // 2
        here = mixture_cdf(corners, share, np.take_along_axis(places, middle, axis=1))
        up = here <= LEVELS
        low, under = np.where(up, middle, low), np.where(up, here, under)
        high, over = np.where(up, high, middle), np.where(up, over, here)
    left, right = (np.take_along_axis(places, at, axis=1) for at in (low, high))
    return along(left, right, under, over, LEVELS)


def sorted_corners(corners: Floats) -> Floats:
    """Return the corners of mixtures in order, from end to end: mixtures by places."""
    inner = np.sort(corners[:, :, 1:4].reshape(len(corners), -1), axis=1)
    return np.concatenate([corners[:, 0, :1], inner, corners[:, 0, 4:]], axis=1)


def along(low: Floats, high: Floats, under: Floats, over: Floats, level: Floats) -> Floats:
    """Return where between two places a line from `under` to `over` reaches the level."""
    rise = over - under
    part = np.where(rise > 0, (level - under) / np.where(rise > 0, rise, 1.0), 0.0)
    return low + np.clip(part, 0.0, 1.0) * (high - low)
