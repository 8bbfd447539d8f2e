import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reading.linkage.samples import clustered, standing
from vigil.reading.linkage.blocking import pairs_of
from vigil.reading.linkage.clustering import UNSEEN
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.proposals import Scored, doubts, proposals
from vigil.reading.linkage.records import Judgement

JOIN = 0.4
LIKELY = st.dictionaries(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(0, 1).map(lambda p: round(p, 3)),
)


def scored(likely: dict[tuple[int, int], float]) -> Scored:
    ends = np.array(list(likely), dtype=np.int64).reshape(-1, 2)
    pairs = pairs_of(ends[:, 0], ends[:, 1])
    order = np.argsort(pairs)
    values = np.array(list(likely.values()), dtype=np.float64)
    return Scored(pairs[order], values[order], np.zeros(len(pairs), dtype=bool))


def names(count: int) -> list[str]:
    return [f"k{number:02d}" for number in range(count)]


@given(LIKELY)
def test_what_is_not_connected_does_not_count(likely: dict[tuple[int, int], float]) -> None:
    keys = names(12)
    found = proposals(keys, standing(12), scored(likely), JOIN)
    told = {pair: p for pair, p in likely.items() if p > UNSEEN}
    expected = [[keys[row] for row in group] for group in clustered(12, told, JOIN)]
    assert [case.accounts for case in found] == expected


def test_only_what_is_touched_is_given() -> None:
    near = scored({(0, 1): 0.9, (2, 3): 0.9})
    touched = np.array([False, True, False, False, False])
    found = proposals(names(5), standing(5), near, JOIN, touched=touched)
    assert [case.accounts for case in found] == [["k00", "k01"]]


def test_cases_come_by_their_first_accounts_whatever_the_order_of_rows() -> None:
    keys, near = ["k3", "k1", "k0", "k2"], scored({(0, 1): 0.9})
    found = list(proposals(keys, standing(4), near, JOIN))
    assert [case.accounts for case in found] == [["k0"], ["k1", "k3"], ["k2"]]
    assert [case.key for case in found] == ["k0", "k1", "k2"]
    assert found[1].scores == {"k1": 0.9, "k3": 0.9}


def test_nothing_in_nothing_out() -> None:
    assert list(proposals([], standing(0), scored({}), JOIN)) == []


def test_cases_that_nearly_joined_are_in_doubt_unless_a_person_said_so() -> None:
    keys, near = names(3), scored({(0, 1): 0.3, (1, 2): 0.1})
    cases = list(proposals(keys, standing(3), near, JOIN))
    (doubt,) = doubts(keys, cases, near, JOIN)
    assert (doubt.a, doubt.b, doubt.probability) == ("k00", "k01", 0.3)
    apart = Constraints([Judgement(a="k00", b="k01", verdict="different")], {})
    assert doubts(keys, cases, near, JOIN, apart) == []
