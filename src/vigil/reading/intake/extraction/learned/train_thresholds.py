"""Choose the thresholds of classifiers by their F1 on labelled reports."""

from collections.abc import Sequence

import numpy as np

from vigil.reading.intake.extraction.learned.classifiers import (
    Thresholds,
)
from vigil.reading.intake.extraction.learned.feature_vectors import (
    CandidateVector,
    ReportVectors,
    Role,
)

NEARLY = 0.005
"""F1 given up for recall: far less than its standard error on these sets."""
_GRID = tuple(round(0.05 * n, 2) for n in range(2, 18))


def best_thresholds(rows: list[tuple[ReportVectors, list[float]]], role: Role) -> Thresholds:
    """Return the thresholds with the highest F1 over persons or things, each counted once."""
    wanted = sum(r.wanted[role] or _by_age(r, role) for r, _ in rows)
    ranked = [
        sorted(
            ((p, j) for p, j in zip(chances, r.candidates[role], strict=True) if p >= _GRID[0]),
            key=lambda pair: -pair[0],
        )
        for r, chances in rows
    ]
    found = {
        (first, further): _f1(ranked, wanted, first, further)
        for first in _GRID
        for further in _GRID
        if further >= first
    }
    # The mean with the neighbours: the peak of a jagged curve is chance.
    smooth = {
        (a, b): float(np.mean([v for (c, d), v in found.items() if _close(a, c) and _close(b, d)]))
        for a, b in found
    }
    best = max(smooth, key=lambda pair: (smooth[pair], pair))
    return Thresholds(*best, round(found[best], 4)) if wanted else Thresholds()


def _close(one: float, other: float) -> bool:
    return abs(one - other) < 0.08


def _by_age(report: ReportVectors, role: Role) -> int:
    return sum(bool(j.right) for j in report.candidates[role])


def _f1(
    ranked: list[list[tuple[float, CandidateVector]]], wanted: int, first: float, further: float
) -> float:
    right = taken = 0
    for candidates in ranked:
        found: set[int | None] = set()
        some = False
        for chance, judged in candidates:
            if chance < (further if some else first):
                break
            some = True
            if judged.right is None or (judged.fill is not None and judged.fill in found):
                continue  # an optional one, or the same in other words
            taken += 1
            right += judged.right
            found.add(judged.fill)
    return 2 * right / (taken + wanted) if wanted else 0.0


def best_threshold(chances: Sequence[float], answers: Sequence[bool]) -> Thresholds:
    """Return the lowest threshold whose smoothed F1 is nearly the highest; else one half.

    Nearly, because a killing that is missed costs more than a report read in vain.
    """
    if not any(answers):
        return Thresholds()
    right = np.array(answers)
    grid = np.round(np.arange(0.05, 0.96, 0.01), 2)
    taken = np.array(chances)[None, :] >= grid[:, None]
    scores = 2 * (taken & right).sum(axis=1) / (taken.sum(axis=1) + right.sum())
    smooth = [float(scores[max(0, n - 5) : n + 6].mean()) for n in range(len(grid))]
    best = next(n for n, f1 in enumerate(smooth) if f1 >= max(smooth) - NEARLY)
    return Thresholds(float(grid[best]), float(grid[best]), round(float(scores[best]), 4))
