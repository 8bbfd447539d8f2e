"""Remove accounts from an index: renumber the rows, and note whom the removal affects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vigil.reading.engines.linking.index_cases import MEMBERSHIP
from vigil.reading.engines.linking.index_files import IndexFiles, State
from vigil.reading.linkage.batch import WEIGHED
from vigil.reading.linkage.blocking import Entries, rows_of
from vigil.reading.linkage.proposals import Scored
from vigil.reading.linkage.words import Ints

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Remaining:
    """An index after a removal, by the rows of the accounts that remain."""

    state: State
    """Its profiles and weighed accounts are written already."""
    lists: Mapping[str, Entries]
    scored: Scored
    held: pa.Table
    beside: Ints
    """Rows with a compared pair that was removed."""
    lost: Mapping[str, Ints]
    """For each search, the rows that lost a neighbour."""
    keys: list[str]
    """Keys of the removed accounts."""
    gone: pa.Table
    """Their weighed profiles."""
    cases: set[str]
    """Keys of their cases."""


def remove_rows(files: IndexFiles, state: State, rows: Sequence[int]) -> Remaining:
    """Return an index without some rows. Nothing changes until the result is committed."""
    stays = np.ones(state.rows, dtype=bool)
    stays[rows] = False
    place = np.cumsum(stays) - 1
    every = files.all(state.accounts, WEIGHED)
    gone = every.filter(pa.array(~stays)) if rows else WEIGHED.empty_table()
    held = files.open(state.held) if state.held else MEMBERSHIP.empty_table()
    scored = files.scored(state.scored) if state.scored else Scored.together([])
    lists = {search: files.entries(name) for search, name in state.lists.items()}
    none = np.zeros(0, dtype=np.int64)
    if not rows:
        lost = dict.fromkeys(lists, none)
        return Remaining(state, lists, scored, held, none, lost, [], gone, set())
    cases = set(held["case"].filter(pa.array(~stays)).to_pylist())
    left, right = rows_of(scored.pairs)
    both = stays[left] & stays[right]
    beside = np.concatenate([left[~both], right[~both]])
    scored = scored.some(both)
    lost = {}
    for search, entries in lists.items():
        one, two = rows_of(entries)
        lost[search] = place[one[stays[one] & ~stays[two]]]
        lists[search] = _renumbered(entries, stays, place)
    return Remaining(
        msgspec.structs.replace(
            state,
            profiles=_filtered(files, state.profiles, stays),
            accounts=_filtered(files, state.accounts, stays),
            since=state.since + len(rows),
            rows=int(stays.sum()),
        ),
        lists,
        Scored(_renumbered(scored.pairs, stays, place), scored.probability, scored.forbidden),
        held.filter(pa.array(stays)),
        place[beside[stays[beside]]],
        lost,
        gone["key"].to_pylist(),
        gone,
        cases,
    )


def _renumbered(numbers: Entries, stays: Bools, place: Ints) -> Entries:
    """Replace old row numbers with new ones, where both rows remain; the order is the same."""
    one, two = rows_of(numbers)
    both = stays[one] & stays[two]
    return (place[one[both]] << 32) | place[two[both]]


def _filtered(files: IndexFiles, names: Sequence[str], stays: Bools) -> list[str]:
    """Rewrite the tables that lose rows; return the names of all tables."""
    kept = []
    sizes = [files.open(name).num_rows for name in names]
    for name, end, size in zip(names, accumulate(sizes), sizes, strict=True):
        mine = stays[end - size : end]
        if mine.all():
            kept.append(name)
        else:
            table = files.open(name).filter(pa.array(mine))
            kept.append(files.write(table, name.split("-")[0]))
    return kept
