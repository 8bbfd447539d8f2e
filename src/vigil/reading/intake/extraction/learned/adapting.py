"""Adapt the extractor to what people decided: how sure it must be that somebody is a victim.

Decisions on some dozens of reports are too few to learn words from. They show how far the shipped
model can be trusted on a team's own press: its log-odds that a person is a victim are stretched and
shifted (Platt scaling, with the model of now as prior). Labelled files teach more: see
`vigil train extraction`.
"""

import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from vigil.reading.intake.extraction.learned.classifiers import (
    OTHER,
    Classifiers,
    SecondStage,
    classify,
    log_odds,
    version_of,
)
from vigil.reading.intake.extraction.learned.feature_vectors import ReportVectors
from vigil.reading.intake.extraction.learned.model_files import Models

SLOPE, SHIFT = 0.1, 1.0
"""Variances of what is added to the slope, and of the shift."""
FEWEST = 10
"""Persons of either kind, victims and others, without whom nothing is learnt."""
FOLDS = 5

Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]


class TooFewPersonsError(ValueError):
    """Decided persons from whom nothing can be learnt yet."""

    def __init__(self, victims: int, others: int) -> None:
        super().__init__(f"{victims} victims and {others} others: at least {FEWEST} of each")


class Figures(NamedTuple):
    """How well a model tells victims from others in reports that it has not seen."""

    average_precision: float
    f1: float


class AdaptedReading(NamedTuple):
    """Adapted models, and how they and those of now tell held-out persons."""

    models: Models
    before: Figures
    after: Figures
    victims: int
    others: int


class _Person(NamedTuple):
    kind: str
    """Of which second stage: a language, capitals, or other."""
    margin: float
    right: bool
    fold: int
    enough: float


def adapt(models: Models, decided: Sequence[tuple[ReportVectors, str]]) -> AdaptedReading:
    """Adapt models to decided reports, each with the case it is in (held out together).

    Raises TooFewPersonsError where there are too few of either kind.
    """
    people = [one for report, case in decided for one in _people(models.judges, report, case)]
    right = np.array([one.right for one in people], dtype=bool)
    if min(right.sum(), (~right).sum()) < FEWEST:
        raise TooFewPersonsError(int(right.sum()), int((~right).sum()))
    margins = np.array([one.margin for one in people])
    marks = np.array([log_odds(one.enough) for one in people])
    folds = np.array([one.fold for one in people])
    kinds = np.array([one.kind for one in people])
    held, stretches = margins.copy(), {}
    for kind in sorted(set(kinds)):
        own = kinds == kind
        for fold in range(FOLDS):
            slope, shift = _stretch(margins[own & (folds != fold)], right[own & (folds != fold)])
            out = own & (folds == fold)
            held[out] = slope * margins[out] + shift
        stretches[kind] = _stretch(margins[own], right[own])
    return AdaptedReading(
        models._replace(judges=_stretched(models.judges, stretches)),
        _figures(margins, marks, right),
        _figures(held, marks, right),
        int(right.sum()),
        int((~right).sum()),
    )


def _people(judges: Classifiers, report: ReportVectors, case: str) -> Iterator[_Person]:
    """Yield the named persons of a report of whom it is known whether they are victims."""
    if not report.teaches_victims and report.killing is not False:
        return
    said = classify(
        judges, report.ruled, report.text, report.tellings, report.candidates, report.kind
    )
    kind = report.kind if report.kind in judges.seconds else OTHER
    enough = judges.seconds[kind].roles["victim"].enough.first
    for one, probability in zip(report.candidates["victim"], said.roles["victim"], strict=True):
        if one.right is not None:
            yield _Person(kind, log_odds(probability), bool(one.right), fold_of(case), enough)


def fold_of(case: str) -> int:
    """Return the fold in which the reports of a case are held out: the same on every machine."""
    return zlib.crc32(case.encode()) % FOLDS


def _stretch(margins: Doubles, right: Bools) -> tuple[float, float]:
    """Return the slope and the shift that decisions ask for; none where they are too few."""
    if min(right.sum(), (~right).sum()) < FEWEST:
        return 1.0, 0.0
    signs = np.where(right, 1.0, -1.0)
    variances = np.array([SLOPE, SHIFT])

    def loss(w: Doubles) -> tuple[float, Doubles]:
        told = signs * (margins * (1 + w[0]) + w[1])
        pull = signs / (1 + np.exp(np.clip(told, -500, 500)))
        value = float(np.logaddexp(0, -told).sum() + (w * w / variances).sum() / 2)
        return value, w / variances - np.array([pull @ margins, pull.sum()])

    found = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B").x
    return float(max(0.1, 1 + found[0])), float(found[1])


def _stretched(judges: Classifiers, stretches: dict[str, tuple[float, float]]) -> Classifiers:
    seconds = dict(judges.seconds)
    for kind, (slope, shift) in stretches.items():
        victim = seconds[kind].roles["victim"]
        *weights, constant = victim.weights
        stage = SecondStage(
            [w * slope for w in weights] + [constant * slope + shift], victim.enough
        )
        roles = {**seconds[kind].roles, "victim": stage}
        seconds[kind] = msgspec.structs.replace(seconds[kind], roles=roles)
    return Classifiers(judges.firsts, seconds, version_of(judges.firsts, seconds))


def _figures(margins: Doubles, marks: Doubles, right: Bools) -> Figures:
    ranked = right[np.lexsort((right, -margins))].astype(np.float64)
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    shown = margins >= marks
    f1 = 2 * float((shown & right).sum()) / max(1.0, float(shown.sum() + right.sum()))
    return Figures(float((precision * ranked).sum() / max(1.0, ranked.sum())), f1)
