"""From probabilities of pairs to pairs that are accepted.

Each list counts a person once, so a row matches at most one row of the other list. A pair's chance
is weighed against its rivals before (`rivals`). Here the pairs with the greatest total log-odds are
chosen (the assignment of Jaro, "Advances in Record-Linkage Methodology", JASA 84, 1989), in each
group of rows that hang together. No pair is accepted because its rows match a third: there are no
chains.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from vigil.reading.linkage.lists.blocking import Rows
from vigil.reading.linkage.lists.rivals import SURE, Floats

LARGE = 1500
"""Rows of one side in a group beyond which pairs are taken in the order of their odds."""


def assign(pairs: Sequence[Rows], odds: Floats, *, many: bool) -> list[int]:
    """Return the numbers of the pairs to accept among those given, in order."""
    if many:
        return _best_of_each(pairs, odds)
    if not pairs:
        return []
    left = {row: n for n, row in enumerate(sorted({x for x, _ in pairs}))}
    right = {row: len(left) + n for n, row in enumerate(sorted({y for _, y in pairs}))}
    size = len(left) + len(right)
    x = np.array([left[a] for a, _ in pairs])
    y = np.array([right[b] for _, b in pairs])
    _, group = connected_components(
        coo_matrix((np.ones(len(pairs)), (x, y)), shape=(size, size)), directed=False
    )
    groups: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(x.tolist()):
        groups[int(group[row])].append(number)
    chosen: list[int] = []
    for numbers in groups.values():
        chosen += numbers if len(numbers) == 1 else _of_group(numbers, pairs, odds)
    return sorted(chosen)


def _best_of_each(pairs: Sequence[Rows], odds: Floats) -> list[int]:
    best: dict[int, int] = {}
    for number in sorted(range(len(pairs)), key=lambda n: (-odds[n], pairs[n])):
        best.setdefault(pairs[number][0], number)
    return sorted(best.values())


def _of_group(numbers: Sequence[int], pairs: Sequence[Rows], odds: Floats) -> list[int]:
    ours = {row: n for n, row in enumerate(sorted({pairs[n][0] for n in numbers}))}
    theirs = {row: n for n, row in enumerate(sorted({pairs[n][1] for n in numbers}))}
    if max(len(ours), len(theirs)) > LARGE:
        return _greedily(numbers, pairs, odds)
    gain = np.zeros((len(ours), len(theirs)))
    number_of = {}
    for number in numbers:
        place = (ours[pairs[number][0]], theirs[pairs[number][1]])
        # Above zero, whatever the threshold: an empty cell must be worth less than any pair.
        gain[place] = float(odds[number]) + 2 * SURE
        number_of[place] = number
    chosen = zip(*linear_sum_assignment(gain, maximize=True), strict=True)
    return [number_of[place] for x, y in chosen if (place := (int(x), int(y))) in number_of]


def _greedily(numbers: Sequence[int], pairs: Sequence[Rows], odds: Floats) -> list[int]:
    taken: tuple[set[int], set[int]] = set(), set()
    chosen = []
    for number in sorted(numbers, key=lambda n: (-odds[n], pairs[n])):
        x, y = pairs[number]
        if x not in taken[0] and y not in taken[1]:
            taken[0].add(x)
            taken[1].add(y)
            chosen.append(number)
    return chosen
