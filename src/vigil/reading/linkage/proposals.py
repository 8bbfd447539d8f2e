"""Scored pairs to proposed cases, under people's word.

Two groups join only at a mean probability of at least the model's bar, and a mean is never more
than its largest part. So what no pair at the bar, and no word of a person, connects cannot be one
case, and can be clustered apart from the rest.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from vigil.reading.linkage.blocking import Pairs, rows_of
from vigil.reading.linkage.clustering import MILLION, UNSEEN, Clusters, Edges, StartGroups, cluster
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.records import Doubt, ProposedCase
from vigil.reading.linkage.words import Floats, Ints

UNSURE = (0.2, 0.6)
"""Mean probabilities between which a person should look: two cases that are two, accounts that are
in one, by little."""

NOBODY = Constraints((), {})


class Standing(NamedTuple):
    """What accounts are in their reports, by row."""

    main: NDArray[np.bool_]
    """Whether it is its report's main account."""
    crowded: NDArray[np.bool_]
    """Whether its report lists many attacks."""
    report: Ints
    """The number of its report."""

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]]) -> "Standing":
        """Take the columns of weighed profiles that tell it."""
        return cls(*(columns[name] for name in cls._fields))


@dataclass(frozen=True, slots=True)
class Scored:
    """Compared pairs of rows, the probability of each, and whether the facts forbid it."""

    pairs: Pairs
    probability: Floats
    forbidden: NDArray[np.bool_]

    def telling(self) -> "Scored":
        """Return the pairs that count in clustering.

        A pair no likelier than one that was never compared tells nothing: it counts as one of
        those.
        """
        return self.some(self.forbidden | (self.probability > UNSEEN))

    def some(self, which: NDArray[Any]) -> "Scored":
        """Return some of them: those that are marked, or those at these places."""
        return Scored(self.pairs[which], self.probability[which], self.forbidden[which])

    @classmethod
    def together(cls, parts: Sequence["Scored"]) -> "Scored":
        """Return parts as one."""
        return cls(
            np.concatenate([np.zeros(0, np.int64), *(part.pairs for part in parts)]),
            np.concatenate([np.zeros(0), *(part.probability for part in parts)]),
            np.concatenate([np.zeros(0, np.bool_), *(part.forbidden for part in parts)]),
        )


def proposals(
    keys: Sequence[str],
    standing: Standing,
    scored: Scored,
    join: float,
    people: Constraints = NOBODY,
    touched: NDArray[np.bool_] | None = None,
) -> Iterator[ProposedCase]:
    """Cluster compared pairs into proposed cases.

    `keys` are those of the accounts, by row, as `standing` is. With `touched`, only the cases of
    what a touched row is connected with. The cases come in the order of their first accounts.
    """
    label = connected(len(keys), scored, join, together(keys, people))
    reached = np.ones(len(keys), dtype=bool)
    if touched is not None:
        reached[:] = False
        reached[label[touched]] = True
    wanted = reached[label]
    rows = np.array(sorted(np.flatnonzero(wanted).tolist(), key=keys.__getitem__), dtype=np.int64)
    own = [keys[row] for row in rows.tolist()]
    groups = _Groups.of(own, people)
    left, right = rows_of(scored.pairs)
    inside = np.flatnonzero((label[left] == label[right]) & wanted[left])
    place = np.zeros(len(keys), dtype=np.int64)
    place[rows] = groups.of_row
    told = (place[left[inside]], place[right[inside]])
    report = standing.report
    sibling = report[left[inside]] == report[right[inside]]
    edges = _edges(told, scored.some(inside), sibling, groups.apart)
    found = cluster(groups.starts(standing.main[rows], standing.crowded[rows]), edges, join)
    yield from _proposed(own, groups, found)


def connected(
    count: int, scored: Scored, join: float, together: Iterable[tuple[int, int]] = ()
) -> Ints:
    """Return a number for each row, the same for rows that could be of one case."""
    left, right = rows_of(scored.pairs)
    near = (scored.probability >= join) & ~scored.forbidden
    said = np.array(list(together), dtype=np.int64).reshape(-1, 2)
    one, two = np.concatenate([left[near], said[:, 0]]), np.concatenate([right[near], said[:, 1]])
    graph = coo_matrix((np.ones(len(one), dtype=bool), (one, two)), shape=(count, count))
    label: Ints = connected_components(graph, directed=False)[1]
    return label


def together(keys: Sequence[str], people: Constraints) -> Iterator[tuple[int, int]]:
    """Give pairs of rows that connect all that people joined."""
    if not people.spoken_of:
        return
    first: dict[str, int] = {}
    for row, key in enumerate(keys):
        if key in people.spoken_of:
            yield first.setdefault(people.group(key), row), row


class _Groups(NamedTuple):
    """What people joined, and each other account for itself, numbered by their first accounts."""

    of_row: Ints
    case: list[str | None]
    """The case in which people placed a group."""
    apart: list[tuple[int, int]]
    """Groups that people hold apart."""

    @classmethod
    def of(cls, keys: Sequence[str], people: Constraints) -> "_Groups":
        """Group accounts, given in the order of their keys."""
        number: dict[str, int] = {}
        of_row = [
            number.setdefault(people.group(key) if key in people.spoken_of else key, len(number))
            for key in keys
        ]
        apart = [
            (number[name], number[other])
            for name in number
            for other in people.apart(name)
            if other in number and number[name] < number[other]
        ]
        return cls(np.array(of_row, dtype=np.int64), [people.case(n) for n in number], apart)

    def starts(self, main: NDArray[np.bool_], crowded: NDArray[np.bool_]) -> StartGroups:
        """Return the groups as clustering takes them; `main` and `crowded` by row."""
        count = len(self.case)
        first = np.zeros(count, dtype=np.int64)
        rows = np.arange(len(self.of_row))
        first[self.of_row[::-1]] = rows[::-1]
        cases = {name: n for n, name in enumerate(sorted({c for c in self.case if c}), 1)}
        case = np.array([cases[name] if name else 0 for name in self.case], dtype=np.int64)
        mains = np.bincount(self.of_row[main], minlength=count) > 0
        loose = np.bincount(self.of_row[~crowded], minlength=count) == 0
        sizes = np.bincount(self.of_row, minlength=count)
        return StartGroups(sizes, first, mains | (case > 0), loose & (case == 0), case)


def _edges(
    told: tuple[Ints, Ints],
    scored: Scored,
    sibling: NDArray[np.bool_],
    apart: Sequence[tuple[int, int]],
) -> Edges:
    """Put together what pairs tell of groups, and what people said of them.

    A pair no likelier than one that was never compared tells nothing: it counts as one of those.
    """
    telling = scored.forbidden | (scored.probability > UNSEEN)
    one, two = (side[telling] for side in told)
    barred = scored.forbidden[telling]
    total = np.where(barred, 0, np.rint(scored.probability[telling] * MILLION)).astype(np.int64)
    said = np.array(apart, dtype=np.int64).reshape(-1, 2)
    none, no = np.zeros(len(said), dtype=np.int64), np.zeros(len(said), dtype=bool)
    return Edges(
        np.concatenate([one, said[:, 0]]),
        np.concatenate([two, said[:, 1]]),
        np.concatenate([total, none]),
        np.concatenate([(~barred).astype(np.int64), none]),
        np.concatenate([np.zeros(len(one), dtype=bool), ~no]),
        np.concatenate([barred, no]),
        np.concatenate([sibling[telling], no]),
    )


def _proposed(keys: Sequence[str], groups: _Groups, found: Clusters) -> Iterator[ProposedCase]:
    label, score = found.label[groups.of_row], np.round(found.score[groups.of_row], 4).tolist()
    order = np.argsort(label, kind="stable")
    ends = np.flatnonzero(np.diff(label[order], prepend=-1, append=-1)).tolist()
    placed = {int(found.label[n]): case for n, case in enumerate(groups.case) if case is not None}
    for first, last in pairwise(ends):
        rows = order[first:last].tolist()
        own = [keys[row] for row in rows]
        case = placed.get(int(label[rows[0]]))
        scores = {key: score[row] for key, row in zip(own, rows, strict=True)}
        yield ProposedCase(key=case or own[0], accounts=own, scores=scores, case=case)


def doubts(
    keys: Sequence[str],
    cases: Sequence[ProposedCase],
    scored: Scored,
    join: float,
    people: Constraints = NOBODY,
) -> list[Doubt]:
    """Return the pairs of proposed cases that nearly joined, the likeliest first.

    Cases that people, or the facts, hold apart are in no doubt.
    """
    row = {key: number for number, key in enumerate(keys)}
    case = np.zeros(len(keys), dtype=np.int64)
    for number, proposal in enumerate(cases):
        case[[row[key] for key in proposal.accounts]] = number
    sizes = np.bincount(case, minlength=len(cases)) if len(keys) else np.zeros(0, dtype=np.int64)
    found = []
    for one, two, mean in zip(*_means(case, sizes, scored), strict=True):
        a, b = cases[one], cases[two]
        decided = a.case is not None and b.case is not None
        if UNSURE[0] <= mean < join and not decided and not _held_apart(a, b, people):
            first, second = sorted((a.key, b.key))
            found.append(Doubt(a=first, b=second, probability=round(mean, 4)))
    return sorted(found, key=lambda doubt: (-doubt.probability, doubt.a, doubt.b))


def _means(case: Ints, sizes: Ints, scored: Scored) -> tuple[list[int], list[int], list[float]]:
    """Return pairs of cases between which no pair is forbidden, and the mean of their pairs."""
    left, right = (case[side] for side in rows_of(scored.pairs))
    between = left != right
    ends = np.stack([np.minimum(left, right), np.maximum(left, right)])[:, between]
    both, of_pair = np.unique(ends[0] << 32 | ends[1], return_inverse=True)
    number = len(both)
    seen = np.bincount(of_pair, minlength=number)
    total = np.bincount(of_pair, scored.probability[between], minlength=number)
    forbidden = np.bincount(of_pair, scored.forbidden[between], minlength=number) > 0
    one, two = both >> 32, both & 0xFFFFFFFF
    everything = sizes[one] * sizes[two]
    mean = (total + UNSEEN * (everything - seen)) / np.maximum(1, everything)
    kept = ~forbidden & (mean >= UNSURE[0])
    return one[kept].tolist(), two[kept].tolist(), mean[kept].tolist()


def _held_apart(a: ProposedCase, b: ProposedCase, people: Constraints) -> bool:
    others = {people.group(key) for key in b.accounts if key in people.spoken_of}
    return any(
        people.apart(people.group(key)) & others for key in a.accounts if key in people.spoken_of
    )
