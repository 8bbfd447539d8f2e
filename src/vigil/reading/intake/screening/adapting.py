"""Adapt a screening model to what a team decides: few decisions move it little, many far.

The base model is the prior. What is learnt beside it is a sum of weights of words, of lexicon
features, and of the base's own log-odds, under a Gaussian prior around nothing (a ridge with the
base as offset). Without decisions the adapted model is the base.

Only `vigil learn` comes here: screening itself does not load SciPy.
"""

import zlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags, hstack

from vigil.reading.intake.screening.adapted_model import (
    Adaptation,
    AdaptedModel,
    adapted,
    base_margin,
)
from vigil.reading.intake.screening.attack_features import attack_features
from vigil.reading.intake.screening.lexicon_features import NAMES, LexiconFeatures
from vigil.reading.intake.screening.model import Doubles, Floats, Linear, Model, logistic
from vigil.reading.intake.screening.model_card import average_precision
from vigil.reading.intake.screening.passages import BUCKETS, Passages, read
from vigil.reading.intake.screening.screener import look
from vigil.reading.intake.screening.training import PRIOR, WIDE_RECALL, Margin
from vigil.reading.records import Report

Bools = NDArray[np.bool_]

WORDS, LEXICAL, SLOPE, CONSTANT = 100.0, 0.03, 0.3, 1.0
"""Variances of the weights: of the words of a text (which has length one), of a lexicon feature,
of what is added to the slope of the base, and of the constant. See docs/build/learning.md."""

FEWEST, FEWEST_OF_SIGNS = 5, 10
"""Decisions of either kind without which nothing is learnt: of killings, and of their signs."""
FOLDS = 5
STEPS = 200


class TooFewDecisionsError(ValueError):
    """Decisions from which nothing can be learnt yet."""

    def __init__(self, killings: int, others: int) -> None:
        super().__init__(f"{killings} killings and {others} others: at least {FEWEST} of each")


class Read(NamedTuple):
    """A report as both stages read it."""

    sight: LexiconFeatures
    passages: Passages
    attacks: Callable[[], Floats]
    """Reads the attack features, where the model asks for them."""


def read_report(report: Report) -> Read:
    """Read a report as screening does."""
    language, sight = look(report)
    passages = read(report.title, report.text, language, report.published)
    return Read(sight, passages, partial(attack_features, report))


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


class Decided(NamedTuple):
    """A report that people decided about. None where they said nothing.

    `group` is the case it is in: reports of one case are held out together.
    """

    read: Read
    killing: bool | None
    organised: bool | None = None
    targeted: bool | None = None
    group: str = ""


class Figures(NamedTuple):
    """How well a model tells decided reports that it has not seen."""

    average_precision: float
    f1: float


class Adapted(NamedTuple):
    """An adapted model, and how it and its base judge held-out decisions."""

    model: AdaptedModel
    before: Figures
    after: Figures
    killings: int
    others: int


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
        np.array([base_margin(base, r.sight, r.passages, r.attacks) for r in reports]),
    )


def fit(rows: Rows, labels: Bools) -> Fit:
    """Learn from decided rows; nothing where they are all of one kind."""
    if labels.all() or not labels.any():
        return Fit(np.zeros(BUCKETS), np.zeros(len(NAMES)), 0.0, 0.0)
    held = np.unique(rows.words.indices)
    rest = np.array([SLOPE, CONSTANT])
    variances = [np.full(len(held), WORDS), np.full(len(NAMES), LEXICAL), rest]
    dense = np.column_stack([rows.lexical, rows.base, np.ones(len(labels))])
    matrix = hstack([rows.words[:, held], csr_matrix(dense)], format="csr")
    weights = _beside(rows.base, matrix, np.concatenate(variances), labels)
    words = np.zeros(BUCKETS)
    words[held] = weights[: len(held)]
    return Fit(words, weights[len(held) : -2], float(weights[-2]), float(weights[-1]))


def _beside(offset: Doubles, matrix: csr_matrix, variances: Doubles, labels: Bools) -> Doubles:
    """Return the likeliest weights beside log-odds, under a Gaussian prior around nothing.

    Both kinds of label weigh as if `PRIOR` of the texts were positive, as in the base.
    """
    scales = np.sqrt(variances)
    scaled = csr_matrix(matrix @ diags(scales))
    turned = scaled.T.tocsr()
    signs = np.where(labels, 1.0, -1.0)
    share = np.where(labels, PRIOR / labels.mean(), (1 - PRIOR) / (1 - labels.mean()))

    def loss(w: Doubles) -> tuple[float, Doubles]:
        margins = signs * (offset + scaled @ w)
        value = float(share @ np.logaddexp(0, -margins)) + float(w @ w) / 2
        pull = share * signs / (1 + np.exp(np.clip(margins, -500, 500)))
        return value, w - turned @ pull

    found = minimize(
        loss, np.zeros(len(scales)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}
    )
    return np.asarray(found.x * scales)


def adapt(base: Model, decided: Sequence[Decided]) -> Adapted:
    """Adapt a model to decisions, and measure it on decisions that it had not seen.

    Raises TooFewDecisionsError where there are too few of either kind.
    """
    known = [d for d in decided if d.killing is not None]
    labels = np.array([bool(d.killing) for d in known], dtype=bool)
    if min(labels.sum(), (~labels).sum()) < FEWEST:
        raise TooFewDecisionsError(int(labels.sum()), int((~labels).sum()))
    reports = [d.read for d in known]
    rarity = rarity_of(reports)
    rows = rows_of(base, reports, rarity)
    margins = _held_out(rows, labels, np.array([fold_of(d.group) for d in known]))
    learnt = fit(rows, labels)
    buckets = np.flatnonzero(rarity)
    adaptation = Adaptation(
        buckets=buckets.astype(np.uint32),
        rarity=rarity[buckets].astype(np.float16),
        words=learnt.words[buckets].astype(np.float16),
        lexical=learnt.lexical,
        slope=learnt.slope,
        constant=learnt.constant,
    )
    kept = float(np.quantile(margins[labels], 1 - WIDE_RECALL))
    model = adapted(
        base,
        adaptation,
        wide=min(base.wide, max(0.01, logistic(kept))),
        organised=_side(base.organised, [(d.read, d.organised) for d in decided]),
        targeted=_side(base.targeted, [(d.read, d.targeted) for d in decided]),
    )
    return Adapted(
        model,
        _figures(rows.base, labels, base.threshold),
        _figures(margins, labels, base.threshold),
        int(labels.sum()),
        int((~labels).sum()),
    )


def fold_of(group: str) -> int:
    """Return the fold in which the reports of a case are held out: the same on every machine."""
    return zlib.crc32(group.encode()) % FOLDS


def _held_out(rows: Rows, labels: Bools, folds: NDArray[np.int64]) -> Doubles:
    margins = rows.base.copy()
    for one in range(FOLDS):
        out = folds == one
        if out.any():
            learnt = fit(rows.of(np.flatnonzero(~out)), labels[~out])
            margins[out] = learnt.margins(rows.of(np.flatnonzero(out)))
    return margins


def _figures(margins: Doubles, labels: Bools, mark: float) -> Figures:
    told = [
        Margin("desk", bool(label), float(margin))
        for margin, label in zip(margins, labels, strict=True)
    ]
    shown = np.array([logistic(float(margin)) >= mark for margin in margins])
    f1 = 2 * float((shown & labels).sum()) / max(1.0, float(shown.sum() + labels.sum()))
    return Figures(average_precision(told), f1)


def _side(base: Linear, told: Sequence[tuple[Read, bool | None]]) -> Linear:
    """Adapt the model of one sign; the base's where too few decisions say anything of it."""
    known = [(read, said) for read, said in told if said is not None]
    labels = np.array([said for _, said in known], dtype=bool)
    if min(labels.sum(), (~labels).sum()) < FEWEST_OF_SIGNS:
        return base
    lexical = np.array([read.sight.lexical for read, _ in known], dtype=np.float64)
    rows = csr_matrix(np.column_stack([lexical, np.ones(len(lexical))]))
    variances = np.append(np.full(len(NAMES), LEXICAL), CONSTANT)
    found = _beside(rows @ base.weights.astype(np.float64), rows, variances, labels)
    return Linear((base.weights + found).astype(np.float32))
