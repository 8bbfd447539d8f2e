"""Groups of accounts joined into cases, without chains.

Average-link agglomeration: the two groups with the highest mean probability over all pairs between
them join first, until no mean reaches the model's bar. One likely pair between two groups does not
join them, as it would in connected components. A pair that was not compared counts as UNSEEN.
A forbidden pair keeps its two groups apart for good.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

UNSEEN = 0.02
"""Probability of a pair that nothing brought together."""


@dataclass(slots=True)
class Group:
    """Rows that are in one case, and the weakest link that holds each."""

    rows: list[int]
    scores: dict[int, float]
    case: str | None = None
    apart: set[int] = field(default_factory=set)
    main: bool = True
    """Whether it is a case, or holds what a report is mainly about."""
    links: dict[int, tuple[float, int]] = field(default_factory=dict)
    """Other group -> sum of probabilities over the compared pairs between the two, their number."""


def cluster(
    groups: Sequence[Group], pairs: Mapping[tuple[int, int], float], join: float
) -> list[Group]:
    """Join groups (numbered by their place in the list) while their mean link reaches `join`.

    `pairs` gives the probabilities of compared rows. `apart` and `case` of the groups given say
    which may never meet. Answers the groups that remain, in the order of their first rows.
    """
    live = dict(enumerate(groups))
    of_row = {row: number for number, group in live.items() for row in group.rows}
    _link(live, of_row, pairs)
    heap = [_entry(live, a, b) for a, group in live.items() for b in group.links if a < b]
    heapq.heapify(heap)
    fresh = len(live)
    while heap:
        _, minus, _, _, a, b = heapq.heappop(heap)
        if -minus < join or a not in live or b not in live or _forbidden(live, a, b):
            continue
        live[fresh] = _joined(live, a, b, fresh, -minus)
        del live[a], live[b]
        for other in live[fresh].links:
            heapq.heappush(heap, _entry(live, fresh, other))
        fresh += 1
    return sorted(live.values(), key=lambda group: group.rows[0])


def _link(
    live: dict[int, Group], of_row: Mapping[int, int], pairs: Mapping[tuple[int, int], float]
) -> None:
    sums: dict[tuple[int, int], list[float]] = defaultdict(list)
    for (x, y), probability in sorted(pairs.items()):
        a, b = sorted((of_row[x], of_row[y]))
        if a != b:
            sums[a, b].append(probability)
    for (a, b), found in sums.items():
        live[a].links[b] = live[b].links[a] = (sum(found), len(found))


def _entry(live: Mapping[int, Group], a: int, b: int) -> tuple[bool, float, int, int, int, int]:
    """Return a heap entry: main groups before others, then strongest first.

    What a report mentions besides, or was cut off from its main attack by mistake, must not keep
    main accounts apart. Ties fall by the smallest rows, which are in key order.
    """
    total, seen = live[a].links[b]
    one, two = live[a].rows, live[b].rows
    everything = len(one) * len(two)
    mean = (total + UNSEEN * (everything - seen)) / everything
    first, second = sorted((one[0], two[0]))
    aside = not (live[a].main and live[b].main)
    return aside, -round(mean, 9), first, second, a, b


def _forbidden(live: Mapping[int, Group], a: int, b: int) -> bool:
    one, two = live[a], live[b]
    return b in one.apart or (
        one.case is not None and two.case is not None and one.case != two.case
    )


def _joined(live: Mapping[int, Group], a: int, b: int, fresh: int, link: float) -> Group:
    one, two = live[a], live[b]
    links = {}
    for other in sorted((one.links.keys() | two.links.keys()) - {a, b}):
        parts = [g.links[other] for g in (one, two) if other in g.links]
        links[other] = (sum(p[0] for p in parts), sum(p[1] for p in parts))
        for gone in (a, b):
            live[other].links.pop(gone, None)
        live[other].links[fresh] = links[other]
    apart = one.apart | two.apart
    for other in apart:
        if other in live:
            live[other].apart.add(fresh)
    return Group(
        rows=sorted(one.rows + two.rows),
        scores=_scores(one, two, link),
        case=two.case if one.case is None else one.case,
        main=one.main or two.main,
        apart=apart,
        links=links,
    )


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


def singletons(rows: Iterable[int]) -> list[Group]:
    """Return a group for each row."""
    return [Group(rows=[row], scores={row: 1.0}) for row in rows]
