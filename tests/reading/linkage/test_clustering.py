import random
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from reading.linkage.samples import clustered, edges, starts
from vigil.reading.linkage.clustering import MILLION, UNSEEN, cluster

Likely = dict[tuple[int, int], float]


def test_a_chain_does_not_merge() -> None:
    chain = dict.fromkeys(pairwise(range(12)), 0.9)
    assert max(map(len, clustered(12, chain, 0.5))) == 2


def test_two_dense_groups_with_one_likely_bridge_stay_two() -> None:
    dense = {(a, b): 0.9 for a in range(8) for b in range(a + 1, 8) if (a < 4) == (b < 4)}
    assert clustered(8, dense | {(3, 4): 0.89}, 0.5) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_groups_held_apart_stay_apart_through_others() -> None:
    likely = {(0, 1): 0.99, (1, 2): 0.98, (0, 2): 0.99}
    assert clustered(3, likely, 0.3, apart=[(0, 2)]) == [[0, 1], [2]]


def test_rows_that_facts_forbid_stay_apart_through_others() -> None:
    likely = {(0, 1): 0.99, (1, 2): 0.98}
    assert clustered(4, likely, 0.3, barred=[(0, 2)]) == [[0, 1], [2], [3]]


def test_two_cases_never_join_and_an_account_joins_the_nearer() -> None:
    found = cluster(starts(3, case=[1, 2, 0]), edges({(0, 1): 0.99, (0, 2): 0.6, (1, 2): 0.8}), 0.5)
    assert found.label.tolist() == [0, 1, 1]
    assert found.score.tolist() == [1.0, 1.0, 0.8]


def test_no_fact_counts_within_one_case() -> None:
    likely = {(0, 1): 0.9}
    found = cluster(starts(2, case=[1, 1]), edges(likely, barred=[(0, 1)]), 0.3)
    assert found.label.tolist() == [0, 0]


def test_the_smaller_side_bears_the_weaker_link() -> None:
    pairs = {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.9, (0, 3): 0.6, (1, 3): 0.6, (2, 3): 0.6}
    found = cluster(starts(4), edges(pairs), 0.5)
    assert found.label.tolist() == [0, 0, 0, 0]
    assert found.score.tolist() == [0.9, 0.9, 0.9, 0.6]


def test_what_a_report_tells_twice_joins_the_case_of_its_other_telling() -> None:
    likely = {(0, 1): 0.9, (0, 2): 0.8, (1, 2): 0.05}
    main = [True, True, False]
    found = cluster(starts(3, main=main), edges(likely, siblings=[(0, 2)]), 0.5)
    assert found.label.tolist() == [0, 0, 0]
    assert found.score.tolist() == [0.9, 0.9, 0.8]
    alone = cluster(starts(3, main=main), edges(likely), 0.5)
    assert alone.label.tolist() == [0, 0, 2]


def test_what_people_hold_apart_stays_apart_within_a_report() -> None:
    likely = {(0, 1): 0.9}
    told = edges(likely, apart=[(0, 1)], siblings=[(0, 1)])
    assert cluster(starts(2, main=[True, False]), told, 0.5).label.tolist() == [0, 1]


def test_a_text_that_lists_attacks_joins_one_case_and_glues_none() -> None:
    likely = {(0, 2): 0.95, (1, 2): 0.9}
    firm = cluster(starts(3), edges(likely), 0.4)
    assert firm.label.tolist() == [0, 0, 0]
    found = cluster(starts(3, loose=[False, False, True]), edges(likely), 0.4)
    assert found.label.tolist() == [0, 1, 0]


def test_two_texts_that_list_attacks_and_are_one_text_join() -> None:
    found = cluster(starts(2, loose=[True, True]), edges({(0, 1): 0.9}), 0.4)
    assert found.label.tolist() == [0, 0]


def test_main_groups_join_first() -> None:
    likely = {(0, 1): 0.6, (1, 2): 0.9}
    main = [True, True, False]
    found = cluster(starts(3, main=main), edges(likely), 0.5)
    assert found.label.tolist() == [0, 0, 2]


def test_nothing_in_nothing_out() -> None:
    assert clustered(0, {}, 0.5) == []


def one_after_the_other(count: int, likely: Likely, join: float) -> list[list[int]]:
    """Cluster as the definition says: join the two groups with the highest mean, and again."""
    groups = [[row] for row in range(count)]

    def mean(two: tuple[list[int], list[int]]) -> Fraction:
        told = [likely.get((min(x, y), max(x, y)), UNSEEN) for x in two[0] for y in two[1]]
        return Fraction(sum(round(p * MILLION) for p in told), MILLION * len(told))

    while len(groups) > 1:
        means = sorted(((mean(two), two) for two in combinations(groups, 2)), reverse=True)
        best, (a, b) = means[0]
        if best < join:
            break
        assume(len(means) == 1 or means[1][0] < best)  # of equals either may join
        groups = [group for group in groups if group not in (a, b)] + [sorted(a + b)]
    return sorted(groups)


def unlike_any_other(number: int) -> float:
    """Return a probability, such that hardly two means of some are the same."""
    return random.Random(number).randrange(20_001, MILLION) / MILLION


@given(
    st.permutations(range(1, 67)).map(
        lambda order: dict(
            zip(combinations(range(12), 2), map(unlike_any_other, order), strict=True)
        )
    ),
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11))),
)
def test_in_rounds_as_one_after_the_other(likely: Likely, untold: set[tuple[int, int]]) -> None:
    told = {pair: p for pair, p in likely.items() if pair not in untold}
    assert clustered(12, told, 0.4) == one_after_the_other(12, told, 0.4)


def test_the_order_of_pairs_says_nothing() -> None:
    dice = np.random.default_rng(3)
    pairs = {pair: float(dice.integers(1, 10)) / 10 for pair in combinations(range(30), 2)}
    shuffled = dict(dice.permutation(np.array(list(pairs.items()), dtype=object)).tolist())
    one, two = (cluster(starts(30), edges(told), 0.5) for told in (pairs, shuffled))
    assert one.label.tolist() == two.label.tolist()
    assert one.score.tolist() == two.score.tolist()
