"""Fitting of the linear models: the same examples give the same weights, number for number."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from vigil.reading.intake.extraction.learned.linear import BUCKETS, Buckets, Linear

SMALLEST = 1e-3
"""A weight below this changes no answer and is left out of the file."""


RARE = 3
"""Features of fewer examples teach nothing that holds elsewhere, and fill the file."""


class TooFewExamplesError(ValueError):
    """Examples from which nothing can be learnt; the text says what is missing."""


def fit(
    examples: Sequence[Buckets],
    answers: Sequence[bool],
    weights: Sequence[float] | None = None,
    strength: float = 1.0,
    scales: Sequence[float] | None = None,
) -> Linear:
    """Logistic regression with an L2 penalty (`strength`: inverse of the penalty, C).

    `scales`: the value of the features of each example, 1 unless given.
    Raises TooFewExamplesError unless both answers occur.
    """
    if len(set(answers)) < 2:
        raise TooFewExamplesError("both answers are needed to learn from examples")
    learner = LogisticRegression(C=strength, max_iter=2000, tol=1e-4)
    matrix, used = _compact(examples)
    if scales is not None:
        matrix = csr_matrix(diags(list(scales)) @ matrix)
    learner.fit(matrix, list(answers), weights)
    return _linear(used, learner.coef_[0], float(learner.intercept_[0]))


def fit_choice(
    groups: Sequence[Sequence[Buckets]],
    right: Sequence[Sequence[bool]],
    strength: float = 1.0,
    *,
    weights: Sequence[float] | None = None,
    trust: Callable[[Buckets], NDArray[np.float64]] | None = None,
) -> Linear:
    """Conditional logit (McFadden 1974): which candidate of a group is right.

    A group holds the candidates of one report; several may be right. Groups without a right
    candidate teach nothing and are left out. `weights`: how much each group counts, 1 unless
    given. `trust`: the value of each feature while fitting; one of .5 is penalised four times as
    much. Raises TooFewExamplesError when no group is left.
    """
    every = weights or [1.0] * len(groups)
    kept = [
        (g, r, w) for g, r, w in zip(groups, right, every, strict=True) if any(r) and not all(r)
    ]
    if not kept:
        raise TooFewExamplesError("no group of candidates has a right and a wrong one")
    matrix, used = _compact([c for g, _, _ in kept for c in g])
    scale = np.ones(len(used)) if trust is None else trust(used)
    matrix = csr_matrix(matrix @ diags(scale))
    starts = np.cumsum([0, *(len(g) for g, _, _ in kept)])[:-1]
    sizes = np.array([len(g) for g, _, _ in kept])
    good = np.array([x for _, r, _ in kept for x in r])
    counts = np.array([w for _, _, w in kept])
    counted = np.repeat(counts, sizes)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = matrix @ w
        top = np.repeat(np.maximum.reduceat(margin, starts), sizes)
        power = np.exp(np.maximum(margin - top, -60))
        total, hit = np.add.reduceat(power, starts), np.add.reduceat(power * good, starts)
        slope = power / np.repeat(total, sizes) - power * good / np.repeat(hit, sizes)
        slope *= counted
        value = float(np.sum(counts * (np.log(total) - np.log(hit)))) + float(w @ w) / (
            2 * strength
        )
        return value, matrix.T @ slope + w / strength

    found = minimize(
        loss, np.zeros(len(used)), jac=True, method="L-BFGS-B", options={"maxiter": 500}
    )
    return _linear(used, found.x * scale, 0.0)


def _compact(examples: Sequence[Buckets]) -> tuple[csr_matrix, Buckets]:
    """Return the examples as a matrix over the features that are not rare, and these features."""
    used, places, counts = np.unique(
        np.concatenate(list(examples)), return_inverse=True, return_counts=True
    )
    starts = np.cumsum([0, *(len(e) for e in examples)])
    matrix = csr_matrix((np.ones(len(places)), places, starts), shape=(len(examples), len(used)))
    kept = counts >= min(RARE, int(counts.max()))
    return csr_matrix(matrix[:, kept]), used[kept].astype(np.int32)


def _linear(used: Buckets, weights: NDArray[np.float64], constant: float) -> Linear:
    # Rounded as the file keeps them: a model answers alike before and after it was written.
    rounded = weights.astype(np.float16).astype(np.float32)
    kept = np.abs(rounded) >= SMALLEST
    assert used.size == 0 or int(used.max()) < BUCKETS
    return Linear(used[kept], rounded[kept], constant)
