"""Weights of experts, and what is computed by them: shares, means and quantiles over experts.

Arrays are experts by questions. An expert who did not answer a question has no share in it, and
the shares of the others sum to 1.

A weighted quantile is the inverse of the step function of the shares; where the step ends exactly
at the wanted level it is the middle between two answers (definition 2 of Hyndman & Fan 1996,
"Sample quantiles in statistical packages"). With equal weights the median is the ordinary one.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TIE: Final = 1e-9
"""Shares that differ by less are equal: sums of shares are not exact."""
MOST: Final = 0.5
"""Share above which taking an expert's part off a sum would leave too few digits."""
LEAST: Final = 10
"""Seeds below which calibration is not told: the number that Cooke's guides ask for at least."""


def shares(answered: Bools, weights: Floats | None = None) -> Floats:
    """Return what share each expert has in each question: experts by questions.

    `weights` are one an expert, or one an expert and question; None for equal ones. The shares in
    a question sum to 1, or are all 0 if nobody with a weight answered. Raises ValueError for
    weights that are negative, not finite, or of another shape.
    """
    if weights is None:
        weights = np.ones(len(answered))
    by: Floats = np.asarray(weights, dtype=np.float64)
    if by.ndim == 1:
        by = by[:, None]
    if by.shape not in ((len(answered), 1), answered.shape):
        raise ValueError(f"weights of shape {by.shape} for answers of shape {answered.shape}")
    if not np.isfinite(by).all() or (by < 0).any():
        raise ValueError("weights are finite and not negative")
    counted: Floats = np.where(answered, by, 0.0)
    # The largest first, so that tiny or huge weights neither vanish nor overflow in the sum.
    most = counted.max(axis=0, initial=0.0)
    counted = counted / np.where(most > 0, most, 1.0)
    total = counted.sum(axis=0)
    return counted / np.where(total > 0, total, 1.0)


def means(answers: Floats, share: Floats) -> Floats:
    """Return the weighted mean of each question; NaN where nobody has a share.

    Never outside the answers that count: rounding is cut off at the smallest and the largest.
    """
    counts = share > 0
    mean = (np.where(counts, answers, 0.0) * share).sum(axis=0)
    least = np.where(counts, answers, np.inf).min(axis=0, initial=np.inf)
    most = np.where(counts, answers, -np.inf).max(axis=0, initial=-np.inf)
    return np.where(counts.any(axis=0), np.clip(mean, least, most), np.nan)


def quantiles(answers: Floats, share: Floats, levels: tuple[float, ...]) -> Floats:
    """Return weighted quantiles over experts, levels by questions; NaN where nobody has a share."""
    found: Floats = np.full((len(levels), answers.shape[1]), np.nan)
    for question in np.flatnonzero((share > 0).any(axis=0)).tolist():
        steps = Steps(answers[:, question], share[:, question])
        for at, level in enumerate(levels):
            found[at, question] = steps.at(level)
    return found


def quantiles_without(answers: Floats, share: Floats, level: float) -> Floats:
    """Return the weighted quantile of each question without each expert: experts by questions.

    NaN where nobody with a share is left.
    """
    found: Floats = np.full(answers.shape, np.nan)
    for question in np.flatnonzero((share > 0).any(axis=0)).tolist():
        steps = Steps(answers[:, question], share[:, question])
        found[:, question] = steps.without_each(level)
    return found


class Steps:
    """The answers to one question in order, with the shares summed up to each."""

    def __init__(self, answers: Floats, share: Floats) -> None:
        self._size = len(answers)
        self._of = np.flatnonzero(share > 0)
        self._of = self._of[np.argsort(answers[self._of], kind="stable")]
        self._values, self._share = answers[self._of], share[self._of]
        self._summed = np.cumsum(self._share)

    def at(self, level: float) -> float:
        """Return the quantile at a level between 0 and 1."""
        target = level * self._summed[-1]
        low = np.searchsorted(self._summed, target - TIE)
        high = np.searchsorted(self._summed, target + TIE)
        return float(_middle(self._values[low], self._values[high]))

    def without_each(self, level: float) -> Floats:
        """Return, for each expert, the quantile of the others; NaN where nobody is left."""
        found: Floats = np.full(self._size, self.at(level))
        if len(self._of) == 1:
            found[self._of] = np.nan
            return found
        rank = np.arange(len(self._of))
        left = self._summed[-1] - self._share
        ends = [
            self._values[self._first(level * left + sign * TIE * left, rank)] for sign in (-1, 1)
        ]
        found[self._of] = _middle(ends[0], ends[1])
        for most in np.flatnonzero(self._share > MOST).tolist():
            values, left = np.delete(self._values, most), np.delete(self._share, most)
            found[self._of[most]] = Steps(values, left / left.max()).at(level)
        return found

    def _first(self, target: Floats, rank: Ints) -> Ints:
        """Return the first place where the sum reaches the target, each with one rank left out."""
        before = np.searchsorted(self._summed, target)
        after = np.searchsorted(self._summed, target + self._share)
        # Rounding may stop at the one that is left out, or carry the target beyond the end.
        place: Ints = np.where(before < rank, before, np.maximum(after, rank + 1))
        return np.minimum(place, len(self._summed) - 1)


def _middle(one: Floats, other: Floats) -> Floats:
    # Halves first: the sum of two large answers may overflow; equal ones stay what they are.
    middle: Floats = np.where(one == other, one, one / 2 + other / 2)
    return middle
