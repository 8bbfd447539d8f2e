"""Training of the judgements: the same labelled reports give the same models.

The first stage is fitted on all reports; the second on what first stages fitted on other
reports say of each, so that it learns how far the first can be trusted.
"""

import math
import zlib
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from vigil.reading.intake.extraction.learned.attack_grouping import several_inputs, summary
from vigil.reading.intake.extraction.learned.classifiers import (
    OTHER,
    ROLE_INPUTS,
    SEVERAL_INPUTS,
    Classifiers,
    FirstStage,
    FirstStageScores,
    SecondStage,
    SecondStages,
    Thresholds,
    first_stage_scores,
    killing_inputs,
    likely_tellings,
    text_scale,
    version_of,
    with_likely,
)
from vigil.reading.intake.extraction.learned.feature_vectors import (
    CAPITALS,
    ROLES,
    MentionVector,
    ReportVectors,
    Role,
)
from vigil.reading.intake.extraction.learned.fitting import TooFewExamplesError, fit
from vigil.reading.intake.extraction.learned.linear import Buckets, Linear
from vigil.reading.intake.extraction.learned.train_thresholds import best_threshold, best_thresholds
from vigil.reading.intake.extraction.learned.train_victim_forest import (
    FOLDS,
    fold_of,
    grow_victim_forest,
    inputs_of,
    passes,
)

STRENGTH: dict[Role, float] = {
    "victim": 0.1,
    "unnamed": 0.05,
    "doer": 0.05,
    "group": 0.03,
    "weapon": 0.03,
}
"""Inverse of the L2 penalty of each role's model, by cross-validation."""
TELLING_STRENGTH = 0.1
TEXT_STRENGTH = 0.3
LIKELY, UNLIKELY = 0.6, 0.15
"""Probabilities from which an unlabelled telling teaches as right, and as wrong."""
APART_STRENGTH = 0.3
SEVERAL_STRENGTH = 0.05
SEVERAL_FOUND = 0.7
"""Share of the reports of several attacks that may be told in texts in capitals.

Old agency archives tell of several attacks in one report of six.
"""
SEVERAL_FOUND_PLAIN = 0.3
"""The same elsewhere."""
ONE_CUT = 0.05
"""Share of the reports of one attack that may be cut in two.

One attack taken for two stands twice before every reader, and two taken for one only once.
"""
ENOUGH_REPORTS = 25
"""Reports with a named victim from which a kind of text has a second stage of its own."""
ROUNDS = 2
"""How often unlabelled tellings are judged anew (self-training); later rounds change little."""
NEVER = SecondStage([0.0] * SEVERAL_INPUTS + [-5.0])
"""A judgement that no report teaches: one report, one attack."""
FEW = 10
"""Reports of either answer without which a kind of text has no judgement of killings of its own."""
ALWAYS = SecondStage([0.0, 0.0, 0.0, 0.0, 0.0, 10.0, -5.0])
"""A judgement that no report teaches: the rules decide."""
EMPTY = Linear(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32), -2.0)
"""A model of a role that no labelled report teaches: nobody has it surely."""


def train(reports: Sequence[ReportVectors]) -> Classifiers:
    """Train all judgements.

    Raises TooFewExamplesError unless some reports tell of killings and some do not.
    """
    capitals = [r for r in reports if r.kind == CAPITALS]
    firsts = {OTHER: fit_first(reports)}
    said = _unseen(reports)
    both = {r.killing for r in capitals} >= {True, False}
    if both and sum(r.teaches_victims for r in capitals) >= ENOUGH_REPORTS:
        firsts[CAPITALS] = fit_first(capitals)
        said |= _unseen(capitals)
    several = _second_several(reports, said, SEVERAL_FOUND_PLAIN)
    plain = [r for r in reports if r.kind != CAPITALS] or list(reports)
    seconds = {OTHER: _seconds(plain, said, several, ALWAYS)}
    for kind in sorted({r.kind for r in reports}):
        own = [r for r in reports if r.kind == kind]
        if sum(r.teaches_victims for r in own) >= ENOUGH_REPORTS:
            found = _second_several(own, said, SEVERAL_FOUND) if kind == CAPITALS else several
            seconds[kind] = _seconds(own, said, found, seconds[OTHER].killing)
    victims = grow_victim_forest(plain, said, seconds)
    return Classifiers(firsts, seconds, version_of(firsts, seconds, victims), victims)


def _unseen(reports: Sequence[ReportVectors]) -> dict[str, FirstStageScores]:
    """Return, for each report, the scores of first stages fitted on other reports."""
    said: dict[str, FirstStageScores] = {}
    for fold in range(FOLDS):
        first = fit_first([r for r in reports if fold_of(r) != fold])
        for report in reports:
            if fold_of(report) == fold:
                said[report.id] = first_stage_scores(
                    first, report.ruled, report.text, report.tellings, report.candidates
                )
    return said


def _seconds(
    reports: Sequence[ReportVectors],
    said: dict[str, FirstStageScores],
    several: SecondStage,
    without: SecondStage,
) -> SecondStages:
    """Fit the second stage for one kind of text.

    `without` judges killings where the labels have too few of either answer.
    """
    killing = _second_killing(reports, said) or without
    chances = {r.id: killing.probability(killing_inputs(said[r.id])) for r in reports}
    told = {r.id for r in reports if passes(killing, r, chances[r.id])}
    return SecondStages(
        killing,
        several,
        {role: _second_role(reports, told, said, chances, role) for role in ROLES},
    )


def fit_first(reports: Sequence[ReportVectors]) -> FirstStage:
    """Fit the first-stage models."""
    sure = [r for r in reports if r.killing is not None]
    text = fit(
        [r.text for r in sure],
        [bool(r.killing) for r in sure],
        strength=TEXT_STRENGTH,
        scales=[text_scale(r.text) for r in sure],
    )
    telling = _fit_tellings(reports)
    likely = _unseen_tellings(reports)
    return FirstStage(
        text,
        telling,
        _fit_apart(reports),
        {role: _fit_role(reports, role, likely) for role in ROLES},
    )


def _unseen_tellings(reports: Sequence[ReportVectors]) -> dict[str, list[float]]:
    """Log-odds of each report's tellings, by models fitted on other reports."""
    margins: dict[str, list[float]] = {}
    for half in (0, 1):
        model = _fit_tellings([r for r in reports if _half(r) != half])
        for report in (r for r in reports if _half(r) == half):
            margins[report.id] = [model.margin(t.features) for t in report.tellings]
    return margins


def _half(report: ReportVectors) -> int:
    return zlib.crc32(f"half {report.id}".encode("utf-8", "replace")) % 2


def _fit_role(
    reports: Sequence[ReportVectors], role: Role, likely: dict[str, list[float]]
) -> Linear:
    judged = [
        (with_likely(j, likely[r.id]), j.right)
        for r in reports
        if r.killing is not False and r.teaches_roles
        for j in r.candidates[role]
        if j.right is not None
    ]
    try:
        return fit(
            [features for features, _ in judged],
            [bool(right) for _, right in judged],
            strength=STRENGTH[role],
        )
    except TooFewExamplesError:
        return EMPTY


def _fit_tellings(reports: Sequence[ReportVectors]) -> Linear:
    labelled = [t for r in reports for t in r.tellings if t.right is not None]
    examples: list[Buckets] = [t.features for t in labelled]
    answers = [bool(t.right) for t in labelled]
    model = fit(examples, answers, strength=TELLING_STRENGTH)
    for _ in range(ROUNDS):
        more = [pair for r in reports for pair in _self_labelled(r, model)]
        model = fit(
            [*examples, *(t.features for t, _ in more)],
            [*answers, *(right for _, right in more)],
            strength=TELLING_STRENGTH,
        )
    return model


def _self_labelled(report: ReportVectors, model: Linear) -> list[tuple[MentionVector, bool]]:
    """Unlabelled tellings of a report that the model is sure of; of a killing at least its best."""
    free = [t for t in report.tellings if t.right is None]
    chances = [model.probability(t.features) for t in free]
    found = [
        (t, p >= LIKELY) for t, p in zip(free, chances, strict=True) if p >= LIKELY or p <= UNLIKELY
    ]
    if free and report.killing and not any(t.right for t in report.tellings):
        best = free[chances.index(max(chances))]
        found = [(t, right) for t, right in found if t is not best] + [(best, True)]
    return found


def _fit_apart(reports: Sequence[ReportVectors]) -> Linear:
    """Fit whether two tellings are of two attacks, each report weighing alike."""
    examples, answers, weights = [], [], []
    for report in reports:
        known = [n for n, t in enumerate(report.tellings) if t.attack is not None]
        for (i, j), features in report.pairs.items():
            if i in known and j in known:
                examples.append(features)
                answers.append(report.tellings[i].attack != report.tellings[j].attack)
                weights.append(1 / len(known))
    try:
        return fit(examples, answers, weights, APART_STRENGTH)
    except TooFewExamplesError:
        return EMPTY


def _second_several(
    reports: Sequence[ReportVectors], said: dict[str, FirstStageScores], share: float
) -> SecondStage:
    """Fit whether a report tells of several attacks, on pairs judged by other reports.

    The threshold finds at most `share` of those that do, and cuts at most ONE_CUT of the others.
    """
    rows, answers = [], []
    for half in (0, 1):
        model = _fit_apart([r for r in reports if _half(r) != half])
        for report in (r for r in reports if _half(r) == half and r.attacks and r.tellings):
            likely = likely_tellings([_probability(m) for m in said[report.id].tellings])
            margins = [model.margin(report.pairs[i, j]) for j in likely for i in likely if i < j]
            rows.append(several_inputs(margins, summary([report.settings[n] for n in likely])))
            answers.append(report.attacks > 1)
    if len(set(answers)) < 2:
        return NEVER
    learner = LogisticRegression(C=SEVERAL_STRENGTH, max_iter=1000, class_weight="balanced")
    learner.fit(rows, answers)
    second = SecondStage([float(w) for w in (*learner.coef_[0], learner.intercept_[0])])
    chances = [second.probability(row) for row in rows]
    told = sorted((c for c, a in zip(chances, answers, strict=True) if a), reverse=True)
    cut = sorted((c for c, a in zip(chances, answers, strict=True) if not a), reverse=True)
    least = max(
        told[min(len(told) - 1, int(share * len(told)))],
        cut[min(len(cut) - 1, int(ONE_CUT * len(cut)))],
    )
    return SecondStage(second.weights, Thresholds(least, least))


def _probability(margin: float) -> float:
    return 1 / (1 + math.exp(-margin))


def _second_killing(
    reports: Sequence[ReportVectors], said: dict[str, FirstStageScores]
) -> SecondStage | None:
    """Fit whether a report tells of a killing; None unless there are FEW of both."""
    sure = [r for r in reports if r.killing is not None and r.tellings]
    killings = sum(bool(r.killing) for r in sure)
    if min(killings, len(sure) - killings) < FEW:
        return None
    inputs = [killing_inputs(said[r.id]) for r in sure]
    second = _fit_second(inputs, [bool(r.killing) for r in sure])
    chances = [second.probability(i) for i in inputs]
    return SecondStage(second.weights, best_threshold(chances, [bool(r.killing) for r in sure]))


def _second_role(
    reports: Sequence[ReportVectors],
    told: set[str],
    said: dict[str, FirstStageScores],
    chances: dict[str, float],
    role: Role,
) -> SecondStage:
    rows = [
        (report, inputs_of(report, said[report.id], role, chances[report.id]))
        for report in reports
        if report.tellings and any(j.right is not None for j in report.candidates[role])
    ]
    inputs, answers = [], []
    for report, own in rows:
        for judged, row in zip(report.candidates[role], own, strict=True):
            if judged.right is not None:
                inputs.append(row)
                answers.append(judged.right)
    if len(set(answers)) < 2:
        return SecondStage([1.0, *([0.0] * ROLE_INPUTS)])
    second = _fit_second(inputs, answers)
    judged_rows = [(r, [second.probability(i) for i in own]) for r, own in rows if r.id in told]
    return SecondStage(second.weights, best_thresholds(judged_rows, role))


def _fit_second(inputs: list[list[float]], answers: list[bool]) -> SecondStage:
    learner = LogisticRegression(C=1.0, max_iter=1000)
    learner.fit(inputs, answers)
    return SecondStage([float(w) for w in (*learner.coef_[0], learner.intercept_[0])])
