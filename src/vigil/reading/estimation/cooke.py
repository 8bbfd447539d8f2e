"""Weights that experts earn on questions whose answers are known: the classical model.

After Cooke 1991, "Experts in uncertainty", and Colson & Cooke 2017, "Cross validation for the
classical model". A seed is a quantity that turned out already. An expert's *calibration* is how
probable it is that somebody who is right about the odds would miss as the expert did; *information*
is how much narrower than the intrinsic range the expert's distributions are, in nats. A weight is
their product, and 0 for those whose calibration lies below a cut-off.

Calibrations depend on how many seeds there are (more seeds find out more), so experts are compared
at one number of seeds: the smallest that any scored expert answered. Who answered fewer than
`least` is not scored and has no weight.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import chdtrc, xlogy

from vigil.reading.estimation.answers import check_quantile_array
from vigil.reading.estimation.mixtures import (
    PROBABILITIES,
    Scale,
    intrinsic_ranges,
    knots,
    mixture_quantiles,
    on_scale,
)
from vigil.reading.estimation.weights import LEAST, Bools, Floats, Ints, shares

FREEDOM: Final = len(PROBABILITIES) - 1


class TooFewSeeds(ValueError):
    """Nobody answered as many seeds as calibration needs."""


@dataclass(frozen=True, eq=False)
class Seeds:
    """Answers to seeds, and what turned out.

    `answers`: experts by seeds by three quantiles, NaN where not answered; `realised`: one a seed;
    `scales`: one a seed, None for evenly spread. Raises Unusable or ValueError for what does not
    fit.
    """

    answers: Floats
    realised: Floats
    scales: tuple[Scale, ...] | None = None

    def __post_init__(self) -> None:
        check_quantile_array(self.answers)
        if self.realised.shape != self.answers.shape[1:2] or not np.isfinite(self.realised).all():
            raise ValueError("every seed needs one finite value that turned out")

    def scaled(self) -> tuple[Floats, Floats]:
        """Return answers and what turned out on the scales of the seeds."""
        turned_out = on_scale(self.realised[None, :, None], self.scales)[0, :, 0]
        return on_scale(self.answers, self.scales), turned_out


@dataclass(frozen=True, eq=False)
class Performance:
    """How experts did on seeds, one an expert in their order; NaN for who is not scored."""

    calibration: Floats
    """From 0 to 1: a tail probability, not a share of right answers."""
    information: Floats
    """Nats, mean over the seeds the expert answered; never below 0."""
    answered: Ints
    """Seeds answered."""
    compared_at: int
    """Seeds for which the calibrations stand: the fewest that a scored expert answered."""


@dataclass(frozen=True, eq=False)
class Weighting:
    """Weights of experts, and how the pool by them does on the seeds.

    The pool's own scores look back at the seeds it was chosen by: they flatter it.
    """

    weights: Floats
    """One an expert; they sum to 1."""
    cutoff: float
    """Calibration below which the weight is 0; 0 where nobody is cut off."""
    calibration: float
    information: float

    @property
    def score(self) -> float:
        """The pool's own weight before it is shared out: calibration times information."""
        return self.calibration * self.information


def hits(answers: Floats, realised: Floats) -> Ints:
    """Count where what turned out fell: experts by four (up to 5 %, 50 %, 95 %, and beyond).

    What fell on a quantile counts below it. `answers` experts by seeds by three, NaN not counted.
    """
    place = (realised[None, :, None] > answers).sum(axis=2)
    answered = ~np.isnan(answers[..., 1])
    counts = [((place == part) & answered).sum(axis=1) for part in range(len(PROBABILITIES))]
    return np.stack(counts, axis=1)


def relative_information(shares_of_hits: Floats) -> Floats:
    """Return the information of shares of hits relative to 5, 45, 45 and 5 %, in nats.

    0 where they are the same; what never happened counts 0. The last axis is the four parts.
    """
    # In order: who missed as much on the other side has the same to the last digit, and a cut-off
    # keeps both or neither.
    each: Floats = np.sort(xlogy(shares_of_hits, shares_of_hits / PROBABILITIES), axis=-1)
    # Below 0 only by rounding (Gibbs' inequality).
    return np.maximum(each.sum(axis=-1), 0.0)


def calibration(counts: Ints, compared_at: int | None = None) -> Floats:
    """Return the calibration of each row of counts of hits; NaN for a row of zeros.

    The probability that chi-square with 3 degrees of freedom exceeds twice the number of seeds
    times the relative information: the p-value of the likelihood ratio test that the quantiles are
    right. Asymptotic: with ten seeds it is rough. `compared_at` is the number of seeds to take
    instead of each row's own.
    """
    total = counts.sum(axis=-1)
    part = counts / np.where(total > 0, total, 1)[..., None]
    at = total if compared_at is None else compared_at
    tail: Floats = chdtrc(FREEDOM, 2.0 * at * relative_information(part))
    return np.where(total > 0, tail, np.nan)


def information(answers: Floats, ranges: Floats) -> Floats:
    """Return the information of each answer over its intrinsic range, experts by questions, nats.

    Both on the scale of the background. NaN where not answered.
    """
    low, high = ranges[:, 0], ranges[:, 1]
    ends = (np.broadcast_to(end, answers.shape[:2])[..., None] for end in (low, high))
    bottom, top = ends
    widths = np.diff(np.concatenate([bottom, answers, top], axis=2), axis=2)
    told: Floats = np.log(high - low) + (PROBABILITIES * np.log(PROBABILITIES / widths)).sum(axis=2)
    # Below 0 only by rounding: nothing is less informed than the background.
    return np.maximum(told, 0.0)


def perform(seeds: Seeds, least: int = LEAST) -> Performance:
    """Score experts on seeds. Raises TooFewSeeds if nobody answered `least` of them."""
    answers, realised = seeds.scaled()
    counts = hits(answers, realised)
    answered = counts.sum(axis=1)
    scored = answered >= max(1, least)
    if not scored.any():
        raise TooFewSeeds(f"nobody answered {least} seeds: no calibration can be told")
    compared_at = int(answered[scored].min())
    each = information(answers, intrinsic_ranges(answers, realised))
    total = np.where(np.isnan(each), 0.0, each).sum(axis=1)
    return Performance(
        calibration=np.where(scored, calibration(counts, compared_at), np.nan),
        information=np.where(scored, total / np.maximum(answered, 1), np.nan),
        answered=answered,
        compared_at=compared_at,
    )


def earned(calibrated: Floats, informed: Floats, cutoff: float = 0.0) -> Floats:
    """Return weights: calibration times information, 0 below the cut-off; they sum to 1.

    NaN scores have no weight. Raises ValueError if no weight is left.
    """
    product = np.where(calibrated >= cutoff, calibrated * informed, 0.0)
    product = np.where(np.isnan(product), 0.0, product)
    # The largest first: calibrations may be too small to be summed.
    most = product.max(initial=0.0)
    if most <= 0:
        raise ValueError(f"nobody earns a weight at the cut-off {cutoff:g}")
    weights: Floats = product / most
    return weights / weights.sum()


def earned_weights(seeds: Seeds, least: int = LEAST, cutoff: float = 0.0) -> Weighting:
    """Weigh experts by what they earned on the seeds, at a given cut-off.

    Raises TooFewSeeds, or ValueError if nobody earns a weight.
    """
    done = perform(seeds, least)
    weights = earned(done.calibration, done.information, cutoff)
    return _weighting(seeds, done, weights, cutoff)


def equal_weights(seeds: Seeds, least: int = LEAST) -> Weighting:
    """Weigh all alike, and say how that pool does on the seeds. Raises TooFewSeeds."""
    count = len(seeds.answers)
    return _weighting(seeds, perform(seeds, least), np.full(count, 1.0 / count), 0.0)


def optimised_weights(seeds: Seeds, least: int = LEAST) -> Weighting:
    """Weigh experts at the cut-off at which the pool itself would earn most.

    Every calibration is tried as the cut-off, from the lowest; of equals the lowest is taken, which
    leaves most experts in. Raises TooFewSeeds, or ValueError if nobody earns a weight.
    """
    done = perform(seeds, least)
    able = done.calibration * done.information > 0
    if not able.any():
        raise ValueError("nobody earns a weight at any cut-off")
    tried = np.unique(done.calibration[able])
    weights = np.stack(
        [earned(done.calibration, done.information, cutoff) for cutoff in tried.tolist()]
    )
    calibrated, informed = pool_scores_on(seeds, done.compared_at, weights)
    best = int(np.argmax(calibrated * informed))
    # With everybody in, nothing was cut off.
    cutoff = float(tried[best]) if best else 0.0
    return Weighting(weights[best], cutoff, float(calibrated[best]), float(informed[best]))


Weigh = Callable[[Seeds, int], Weighting]
"""A way to weigh: seeds and the least number of them to weights, as `optimised_weights`."""


def pool_scores_on(seeds: Seeds, compared_at: int, weights: Floats) -> tuple[Floats, Floats]:
    """Return calibration and information of the pools by several weightings (weightings x experts).

    At the number of seeds at which the experts are compared. Of a seed that nobody with a weight
    answered a pool says nothing, and it counts neither way.
    """
    answers, realised = seeds.scaled()
    ranges = intrinsic_ranges(answers, realised)
    pooled = pooled_by_each(answers, ranges, weights)
    each = information(pooled, ranges)
    counts = hits(pooled, realised)
    answered = np.maximum(counts.sum(axis=1), 1)
    informed: Floats = np.where(np.isnan(each), 0.0, each).sum(axis=1) / answered
    return calibration(counts, compared_at), informed


def pooled_by_each(answers: Floats, ranges: Floats, weights: Floats) -> Floats:
    """Return the mixtures' quantiles by each weighting: weightings by questions by three."""
    corners = knots(answers, ranges)
    answered: Bools = ~np.isnan(answers[..., 1])
    pooled: Floats = np.empty((len(weights), answers.shape[1], answers.shape[2]))
    for question in range(answers.shape[1]):
        share = shares(np.repeat(answered[:, question, None], len(weights), axis=1), weights.T)
        every = np.broadcast_to(corners[question], (len(weights), *corners.shape[1:]))
        pooled[:, question] = mixture_quantiles(every, share.T)
    return pooled


def _weighting(seeds: Seeds, done: Performance, weights: Floats, cutoff: float) -> Weighting:
    calibrated, informed = pool_scores_on(seeds, done.compared_at, weights[None])
    return Weighting(weights, cutoff, float(calibrated[0]), float(informed[0]))
