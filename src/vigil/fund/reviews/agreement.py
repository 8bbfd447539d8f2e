"""How far reviewers agree, from their points alone. Pure: no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean
from typing import Any


@dataclass(frozen=True)
class Criterion:
    """The points of each reviewer for one criterion."""

    key: str
    label: Mapping[str, str]
    points: int
    weight: float
    scores: tuple[int, ...]

    @property
    def mean(self) -> float:
        """Return the mean."""
        return fmean(self.scores) if self.scores else 0.0

    @property
    def spread(self) -> int:
        """Return the difference between most and least points."""
        return max(self.scores) - min(self.scores) if self.scores else 0

    @property
    def apart(self) -> float:
        """Return the mean absolute difference of pairs of reviewers, as a share of the scale."""
        pairs = list(combinations(self.scores, 2))
        return fmean(abs(a - b) for a, b in pairs) / self.points if pairs else 0.0


@dataclass(frozen=True)
class ReviewAgreement:
    """The points of all reviewers, and how far they agree."""

    criteria: tuple[Criterion, ...]
    totals: tuple[float, ...]
    """The weighted mean of each reviewer, in percent of the scale."""

    @property
    def mean(self) -> float | None:
        """Return the mean."""
        return fmean(self.totals) if self.totals else None

    @property
    def agreed(self) -> float | None:
        """Return the agreement in percent; None for fewer than two reviews.

        100 x (1 - the weighted mean of `Criterion.apart`): 100 if all gave the same points, 0 if
        two reviewers are at opposite ends of every scale.
        """
        whole = sum(one.weight for one in self.criteria)
        if len(self.totals) < 2 or not whole:
            return None
        apart = sum(one.weight * one.apart for one in self.criteria) / whole
        return 100 * (1 - apart)


def agreement(
    rubric: Sequence[Mapping[str, Any]], reviews: Sequence[Mapping[str, int]]
) -> ReviewAgreement:
    """Return how far reviews agree; each review maps rubric keys to points."""
    criteria = tuple(
        Criterion(
            str(one["key"]),
            one["label"],
            int(one["points"]),
            float(one.get("weight", 1)),
            tuple(int(review[one["key"]]) for review in reviews if one["key"] in review),
        )
        for one in rubric
    )
    totals = tuple(total for review in reviews if (total := weighted(rubric, review)) is not None)
    return ReviewAgreement(criteria, totals)


def weighted(rubric: Sequence[Mapping[str, Any]], scores: Mapping[str, int]) -> float | None:
    """Return the weighted mean of one review, in percent of the scale; None without points."""
    given = [one for one in rubric if one["key"] in scores]
    whole = sum(float(one.get("weight", 1)) for one in given)
    if not whole:
        return None
    got = sum(
        float(one.get("weight", 1)) * scores[one["key"]] / int(one["points"]) for one in given
    )
    return 100 * got / whole
