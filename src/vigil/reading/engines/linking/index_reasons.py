"""Why an index holds an account in its case, or two cases in doubt: their likeliest pair."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pyarrow as pa

from vigil.reading.linkage.batch import Batch
from vigil.reading.linkage.blocking import rows_of
from vigil.reading.linkage.explaining import ScoreReason, explain
from vigil.reading.linkage.model import current_model
from vigil.reading.linkage.proposals import Scored
from vigil.reading.linkage.words import Ints

Pair = tuple[str, str]
"""The keys of two cases."""


def reasons_of_accounts(
    accounts: pa.Table, case: Sequence[str], scored: Scored, wanted: Collection[str]
) -> dict[str, list[ScoreReason]]:
    """Return, for each account `wanted`, the reasons of its likeliest pair within its case.

    `accounts` are weighed profiles, `case` the key of each one's case. Whoever is alone, or was
    compared with none of the others, has none.
    """
    number = pa.array(case, pa.string()).dictionary_encode().indices.to_numpy()
    left, right = rows_of(scored.pairs)
    inside = np.flatnonzero((number[left] == number[right]) & ~scored.forbidden)
    own = np.concatenate([left[inside], right[inside]])
    other = np.concatenate([right[inside], left[inside]])
    keys = accounts["key"].to_pylist()
    asked = np.array([key in wanted for key in keys], dtype=bool)[own]
    own, other = own[asked], other[asked]
    likely = np.tile(scored.probability[inside], 2)[asked]
    best = _first_of_each(own, likely, accounts["id"].to_numpy()[other])
    told = _explained(accounts, own[best], other[best])
    return {keys[row]: why for row, why in zip(own[best].tolist(), told, strict=True)}


def reasons_of_doubts(
    accounts: pa.Table, case: Sequence[str], scored: Scored, wanted: Collection[Pair]
) -> Mapping[Pair, list[ScoreReason]]:
    """Return, for pairs of cases, the reasons of the likeliest pair of accounts between them."""
    names = pa.array(case, pa.string()).dictionary_encode()
    number, name = names.indices.to_numpy().astype(np.int64), names.dictionary.to_pylist()
    place = {key: n for n, key in enumerate(name)}
    asked = {
        (min(place[a], place[b]) << 32) | max(place[a], place[b]): (a, b)
        for a, b in wanted
        if a in place and b in place
    }
    left, right = rows_of(scored.pairs)
    one, two = number[left], number[right]
    both = (np.minimum(one, two) << 32) | np.maximum(one, two)
    found = np.flatnonzero(np.isin(both, np.array(list(asked), dtype=np.int64)))
    ids = accounts["id"].to_numpy()
    least = np.minimum(ids[left[found]], ids[right[found]])
    best = found[_first_of_each(both[found], scored.probability[found], least)]
    told = _explained(accounts, left[best], right[best])
    return {asked[pair]: why for pair, why in zip(both[best].tolist(), told, strict=True)}


def _first_of_each(groups: Ints, likely: np.ndarray, ties: Ints) -> Ints:
    """Return the place of the likeliest entry of each group; of equals, that with the least tie."""
    order = np.lexsort((ties, -likely, groups))
    first: Ints = order[np.flatnonzero(np.diff(groups[order], prepend=-1))]
    return first


def _explained(accounts: pa.Table, left: Ints, right: Ints) -> list[list[ScoreReason]]:
    if not len(left):
        return []
    rows, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    batch = Batch.of(accounts.take(pa.array(rows)).combine_chunks())
    return explain(batch, place[: len(left)], place[len(left) :], current_model())
