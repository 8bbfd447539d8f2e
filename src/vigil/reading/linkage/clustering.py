"""Groups of accounts joined into cases, without chains.

Average-link agglomeration: two groups join that are each other's best, by the mean probability over
all pairs between them, until no mean reaches the model's bar. One likely pair between two groups
does not join them, as it would in connected components. A pair of which nothing is told counts as
UNSEEN. What facts or people forbid between two accounts keeps their groups apart for good.

All groups that are each other's best join at once, in rounds. A mean between groups is never more
than the larger of the means of their parts ("reducible"), so this gives the groups that joining one
best pair after the other gives (Murtagh 1983, "A survey of recent advances in hierarchical
clustering algorithms"), and a group without any mean at the bar is finished. Probabilities are
whole millionths, so that no sum hangs on the order of what is summed.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vigil.reading.linkage.words import Floats, Ints

UNSEEN = 0.02
"""Probability of a pair that nothing brought together; none that was compared counts for less."""
MILLION = 1_000_000
"""Probabilities are summed as whole millionths."""

Bools = NDArray[np.bool_]


class StartGroups(NamedTuple):
    """Groups to begin with, by number; each array has an entry a group."""

    size: Ints
    """Accounts in it."""
    first: Ints
    """The rank of its first account: of equal pairs, the first join first."""
    main: Bools
    """Whether it is a case, or holds what a report is mainly about."""
    loose: Bools
    """Whether all in it are from texts that list many attacks: it may join a case, and no two
    others join through it."""
    case: Ints
    """The number of the case in which people placed it, from 1; 0 for none."""


class Edges(NamedTuple):
    """What is told between two groups, `one` the smaller number; each array has an entry a pair."""

    one: Ints
    two: Ints
    total: Ints
    """Sum of the probabilities of the pairs between them of which something is told."""
    seen: Ints
    """How many pairs that are."""
    apart: Bools
    """Whether people hold them apart."""
    barred: Bools
    """Whether facts do."""
    sibling: Bools
    """Whether pairs of accounts of one report are among them; summed, they are what is told."""

    def some(self, which: NDArray[np.bool_]) -> "Edges":
        """Return some of them."""
        return Edges._make(column[which] for column in self)

    def oriented(self) -> "Edges":
        """Return them with the smaller number first."""
        one, two = np.minimum(self.one, self.two), np.maximum(self.one, self.two)
        return self._replace(one=one, two=two)

    def summed(self) -> "Edges":
        """Return one for each two groups, what is told of them put together; none within one."""
        both = np.minimum(self.one, self.two) << 32 | np.maximum(self.one, self.two)
        order = np.argsort(both)
        order = order[(self.one != self.two)[order]]
        both = both[order]
        starts = np.flatnonzero(np.diff(both, prepend=-1))
        both = both[starts]
        if not len(starts):
            return self.some(np.zeros(len(self.one), dtype=bool))
        total, seen = (np.add.reduceat(told[order], starts) for told in (self.total, self.seen))
        apart, barred, sibling = (
            np.logical_or.reduceat(held[order], starts)
            for held in (self.apart, self.barred, self.sibling)
        )
        return Edges(both >> 32, both & 0xFFFFFFFF, total, seen, apart, barred, sibling)

    def of_one_report(self) -> "Edges":
        """Return what accounts of one report tell of each other, and what people held apart."""
        kept = self.sibling
        total, seen = np.where(kept, self.total, 0), np.where(kept, self.seen, 0)
        told = self._replace(total=total, seen=seen, barred=self.barred & kept)
        return told.some(kept | self.apart)


class Clusters(NamedTuple):
    """For each group of the beginning, the first of those it is now with, and what holds it."""

    label: Ints
    score: Floats
    """The weakest link that holds it in its case."""


def cluster(starts: StartGroups, edges: Edges, join: float) -> Clusters:
    """Join groups while a mean between two of them reaches `join`.

    First among main groups alone: what a report mentions besides, or was cut off from its main
    attack by mistake, must not keep main accounts apart. Then what reports tell twice joins its
    other telling, by what the two accounts of a report say alone. Then all but those from texts
    that list many attacks, and at last these: they may join a case, and no two cases through them.
    """
    clustering = _Clustering(starts)
    firm = ~starts.loose
    main = starts.main & firm
    clustering.run(edges.some(main[edges.one] & main[edges.two]), join)
    if not main.all():
        clustering.run(edges.of_one_report(), join, seen_only=True)
        clustering.settle(main)
        clustering.run(edges.some(firm[edges.one] & firm[edges.two]), join)
    if not firm.all():
        clustering.settle(firm)
        clustering.run(edges, join)
    return Clusters(clustering.label, clustering.score)


class _Clustering:
    """Groups while they join; a joined group has the smaller number of the two."""

    def __init__(self, starts: StartGroups) -> None:
        self.label = np.arange(len(starts.size))
        self.score = np.ones(len(starts.size))
        self._size, self._first, self._case = starts.size.copy(), starts.first.copy(), starts.case
        self._case = self._case.copy()
        self._settled = np.zeros(len(starts.size), dtype=bool)
        self._seen_only = False

    def settle(self, firm: Bools) -> None:
        """Let no two groups join any more of which each has a firm group of the beginning."""
        self._settled[self.label[firm]] = True

    def run(self, edges: Edges, join: float, *, seen_only: bool = False) -> None:
        """Join along some edges between groups of the beginning until no mean reaches the bar.

        With `seen_only` a mean is that of the pairs of which something is told.
        """
        self._seen_only = seen_only
        edges = edges._replace(one=self.label[edges.one], two=self.label[edges.two])
        # No mean is more than the largest part of it.
        likely = (edges.total >= join * MILLION * edges.seen) & (edges.seen > 0)
        likely &= edges.one != edges.two
        edges = self._summed(edges.some(self._both(edges, np.flatnonzero(likely))))
        mean = self._means(edges)
        while True:
            able = np.flatnonzero((mean >= join) & ~self._forbidden(edges))
            if not len(able):
                return
            best = able[self._mutual(edges.one[able], edges.two[able], mean[able])]
            one, two, link = edges.one[best], edges.two[best], mean[best]
            kept = self._both(edges, able)
            edges, mean = edges.some(kept), mean[kept]
            fresh = self._joined(one, two, link)
            edges = edges._replace(one=fresh[edges.one], two=fresh[edges.two])
            changed = np.zeros(len(self.label), dtype=bool)
            changed[one] = True
            touched = changed[edges.one] | changed[edges.two]
            anew = edges.some(touched).summed()
            edges = Edges._make(map(np.concatenate, zip(edges.some(~touched), anew, strict=True)))
            mean = np.concatenate([mean[~touched], self._means(anew)])

    def _summed(self, edges: Edges) -> Edges:
        """Sum what is told of groups; of two accounts that no one spoke of, one pair tells."""
        many = self._size > 1
        many[edges.one[edges.apart]] = many[edges.two[edges.apart]] = True
        touched = many[edges.one] | many[edges.two]
        single = edges.some(~touched).oriented()
        return Edges._make(
            map(np.concatenate, zip(single, edges.some(touched).summed(), strict=True))
        )

    def _both(self, edges: Edges, able: Ints) -> Bools:
        """Tell which edges are between two groups that have any that is able to join them.

        A group without one stays as it is: no mean grows beyond the larger of its parts.
        """
        alive = np.zeros(len(self.label), dtype=bool)
        alive[edges.one[able]] = alive[edges.two[able]] = True
        both: Bools = alive[edges.one] & alive[edges.two]
        return both

    def _means(self, edges: Edges) -> Floats:
        """Return the mean probability over all pairs between two groups."""
        if self._seen_only:
            told: Floats = edges.total / (MILLION * np.maximum(1, edges.seen))
            return told
        everything = self._size[edges.one] * self._size[edges.two]
        sums = edges.total + round(UNSEEN * MILLION) * (everything - edges.seen)
        means: Floats = sums / (MILLION * everything)
        return means

    def _forbidden(self, edges: Edges) -> Bools:
        """Tell which may not join. In one case by people's word, no fact counts against them."""
        one, two = self._case[edges.one], self._case[edges.two]
        both = (one > 0) & (two > 0)
        forbidden: Bools = edges.apart | np.where(both, one != two, edges.barred)
        settled = self._settled[edges.one] & self._settled[edges.two]
        forbidden |= settled & ~(both & (one == two))
        return forbidden

    def _mutual(self, one: Ints, two: Ints, mean: Floats) -> Bools:
        """Tell which pairs are the best of both their groups; of equals, those with first rows."""
        first = np.stack([self._first[one], self._first[two]])
        order = np.lexsort((first.max(axis=0), first.min(axis=0), -mean))
        groups, place = np.unique(np.stack([one, two], axis=1)[order].ravel(), return_index=True)
        best = np.zeros(len(self.label), dtype=np.int64)
        best[groups] = place // 2
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        mutual: Bools = (best[one] == rank) & (best[two] == rank)
        return mutual

    def _joined(self, one: Ints, two: Ints, link: Floats) -> Ints:
        """Join pairs of groups, none of them twice; return the new number of each group."""
        held = np.full(len(self.label), np.inf)
        for side, other in ((one, two), (two, one)):
            weaker = self._held(side, other)
            held[side[weaker]] = link[weaker]
        self.score = np.minimum(self.score, held[self.label])
        self._size[one] += self._size[two]
        self._first[one] = np.minimum(self._first[one], self._first[two])
        self._case[one] = np.maximum(self._case[one], self._case[two])
        self._settled[one] |= self._settled[two]
        fresh = np.arange(len(self.label))
        fresh[two] = one
        self.label = fresh[self.label]
        return fresh

    def _held(self, side: Ints, other: Ints) -> Bools:
        """Tell which sides a link holds: the smaller; but a case, or the larger, stands alone."""
        placed, theirs = self._case[side] > 0, self._case[other] > 0
        held: Bools = np.where(placed != theirs, theirs, self._size[side] <= self._size[other])
        return held
