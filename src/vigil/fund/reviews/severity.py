"""How severe each reviewer of a call is, and means adjusted for it. Pure: no database.

Two-way additive model, as in MacKay, Kenna, Low & Parker 2017, "Calibration with confidence: a
principled method for panel assessment" (Royal Society Open Science 4:160760): the points of a
review are the worth of the application, plus what its reviewer gives more or less than others,
plus chance. Fitted by least squares. Reviewers who share no application with others, even through
others, cannot be compared with them: within each such group the mean of all severities is zero.
The model assumes that a reviewer is equally severe to all; with few shared reviews it is unsure,
which the standard error tells. So adjusted means stand beside plain ones, and never replace them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vigil.reading.estimation.weights import Floats

Whole = npt.NDArray[np.signedinteger[Any]]
Points = tuple[int, int, float]
"""Application, reviewer, points in percent of the scale."""


@dataclass(frozen=True)
class Severity:
    """What a reviewer gives more (positive) or less than others, in points of the percent scale."""

    n: int
    """Reviews of theirs on applications that others reviewed too."""
    deviation: float | None
    """Mean difference to the mean of others on the same applications; None if n = 0."""
    effect: float
    """The same by the model, which takes into account how severe the others are."""
    error: float | None
    """Standard error of the effect; None where the reviews are too few to tell."""


@dataclass(frozen=True)
class Calibration:
    """Severity by reviewer, and means of applications adjusted for it."""

    severities: Mapping[int, Severity]
    adjusted: Mapping[int, float]


def calibrate(points: Iterable[Points]) -> Calibration:
    """Fit the model to the handed-in reviews of a call, each application and reviewer once."""
    rows = list(points)
    if not rows:
        return Calibration({}, {})
    applications, a = np.unique([row[0] for row in rows], return_inverse=True)
    reviewers, r = np.unique([row[1] for row in rows], return_inverse=True)
    y = np.array([row[2] for row in rows], dtype=np.float64)
    reviews = np.bincount(a)
    effect, error = _fit(a, r, y, reviews, len(reviewers))
    adjusted = np.bincount(a, weights=y - effect[r]) / reviews
    deviation, n = _deviations(a, r, y, reviews, len(reviewers))
    severities = {
        int(who): Severity(
            int(n[k]),
            float(deviation[k]) if n[k] else None,
            float(effect[k]),
            None if np.isnan(error[k]) else float(error[k]),
        )
        for k, who in enumerate(reviewers)
    }
    means = {int(pk): float(mean) for pk, mean in zip(applications, adjusted, strict=True)}
    return Calibration(severities, means)


def _fit(a: Whole, r: Whole, y: Floats, reviews: Whole, size: int) -> tuple[Floats, Floats]:
    """Return the effects of reviewers and their standard errors.

    With the worth of applications eliminated, the normal equations are of reviewers alone: a graph
    Laplacian, whose pseudoinverse gives the solution that sums to zero in each connected group.
    """
    written: Floats = np.bincount(r, minlength=size).astype(np.float64)
    laplacian: Floats = np.diag(written)
    order = np.argsort(a, kind="stable")
    starts = np.concatenate([[0], np.cumsum(reviews)])
    for n in np.unique(reviews):
        # Applications with equally many reviews together: their pairs as one array.
        first = starts[:-1][reviews == n]
        together = r[order[first[:, None] + np.arange(n)]]
        for left in range(n):
            for right in range(n):
                np.add.at(laplacian, (together[:, left], together[:, right]), -1.0 / n)
    means = np.bincount(a, weights=y) / reviews
    right_side = np.bincount(r, weights=y - means[a], minlength=size)
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    effect: Floats = inverse @ right_side
    rest = y - means[a] - effect[r]
    rest = rest + (np.bincount(a, weights=effect[r]) / reviews)[a]
    free = len(y) - len(reviews) - int(np.linalg.matrix_rank(laplacian, hermitian=True))
    if free <= 0:
        return effect, np.full(size, np.nan)
    spread = float(rest @ rest) / free
    error: Floats = np.sqrt(np.maximum(spread * np.diag(inverse), 0.0))
    shared = np.bincount(r, weights=(reviews[a] > 1).astype(np.float64), minlength=size)
    return effect, np.where(shared > 0, error, np.nan)


def _deviations(a: Whole, r: Whole, y: Floats, reviews: Whole, size: int) -> tuple[Floats, Whole]:
    """Return the mean difference to others on the same application, and of how many reviews."""
    among = reviews[a] > 1
    a, r, y = a[among], r[among], y[among]
    sums = np.bincount(a, weights=y, minlength=len(reviews))
    others = (sums[a] - y) / (reviews[a] - 1)
    n = np.bincount(r, minlength=size)
    total = np.bincount(r, weights=y - others, minlength=size)
    return total / np.maximum(n, 1), n
