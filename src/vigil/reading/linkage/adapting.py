"""Adapt the weights of linkage to what people decided: the weights of now are the prior.

Few decisions move the weights little (a ridge around those of now). What holds across languages,
and what two features tell together, stays as it is.
"""

import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from vigil.reading.linkage.batch import Batch
from vigil.reading.linkage.blocking import candidates, pairs_of, rows_of
from vigil.reading.linkage.comparing import FEATURES, Compared, compare
from vigil.reading.linkage.model import Model
from vigil.reading.linkage.words import Floats

TIGHTNESS = 200.0
"""How strongly weights are held where they are. They come from tens of thousands of pairs, and some
hundreds of decisions must not undo them: a looser hold was worse on decisions held out."""
FEWEST = 10
"""Decided pairs of either kind without which nothing is learnt."""
FOLDS = 5
STEPS = 200

Bools = NDArray[np.bool_]


DIFFERENT = 3
"""Pairs of two cases that are learnt from for each pair of one: the likeliest. Others are many, and
teach nothing."""


class TooFewPairsError(ValueError):
    """Decided pairs from which nothing can be learnt yet."""

    def __init__(self, same: int, different: int) -> None:
        super().__init__(f"{same} same and {different} different: at least {FEWEST} of each")


class Figures(NamedTuple):
    """How well a model tells decided pairs that it has not seen."""

    average_precision: float
    f1: float


class AdaptedLinks(NamedTuple):
    """Adapted weights, and how they and those of now judge held-out pairs."""

    model: Model
    before: Figures
    after: Figures


class DecidedPairs(NamedTuple):
    """Pairs of accounts that people decided about, compared."""

    features: Floats
    same: Bools
    folds: list[int]


def decided_pairs(
    model: Model,
    batch: Batch,
    case_of: Mapping[str, str],
    judged: Mapping[tuple[str, str], bool],
) -> DecidedPairs:
    """Return the decided pairs of a batch: those judged, and candidates that people hold in cases.

    Two accounts that are held in one case are of one attack, in two cases of two. A pair is held
    out with the first of its cases: the reports of one attack go together.
    """
    keys: list[str] = batch.keys.to_pylist()
    place = {key: row for row, key in enumerate(keys)}
    decided: dict[int, bool] = {}
    found = candidates(batch)
    for pair, one, two in zip(found.tolist(), *map(np.ndarray.tolist, rows_of(found)), strict=True):
        cases = case_of.get(keys[one]), case_of.get(keys[two])
        if None not in cases:
            decided[pair] = cases[0] == cases[1]
    for (a, b), said in judged.items():
        one, two = np.array([place[a]]), np.array([place[b]])
        decided[int(pairs_of(one, two)[0])] = said
    chosen = np.array(sorted(decided), dtype=np.int64)
    left, right = rows_of(chosen)
    compared = compare(batch, left, right)
    same = np.array([decided[pair] for pair in chosen.tolist()], dtype=bool)
    # Two accounts of one report have weights of their own, which are not learnt.
    teaching = (compared.vetoes == 0) & ~compared.siblings
    kept = np.flatnonzero(teaching & (same | _hardest(model, compared, same)))
    groups = [case_of.get(keys[row], keys[row]) for row in left[kept].tolist()]
    return DecidedPairs(
        compared.features[kept],
        same[kept],
        [zlib.crc32(group.encode()) % FOLDS for group in groups],
    )


def _hardest(model: Model, compared: Compared, same: Bools) -> Bools:
    """Mark the likeliest pairs of two attacks, so many for each pair of one."""
    likely = np.where(same | (compared.vetoes > 0), -1.0, model.probabilities(compared.features))
    order = np.argsort(-likely, kind="stable")[: max(FEWEST, DIFFERENT * int(same.sum()))]
    chosen = np.zeros(len(same), dtype=bool)
    chosen[order] = True
    return chosen


def adapt(model: Model, decided: DecidedPairs) -> AdaptedLinks:
    """Adapt a model to decided pairs, and measure it on pairs that it had not seen.

    Raises TooFewPairsError where there are too few of either kind.
    """
    features, same = decided.features, decided.same
    if min(same.sum(), (~same).sum()) < FEWEST:
        raise TooFewPairsError(int(same.sum()), int((~same).sum()))
    held, fold = np.zeros(len(same)), np.array(decided.folds)
    for one in range(FOLDS):
        out = fold == one
        if out.any():
            held[out] = _fit(model, features[~out], same[~out]).probabilities(features[out])
    return AdaptedLinks(
        _fit(model, features, same),
        _figures(model.probabilities(features), same),
        _figures(held, same),
    )


def _fit(model: Model, features: Floats, same: Bools) -> Model:
    if same.all() or not same.any():
        return model
    probability = np.clip(model.probabilities(features), 1e-6, 1 - 1e-6)
    now = np.log(probability / (1 - probability))
    rows = np.column_stack([features, np.ones(len(features))])
    signs = np.where(same, 1.0, -1.0)
    # Both kinds weigh alike: how often people decide on either says nothing of how common it is.
    share = np.where(same, 0.5 / same.mean(), 0.5 / (1 - same.mean()))

    def loss(w: Floats) -> tuple[float, Floats]:
        margins = signs * (now + rows @ w)
        pull = share * signs / (1 + np.exp(np.clip(margins, -500, 500)))
        value = float(share @ np.logaddexp(0, -margins)) + TIGHTNESS * float(w @ w) / 2
        return value, TIGHTNESS * w - rows.T @ pull

    start = np.zeros(len(FEATURES) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return replace(
        model, intercept=model.intercept + float(found[-1]), weights=model.weights + found[:-1]
    )


def _figures(probability: Floats, same: Bools) -> Figures:
    ranked = same[np.lexsort((same, -probability))].astype(np.float64)
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    shown = probability >= 0.5
    f1 = 2 * float((shown & same).sum()) / max(1.0, float(shown.sum() + same.sum()))
    return Figures(float((precision * ranked).sum() / max(1.0, ranked.sum())), f1)


def as_toml(model: Model) -> str:
    """Return the weights of a model as `read_model` reads them."""
    lines = [
        "# Weights of linkage, adapted to what people decided (`vigil learn`).",
        f"intercept = {model.intercept:.4f}",
        f"join = {model.join}",
    ]
    for name, weight, across in zip(FEATURES, model.weights, model.across, strict=True):
        lines += ["", f"[weights.{name}]", f"weight = {weight:.4f}", f"across = {across:.4f}"]
    for one, name in enumerate(FEATURES):
        told = [two for two in range(one, len(FEATURES)) if model.together[one, two]]
        if told:
            lines += ["", f"[together.{name}]"]
        for two in told:
            weight = model.together[one, two] * (1 if one == two else 2)
            lines.append(f"{FEATURES[two]} = {weight:.4f}")
    lines += ["", "[one_report]", f"intercept = {model.siblings.intercept:.4f}"]
    for name, weight in zip(FEATURES, model.siblings.weights, strict=True):
        if weight:
            lines.append(f"{name} = {weight:.4f}")
    return "\n".join(lines) + "\n"
