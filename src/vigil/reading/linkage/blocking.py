"""Which accounts are compared at all.

Comparing every two accounts would take the square of their number. Accounts meet when they have
a key in common (`blocks`: one report; names of victims by sound; place and day; word runs of a
copied text), or are neighbours by rare words. Neighbours are sought among the accounts of one
month and the two beside it, where what is rare is rare in these months, so that the work grows with
the number of accounts and no faster; names of people and places by their sound are sought in all
months, so that a trial report years later still meets the first. Where languages differ, single
names by sound and concepts are sought too, among the accounts in other languages.

What is dropped: neighbours beyond the `NEIGHBOURS` nearest; words that more than `RARE` accounts
share; keys that more than `BLOCK` accounts share.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from vigil.reading.linkage.batch import Batch
from vigil.reading.linkage.words import UNIT, Ints

NEIGHBOURS = 20
"""Nearest accounts by the words of a field."""
RARE = 150
"""A word carried by more accounts than this brings none together."""
BLOCK = 60
"""Accounts of one key that are all compared with each other."""
WINDOWED = ("text", "entities", "sounds")
"""Fields by whose words neighbours are sought among the accounts of a month and those beside it."""
EVERYWHERE = ("sounds", "entities")
"""Fields by whose words they are sought in all months: names outlive what else is told."""
ABROAD = ("name_sounds", "concepts")
"""Fields by whose words they are sought in all months among accounts in other languages."""
LEAST = 0.05
"""Cosine over rare words that a neighbour must exceed."""
_MANY = 4_000_000
_PRODUCT_BITS = 32
"""More than a product of weights has: it is at most UNIT squared, and what rounding adds."""

Pairs = NDArray[np.int64]
"""Pairs of rows, each as one number: the smaller row times 2**32 plus the larger; sorted, once."""


Entries = NDArray[np.int64]
"""Rows that were asked for and their neighbours, each two as one number: the row asked for times
2**32 plus the other; sorted, once."""


def candidates(batch: Batch) -> Pairs:
    """Return the pairs of rows to compare."""
    found = [block_pairs(*batch.blocks)]
    found += [everywhere(batch, field) for field in EVERYWHERE]
    found += [abroad(batch, field) for field in ABROAD]
    found += [
        near_in_time(batch["id"], batch.weights[field], *window)
        for window in windows(batch["month"])
        for field in WINDOWED
    ]
    return once(np.concatenate([pairs_in(entries) for entries in found]))


def once(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return numbers sorted, each once."""
    ordered = np.sort(
        numbers
    )  # numpy's `unique` hashes them first, which takes several times as long
    kept: NDArray[Any] = ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]
    return kept


def among(numbers: Ints, some: Ints) -> NDArray[np.bool_]:
    """Tell which numbers are among some others, which are sorted and few."""
    if not len(some):
        return np.zeros(len(numbers), dtype=bool)
    place = np.minimum(np.searchsorted(some, numbers), len(some) - 1)
    found: NDArray[np.bool_] = some[place] == numbers
    return found


def rows_of(pairs: Pairs) -> tuple[Ints, Ints]:
    """Return the smaller and the larger rows of pairs."""
    return pairs >> 32, pairs & 0xFFFFFFFF


def pairs_of(one: Ints, two: Ints) -> Pairs:
    """Return pairs of two different rows as numbers, in the order given."""
    return (np.minimum(one, two).astype(np.int64) << 32) | np.maximum(one, two)


def pairs_in(entries: Entries) -> Pairs:
    """Return the pairs of rows and their neighbours, whichever of the two was asked for."""
    return once(pairs_of(*rows_of(entries)))


def entries_of(asked: Ints, others: Ints) -> Entries:
    """Return rows that were asked for and their neighbours as numbers."""
    return once((asked.astype(np.int64) << 32) | others)


def windows(month: NDArray[np.int32]) -> Iterator[tuple[Ints, NDArray[np.bool_]]]:
    """Give, for each month, the rows of it and of those beside it; which are of the month itself.

    Accounts without any date are a month of their own.
    """
    order = np.argsort(month, kind="stable")
    sorted_months = month[order].astype(np.int64)
    for here in once(month).tolist():
        first = np.searchsorted(sorted_months, here - 1, "left")
        last = np.searchsorted(sorted_months, here + 1, "right")
        rows = order[first:last]
        yield rows, month[rows] == here


def near_in_time(ids: Ints, weights: Any, rows: Ints, asked: NDArray[np.bool_]) -> Entries:
    """Return the neighbours, among rows, of those rows that are `asked` for.

    `ids` and `weights` (of one field) are those of a batch, or of a part of it.
    """
    order = np.argsort(ids[rows])
    rows, queries = rows[order], np.flatnonzero(asked[order])
    one, two = neighbours(weights[rows], queries)
    return entries_of(rows[one], rows[two])


def everywhere(batch: Batch, field: str, asked: NDArray[np.bool_] | None = None) -> Entries:
    """Return the neighbours by the words of a field, whenever they were told of.

    Of all rows, or of those that are `asked` for.
    """
    rows = np.argsort(batch["id"])
    queries = np.arange(len(rows)) if asked is None else np.flatnonzero(asked[rows])
    one, two = neighbours(batch.weights[field][rows], queries)
    return entries_of(rows[one], rows[two])


def abroad(batch: Batch, field: str, asked: NDArray[np.bool_] | None = None) -> Entries:
    """Return the neighbours by the words of a field among accounts in other languages.

    Among all, those of an account's own language would leave no place for them. Of all rows, or of
    those that are `asked` for.
    """
    rows = np.argsort(batch["id"])
    language = batch["language"][rows]
    spoken = once(language[language != 0]).tolist()
    if len(spoken) <= 1:
        return np.zeros(0, dtype=np.int64)
    rare = rare_words(batch.weights[field][rows])
    wanted = language != 0 if asked is None else asked[rows]
    found = [
        _nearest_of(
            rare,
            np.flatnonzero(wanted & (language == own)),
            np.flatnonzero((language != own) & (language != 0)),
        )
        for own in spoken
    ]
    one, two = (np.concatenate(side) for side in zip(*found, strict=True))
    return entries_of(rows[one], rows[two])


def neighbours(weights: Any, queries: Ints) -> tuple[Ints, Ints]:
    """Return queries (rows of a matrix of weights) and their nearest rows by rare words.

    The nearest are those with the largest product of weights; of equals, the first rows.
    """
    return _nearest_of(rare_words(weights), queries, None)


def _nearest_of(rare: Any, queries: Ints, others: Ints | None) -> tuple[Ints, Ints]:
    """Return queries and the nearest to each of the rows `others`, sorted; None are all rows."""
    held = rare if others is None else rare[others]
    turned, least = held.T.tocsr(), int(LEAST * UNIT * UNIT)
    enough = NEIGHBOURS + 1
    found = sp_matmul_topn(rare[queries], turned, top_n=2 * enough, threshold=least, sort=False)
    found.sort_indices()
    row = np.repeat(np.arange(len(queries)), np.diff(found.indptr))
    # By row, then the largest product, then the first index, in one sort: a stable one.
    order = np.argsort((row << _PRODUCT_BITS) - found.data, kind="stable")
    rank = np.arange(len(order)) - found.indptr[row[order]]
    kept = order[rank < enough]
    one, two = row[kept], found.indices[kept].astype(np.int64)
    tied = _tied(found, order, enough)
    if len(tied):
        again = [_nearest(rare[queries[number]], turned, least, enough) for number in tied]
        rest = ~np.isin(one, tied)
        one = np.concatenate([one[rest], np.repeat(tied, [len(near) for near in again])])
        two = np.concatenate([two[rest], *again])
    one = queries[one]
    two = two if others is None else others[two]
    return one[one != two], two[one != two]


def rare_words(weights: Any) -> Any:
    """Return the columns of a matrix of weights that more than one and at most RARE rows have."""
    if len(weights.indices) < _MANY:
        _, column, frequency = np.unique(weights.indices, return_inverse=True, return_counts=True)
    else:  # counting is faster than sorting, once there is something to count for each word
        column = weights.indices
        frequency = np.bincount(column, minlength=weights.shape[1])
    rare = (frequency > 1) & (frequency <= RARE)
    number = (np.cumsum(rare) - 1).astype(np.int32)
    kept = rare[column]
    offsets = np.concatenate([[0], np.cumsum(kept)])[weights.indptr].astype(np.int32)
    shape = (weights.shape[0], max(1, int(rare.sum())))
    return csr_matrix(
        (weights.data[kept].astype(np.int32), number[column[kept]], offsets), shape=shape
    )


def _tied(found: Any, order: Ints, enough: int) -> Ints:
    """Return the rows whose list is full and whose last counted value is that of its end.

    Which of the equals beyond the end of such a list are in it is chance.
    """
    full = np.flatnonzero(np.diff(found.indptr) == 2 * enough)
    start = found.indptr[full]
    values = found.data[order]
    tied: Ints = full[values[start + enough - 1] == values[start + 2 * enough - 1]]
    return tied


def _nearest(row: Any, turned: Any, least: int, enough: int) -> Ints:
    product = (row @ turned).tocsr()
    order = np.lexsort((product.indices, -product.data))[:enough]
    kept = order[product.data[order] > least]
    nearest: Ints = product.indices[kept].astype(np.int64)
    return nearest


def block_pairs(offsets: Ints, keys: Ints) -> Pairs:
    """Return the pairs of rows that share a key which at most `BLOCK` rows have."""
    row = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    order = np.argsort(keys, kind="stable")
    row, keys = row[order], keys[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else keys
    sizes = np.diff(np.concatenate([starts, [len(keys)]]))
    found = [np.zeros(0, dtype=np.int64)]
    for size in range(2, BLOCK + 1):
        members = row[starts[sizes == size][:, None] + np.arange(size)]
        one, two = np.triu_indices(size, 1)
        found.append(once(pairs_of(members[:, one].ravel(), members[:, two].ravel())))
    return once(np.concatenate(found))
