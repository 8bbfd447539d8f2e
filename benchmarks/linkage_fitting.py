"""The model of linkage fitted: a ridge around stated priors, then stretched to hold its word.

Two steps. First what holds within one language, from very many pairs; then what is added to each
weight where two languages meet, from few, around nothing.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from linkage_priors import ALONE, HELD, OF_TEXTS, PRIOR_INTERCEPT, PRIORS
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from vigil.reading.linkage.comparing import FEATURES
from vigil.reading.linkage.model import Model, shipped_model

TIGHTNESS = 1.0
ACROSS = 1.0
"""Tightness of what is added across languages."""
TOGETHER = 10.0
"""Tightness of what two features tell together, in units of how often they do."""
LEAST_TIGHT = 1.0
"""Tightness of what two features tell together where they seldom do: rare cases teach little."""
LEAST_TOLD = 1e-3
STEPS = 300
OPEN = 4.0
"""Log-odds up to which a pair is in question: how far to stretch is learnt from these."""
OTHER, SILENT = FEATURES.index("other_language"), FEATURES.index("text_unknown")
ONE, TWO = np.triu_indices(len(FEATURES))
COUNT = len(FEATURES)
PAIRED = np.array(
    [not {FEATURES[a], FEATURES[b]} & set(ALONE) for a, b in zip(ONE, TWO, strict=True)]
)
"""Which two features may tell something together."""
Bounds = list[tuple[float | None, float | None]]


class Stretch(NamedTuple):
    """What log-odds are multiplied by, and what is then added (Platt 1999)."""

    slope: float = 1.0
    shift: float = 0.0


def fit(features: np.ndarray, same: np.ndarray, join: float) -> Model:
    """Fit a logistic model with a Gaussian prior around PRIORS.

    Where languages differ the weights differ too, by as little as the data allow: what is added
    there has a prior of its own, around nothing. So has what two features tell together, which is
    learnt, and counts, only where the language is the same.
    """
    rows, same = np.vstack([features, without_text(features)]), np.concatenate([same, same])
    other = rows[:, OTHER] > 0
    model = _of_one_language(rows[~other], same[~other], join)
    if not other.any():
        return model
    none = np.zeros(COUNT)
    free: Bounds = [(None, None)] * COUNT
    across = _ridge(
        csr_matrix(rows[other]),
        same[other],
        (none, np.full(COUNT, ACROSS), free),
        model.intercept + rows[other] @ model.weights,
    )
    return replace(model, across=across)


def _of_one_language(rows: np.ndarray, same: np.ndarray, join: float) -> Model:
    both = rows[:, [SILENT]] == 0
    pairs = csr_matrix(both * rows[:, ONE] * rows[:, TWO])
    spread = _spread(pairs)
    told = (spread > LEAST_TOLD) & PAIRED
    prior = np.zeros(1 + COUNT + int(told.sum()))
    prior[0], prior[1 : 1 + COUNT] = PRIOR_INTERCEPT, [PRIORS[name][0] for name in FEATURES]
    often = np.maximum(LEAST_TIGHT, TOGETHER * spread[told] ** 2)
    tight = np.concatenate([np.full(1 + COUNT, TIGHTNESS), often])
    free: Bounds = [(None, None)] * int(told.sum())
    bounds: Bounds = [(None, None), *map(_bounds, FEATURES), *free]
    columns = hstack([np.ones((len(rows), 1)), csr_matrix(rows), pairs[:, told]], format="csr")
    weights = _ridge(columns, same, (prior, tight, bounds), np.zeros(len(rows)))
    together = np.zeros((COUNT, COUNT))
    together[ONE[told], TWO[told]] = weights[1 + COUNT :]
    return Model(
        intercept=float(weights[0]),
        weights=weights[1 : 1 + COUNT],
        across=np.zeros(COUNT),
        together=(together + together.T) / 2,
        join=join,
        siblings=shipped_model().siblings,
    )


def _spread(columns: csr_matrix) -> np.ndarray:
    mean = np.asarray(columns.mean(axis=0)).ravel()
    squares = np.asarray(columns.multiply(columns).mean(axis=0)).ravel()
    spread: np.ndarray = np.sqrt(np.maximum(0.0, squares - mean**2))
    return spread


def _ridge(
    columns: csr_matrix,
    same: np.ndarray,
    held: tuple[np.ndarray, np.ndarray, Bounds],
    start: np.ndarray,
) -> np.ndarray:
    """Return the likeliest weights, under priors (means, tightness, bounds), beside log-odds."""
    prior, tight, bounds = held
    # In units in which all curve about alike, the weights are found in far fewer steps.
    curved = (
        np.asarray(columns.multiply(columns).sum(axis=0)).ravel() * same.mean() * (1 - same.mean())
    )
    unit = np.sqrt(tight + curved)
    rows = columns.multiply(1 / unit).tocsr()
    turned = rows.T.tocsr()
    signs = 2 * same - 1

    def loss(scaled: np.ndarray) -> tuple[float, np.ndarray]:
        margins = signs * (start + rows @ scaled)
        away = scaled / unit - prior
        value = np.logaddexp(0, -margins).sum() + (tight * away) @ away / 2
        slope = -(turned @ (signs / (1 + np.exp(np.clip(margins, -500, 500)))))
        return float(value), slope + tight * away / unit

    scaled = [
        (None if low is None else low * u, None if high is None else high * u)
        for (low, high), u in zip(bounds, unit, strict=True)
    ]
    options = {"maxiter": STEPS}
    found = minimize(
        loss, prior * unit, jac=True, method="L-BFGS-B", bounds=scaled, options=options
    )
    weights: np.ndarray = found.x / unit
    return weights


def without_text(features: np.ndarray) -> np.ndarray:
    """Return the pairs as if one of their accounts had been typed from its facts alone.

    In all sets both have a text; a case that a person typed, or a list gave, has none. What the
    text would have told is not there, nor when it was published.
    """
    silent = features.copy()
    silent[:, [FEATURES.index(name) for name in OF_TEXTS]] = 0
    silent[:, SILENT] = silent[:, FEATURES.index("published_unknown")] = 1
    return silent


def _bounds(name: str) -> tuple[float | None, float | None]:
    """Keep a weight on the side of its prior: agreement never speaks against one attack."""
    prior = PRIORS[name][0]
    if not prior:
        return (None, None)
    if name in HELD:
        return (prior / 2, None) if prior > 0 else (None, prior / 2)
    return (0.0, None) if prior > 0 else (None, 0.0)


def odds(probability: np.ndarray) -> np.ndarray:
    """Return the log-odds of probabilities."""
    told: np.ndarray = np.log(probability / (1 - probability))
    return told


def stretch(told: np.ndarray, same: np.ndarray) -> Stretch:
    """Learn from log-odds of models that had not seen the pairs how far to stretch them.

    From pairs in question alone: the many that are sure need no stretching, and would outweigh
    them.
    """
    kept = np.abs(told) < OPEN
    prior, tight = np.array([0.0, 1.0]), np.array([1e-3, 1e-3])
    columns = csr_matrix(np.stack([np.ones(kept.sum()), told[kept]], axis=1))
    free: Bounds = [(None, None), (0.1, None)]
    shift, slope = _ridge(columns, same[kept], (prior, tight, free), np.zeros(int(kept.sum())))
    return Stretch(float(slope), float(shift))


def stretched(model: Model, alike: Stretch, across: Stretch) -> Model:
    """Return a model whose log-odds are stretched: `alike` in one language, `across` in two.

    The stretch goes into the weights, so that shares of the log-odds still add up.
    """
    intercept = alike.slope * model.intercept + alike.shift
    weights = alike.slope * model.weights
    added = across.slope * (model.weights + model.across) - weights
    added[OTHER] += across.slope * model.intercept + across.shift - intercept
    return replace(
        model,
        intercept=intercept,
        weights=weights,
        across=added,
        together=alike.slope * model.together,
    )
