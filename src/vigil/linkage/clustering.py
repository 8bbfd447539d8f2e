"""Groups of accounts joined into cases, without chains.

Average-link agglomeration: the two groups with the highest mean probability over all pairs between
them join first, until no mean reaches the model's bar. One likely pair between two groups does not
join them, as it would in connected components. A pair of which nothing is told counts as UNSEEN.
A forbidden pair keeps its two groups apart for good.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNSEEN = 0.02
"""Probability of a pair that nothing brought together; none that was compared counts for less."""

Told = tuple[int, int, float]
"""Two rows, and the probability that they are of one attack."""


@dataclass(slots=True)
class Group:
    """Rows that are in one case, and the weakest link that holds each."""

    rows: list[int]
    scores: dict[int, float]
    case: str | None = None
    apart: set[int] = field(default_factory=set)
    """Groups that it may never be with, by people's word."""
    main: bool = True
    """Whether it is a case, or holds what a report is mainly about."""
    links: dict[int, tuple[float, int]] = field(default_factory=dict)
    """Other group -> sum of probabilities over the told pairs between the two, their number."""


class Apart:
    """Pairs of rows that the facts forbid to be in one case."""

    def __init__(self, count: int, one: NDArray[np.int64], two: NDArray[np.int64]) -> None:
        """Take pairs of rows 0..count-1."""
        row, other = np.concatenate([one, two]), np.concatenate([two, one])
        order = np.argsort(row, kind="stable")
        self._others = other[order]
        self._ends = np.searchsorted(row[order], np.arange(count + 1)).tolist()

    def others(self, row: int) -> list[int]:
        """Return the rows that may never be with a row."""
        found: list[int] = self._others[self._ends[row] : self._ends[row + 1]].tolist()
        return found


class Clustering:
    """Groups while they join, numbered by their place in the list and then one by one."""

    def __init__(self, groups: Sequence[Group], apart: Apart | None) -> None:
        self.live = dict(enumerate(groups))
        self._of_row = {row: number for number, group in self.live.items() for row in group.rows}
        self._apart = apart
        self._next = len(groups)

    def link(self, pairs: Iterable[Told]) -> None:
        """Note what pairs of rows tell of their groups."""
        for x, y, probability in pairs:
            a, b = self._of_row[x], self._of_row[y]
            if a != b:
                total, seen = self.live[a].links.get(b, (0.0, 0))
                told = (total + probability, seen + 1)
                self.live[a].links[b] = self.live[b].links[a] = told

    def mean(self, a: int, b: int) -> float:
        """Return the mean probability over all pairs between two groups."""
        total, seen = self.live[a].links[b]
        everything = len(self.live[a].rows) * len(self.live[b].rows)
        return round((total + UNSEEN * (everything - seen)) / everything, 9)

    def entry(self, a: int, b: int, mean: float) -> tuple[bool, float, int, int, int, int]:
        """Return a heap entry: main groups before others, then strongest first.

        What a report mentions besides, or was cut off from its main attack by mistake, must not
        keep main accounts apart. Ties fall by the smallest rows, which are in key order.
        """
        one, two = self.live[a], self.live[b]
        first, second = sorted((one.rows[0], two.rows[0]))
        return not (one.main and two.main), -mean, first, second, a, b

    def may_join(self, a: int, b: int) -> bool:
        """Tell whether nothing holds two groups apart."""
        one, two = self.live[a], self.live[b]
        if b in one.apart or (one.case is not None and two.case is not None):
            return b not in one.apart and one.case == two.case
        if self._apart is None:
            return True
        if len(one.rows) > len(two.rows):
            one, b = two, a
        return not any(
            self._of_row[other] == b for row in one.rows for other in self._apart.others(row)
        )

    def join(self, a: int, b: int, link: float) -> int:
        """Join two groups; return the number of the new one."""
        one, two, fresh = self.live.pop(a), self.live.pop(b), self._next
        self._next += 1
        links = {}
        for other in sorted((one.links.keys() | two.links.keys()) - {a, b}):
            parts = [group.links[other] for group in (one, two) if other in group.links]
            links[other] = (sum(part[0] for part in parts), sum(part[1] for part in parts))
            theirs = self.live[other].links
            theirs.pop(a, None)
            theirs.pop(b, None)
            theirs[fresh] = links[other]
        apart = one.apart | two.apart
        for other in apart & self.live.keys():
            self.live[other].apart.add(fresh)
        self.live[fresh] = Group(
            rows=sorted(one.rows + two.rows),
            scores=_scores(one, two, link),
            case=two.case if one.case is None else one.case,
            main=one.main or two.main,
            apart=apart,
            links=links,
        )
        for row in self.live[fresh].rows:
            self._of_row[row] = fresh
        return fresh


def cluster(
    groups: Sequence[Group], pairs: Iterable[Told], join: float, apart: Apart | None = None
) -> list[Group]:
    """Join groups while their mean link reaches `join`.

    `pairs` are those of which something is told: a probability above UNSEEN, no fact against it.
    They count in the order given. `apart` are the rows that facts forbid to be together; `apart`
    and `case` of the groups say which people hold apart. Answers the groups that remain, in the
    order of their first rows.
    """
    clustering = Clustering(groups, apart)
    clustering.link(pairs)
    live, heap = clustering.live, []
    for a, group in live.items():
        for b in group.links:
            if a < b and (mean := clustering.mean(a, b)) >= join:
                heap.append(clustering.entry(a, b, mean))
    heapq.heapify(heap)
    while heap:
        _, minus, _, _, a, b = heapq.heappop(heap)
        if a not in live or b not in live or not clustering.may_join(a, b):
            continue
        fresh = clustering.join(a, b, -minus)
        for other in live[fresh].links:
            if (mean := clustering.mean(fresh, other)) >= join:
                heapq.heappush(heap, clustering.entry(fresh, other, mean))
    return sorted(live.values(), key=lambda group: group.rows[0])


def _scores(one: Group, two: Group, link: float) -> dict[int, float]:
    """The smaller side is held by this link; an opened case or the larger side stands alone."""
    scores = one.scores | two.scores
    for side, other in ((one, two), (two, one)):
        anchored = side.case is not None and other.case is None
        joining = other.case is not None and side.case is None
        if joining or (not anchored and len(side.rows) <= len(other.rows)):
            for row in side.rows:
                scores[row] = min(scores[row], link)
    return scores
