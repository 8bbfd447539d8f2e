"""Adapt a screening model to what a team decides: few decisions move it little, many far.

The base model is the prior. What is learnt beside it is a sum of weights of words, of lexicon
features, and of the base's own log-odds, under a Gaussian prior around nothing (a ridge with the
base as offset). Without decisions the adapted model is the base.

Only `vigil learn` comes here: screening itself does not load SciPy.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags, hstack

from vigil.reading.intake.screening.adapted_model import AdaptedModel, Adaptation, base_margin
from vigil.reading.intake.screening.lexicon_features import NAMES, LexiconFeatures
from vigil.reading.intake.screening.model import Doubles, Model
from vigil.reading.intake.screening.passages import BUCKETS, Passages
from vigil.reading.intake.screening.training import PRIOR

Bools = NDArray[np.bool_]

WORDS, LEXICAL, SLOPE, CONSTANT = 10.0, 0.03, 0.3, 1.0
"""Variances of the weights: of the words of a text (which has length one), of a lexicon feature,
of what is added to the slope of the base, and of the constant. See docs/build/learning.md."""

STEPS = 200


class Read(NamedTuple):
    """A report as both stages read it."""

    sight: LexiconFeatures
    passages: Passages


class Rows(NamedTuple):
    """Reports as a model learns from them: a row each."""

    words: csr_matrix
    """Word weights by bucket, each row of length one."""
    lexical: NDArray[np.float64]
    base: Doubles
    """Log-odds of the base model."""

    def of(self, chosen: NDArray[np.int64]) -> "Rows":
        """Return some of the rows."""
        return Rows(csr_matrix(self.words[chosen]), self.lexical[chosen], self.base[chosen])


class Fit(NamedTuple):
    """What was learnt beside the base."""

    words: Doubles
    lexical: Doubles
    slope: float
    constant: float

    def margins(self, rows: Rows) -> Doubles:
        """Return the log-odds of rows."""
        told = rows.words @ self.words + rows.lexical @ self.lexical
        return np.asarray(rows.base * (1 + self.slope) + told + self.constant)


def rarity_of(reports: Sequence[Read]) -> Doubles:
    """Return how much a bucket weighs; nothing for one that stands in a single report."""
    held = np.bincount(
        np.concatenate([*(r.passages.words for r in reports), np.zeros(0, dtype=np.int64)]),
        minlength=BUCKETS,
    )
    rarity = np.log((1 + len(reports)) / (1 + held)) + 1
    rarity[held < 2] = 0
    return np.asarray(rarity)


def rows_of(base: Model, reports: Sequence[Read], rarity: Doubles) -> Rows:
    """Return reports as rows."""
    sizes = [len(r.passages.words) for r in reports]
    none = np.zeros(0)
    places = np.concatenate([*(r.passages.words for r in reports), none.astype(np.int64)])
    values = np.concatenate([*(1 + np.log(r.passages.counts) for r in reports), none])
    words = csr_matrix(
        (values * rarity[places], places, np.cumsum([0, *sizes])), shape=(len(reports), BUCKETS)
    )
    lengths = np.sqrt(np.asarray(words.multiply(words).sum(axis=1)).ravel())
    return Rows(
        csr_matrix(diags(1 / np.maximum(lengths, 1e-9)) @ words),
        np.array([r.sight.lexical for r in reports], dtype=np.float64).reshape(-1, len(NAMES)),
        np.array([base_margin(base, r.sight, r.passages) for r in reports]),
    )


def fit(rows: Rows, labels: Bools) -> Fit:
    """Learn from decided rows; nothing where they are all of one kind."""
    if labels.all() or not labels.any():
        return Fit(np.zeros(BUCKETS), np.zeros(len(NAMES)), 0.0, 0.0)
    held = np.unique(rows.words.indices)
    scales = np.sqrt(
        np.concatenate([np.full(len(held), WORDS), np.full(len(NAMES), LEXICAL), [SLOPE, CONSTANT]])
    )
    ones = np.ones(len(labels))
    dense = np.column_stack([rows.lexical, rows.base, ones])
    matrix = hstack([rows.words[:, held], csr_matrix(dense)], format="csr") @ diags(scales)
    turned = matrix.T.tocsr()
    signs = np.where(labels, 1.0, -1.0)
    share = np.where(labels, PRIOR / labels.mean(), (1 - PRIOR) / (1 - labels.mean()))

    def loss(w: Doubles) -> tuple[float, Doubles]:
        margins = signs * (rows.base + matrix @ w)
        value = float(share @ np.logaddexp(0, -margins)) + float(w @ w) / 2
        pull = share * signs / (1 + np.exp(np.clip(margins, -500, 500)))
        return value, w - turned @ pull

    found = minimize(
        loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}
    ).x
    weights = found * scales
    words = np.zeros(BUCKETS)
    words[held] = weights[: len(held)]
    return Fit(words, weights[len(held) : -2], float(weights[-2]), float(weights[-1]))
