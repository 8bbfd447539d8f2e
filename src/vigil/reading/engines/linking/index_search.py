"""Update the candidate pairs of an index after accounts were added or removed.

The result equals a full search. Only rows whose neighbours may differ are searched again: new rows,
rows near a new row, rows that lost a neighbour, and rows with a word or key that crossed the limit
above which it is too common to bring accounts together.
"""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vigil.reading.engines.linking.local import SEARCHES
from vigil.reading.linkage.batch import Batch
from vigil.reading.linkage.blocking import (
    BLOCK,
    LEAST,
    NEIGHBOURS,
    RARE,
    Entries,
    Pairs,
    abroad,
    among,
    block_pairs,
    everywhere,
    near_in_time,
    once,
    pairs_in,
    rare_words,
    rows_of,
    windows,
)
from vigil.reading.linkage.words import UNIT, WORDS, Ints

Bools = NDArray[np.bool_]
Lists = Mapping[str, Entries]
"""The neighbours that each of SEARCHES found."""


class Update(NamedTuple):
    """The accounts of an index now, and how they differ from those searched before."""

    batch: Batch
    came: Bools
    """Which rows are new."""
    gone: Batch
    """The removed accounts."""
    lists: Lists
    """Neighbours found before among the accounts that remain, by their present rows."""
    lost: Mapping[str, Ints]
    """For each search, the rows that lost a neighbour."""


class SearchResult(NamedTuple):
    """The neighbours that a full search would find, and the pairs that changed."""

    lists: dict[str, Entries]
    added: Pairs
    dropped: Pairs


def update_search(update: Update) -> SearchResult:
    """Search again where neighbours may differ; return what a full search would find."""
    # Threads share the accounts, and what takes the time waits for none of Python's locks.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found = dict(zip(SEARCHES, threads.map(partial(_search, update), SEARCHES), strict=True))
    lists, appeared, vanished = {}, [], []
    for name, (asked, fresh) in found.items():
        before = update.lists[name]
        one, two = rows_of(before)
        # A key brings two rows together from both sides; a neighbour is one row's own.
        replaced = asked[one] | asked[two] if name == "blocks" else asked[one]
        old = before[replaced]
        lists[name] = np.sort(np.concatenate([before[~replaced], fresh]), kind="stable")
        appeared.append(fresh[~among(fresh, old)])
        vanished.append(old[~among(old, fresh)])
    added, dropped = (pairs_in(np.concatenate(some)) for some in (appeared, vanished))
    return SearchResult(
        lists,
        added[~_in_any(added, update.lists.values())],
        dropped[~_in_any(dropped, lists.values())],
    )


def _in_any(pairs: Pairs, lists: Iterable[Entries]) -> Bools:
    """Mark the pairs that any search found, from either side."""
    one, two = rows_of(pairs)
    back = (two << 32) | one
    found = np.zeros(len(pairs), dtype=bool)
    for entries in lists:
        found |= among(pairs, entries) | among(back, entries)
    return found


def _search(update: Update, name: str) -> tuple[Bools, Entries]:
    """Return the rows that one search asked for again, and their neighbours."""
    if name == "blocks":
        return _by_keys(update)
    where, field = name.split()
    batch = update.batch
    asked = np.zeros(len(batch), dtype=bool)
    asked[update.lost[name]] = True
    count = np.bincount(rows_of(update.lists[name])[0], minlength=len(batch))
    crowded = count > NEIGHBOURS
    if where == "months":
        return asked, _near_in_time(update, field, asked, crowded)
    asked |= _affected(batch.weights[field], update.came, update.gone.weights[field], crowded)
    if where == "everywhere":
        return asked, everywhere(batch, field, asked)
    asked &= batch["language"] != 0
    return asked, abroad(batch, field, asked)


def _by_keys(update: Update) -> tuple[Bools, Entries]:
    offsets, keys = update.batch.blocks
    row = np.repeat(np.arange(len(update.batch)), np.diff(offsets))
    came, gone = keys[update.came[row]], update.gone.blocks[1]
    changed = once(np.concatenate([came, gone]))
    mine = among(keys, changed)
    place = np.searchsorted(changed, keys[mine])
    now = np.bincount(place, minlength=len(changed))
    before = now - _counts(changed, came) + _counts(changed, gone)
    brings = (now <= BLOCK) | (before <= BLOCK)
    asked = np.zeros(len(update.batch), dtype=bool)
    asked[row[mine][brings[place]]] = True
    wanted = among(keys, once(keys[asked[row]]))
    ends = np.concatenate([[0], np.cumsum(wanted)])[offsets]
    found = block_pairs(ends, keys[wanted])
    one, two = rows_of(found)
    return asked, found[asked[one] | asked[two]]


def _counts(known: Ints, numbers: Ints) -> Ints:
    return np.bincount(np.searchsorted(known, numbers), minlength=len(known))


def _near_in_time(update: Update, field: str, asked: Bools, crowded: Bools) -> Entries:
    """Search again near the months of added and removed accounts; mark the rows asked for."""
    batch, came = update.batch, update.came
    month, left = batch["month"].astype(np.int64), update.gone["month"].astype(np.int64)
    months = once(np.concatenate([month[came], left]))
    weights, away = batch.weights[field], update.gone.weights[field]
    found = [np.zeros(0, dtype=np.int64)]
    for rows, own in windows(batch["month"]):
        here = month[rows[own][0]]
        if np.abs(months - here).min(initial=2) > 1:
            continue
        gone = away[np.abs(left - here) <= 1]
        reached = _affected(weights[rows], came[rows], gone, crowded[rows])
        asked[rows[reached & own]] = True
        found.append(near_in_time(batch["id"], weights, rows, asked[rows] & own))
    return once(np.concatenate(found))


def _affected(weights: Any, came: Bools, gone: Any, crowded: Bools) -> Bools:
    """Mark the rows whose neighbours by rare words may differ after additions and removals.

    A row takes a place among its own nearest rows. Where it had none (`crowded`: other rows hold
    all places), it can gain one when a word that only it had is shared by a second row.
    """
    rare = rare_words(weights)
    reached = came.copy()
    if came.any():
        likeness = (rare[came] @ rare.T.tocsr()).tocsr()
        reached[likeness.indices[likeness.data > int(LEAST * UNIT * UNIT)]] = True
    new = weights[came].indices
    marked = np.zeros(WORDS, dtype=bool)
    marked[new] = marked[gone.indices] = True
    place = np.flatnonzero(marked[weights.indices])
    row = np.searchsorted(weights.indptr, place, "right") - 1
    words = once(np.concatenate([new, gone.indices]))
    number = np.searchsorted(words, weights.indices[place])
    now = np.bincount(number, minlength=len(words))
    before = now - _counts(words, new) + _counts(words, gone.indices)
    changed = ((now <= RARE) != (before <= RARE)) | ((now == 1) & (before > 1))
    met = (now > 1) & (before <= 1)
    reached[row[changed[number] | (met[number] & crowded[row])]] = True
    return reached
