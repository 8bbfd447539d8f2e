"""What many experts answered to one question as one answer, by stated methods.

Answers are arrays of experts by questions (quantities: by three quantiles); NaN is not answered.
Weights are one an expert, or one an expert and question; None for equal ones. Of each question
those who answered share all of the weight. Every method gives the same whatever the order of the
experts, to rounding, and what nobody answered stays without a value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
from scipy.special import expit, logit

from vigil.reading.estimation.answers import CLIP, FIELDS, check_probabilities, check_quantile_array
from vigil.reading.estimation.mixtures import (
    Scale,
    intrinsic_ranges,
    knots,
    mixture_quantiles,
    off_scale,
    on_scale,
)
from vigil.reading.estimation.weights import Floats, Ints, means, quantiles, shares

OfQuantities = Literal["linear", "quantile_mean", "quantile_median"]
OfProbabilities = Literal["mean", "median", "log_odds", "extremised"]
QUARTILES: Final = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Method:
    """How something was pooled; the version grows when the same answers give another value."""

    name: str
    version: int = 1


@dataclass(frozen=True)
class Pooled:
    """One answer of many experts to one question."""

    values: Mapping[str, float]
    """By name, in the unit of the question: "q05", "q50", "q95" of a quantity; "probability"; or
    "mean", "q25", "median", "q75" of scores. Empty where nobody with a weight answered."""
    spread: float | None
    """How far the experts lie apart, in the unit of the question; never how uncertain they are."""
    spread_is: str
    """What the spread is: between the quartiles of the experts' medians, or of their answers."""
    n: int
    """Experts whose answers count: who answered, and has a weight above 0."""
    method: Method
    weights: tuple[float, ...]
    """The share of each expert, in their order; they sum to 1, or are all 0 with n = 0."""
    distribution: Mapping[float, float] = field(default_factory=dict)
    """Of scores: the share of the weight that each score got, in order."""


def pool_quantities(
    answers: Floats,
    method: OfQuantities,
    weights: Floats | None = None,
    scales: tuple[Scale, ...] | None = None,
) -> tuple[Pooled, ...]:
    """Pool quantities, one a question.

    linear: the mixture of the experts' distributions (Stone 1961, "The opinion pool"; Cooke 1991),
    wider than the experts where they contradict each other. quantile_mean: the mean of each
    quantile, sharper, and no wider than the experts on average (Lichtendahl, Grushka-Cockayne &
    Winkler 2013, "Is it better to average probabilities or quantiles?"). quantile_median: the
    median of each quantile, which one expert cannot move far.

    `scales`, one a question, matter to the mixture alone; None for evenly spread. Raises Unusable
    for quantiles out of order, ValueError for scales or weights that do not fit.
    """
    check_quantile_array(answers)
    share = shares(~np.isnan(answers[..., 1]), weights)
    values = quantity_values(answers, method, share, scales)
    names = [dict(zip(FIELDS, row, strict=True)) for row in values.tolist()]
    return _told(
        names, answers[..., 1], share, Method(method), "between_quartiles_of_experts_medians"
    )


def quantity_values(
    answers: Floats, method: OfQuantities, share: Floats, scales: tuple[Scale, ...] | None = None
) -> Floats:
    """Return pooled quantiles, questions by three, for shares that are already computed."""
    if method == "linear":
        scaled = on_scale(answers, scales)
        corners = knots(scaled, intrinsic_ranges(scaled))
        return off_scale(mixture_quantiles(corners, share.T), scales)
    over = means if method == "quantile_mean" else medians
    pooled: Floats = np.stack([over(answers[..., at], share) for at in range(len(FIELDS))], axis=-1)
    return pooled


def medians(answers: Floats, share: Floats) -> Floats:
    """Return the weighted median of each question; NaN where nobody has a share."""
    middle: Floats = quantiles(answers, share, (0.5,))[0]
    return middle


def pool_probabilities(
    answers: Floats,
    method: OfProbabilities,
    weights: Floats | None = None,
    exponent: float | None = None,
) -> tuple[Pooled, ...]:
    """Pool probabilities of things that happen or not, one a question.

    mean: the linear pool. median: the middle answer. log_odds: the geometric mean of the odds,
    after clipping to CLIP. extremised: the same with the log-odds multiplied by an exponent, away
    from one half, because experts who know different things are together surer than each (Baron
    and others 2014, "Two reasons to make aggregated probability forecasts more extreme"; Satopää
    and others 2014, "Combining multiple probability predictions using a simple logit model", who
    found exponents from 1.16 to 3.92 best, in hindsight). `exponent` None takes that of
    `extremising`, for each question by how many answers count; one alone stays as it is.

    Raises ValueError for probabilities outside 0 to 1, an exponent that is not above 0, or weights
    that do not fit.
    """
    share = shares(~np.isnan(answers), weights)
    values = probability_values(answers, method, share, exponent)
    named = [{"probability": value} for value in values.tolist()]
    name = method if exponent is None else f"{method}({exponent:g})"
    # 2: a given exponent does not make one answer alone more extreme.
    version = 1 if exponent is None else 2
    return _told(named, answers, share, Method(name, version), "between_quartiles_of_answers")


def probability_values(
    answers: Floats, method: OfProbabilities, share: Floats, exponent: float | None = None
) -> Floats:
    """Return pooled probabilities, one a question, for shares that are already computed."""
    check_probabilities(answers)
    if exponent is not None and (method != "extremised" or not 0 < exponent < np.inf):
        raise ValueError(f"an exponent is a finite number above 0, to extremise; not {exponent}")
    if method in ("mean", "median"):
        return (means if method == "mean" else medians)(answers, share)
    odds = means(log_odds(answers), share)
    if method == "extremised":
        odds = odds * exponents((share > 0).sum(axis=0), exponent)
    return probability_of(odds)


def log_odds(answers: Floats) -> Floats:
    """Return log-odds of probabilities, clipped to CLIP."""
    odds: Floats = logit(np.clip(answers, CLIP, 1.0 - CLIP))
    return odds


def probability_of(odds: Floats) -> Floats:
    """Return the probabilities of log-odds."""
    probability: Floats = expit(odds)
    return probability


def exponents(counted: Ints, exponent: float | None) -> Floats:
    """Return the given exponent, or those of how many answers count; 1 of one alone."""
    if exponent is not None:
        # One alone knows nothing that another does not: there is nothing to be surer by.
        return np.where(counted > 1, exponent, 1.0)
    each: Floats = np.array([extremising(n) for n in range(int(counted.max(initial=0)) + 1)])
    return each[counted]


def extremising(n: int) -> float:
    """Return the exponent for n equal experts: 1 for one, towards the square root of 3 for many.

    n (sqrt(3 n^2 - 3 n + 1) - 2) / (n^2 - n - 1): what does best against the worst case, where
    what one expert knows is worth less the more the others know (Neyman & Roughgarden 2021, "Are
    you smarter than a random expert?"). Theirs is for means of probabilities, away from a known
    base rate; here it is for means of log-odds, away from one half, as no base rate is known.
    """
    if n < 1:
        return 1.0
    return float(n * (np.sqrt(3.0 * n * n - 3.0 * n + 1.0) - 2.0) / (n * n - n - 1.0))


def pool_scores(answers: Floats, weights: Floats | None = None) -> tuple[Pooled, ...]:
    """Pool scores or steps of a trajectory, one a question: mean, median, quartiles, distribution.

    A mean takes the steps of a scale for equally wide; the median does not. Raises ValueError for
    infinite scores, or weights that do not fit.
    """
    if np.isinf(answers).any():
        raise ValueError("scores are finite")
    share = shares(~np.isnan(answers), weights)
    middle = quantiles(answers, share, QUARTILES)
    columns = {"mean": means(answers, share)} | dict(
        zip(("q25", "median", "q75"), middle, strict=True)
    )
    named = [
        dict(zip(columns, row, strict=True))
        for row in np.stack(list(columns.values()), axis=1).tolist()
    ]
    told = _told(named, answers, share, Method("scores"), "between_quartiles_of_answers")
    return tuple(
        replace(one, distribution=_distribution(answers[:, at], share[:, at]))
        for at, one in enumerate(told)
    )


def _distribution(answers: Floats, share: Floats) -> dict[float, float]:
    counts = share > 0
    found, which = np.unique(answers[counts], return_inverse=True)
    summed = np.bincount(which, weights=share[counts], minlength=len(found))
    return dict(zip(found.tolist(), summed.tolist(), strict=True))


def _told(
    values: Sequence[dict[str, float]],
    middles: Floats,
    share: Floats,
    method: Method,
    spread_is: str,
) -> tuple[Pooled, ...]:
    """Put together what is answered of each question; `middles` are what the spread is of."""
    quarter, three = quantiles(middles, share, (0.25, 0.75))
    counts = (share > 0).sum(axis=0).tolist()
    apart = (three - quarter).tolist()
    return tuple(
        Pooled(
            values=named if n else {},
            spread=between if n else None,
            spread_is=spread_is,
            n=n,
            method=method,
            weights=tuple(each),
        )
        for named, between, n, each in zip(values, apart, counts, share.T.tolist(), strict=True)
    )
