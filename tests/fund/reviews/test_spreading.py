"""Spreading applications among reviewers: as even as the bars allow, nobody twice."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from vigil.fund.reviews.spreading import ReviewTask, spread

PEOPLE = range(4)
ABLE = st.frozensets(st.sampled_from(PEOPLE))
TASKS = st.lists(st.tuples(ABLE, st.integers(1, 2)), max_size=5)


def tasks_of(found: list[tuple[frozenset[int], int]]) -> list[ReviewTask]:
    return [ReviewTask(n, wanted, able) for n, (able, wanted) in enumerate(found)]


@given(TASKS, st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_nobody_gets_what_they_cannot_and_no_other_way_is_more_even(
    found: list[tuple[frozenset[int], int]], before: list[int]
) -> None:
    tasks, loads = tasks_of(found), dict(enumerate(before))
    given_out = spread(tasks, loads)
    for task in tasks:
        who = given_out[task.key]
        assert set(who) <= task.able
        assert len(set(who)) == len(who) == min(task.wanted, len(task.able))
    assert squares(given_out, loads) == min(
        squares(dict(enumerate(way)), loads) for way in all_ways(tasks)
    )
    assert spread(tasks, loads) == given_out


def squares(given_out: dict[int, tuple[int, ...]], loads: dict[int, int]) -> int:
    counted = Counter(who for people in given_out.values() for who in people)
    return sum((loads[who] + counted[who]) ** 2 for who in PEOPLE)


def all_ways(tasks: list[ReviewTask]) -> list[tuple[tuple[int, ...], ...]]:
    from itertools import combinations

    each = [
        list(combinations(sorted(task.able), min(task.wanted, len(task.able)))) for task in tasks
    ]
    return list(product(*each))


def test_a_chain_evens_out_what_the_first_choice_could_not() -> None:
    # Everybody shares work with one neighbour only: whoever is free is two steps away.
    tasks = [
        *(ReviewTask(n, 1, frozenset({0})) for n in range(4)),
        *(ReviewTask(10 + n, 1, frozenset({0, 1})) for n in range(4)),
        *(ReviewTask(20 + n, 1, frozenset({1, 2})) for n in range(4)),
    ]
    counted = Counter(
        who for people in spread(tasks, {0: 0, 1: 0, 2: 0}).values() for who in people
    )
    assert counted == {0: 4, 1: 4, 2: 4}
