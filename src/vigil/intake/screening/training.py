"""Training of the screening model: the same files give the same model, number for number.

Within each source the positive and the negative reports weigh the same in total. So the
language and the outlet of a report tell nothing by themselves: a set of femicide reports
does not teach that Portuguese means a killing.
"""

import math
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from vigil.intake.language import identify
from vigil.intake.screening.features import BUCKETS, NAMES, Measured, measure
from vigil.intake.screening.model import WORDS_SCALE, Linear, Model
from vigil.intake.screening.screener import SAMPLE
from vigil.records import Report

STRENGTH = 0.5
"""Inverse of the L2 penalty (scikit-learn's C) of the main model, by cross-validation."""

SIDE_STRENGTH = 0.02
"""The same for the kind, targeted and organised models, which have a few dozen texts each."""

Side = Literal["fresh", "targeted", "organised"]

FOLDS = 5
RECALL = 0.95
"""Recall on held-out texts, averaged over the sources, for which the threshold is chosen."""

PRIOR = 0.3
"""Share of relevant reports for which scores are calibrated: a stream of crime and courts
news. In a raw stream with 1-2% the score is too high; its order is not affected."""


class TrainingError(ValueError):
    """Labels from which nothing can be learnt; the text says what is missing."""


class Labels(NamedTuple):
    """What a reader said of one report; None where nothing was said, or readers differed."""

    killing: bool
    fresh: bool | None = None
    targeted: bool | None = None
    organised: bool | None = None


class Labelled(NamedTuple):
    """A measured report, what is known of it, and where it comes from."""

    measured: Measured
    labels: Labels
    fold: int


class Source(NamedTuple):
    """Reports of one origin. `weight` is its part in the training, in reports.

    `held_out` sources are complete enough to set the calibration and the threshold by; weak
    ones (labels derived, not read) only add to the weights.
    """

    name: str
    items: Sequence[Labelled]
    weight: float
    held_out: bool = True


def labelled(report: Report, labels: Labels) -> Labelled:
    """Measure a report for training. Its fold depends on its id alone."""
    language = identify(f"{report.title}\n{report.text[:SAMPLE]}", report.language)
    return Labelled(
        measure(report.title, report.text, language),
        labels,
        zlib.crc32(report.id.encode("utf-8", "replace")) % FOLDS,
    )


class Trained(NamedTuple):
    """A model, and how models made like it judged texts they had not seen."""

    model: Model
    margins: list["Margin"]


def train(sources: Sequence[Source]) -> Trained:
    """Train a model: weights on all texts, calibration and threshold on held-out folds.

    Raises TrainingError when there is not one positive and one negative report.
    """
    kinds = {item.labels.killing for s in sources for item in s.items if item.measured.anchored}
    if len(kinds) < 2:
        raise TrainingError("training needs reports about a killing, and reports about none")
    margins = held_out_margins(sources)
    calibration = _calibrate([margin for margin in margins if margin.anchored])
    model = replace(
        fit(sources),
        calibration=calibration,
        threshold=_threshold(margins, calibration),
        fresh=_side(sources, "fresh"),
        targeted=_side(sources, "targeted"),
        organised=_side(sources, "organised"),
    )
    return Trained(model, margins)


class Margin(NamedTuple):
    """A held-out text: its log-odds by a model that has not seen it."""

    source: str
    killing: bool
    anchored: bool
    margin: float


def held_out_margins(sources: Sequence[Source]) -> list[Margin]:
    """Return the cross-validated log-odds of every text of the held-out sources."""
    margins = []
    for fold in range(FOLDS):
        rest = [
            source._replace(items=[item for item in source.items if item.fold != fold])
            for source in sources
        ]
        model = fit(rest)
        margins += [
            Margin(s.name, item.labels.killing, item.measured.anchored, _margin(model, item))
            for s in sources
            if s.held_out
            for item in s.items
            if item.fold == fold
        ]
    return margins


def _margin(model: Model, item: Labelled) -> float:
    return model.margin(item.measured) if item.measured.anchored else -30.0


def fit(sources: Sequence[Source]) -> Model:
    """Fit the weights of the main model; calibration, threshold and side models are neutral."""
    items, weights = _weighed(sources)
    learner = LogisticRegression(C=STRENGTH, max_iter=1000)
    learner.fit(_matrix([i.measured for i in items]), [i.labels.killing for i in items], weights)
    found = learner.coef_[0].astype(np.float32)
    neutral = Linear(np.zeros(len(NAMES) + 1, dtype=np.float32))
    return Model(
        lexical=found[: len(NAMES)],
        # Half precision: half the file, and no figure of the benchmark changes by it.
        words=found[len(NAMES) :].astype(np.float16),
        constant=float(learner.intercept_[0]),
        calibration=(1.0, 0.0),
        threshold=0.5,
        fresh=neutral,
        targeted=neutral,
        organised=neutral,
    )


def _weighed(sources: Sequence[Source]) -> tuple[list[Labelled], NDArray[np.float64]]:
    """Return all texts with an anchor and their weights: each class half of its source's."""
    items: list[Labelled] = []
    weights: list[float] = []
    for source in sources:
        usable = [item for item in source.items if item.measured.anchored]
        positive = sum(item.labels.killing for item in usable)
        share = {True: positive, False: len(usable) - positive}
        items += usable
        weights += [source.weight / 2 / share[item.labels.killing] for item in usable]
    return items, np.array(weights)


def _matrix(measured: Sequence[Measured]) -> csr_matrix:
    lexical = csr_matrix(np.array([m.lexical for m in measured]))
    sizes = [len(m.words) for m in measured]
    values = np.concatenate([np.full(n, WORDS_SCALE / max(1, n) ** 0.5) for n in sizes])
    places = np.concatenate([m.words for m in measured])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    words = csr_matrix((values, places, starts), shape=(len(measured), BUCKETS))
    return csr_matrix(hstack([lexical, words]))


def _calibrate(margins: Sequence[Margin]) -> tuple[float, float]:
    """Platt scaling of held-out log-odds, as if `PRIOR` of the texts of each source were true."""
    if len({margin.killing for margin in margins}) < 2:
        return 1.0, 0.0
    weights = np.zeros(len(margins))
    for killing, share in ((True, PRIOR), (False, 1 - PRIOR)):
        for name in {margin.source for margin in margins}:
            chosen = [m.source == name and m.killing == killing for m in margins]
            weights[chosen] = share / max(1, sum(chosen))
    x = np.array([[margin.margin] for margin in margins])
    # A weak penalty: two numbers from hundreds of texts need none, perfect separation does.
    learner = LogisticRegression(C=10.0)
    learner.fit(x, [m.killing for m in margins], weights * len(margins) / weights.sum())
    return float(learner.coef_[0][0]), float(learner.intercept_[0])


def _threshold(margins: Sequence[Margin], calibration: tuple[float, float]) -> float:
    """Return the highest score that keeps `RECALL` of the killings, each source counting alike.

    It is never above one half: what is more likely than not is always shown.
    """
    counts = Counter(margin.source for margin in margins if margin.killing)
    ranked = sorted((m for m in margins if m.killing), key=lambda m: -m.margin)
    kept, cut = 0.0, 0.0
    for margin in ranked:
        kept += 1 / counts[margin.source] / len(counts)
        cut = margin.margin
        if kept >= RECALL:
            break
    slope, constant = calibration
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * cut + constant))))
    return round(max(0.02, min(0.5, probability)), 4)


def _side(sources: Sequence[Source], field: Side) -> Linear:
    """Fit one of the side models on the killings for which the field is known.

    Where fewer than ten texts say yes, or no, it answers one half for every text.
    """
    known = [i for s in sources for i in s.items if getattr(i.labels, field) is not None]
    wanted = [bool(getattr(item.labels, field)) for item in known]
    if min(sum(wanted), len(wanted) - sum(wanted)) < 10:
        return Linear(np.zeros(len(NAMES) + 1, dtype=np.float32))
    learner = LogisticRegression(C=SIDE_STRENGTH, max_iter=1000, class_weight="balanced")
    learner.fit(np.array([item.measured.lexical for item in known]), wanted)
    return Linear(np.append(learner.coef_[0], learner.intercept_[0]).astype(np.float32))
