"""What would have been pooled without each of the experts, or without each of the seeds.

Nothing here is an approximation: every value is the one that pooling the rest from scratch gives,
intrinsic ranges included. All experts are left out at once: a sum without one is the sum of those
before and those behind, a mixture without one is the mixture less its part. Only where the range
hangs on the one left out, or the one has most of the weight, is the mixture made anew.
"""

from dataclasses import dataclass, replace

import numpy as np

from vigil.reading.estimation.answers import FIELDS, check_probabilities, check_quantile_array
from vigil.reading.estimation.cooke import Seeds, Weigh, Weighting, optimised_weights
from vigil.reading.estimation.mixtures import (
    AT_ONCE,
    LEVELS,
    Scale,
    along,
    intrinsic_ranges,
    knots,
    mixture_cdf,
    mixture_quantiles,
    off_scale,
    on_scale,
    own_cdf,
    reaching,
    sorted_corners,
)
from vigil.reading.estimation.pooling import (
    OfProbabilities,
    OfQuantities,
    exponents,
    log_odds,
    probability_of,
)
from vigil.reading.estimation.weights import (
    LEAST,
    MOST,
    Bools,
    Floats,
    Ints,
    quantiles_without,
    shares,
)


def quantities_without_each(
    answers: Floats,
    method: OfQuantities,
    weights: Floats | None = None,
    scales: tuple[Scale, ...] | None = None,
) -> Floats:
    """Return the pooled quantiles without each expert: experts by questions by three.

    As `pooling.pool_quantities` for the others. NaN where nobody with a weight is left. Raises as
    that does.
    """
    check_quantile_array(answers)
    share = shares(~np.isnan(answers[..., 1]), weights)
    if method == "linear":
        return _mixtures_without(answers, share, scales)
    over = _means_without if method == "quantile_mean" else _medians_without
    return np.stack([over(answers[..., at], share) for at in range(len(FIELDS))], axis=-1)


def probabilities_without_each(
    answers: Floats,
    method: OfProbabilities,
    weights: Floats | None = None,
    exponent: float | None = None,
) -> Floats:
    """Return the pooled probabilities without each expert: experts by questions.

    As `pooling.pool_probabilities` for the others. NaN where nobody with a weight is left.
    """
    check_probabilities(answers)
    share = shares(~np.isnan(answers), weights)
    if method in ("mean", "median"):
        return (_means_without if method == "mean" else _medians_without)(answers, share)
    odds = _means_without(log_odds(answers), share)
    if method == "extremised":
        counts = share > 0
        left: Ints = counts.sum(axis=0)[None, :] - counts
        odds = odds * exponents(left, exponent)
    return probability_of(odds)


def scores_without_each(answers: Floats, weights: Floats | None = None) -> dict[str, Floats]:
    """Return "mean", "q25", "median" and "q75" without each expert, each experts by questions."""
    share = shares(~np.isnan(answers), weights)
    levels = {"q25": 0.25, "median": 0.5, "q75": 0.75}
    return {"mean": _means_without(answers, share)} | {
        name: quantiles_without(answers, share, level) for name, level in levels.items()
    }


@dataclass(frozen=True)
class LeftOut:
    """The weights without one expert or one seed."""

    weighting: Weighting | None
    """One weight an expert, 0 for the one left out; None where no weights can be told."""
    reason: str = ""
    """Why there are none."""


def weights_without_each_expert(
    seeds: Seeds, weigh: Weigh = optimised_weights, least: int = LEAST
) -> tuple[LeftOut, ...]:
    """Weigh the experts anew without each of them, in their order."""
    count = len(seeds.answers)
    found = []
    for expert in range(count):
        left = replace(seeds, answers=np.delete(seeds.answers, expert, axis=0))
        one = _tried(weigh, left, least)
        if one.weighting is not None:
            every = np.insert(one.weighting.weights, expert, 0.0)
            one = LeftOut(replace(one.weighting, weights=every))
        found.append(one)
    return tuple(found)


def weights_without_each_seed(
    seeds: Seeds, weigh: Weigh = optimised_weights, least: int = LEAST
) -> tuple[LeftOut, ...]:
    """Weigh the experts anew without each seed, in their order.

    Who answered `least` seeds is still scored by one fewer, so that the same experts are compared.
    """
    count = len(seeds.realised)
    found = []
    for seed in range(count):
        kept = np.delete(np.arange(count), seed)
        scales = None if seeds.scales is None else tuple(seeds.scales[at] for at in kept.tolist())
        left = Seeds(seeds.answers[:, kept], seeds.realised[kept], scales)
        found.append(_tried(weigh, left, least - 1))
    return tuple(found)


def _tried(weigh: Weigh, seeds: Seeds, least: int) -> LeftOut:
    try:
        return LeftOut(weigh(seeds, least))
    except ValueError as why:
        return LeftOut(None, str(why))


def _sums_without(values: Floats) -> Floats:
    """Sum over experts without each: those before and those behind, so that no digits are lost."""
    none = np.zeros((1, *values.shape[1:]))
    before = np.cumsum(np.concatenate([none, values[:-1]]), axis=0)
    behind = np.cumsum(np.concatenate([none, values[:0:-1]]), axis=0)[::-1]
    sums: Floats = before + behind
    return sums


def _means_without(answers: Floats, share: Floats) -> Floats:
    top = _sums_without(np.where(share > 0, answers, 0.0) * share)
    bottom = _sums_without(share)
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan)


def _medians_without(answers: Floats, share: Floats) -> Floats:
    return quantiles_without(answers, share, 0.5)


def _mixtures_without(answers: Floats, share: Floats, scales: tuple[Scale, ...] | None) -> Floats:
    """Leave each expert out of the linear pool."""
    scaled = on_scale(answers, scales)
    ranges, without = intrinsic_ranges(scaled), _ranges_without(scaled)
    corners = knots(scaled, ranges)
    found: Floats = np.repeat(mixture_quantiles(corners, share.T)[None], len(answers), axis=0)
    answered = ~np.isnan(answers[..., 1])
    moved = answered & (without != ranges[None]).any(axis=2)
    anew: Bools = moved | (share > MOST)
    taken: Bools = (share > 0) & ~anew
    for question in np.flatnonzero(taken.any(axis=0)).tolist():
        of = np.flatnonzero(taken[:, question])
        found[of, question] = _less_one(corners[question], share[:, question], of)
    found[anew] = _made_anew(scaled, share, without, anew)
    return off_scale(found, scales)


def _ranges_without(answers: Floats) -> Floats:
    """Return the intrinsic ranges without each expert: experts by questions by two."""
    lows = np.where(np.isnan(answers[..., 0]), np.inf, answers[..., 0])
    highs = np.where(np.isnan(answers[..., 2]), -np.inf, answers[..., 2])
    low, high = -_most_of_others(-lows), _most_of_others(highs)
    return reaching(low, high, None)


def _most_of_others(values: Floats) -> Floats:
    """Return, for each expert and question, the largest value of the others."""
    nobody = np.full((2, values.shape[1]), -np.inf)
    second, most = np.sort(np.concatenate([nobody, values]), axis=0)[-2:]
    others: Floats = np.where(values == most, second, most)
    return others


def _less_one(corners: Floats, share: Floats, of: Ints) -> Floats:
    """Return the mixture's quantiles without each of some experts, experts by three; one question.

    The cumulative distribution without an expert is that of all less the expert's part. It is
    halved over the corners of all, between which it is straight.
    """
    places = sorted_corners(corners[None])[0]
    summed = _cdf_at(corners, share, places)
    own, part = corners[of], share[of, None]
    low = np.zeros((len(of), len(LEVELS)), dtype=np.int64)
    high = np.full_like(low, len(places) - 1)
    under, over = np.zeros(low.shape), np.ones(low.shape)
    for _ in range(len(places).bit_length()):
        middle = (low + high) // 2
        here = (summed[middle] - part * own_cdf(own, places[middle])) / (1.0 - part)
        up = here <= LEVELS
        low, under = np.where(up, middle, low), np.where(up, here, under)
        high, over = np.where(up, high, middle), np.where(up, over, here)
    return along(places[low], places[high], under, over, LEVELS)


def _cdf_at(corners: Floats, share: Floats, places: Floats) -> Floats:
    """Return the mixture's cumulative distribution at many places, some at a time; one question."""
    step = max(1, AT_ONCE // len(corners))
    parts = (places[None, at : at + step] for at in range(0, len(places), step))
    return np.concatenate([mixture_cdf(corners[None], share[None], part)[0] for part in parts])


def _made_anew(scaled: Floats, share: Floats, without: Floats, anew: Bools) -> Floats:
    """Pool from scratch without one expert, for each expert and question marked."""
    experts, questions = np.nonzero(anew)
    each = np.arange(len(experts))
    answers, left = scaled[:, questions].copy(), share[:, questions].copy()
    answers[experts, each], left[experts, each] = np.nan, 0.0
    again = shares(~np.isnan(answers[..., 1]), left)
    return mixture_quantiles(knots(answers, without[anew]), again.T)
