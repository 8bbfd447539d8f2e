from itertools import pairwise

import numpy as np

from linkage.samples import singletons
from vigil.linkage.clustering import Apart, Group, Told, cluster


def told(pairs: dict[tuple[int, int], float]) -> list[Told]:
    return [(a, b, probability) for (a, b), probability in sorted(pairs.items())]


def rows(groups: list[Group]) -> list[list[int]]:
    return [group.rows for group in groups]


def test_a_chain_does_not_merge() -> None:
    chain = dict.fromkeys(pairwise(range(12)), 0.9)
    assert max(len(group) for group in rows(cluster(singletons(range(12)), told(chain), 0.5))) == 2


def test_two_dense_groups_with_one_likely_bridge_stay_two() -> None:
    dense = {(a, b): 0.9 for a in range(8) for b in range(a + 1, 8) if (a < 4) == (b < 4)}
    assert rows(cluster(singletons(range(8)), told(dense | {(3, 4): 0.89}), 0.5)) == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
    ]


def test_groups_held_apart_stay_apart_through_others() -> None:
    groups = singletons(range(3))
    groups[0].apart, groups[2].apart = {2}, {0}
    found = rows(cluster(groups, told({(0, 1): 0.99, (1, 2): 0.98, (0, 2): 0.99}), 0.3))
    assert found == [[0, 1], [2]]


def test_two_cases_never_join_and_an_account_joins_the_nearer() -> None:
    groups = singletons(range(3))
    groups[0].case, groups[1].case = "1", "2"
    found = cluster(groups, told({(0, 1): 0.99, (0, 2): 0.6, (1, 2): 0.8}), 0.5)
    assert [(group.rows, group.case) for group in found] == [([0], "1"), ([1, 2], "2")]
    assert found[1].scores == {1: 1.0, 2: 0.8}


def test_the_smaller_side_bears_the_weaker_link() -> None:
    pairs = {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.9, (0, 3): 0.6, (1, 3): 0.6, (2, 3): 0.6}
    (found,) = cluster(singletons(range(4)), told(pairs), 0.5)
    assert found.scores == {0: 0.9, 1: 0.9, 2: 0.9, 3: 0.6}


def test_nothing_in_nothing_out() -> None:
    assert cluster([], [], 0.5) == []


def test_rows_that_facts_forbid_stay_apart_through_others() -> None:
    pairs = told({(0, 1): 0.99, (1, 2): 0.98})
    apart = Apart(4, np.array([0]), np.array([2]))
    assert rows(cluster(singletons(range(4)), pairs, 0.3, apart)) == [[0, 1], [2], [3]]
