"""Training of the judgements: the same labelled reports give the same models.

The first stage is fitted on all reports; the second on what first stages fitted on other
reports say of each, so that it learns how far the first can be trusted.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from vigil.intake.extraction.learned.fitting import TooFewExamplesError, fit
from vigil.intake.extraction.learned.judges import (
    First,
    Judges,
    Opinion,
    Second,
    killing_inputs,
    opinion,
    role_inputs,
    text_scale,
    version_of,
)
from vigil.intake.extraction.learned.linear import Buckets, Linear
from vigil.intake.extraction.learned.measured import ROLES, JudgedTelling, Measured, Role

FOLDS = 4
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

ROUNDS = 2
"""How often unlabelled tellings are judged anew (self-training); later rounds change little."""

EMPTY = Linear(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32), -2.0)
"""A model of a role that no labelled report teaches: nobody has it surely."""


def train(reports: Sequence[Measured]) -> Judges:
    """Train all judgements. Raises TooFewExamplesError when no killing, or only killings, are told."""
    said: dict[str, Opinion] = {}
    for fold in range(FOLDS):
        first = fit_first([r for r in reports if _fold(r) != fold])
        for report in reports:
            if _fold(report) == fold:
                said[report.id] = opinion(first, report.text, report.tellings, report.candidates)
    killing = _second_killing(reports, said)
    chances = {
        r.id: killing.probability(killing_inputs(said[r.id], capitals=r.capitals)) for r in reports
    }
    roles = {role: _second_role(reports, said, chances, role) for role in ROLES}
    first = fit_first(reports)
    return Judges(first, killing, roles, version_of(first))


def _fold(report: Measured) -> int:
    return zlib.crc32(f"fold {report.id}".encode("utf-8", "replace")) % FOLDS


def fit_first(reports: Sequence[Measured]) -> First:
    """Fit the first-stage models."""
    sure = [r for r in reports if r.killing is not None]
    text = fit(
        [r.text for r in sure],
        [bool(r.killing) for r in sure],
        strength=TEXT_STRENGTH,
        scales=[text_scale(r.text) for r in sure],
    )
    return First(text, _fit_tellings(reports), {role: _fit_role(reports, role) for role in ROLES})


def _fit_role(reports: Sequence[Measured], role: Role) -> Linear:
    judged = [
        j
        for r in reports
        if r.killing is not False and r.teaches_roles
        for j in r.candidates[role]
        if j.right is not None
    ]
    try:
        return fit(
            [j.features for j in judged],
            [bool(j.right) for j in judged],
            strength=STRENGTH[role],
        )
    except TooFewExamplesError:
        return EMPTY


def _fit_tellings(reports: Sequence[Measured]) -> Linear:
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


def _self_labelled(report: Measured, model: Linear) -> list[tuple[JudgedTelling, bool]]:
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


def _second_killing(reports: Sequence[Measured], said: dict[str, Opinion]) -> Second:
    sure = [r for r in reports if r.killing is not None and r.tellings]
    inputs = [killing_inputs(said[r.id], capitals=r.capitals) for r in sure]
    return _fit_second(inputs, [bool(r.killing) for r in sure], [r.capitals for r in sure])


def _second_role(
    reports: Sequence[Measured],
    said: dict[str, Opinion],
    chances: dict[str, float],
    role: Role,
) -> Second:
    inputs, answers, capitals = [], [], []
    for report in reports:
        for number, judged in enumerate(report.candidates[role]):
            if judged.right is not None and report.tellings:
                inputs.append(
                    role_inputs(
                        said[report.id],
                        role,
                        number,
                        report.tellings,
                        judged.sentences,
                        chances[report.id],
                    )
                )
                answers.append(judged.right)
                capitals.append(report.capitals)
    if len(set(answers)) < 2:
        return Second([1.0, 0.0, 0.0, 0.0, 0.0])
    return _fit_second(inputs, answers, capitals)


def _fit_second(inputs: list[list[float]], answers: list[bool], capitals: list[bool]) -> Second:
    learner = LogisticRegression(C=1.0, max_iter=1000)
    learner.fit(inputs, answers)
    second = Second([float(w) for w in (*learner.coef_[0], learner.intercept_[0])])
    chances = [second.probability(i) for i in inputs]
    best: Callable[[bool], float] = lambda upper: best_threshold(  # noqa: E731
        [p for p, c in zip(chances, capitals, strict=True) if c is upper],
        [a for a, c in zip(answers, capitals, strict=True) if c is upper],
    )
    return Second(second.weights, best(False), best(True))


def best_threshold(chances: Sequence[float], answers: Sequence[bool]) -> float:
    """The threshold with the highest F1; one half when nothing is right."""
    order = sorted(zip(chances, answers, strict=True), reverse=True)
    total, right, best = sum(answers), 0, (0.0, 0.5)
    for taken, (chance, answer) in enumerate(order, 1):
        right += answer
        best = max(best, (2 * right / (taken + total), chance))
    return round(best[1], 4)
