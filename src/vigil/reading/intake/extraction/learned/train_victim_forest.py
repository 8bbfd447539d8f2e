"""Training of the forest that weighs who is a named victim, in all texts but those in capitals.

It sees what no sum can: that a name the rules list counts less where the report likely tells of
no killing. On a source that taught nothing it is the better judge, on known sources the sum; so
both are heard, halfway. Average precision of candidates by the sum, and by the forest, leaving one
source out: Mexican newspaper .67 and .74, US press .69 and .70; where their sources are known .72
and .76, .80 and .79. In texts in capitals it lost (.65 to .61 where their source is known).
"""

import zlib
from collections.abc import Sequence

import numpy as np

from vigil.reading.intake.extraction.learned.classifiers import (
    OTHER,
    FirstStageScores,
    SecondStage,
    SecondStages,
    killing_inputs,
    role_inputs,
    with_forest,
)
from vigil.reading.intake.extraction.learned.feature_vectors import CAPITALS, ReportVectors, Role
from vigil.reading.intake.extraction.learned.train_thresholds import best_thresholds
from vigil.reading.intake.forest import EMPTY, Forest
from vigil.reading.intake.forest_fitting import grow

FOLDS = 4
_Inputs = dict[str, list[list[float]]]


def grow_victim_forest(
    reports: Sequence[ReportVectors],
    said: dict[str, FirstStageScores],
    seconds: dict[str, SecondStages],
) -> Forest:
    """Grow the forest, and set the thresholds of named victims anew for it, in `seconds`.

    `said` are scores of first stages fitted on other reports. The thresholds are chosen on what
    forests grown on other reports say.
    """
    rows = [r for r in reports if any(j.right is not None for j in r.candidates["victim"])]
    answers = {j.right for r in rows for j in r.candidates["victim"]}
    if not answers >= {True, False}:
        return EMPTY
    chances = {r.id: _killing(seconds, r, said[r.id]) for r in rows}
    inputs = {r.id: inputs_of(r, said[r.id], "victim", chances[r.id]) for r in rows}
    others = [_grow([r for r in rows if fold_of(r) != fold], inputs) for fold in range(FOLDS)]
    for kind, own in seconds.items():
        if kind == CAPITALS:
            continue
        victim = own.roles["victim"]
        told = [
            r for r in rows if kind in (r.kind, OTHER) and passes(own.killing, r, chances[r.id])
        ]
        judged = [(r, _judged(others[fold_of(r)], victim, inputs[r.id])) for r in told]
        victim = SecondStage(victim.weights, best_thresholds(judged, "victim"))
        seconds[kind] = SecondStages(own.killing, own.several, {**own.roles, "victim": victim})
    return _grow(rows, inputs)


def _killing(
    seconds: dict[str, SecondStages], report: ReportVectors, said: FirstStageScores
) -> float:
    return seconds.get(report.kind, seconds[OTHER]).killing.probability(killing_inputs(said))


def _judged(forest: Forest, second: SecondStage, inputs: list[list[float]]) -> list[float]:
    return with_forest(forest, inputs, [second.probability(row) for row in inputs])


def _grow(reports: Sequence[ReportVectors], inputs: _Inputs) -> Forest:
    labelled = [
        (row, judged.right)
        for report in reports
        for row, judged in zip(inputs[report.id], report.candidates["victim"], strict=True)
        if judged.right is not None
    ]
    if not labelled:
        return EMPTY
    return grow(
        np.array([row for row, _ in labelled], dtype=np.float32),
        np.array([right for _, right in labelled], dtype=bool),
    )


def fold_of(report: ReportVectors) -> int:
    """Return the fold in which a report is held out; it depends on its id alone."""
    return zlib.crc32(f"fold {report.id}".encode("utf-8", "replace")) % FOLDS


def passes(killing: SecondStage, report: ReportVectors, chance: float) -> bool:
    """Return whether a report would be read for its persons at all."""
    return report.killing is None or chance >= killing.enough.first


def inputs_of(
    report: ReportVectors, said: FirstStageScores, role: Role, killing: float
) -> list[list[float]]:
    """Return the inputs of the second stage for each candidate of a role in a report."""
    return [
        role_inputs(said, role, n, report.tellings, j, killing)
        for n, j in enumerate(report.candidates[role])
    ]
