"""An updated search finds what a full search finds, whatever was added and removed."""

import random

import numpy as np
import pyarrow as pa
import pytest

from reading.linkage.worlds import wordy_world
from vigil.reading.engines.linking import index_search
from vigil.reading.engines.linking.index_search import Update, update_search
from vigil.reading.engines.linking.local import SEARCHES
from vigil.reading.linkage import blocking
from vigil.reading.linkage.batch import Batch, weighed_table
from vigil.reading.linkage.blocking import (
    Entries,
    abroad,
    block_pairs,
    everywhere,
    near_in_time,
    once,
    pairs_in,
    windows,
)
from vigil.reading.linkage.linking import statistics_of
from vigil.reading.linkage.profile_columns import profile_table

ACCOUNTS, TRIALS = 90, 30


@pytest.fixture(scope="module")
def weighed() -> pa.Table:
    accounts, reports = wordy_world(ACCOUNTS)
    profiles = profile_table(accounts, reports, dict.fromkeys(reports, 1))
    months = pa.array(np.arange(ACCOUNTS) % 4, pa.int32())
    profiles = profiles.set_column(profiles.schema.get_field_index("month"), "month", months)
    return weighed_table(profiles, statistics_of(profiles))


@pytest.fixture(autouse=True, params=[3, 12])
def low_limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limits on words, keys and neighbours, so that a small world reaches them."""
    for name, few in {"RARE": request.param, "BLOCK": 4, "NEIGHBOURS": 3}.items():
        monkeypatch.setattr(blocking, name, few)
        monkeypatch.setattr(index_search, name, few)


def full_search(batch: Batch) -> dict[str, Entries]:
    return {name: searched(batch, name) for name in SEARCHES}


def searched(batch: Batch, name: str) -> Entries:
    if name == "blocks":
        return block_pairs(*batch.blocks)
    where, field = name.split()
    if where == "everywhere":
        return everywhere(batch, field)
    if where == "abroad":
        return abroad(batch, field)
    ids, weights = batch["id"], batch.weights[field]
    found = [near_in_time(ids, weights, *window) for window in windows(batch["month"])]
    return once(np.concatenate(found))


def pairs(lists: dict[str, Entries]) -> set[int]:
    return {pair for entries in lists.values() for pair in pairs_in(entries).tolist()}


def check(table: pa.Table, gone: list[int], kept: list[int], came: list[int]) -> None:
    """Compare an update from the rows `gone` and `kept` to `kept` and `came` with a full search."""
    before = full_search(Batch.of(rows(table, [*gone, *kept])))
    batch = Batch.of(rows(table, [*kept, *came]))
    lists, lost = {}, {}
    for name, entries in before.items():
        asked, other = (entries >> 32) - len(gone), (entries & 0xFFFFFFFF) - len(gone)
        stays = (asked >= 0) & (other >= 0)
        lists[name] = (asked[stays] << 32) | other[stays]
        lost[name] = asked[(asked >= 0) & (other < 0)]
    new = np.arange(len(batch)) >= len(kept)
    found = update_search(Update(batch, new, Batch.of(rows(table, gone)), lists, lost))
    full = full_search(batch)
    for name in SEARCHES:
        assert (name, found.lists[name].tolist()) == (name, full[name].tolist())
    assert set(found.added.tolist()) == pairs(full) - pairs(lists)
    assert set(found.dropped.tolist()) == pairs(lists) - pairs(full)


def rows(table: pa.Table, some: list[int]) -> pa.Table:
    return table.take(pa.array(some, pa.int64()))


def test_an_update_finds_what_a_full_search_finds(weighed: pa.Table) -> None:
    dice = random.Random(4)
    for _ in range(TRIALS):
        order = dice.sample(range(ACCOUNTS), ACCOUNTS)
        gone, came = dice.randrange(4), dice.randrange(1, 6)
        check(weighed, order[:gone], order[gone:-came], order[-came:])


def test_a_row_can_gain_and_lose_the_place_among_its_own_nearest(weighed: pa.Table) -> None:
    """While nobody shares its heavy word, six others are nearer to row 0 than itself."""
    words = [{1: 9_000, 2: 2_000}, *[{2: 9_000}] * 6, {1: 1_000}]
    columns = {
        "sounds_words": pa.array([list(own) for own in words], pa.list_(pa.int32())),
        "sounds_weights": pa.array([list(own.values()) for own in words], pa.list_(pa.int16())),
        "month": pa.array([0] * 8, pa.int32()),
    }
    table = rows(weighed, list(range(8)))
    for name, column in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    check(table, [], list(range(7)), [7])
    check(table, [7], list(range(7)), [])
