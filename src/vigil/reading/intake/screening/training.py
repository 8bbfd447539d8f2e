"""Training of the screening model: the same files give the same model, number for number.

Within each source the positive and the negative reports weigh the same in total. So the
language and the outlet of a report tell nothing by themselves: a set of femicide reports
does not teach that Portuguese means a killing.

The parts of a model are weighed by how they judge texts they have not seen (stacking, after
Wolpert, 1992): five times all parts are fitted on four fifths, and judge the last fifth.
"""

import math
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from vigil.reading.intake.screening.attack_features import ATTACK_FEATURES, attack_features
from vigil.reading.intake.screening.fitting import Bools, Texts, fit_parts, grow, regression
from vigil.reading.intake.screening.lexicon import fold
from vigil.reading.intake.screening.lexicon_features import LexiconFeatures
from vigil.reading.intake.screening.model import (
    EVIDENCE,
    NEUTRAL,
    Doubles,
    Floats,
    Linear,
    Model,
    Parts,
    Verdict,
    logistic,
)
from vigil.reading.intake.screening.passages import Passages, read
from vigil.reading.intake.screening.screener import look
from vigil.reading.records import Report

STRENGTH = 0.3
"""Inverse L2 penalty (scikit-learn's C) of the weights of the parts."""

SIDE_STRENGTH = 0.1
"""The same for the kind, targeted and organised models, which have a few dozen texts each."""

ENOUGH = 20
"""Labelled reports of a language from which its words are taken to be learnt."""

SIDE_WEIGHT = 80.0
"""Weight of each source in those models, in texts: a large one does not drown a careful one."""

Side = Literal["fresh", "targeted", "organised"]

FOLDS = 5
WIDE_RECALL = 0.97
"""Recall on held-out texts, averaged over the sources, for which the wide mark is chosen."""

FIRST_RECALL = 0.997
"""Recall that the first stage is to keep of every source, on held-out texts."""

DOUBT_RECALL = 0.99
"""Share of the killings of every source that the sum of the evidence lets through to the forest."""

PRIOR = 0.3
"""Share of relevant reports for which scores are calibrated: a stream of crime and courts
news. In a raw stream with 1-2% the score is too high; its order is not affected."""

OUT = -30.0
"""Log-odds of a text that the first stage stops."""


class TrainingError(ValueError):
    """Labels from which nothing can be learnt; the text says what is missing."""


class Labels(NamedTuple):
    """What a reader said of one report; None where nothing was said, or readers differed.

    `told` are names and descriptions of the victims, as the report has them.
    """

    killing: bool
    fresh: bool | None = None
    targeted: bool | None = None
    organised: bool | None = None
    told: tuple[str, ...] = ()


class Labelled(NamedTuple):
    """A report as read, what is known of it, and the number its fold is drawn by."""

    sight: LexiconFeatures
    passages: Passages
    labels: Labels
    attacks: Floats
    told: Bools
    language: str
    seed: int

    @property
    def fold(self) -> int:
        """The fold in which this report is held out; it depends on the report's id alone."""
        return self.seed % FOLDS


class Source(NamedTuple):
    """Reports of one origin. `weight` is its part in the training, in reports.

    `held_out` sources are complete enough to set the calibration and the marks by; weak
    ones (labels derived, not read) only add to the weights.
    """

    name: str
    items: Sequence[Labelled]
    weight: float
    held_out: bool = True


def labelled(report: Report, labels: Labels) -> Labelled:
    """Read a report for training."""
    language, seen = look(report)
    passages = read(report.title, report.text, language, report.published)
    victims = [fold(name) for name in labels.told if name.strip()]
    told = [any(name in sentence for name in victims) for sentence in passages.sentences]
    return Labelled(
        seen,
        passages,
        labels,
        attack_features(report) if seen.anchored else np.zeros(len(ATTACK_FEATURES), np.float32),
        np.array(told, dtype=bool),
        language,
        zlib.crc32(report.id.encode("utf-8", "replace")),
    )


def _languages(sources: Sequence[Source]) -> tuple[str, ...]:
    counts = Counter(item.language for s in sources if s.held_out for item in s.items)
    return tuple(sorted(language for language, count in counts.items() if count >= ENOUGH))


class ScoredText(NamedTuple):
    """A text of some source, and what a model that has not seen it says of it.

    `first` is the log-odds of the first stage.
    """

    source: Source
    item: Labelled
    evidence: Doubles
    first: float


class Margin(NamedTuple):
    """A held-out text: its log-odds by a model that has not seen it, and by its first stage."""

    source: str
    killing: bool
    margin: float
    first: float = 0.0


class Trained(NamedTuple):
    """A model, and how models made like it judged the held-out sources."""

    model: Model
    margins: list[Margin]


def train(sources: Sequence[Source]) -> Trained:
    """Train a model: parts on all texts; weights, calibration and marks on held-out folds.

    Raises TrainingError when there is not one positive and one negative report.
    """
    kinds = {item.labels.killing for s in sources for item in s.items if item.sight.anchored}
    if len(kinds) < 2:
        raise TrainingError("training needs reports about a killing, and reports about none")
    judged = held_out(sources)
    first = _first_mark(judged)
    margins = _margins(judged)
    calibration = _calibrate([m for m in margins if m.margin > OUT])
    margins = [m if m.first >= first else m._replace(margin=OUT) for m in margins]
    probabilities = [m._replace(margin=_probability(calibration, m.margin)) for m in margins]
    threshold = _best_mark(probabilities)
    model = Model(
        parts=fit_parts(_texts(_weighed(sources))),
        verdict=_verdict(judged),
        calibration=calibration,
        threshold=threshold,
        wide=min(threshold, _wide_mark(probabilities)),
        first=first,
        languages=_languages(sources),
        fresh=side(sources, "fresh"),
        targeted=side(sources, "targeted"),
        organised=side(sources, "organised"),
    )
    return Trained(model, margins)


def held_out(sources: Sequence[Source]) -> list[ScoredText]:
    """Return all texts with an anchor, each judged by parts fitted without its fold."""
    judged = []
    for fold_ in range(FOLDS):
        rest = _weighed(sources, without=fold_)
        parts = fit_parts(_texts(rest))
        judged += [
            ScoredText(source, item, *_judge(parts, item))
            for source in sources
            for item in source.items
            if item.fold == fold_
        ]
    return judged


def _judge(parts: Parts, item: Labelled) -> tuple[Doubles, float]:
    if not item.sight.anchored:
        return np.zeros(len(EVIDENCE)), OUT
    return parts.evidence(item.sight, item.passages), parts.lexical.margin(item.sight.lexical)


Weighed = list[tuple[Labelled, float]]


def _weighed(sources: Sequence[Source], without: int | None = None) -> Weighed:
    """Return texts with an anchor and their weights: each class half of its source's.

    `without` names a fold whose texts stay out.
    """
    found: Weighed = []
    for source in sources:
        usable = [i for i in source.items if i.sight.anchored and i.fold != without]
        positive = sum(item.labels.killing for item in usable)
        share = {True: positive, False: len(usable) - positive}
        found += [(item, source.weight / 2 / share[item.labels.killing]) for item in usable]
    return found


def _texts(weighed: Weighed) -> Texts:
    items = [item for item, _ in weighed]
    return Texts(
        [item.sight for item in items],
        [item.passages for item in items],
        [item.told for item in items],
        np.array([item.labels.killing for item in items]),
        np.array([weight for _, weight in weighed]),
    )


def _verdict(judged: Sequence[ScoredText]) -> Verdict:
    """Weigh the parts by how they judged unseen texts; the penalty is for evidence in spreads."""
    judged = [one for one in judged if one.item.sight.anchored]
    evidence = np.array([one.evidence for one in judged])
    lexical = np.array([one.item.sight.lexical for one in judged])
    labels = np.array([one.item.labels.killing for one in judged])
    weights = _judged_weights(judged, labels)
    middle, spread = evidence.mean(axis=0), evidence.std(axis=0) + 1e-9
    found = regression(STRENGTH, (evidence - middle) / spread, labels, weights)
    scaled = found[:-1] / spread
    summed = np.append(scaled, found[-1] - scaled @ middle)
    attacks = np.array([one.item.attacks for one in judged])
    forest = grow(np.hstack([evidence, lexical, attacks]), labels, weights)
    return Verdict(summed, forest, _doubt(judged, evidence @ summed[:-1] + summed[-1]))


def _doubt(judged: Sequence[ScoredText], sums: Doubles) -> float:
    """Return the sum of evidence from which a text is read for attacks.

    The highest that keeps `DOUBT_RECALL` of the killings of every held-out source.
    """
    marks: list[float] = []
    for name in {one.source.name for one in judged if one.source.held_out}:
        mine = sorted(
            total
            for one, total in zip(judged, sums.tolist(), strict=True)
            if one.source.name == name and one.item.labels.killing
        )
        marks += mine[int((1 - DOUBT_RECALL) * len(mine)) :][:1]
    return min(marks, default=OUT)


def _judged_weights(judged: Sequence[ScoredText], labels: Bools) -> Doubles:
    weights = np.zeros(len(judged))
    names = np.array([one.source.name for one in judged])
    for source in {one.source.name: one.source for one in judged}.values():
        for killing in (True, False):
            mine = (names == source.name) & (labels == killing)
            weights[mine] = source.weight / 2 / max(1, mine.sum())
    return weights


def _margins(judged: Sequence[ScoredText]) -> list[Margin]:
    """Return the log-odds of the held-out sources' texts, weighed without the text's fold."""
    margins = []
    for fold_ in range(FOLDS):
        verdict = _verdict([one for one in judged if one.item.fold != fold_])
        margins += [
            Margin(
                one.source.name,
                one.item.labels.killing,
                verdict.margin(one.evidence, one.item.sight.lexical, partial(_attacks, one.item))
                if one.item.sight.anchored
                else OUT,
                one.first,
            )
            for one in judged
            if one.source.held_out and one.item.fold == fold_
        ]
    return margins


def _attacks(item: Labelled) -> Floats:
    return item.attacks


def _first_mark(judged: Sequence[ScoredText]) -> float:
    """Return the log-odds from which the first stage lets a text through.

    The highest that keeps `FIRST_RECALL` of the killings of every held-out source, less a margin
    for what the sources do not show.
    """
    marks = []
    for name in {one.source.name for one in judged if one.source.held_out}:
        mine = [one.first for one in judged if one.source.name == name and one.item.labels.killing]
        mine = sorted(margin for margin in mine if margin > OUT)
        if mine:
            marks.append(mine[int((1 - FIRST_RECALL) * len(mine))])
    return min(marks, default=OUT) - 0.5


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


def _probability(calibration: tuple[float, float], margin: float) -> float:
    return logistic(calibration[0] * margin + calibration[1])


def _best_mark(held: Sequence[Margin]) -> float:
    """Return the score from which F1, averaged over the sources, is best; at most one half.

    What is more likely than not is always shown. The mark lies between two texts' scores.
    """
    scores = np.array([m.margin for m in held])
    labels = np.array([m.killing for m in held])
    names = np.array([m.source for m in held])
    found, best = 0.5, -1.0
    for mark in np.linspace(0.02, 0.5, 97):
        kept = scores >= mark
        values = [_f1(kept[names == n], labels[names == n]) for n in sorted(set(names))]
        if (value := float(np.mean(values))) > best:
            found, best = float(mark), value
    return round(found, 4)


def _f1(kept: Bools, labels: Bools) -> float:
    return 2 * float((kept & labels).sum()) / max(1.0, float(kept.sum() + labels.sum()))


def _wide_mark(held: Sequence[Margin]) -> float:
    """Return the highest score that keeps `WIDE_RECALL` of the killings, each source alike."""
    killings = [m for m in held if m.killing]
    counts = {m.source: sum(k.source == m.source for k in killings) for m in killings}
    kept, cut = 0.0, 0.0
    for margin in sorted(killings, key=lambda m: -m.margin):
        kept += 1 / counts[margin.source] / len(counts)
        cut = margin.margin
        if kept >= WIDE_RECALL:
            break
    return math.floor(max(0.01, cut) * 10_000) / 10_000


def side(sources: Sequence[Source], field: Side) -> Linear:
    """Fit one of the side models on the killings for which the field is known.

    Where fewer than ten texts say yes, or no, it answers one half for every text.
    """
    known = [(s.name, i) for s in sources for i in s.items if getattr(i.labels, field) is not None]
    wanted = np.array([bool(getattr(i.labels, field)) for _, i in known], dtype=bool)
    if min(wanted.sum(), (~wanted).sum()) < 10:
        return NEUTRAL
    counts = Counter((name, yes) for (name, _), yes in zip(known, wanted.tolist(), strict=True))
    weights = np.array(
        [
            SIDE_WEIGHT / 2 / counts[name, yes]
            for (name, _), yes in zip(known, wanted.tolist(), strict=True)
        ]
    )
    lexical = np.array([item.sight.lexical for _, item in known])
    return Linear(regression(SIDE_STRENGTH, lexical, wanted, weights).astype(np.float32))
