"""Fitting the parts of a screening model: logistic regressions.

Only training comes here: screening itself does not load scikit-learn.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from vigil.reading.intake.screening.lexicon_features import LexiconFeatures
from vigil.reading.intake.screening.model import Doubles, Halves, Linear, Parts
from vigil.reading.intake.screening.passages import BUCKETS, WIDTH, Passages

Bools = NDArray[np.bool_]

WORDS, WINDOWS, CONCEPTS, LEXICAL = 30.0, 10.0, 0.3, 0.3
"""Inverse L2 penalties (scikit-learn's C) of the four parts, by cross-validation."""

SENTENCES = 3.0
"""Weight of all sentences together, beside the reports they stand in."""

ROUNDS = 2
"""Times the sentences that tell the killing are sought where readers did not mark them."""


class Texts:
    """Reports to fit on: what was read of each, the label, and the weight.

    `told` marks, for a report whose victims are known, its sentences that name one.
    """

    def __init__(
        self,
        sights: Sequence[LexiconFeatures],
        passages: Sequence[Passages],
        told: Sequence[Bools],
        labels: Bools,
        weights: Doubles,
    ) -> None:
        self.labels = labels
        self.weights = weights
        self.lexical = np.array([seen.lexical for seen in sights])
        self.words = _sparse(
            [p.words for p in passages], BUCKETS, [1 + np.log(p.counts) for p in passages]
        )
        self.windows = _sparse([w for p in passages for w in p.windows], BUCKETS)
        self.concepts = _sparse([c for p in passages for c in p.concepts], WIDTH)
        self.report = np.repeat(np.arange(len(passages)), [len(p.windows) for p in passages])
        self.told = np.concatenate([*told, np.zeros(0, dtype=bool)])


def fit_parts(texts: Texts) -> Parts:
    """Fit the parts of a model on texts."""
    rarity = _rarity(texts.words)
    words = regression(WORDS, _scaled(texts.words, rarity), texts.labels, texts.weights)
    lexical = regression(LEXICAL, texts.lexical, texts.labels, texts.weights)
    windows, concepts = _fit_sentences(texts, _scaled(texts.windows, rarity))
    held = rarity > 0
    return Parts(
        lexical=Linear(lexical.astype(np.float32)),
        # Half precision: half the file, and no figure of the benchmark changes by it.
        rarity=rarity.astype(np.float16),
        words=_spread(words[:-1], held),
        windows=_spread(windows[:-1], held),
        concepts=concepts[:-1].astype(np.float32),
        constants=np.array([words[-1], windows[-1], concepts[-1]]),
    )


def _fit_sentences(texts: Texts, windows: csr_matrix) -> tuple[Doubles, Doubles]:
    """Fit the models of single sentences: whether this one tells of the killing.

    In a report about none, no sentence does. In a report about one, those do that name its
    victim; where no victim is known, first all, then the third that looked most like it
    (multiple-instance learning after Andrews, Tsochantaridis and Hofmann, 2003).
    """
    positive = texts.labels[texts.report]
    marked = np.zeros(len(texts.labels), dtype=bool)
    marked[texts.report[texts.told & positive]] = True
    named = marked[texts.report]
    chosen = np.where(named, texts.told, positive)
    for _ in range(ROUNDS):
        used = chosen | ~positive
        weights = _sentence_weights(texts, chosen, used)
        said = regression(WINDOWS, windows[used], chosen[used], weights[used])
        meant = regression(CONCEPTS, texts.concepts[used], chosen[used], weights[used])
        scores = windows @ said[:-1] + texts.concepts @ meant[:-1]
        best = _best_third(scores, texts.report)
        chosen = np.where(named, texts.told, positive & best)
    return said, meant


def _sentence_weights(texts: Texts, chosen: Bools, used: Bools) -> Doubles:
    """Sentences of long reports count less each; those that tell and those that do not, alike."""
    counts = np.bincount(texts.report[used], minlength=len(texts.labels)).clip(1)
    weights = texts.weights[texts.report] / np.sqrt(counts[texts.report])
    total = SENTENCES * texts.weights.sum() / 2
    for told in (True, False):
        part = used & (chosen == told)
        weights[part] *= total / max(1e-9, weights[part].sum())
    return np.asarray(weights)


def _best_third(scores: Doubles, report: NDArray[np.int64]) -> Bools:
    """Mark the best third of each report's sentences, at least two of them."""
    order = np.lexsort((-scores, report))
    sizes = np.bincount(report)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.empty(len(report), dtype=np.int64)
    rank[order] = np.arange(len(report)) - starts[report[order]]
    return np.asarray(rank < np.maximum(2, sizes[report] // 3))


def regression(
    strength: float, matrix: csr_matrix | NDArray[np.float32], labels: Bools, weights: Doubles
) -> Doubles:
    """Return the weights of a logistic regression, its constant last; zeros for a single class.

    `strength` is the inverse of the L2 penalty. `matrix` has a row a text.
    """
    if labels.all() or not labels.any():
        return np.zeros(matrix.shape[1] + 1)
    learner = LogisticRegression(C=strength, max_iter=200, solver="newton-cg", tol=1e-3)
    learner.fit(matrix, labels, weights)
    return np.append(learner.coef_[0], learner.intercept_[0])


def _sparse(
    rows: Sequence[NDArray[np.int64]], width: int, values: Sequence[Doubles] | None = None
) -> csr_matrix:
    sizes = [len(row) for row in rows]
    held = np.ones(sum(sizes)) if values is None else np.concatenate([*values, np.zeros(0)])
    places = np.concatenate([*rows, np.zeros(0, dtype=np.int64)])
    return csr_matrix((held, places, np.cumsum([0, *sizes])), shape=(len(rows), width))


def _rarity(words: csr_matrix) -> Doubles:
    """Inverse document frequency, smoothed; nothing for what stands in one report alone."""
    held = np.bincount(words.indices, minlength=BUCKETS)
    rarity = np.log((1 + words.shape[0]) / (1 + held)) + 1
    rarity[held < 2] = 0
    return np.asarray(rarity)


def _scaled(matrix: csr_matrix, rarity: Doubles) -> csr_matrix:
    """Weigh buckets by rarity, and bring every row to length one. Only buckets held are kept."""
    weighed = csr_matrix((matrix @ diags(rarity)).tocsc()[:, rarity > 0])
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.maximum(lengths, 1e-9)) @ weighed)


def _spread(weights: Doubles, held: Bools) -> Halves:
    """Put weights of the buckets held into their places among all."""
    spread = np.zeros(len(held), dtype=np.float16)
    spread[held] = weights
    return spread
