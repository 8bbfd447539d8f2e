"""How good answers were, once it is known what happened.

Brier 1950, "Verification of forecasts expressed in terms of probability"; Murphy 1973, "A new
vector partition of the probability score"; Gneiting & Raftery 2007, "Strictly proper scoring
rules, prediction, and estimation". All scores are losses: lower is better.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from vigil.reading.estimation.answers import CLIP, check_probabilities, check_quantile_array
from vigil.reading.estimation.mixtures import LEVELS
from vigil.reading.estimation.weights import Bools, Floats, Ints

BINS: Final = 10
SURE: Final = 0.95
OUTSIDE: Final = 0.1
"""Share of what turns out that should lie outside the outer quantiles."""


@dataclass(frozen=True)
class Decomposition:
    """The Brier score in parts: reliability - resolution + uncertainty + within.

    Murphy's three parts are exact where all forecasts of a bin are equal. `within` is what is left
    when they are not (Stephenson, Coelho & Jolliffe 2008, "Two extra components in the Brier score
    decomposition": variance within bins less twice the covariance).
    """

    reliability: float
    """How far the forecasts of a bin lie from the share that happened; 0 is best."""
    resolution: float
    """How far the bins' shares lie from the share of all; larger is better."""
    uncertainty: float
    """What always saying the share of all would score."""
    within: float


@dataclass(frozen=True)
class Bin:
    """Forecasts of about one probability, and how often it happened. Empty bins are left out."""

    low: float
    high: float
    count: int
    mean: float
    """Mean of the forecasts."""
    happened: float
    """Share that happened."""
    interval: tuple[float, float]
    """95 % interval of the share (Wilson), as if the things were independent."""


@dataclass(frozen=True)
class Resolved:
    """How good probabilities were."""

    count: int
    brier: float
    """Mean squared difference, from 0 to 1: half of Brier's own, which sums both outcomes."""
    log: float
    """Mean of minus the natural logarithm of what was given to what happened, in nats; forecasts
    clipped to CLIP from 0 and 1, as an infinite loss of one would hide all others."""
    decomposition: Decomposition
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Hits:
    """How often something turned out, of how many, and the 95 % interval of that share."""

    count: int
    of: int
    expected: float
    """The share there should be."""
    interval: tuple[float, float]

    @property
    def share(self) -> float:
        """The share there was."""
        return self.count / self.of


@dataclass(frozen=True)
class ResolvedQuantities:
    """How good quantiles were. Losses are in the unit of the quantities: compare within a unit."""

    count: int
    pinball: tuple[float, float, float]
    """Mean loss of the 5, 50 and 95 % quantile."""
    interval_score: float
    """Mean width of the 90 % interval, and 20 times what lies outside it."""
    inside: Hits
    below: Hits
    above: Hits
    under_median: Hits


def resolve_probabilities(forecasts: Floats, happened: Bools, bins: int = BINS) -> Resolved | None:
    """Score probabilities against what happened, one each; NaN forecasts are left out.

    None where nothing is left. Bins are equally wide; a forecast on an edge is in the upper one.
    Raises ValueError for what is no probability, fewer than one bin, or lengths that differ.
    """
    check_probabilities(forecasts)
    if forecasts.shape != happened.shape or bins < 1:
        raise ValueError("one outcome a forecast, and one bin at least")
    given = ~np.isnan(forecasts)
    told, came = forecasts[given], happened[given].astype(np.float64)
    if not len(told):
        return None
    clipped = np.clip(told, CLIP, 1.0 - CLIP)
    # By the edges themselves: a product may fall short of the whole number it stands for.
    place = np.searchsorted(np.arange(1, bins) / bins, told, side="right")
    return Resolved(
        count=len(told),
        brier=float(np.mean((told - came) ** 2)),
        log=float(-np.mean(np.log(np.where(came > 0, clipped, 1.0 - clipped)))),
        decomposition=_decomposed(told, came, place),
        bins=tuple(
            _bin(told[place == at], came[place == at], at / bins, (at + 1) / bins)
            for at in np.unique(place).tolist()
        ),
    )


def wilson(count: int, of: int, sure: float = SURE) -> tuple[float, float]:
    """Return the Wilson score interval of a share (Wilson 1927). Raises ValueError if of < 1."""
    if not 0 <= count <= of or of < 1:
        raise ValueError(f"{count} of {of} is no share")
    z = NormalDist().inv_cdf((1.0 + sure) / 2.0)
    share = count / of
    about = (share + z * z / (2.0 * of)) / (1.0 + z * z / of)
    by = z * np.sqrt(share * (1.0 - share) / of + z * z / (4.0 * of * of)) / (1.0 + z * z / of)
    # At none and at all the end is 0 or 1; only rounding keeps it from there.
    low, high = about - float(by), about + float(by)
    return (0.0 if count == 0 else low, 1.0 if count == of else high)


def resolve_quantities(answers: Floats, realised: Floats) -> ResolvedQuantities | None:
    """Score quantiles (answers by three) against what turned out, one each.

    NaN on either side is left out; None where nothing is left. What falls on a quantile counts
    below it, and on the outer ones as inside. Raises Unusable for quantiles out of order.
    """
    check_quantile_array(answers[None])
    given = ~(np.isnan(answers[:, 1]) | np.isnan(realised))
    told, came = answers[given], realised[given]
    if not len(told):
        return None
    below, above = came < told[:, 0], came > told[:, 2]
    return ResolvedQuantities(
        count=len(told),
        pinball=tuple(pinball(told, came).mean(axis=0).tolist()),
        interval_score=float(interval_score(told[:, 0], told[:, 2], came).mean()),
        inside=_hits(~(below | above), 1.0 - OUTSIDE),
        below=_hits(below, OUTSIDE / 2),
        above=_hits(above, OUTSIDE / 2),
        under_median=_hits(came <= told[:, 1], 0.5),
    )


def pinball(answers: Floats, realised: Floats) -> Floats:
    """Return the loss of each quantile, answers by three: what is missed, weighed by its side."""
    over = realised[:, None] - answers
    loss: Floats = np.maximum(LEVELS * over, (LEVELS - 1.0) * over)
    return loss


def interval_score(low: Floats, high: Floats, realised: Floats, outside: float = OUTSIDE) -> Floats:
    """Return width plus 2 / `outside` times the distance of what fell outside, one each."""
    missed = np.maximum(low - realised, 0.0) + np.maximum(realised - high, 0.0)
    score: Floats = high - low + 2.0 / outside * missed
    return score


def _decomposed(told: Floats, came: Floats, place: Ints) -> Decomposition:
    _, which, sizes = np.unique(place, return_inverse=True, return_counts=True)
    means, rates = (np.bincount(which, weights=of) / sizes for of in (told, came))
    n, base = len(told), float(came.mean())
    off = told - means[which]
    return Decomposition(
        reliability=float((sizes * (means - rates) ** 2).sum() / n),
        resolution=float((sizes * (rates - base) ** 2).sum() / n),
        uncertainty=base * (1.0 - base),
        within=float((off**2 - 2.0 * off * came).mean()),
    )


def _bin(told: Floats, came: Floats, low: float, high: float) -> Bin:
    count = len(told)
    return Bin(
        low=low,
        high=high,
        count=count,
        mean=float(told.mean()),
        happened=float(came.mean()),
        interval=wilson(int(came.sum()), count),
    )


def _hits(which: Bools, expected: float) -> Hits:
    count, of = int(which.sum()), len(which)
    return Hits(count, of, expected, wilson(count, of))
