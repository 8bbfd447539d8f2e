"""Which accounts are compared at all.

Comparing every two accounts would take the square of their number. Accounts meet when they have
words, names, or place and day in common. What is dropped: neighbours by words beyond the
`NEIGHBOURS` nearest, words and names that more than a stated number of accounts share, and within
a place-and-day block beyond `BLOCK` accounts those that share nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from vigil.linkage.names import name_keys
from vigil.linkage.profiles import Profile
from vigil.linkage.texts import Vectors

NEIGHBOURS = 20
"""Nearest accounts by the words of the texts, and as many by capitalised words."""
RARE = 150
"""A word carried by more accounts than this brings none together."""
BLOCK = 60
"""Accounts of one name, or one place and day, that are all compared with each other."""
WINDOW = 3
"""Days between two accounts of the same place that are compared for that alone."""
_CHUNK = 512
_LEAST = 0.05

PairOfRows = tuple[int, int]


def candidates(batch: Sequence[Profile], vectors: Vectors) -> set[PairOfRows]:
    """Return the pairs of rows to compare, the smaller row first."""
    found = set(_neighbours(vectors.text))
    found.update(_neighbours(vectors.entities))
    found.update(_neighbours(vectors.pairs))
    found.update(_by_keys((row, name_keys(p.names)) for row, p in enumerate(batch)))
    found.update(_by_keys((row, _place_days(p)) for row, p in enumerate(batch)))
    return found


def _neighbours(matrix: Any) -> Iterator[PairOfRows]:
    """Give each row's nearest rows by its rare words."""
    frequency = np.diff(matrix.tocsc().indptr)
    rare = matrix[:, np.flatnonzero((frequency > 1) & (frequency <= RARE))].tocsr()
    turned = rare.T.tocsr()
    for start in range(0, rare.shape[0], _CHUNK):
        product = (rare[start : start + _CHUNK] @ turned).tocsr()
        product.sort_indices()
        for offset in range(product.shape[0]):
            row = start + offset
            begin, end = product.indptr[offset], product.indptr[offset + 1]
            columns, values = product.indices[begin:end], product.data[begin:end]
            keep = (columns != row) & (values >= _LEAST)
            columns, values = columns[keep], values[keep]
            # A stable sort over ascending columns: ties fall the same way on every run.
            nearest = np.argsort(-values, kind="stable")[:NEIGHBOURS]
            for other in columns[nearest].tolist():
                yield (row, other) if row < other else (other, row)


def _by_keys(keyed: Iterable[tuple[int, set[str]]]) -> Iterator[PairOfRows]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for row, keys in keyed:
        for key in keys:
            blocks[key].append(row)
    for rows in blocks.values():
        if len(rows) <= BLOCK:
            yield from ((a, b) for n, a in enumerate(rows) for b in rows[n + 1 :])


def _place_days(profile: Profile) -> set[str]:
    """Return a key for each day around the attack at its place; precise days only."""
    if not profile.place or profile.when is None or profile.when[0] != profile.when[1]:
        return set()
    day = profile.when[0]
    return {f"{profile.place}@{day + shift}" for shift in range(WINDOW + 1)}
