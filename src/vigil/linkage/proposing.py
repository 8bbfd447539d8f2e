"""Scored pairs to proposed cases, a component at a time, under people's word.

Two groups join only at a mean probability of at least the model's bar, and a mean is never more
than its largest part. So what no pair at the bar, and no word of a person, connects can be
clustered apart from the rest, and gives the same cases.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from vigil.linkage.blocking import Pairs, rows_of
from vigil.linkage.clustering import UNSEEN, Apart, Group, cluster
from vigil.linkage.constraints import Constraints
from vigil.linkage.records import Doubt, ProposedCase
from vigil.linkage.words import Floats, Ints

UNSURE = (0.2, 0.6)
"""Mean probabilities between which a person should look: two cases that are two, accounts that are
in one, by little."""

NOBODY = Constraints((), {})


@dataclass(frozen=True, slots=True)
class Scored:
    """Compared pairs of rows, the probability of each, and whether the facts forbid it."""

    pairs: Pairs
    probability: Floats
    forbidden: NDArray[np.bool_]

    def within(self, rows: NDArray[np.bool_]) -> "Scored":
        """Return the pairs of which both rows are among some."""
        left, right = rows_of(self.pairs)
        kept = rows[left] & rows[right]
        return Scored(self.pairs[kept], self.probability[kept], self.forbidden[kept])


class Component(NamedTuple):
    """Rows that pairs at the bar, or people, connect; and all compared pairs within them."""

    rows: Ints
    """Sorted."""
    scored: Scored


def proposals(
    keys: Sequence[str],
    main: NDArray[np.bool_],
    scored: Scored,
    join: float,
    people: Constraints = NOBODY,
    touched: NDArray[np.bool_] | None = None,
) -> Iterator[ProposedCase]:
    """Cluster compared pairs into proposed cases.

    `keys` are those of the accounts, by row; `main` tells whether one is its report's main account.
    With `touched`, only the cases of components that have a touched row.
    """
    for component in components(len(keys), scored, join, together(keys, people), touched):
        key = keys[component.rows[0]]
        if len(component.rows) == 1 and key not in people.spoken_of:
            yield ProposedCase(key=key, accounts=[key], scores={key: 1.0})
        else:
            yield from clustered(keys, main, component, join, people)


def components(
    count: int,
    scored: Scored,
    join: float,
    together: Iterable[tuple[int, int]] = (),
    touched: NDArray[np.bool_] | None = None,
) -> Iterator[Component]:
    """Give the connected components of rows 0..count-1: a superset of what can be one case.

    With `touched`, only those that have a touched row.
    """
    left, right = rows_of(scored.pairs)
    near = (scored.probability >= join) & ~scored.forbidden
    said = np.array(list(together), dtype=np.int64).reshape(-1, 2)
    one, two = np.concatenate([left[near], said[:, 0]]), np.concatenate([right[near], said[:, 1]])
    graph = coo_matrix((np.ones(len(one), dtype=bool), (one, two)), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    inside = np.flatnonzero(label[left] == label[right])
    inside = inside[np.argsort(label[left[inside]], kind="stable")]
    order = np.argsort(label, kind="stable")
    numbers = np.arange(label.max() + 2) if count else np.zeros(1, dtype=np.int64)
    ends = np.searchsorted(label[order], numbers)
    pair_ends = np.searchsorted(label[left[inside]], numbers)
    wanted = numbers[:-1] if touched is None else np.unique(label[touched])
    for number in wanted.tolist():
        some = inside[pair_ends[number] : pair_ends[number + 1]]
        yield Component(
            order[ends[number] : ends[number + 1]],
            Scored(scored.pairs[some], scored.probability[some], scored.forbidden[some]),
        )


def clustered(
    keys: Sequence[str],
    main: NDArray[np.bool_],
    component: Component,
    join: float,
    people: Constraints,
) -> list[ProposedCase]:
    """Cluster a component into proposed cases."""
    rows, scored = component.rows, component.scored
    given = [keys[row] for row in rows.tolist()]
    order = sorted(range(len(rows)), key=given.__getitem__)
    own = [given[number] for number in order]
    place = np.empty(len(rows), dtype=np.int64)
    place[order] = np.arange(len(rows))
    ends = [place[np.searchsorted(rows, side)] for side in rows_of(scored.pairs)]
    one, two = np.minimum(*ends), np.maximum(*ends)
    told = np.flatnonzero(~scored.forbidden & (scored.probability > UNSEEN))
    told = told[np.lexsort((two[told], one[told]))]
    columns = (one[told], two[told], scored.probability[told])
    pairs = zip(*(column.tolist() for column in columns), strict=True)
    apart = Apart(len(rows), one[scored.forbidden], two[scored.forbidden])
    groups = _groups(own, main[rows[order]].tolist(), people)
    return [_proposed(own, group) for group in cluster(groups, pairs, join, apart)]


def together(keys: Sequence[str], people: Constraints) -> Iterator[tuple[int, int]]:
    """Give pairs of rows that connect all that people joined."""
    if not people.spoken_of:
        return
    first: dict[str, int] = {}
    for row, key in enumerate(keys):
        if key in people.spoken_of:
            yield first.setdefault(people.group(key), row), row


def _groups(keys: Sequence[str], main: Sequence[bool], people: Constraints) -> list[Group]:
    """Start from what people joined; hold apart what they hold apart."""
    members: dict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        members[people.group(key) if key in people.spoken_of else key].append(row)
    number = {name: n for n, name in enumerate(members)}
    return [
        Group(
            rows=rows,
            scores=dict.fromkeys(rows, 1.0),
            case=people.case(name),
            main=people.case(name) is not None or any(main[row] for row in rows),
            apart={number[other] for other in people.apart(name) if other in number},
        )
        for name, rows in members.items()
    ]


def _proposed(keys: Sequence[str], group: Group) -> ProposedCase:
    own = [keys[row] for row in group.rows]
    scores = {keys[row]: round(group.scores[row], 4) for row in group.rows}
    return ProposedCase(key=group.case or own[0], accounts=own, scores=scores, case=group.case)


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
