"""Linking on Spark gives what linking on one machine gives. One session serves all tests.

Starting Spark takes most of twenty seconds, so daily its executors' functions run here, on the
tables that Spark would give them.
"""

import gc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import cloudpickle
import numpy as np
import pyarrow as pa
import pytest

from reading.linkage.worlds import wordy_world
from vigil.reading.engines import spark_executor
from vigil.reading.engines.linking import local
from vigil.reading.engines.linking import spark_executor as executor
from vigil.reading.engines.linking.files import write_table
from vigil.reading.engines.linking.first_stage import account_table, profiled
from vigil.reading.engines.local import here
from vigil.reading.linkage.batch import Batch, weighed_table
from vigil.reading.linkage.blocking import WINDOWED, once, pairs_in, rows_of
from vigil.reading.linkage.constraints import Constraints
from vigil.reading.linkage.linking import link, score, statistics_of
from vigil.reading.linkage.model import shipped_model
from vigil.reading.linkage.profile_columns import PROFILES, UNDATED
from vigil.reading.linkage.proposals import Standing
from vigil.reading.linkage.records import Judgement

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NOBODY = Constraints((), {})


def test_what_runs_on_an_executor_answers_as_here() -> None:
    rows = [{"number": n, "item": cloudpickle.dumps(n)} for n in range(30)]
    batch = pa.RecordBatch.from_pylist(rows, schema=spark_executor.ITEMS)
    for start in (None, gc.collect):
        stage = cloudpickle.dumps((hex, start))
        answers = [
            row for some in spark_executor.run_stage(stage, [batch]) for row in some.to_pylist()
        ]
        assert [row["number"] for row in answers] == list(range(30))
        assert [cloudpickle.loads(row["item"]) for row in answers] == [hex(n) for n in range(30)]


def test_the_functions_of_each_stage_give_what_linking_here_gives(tmp_path: Path) -> None:
    accounts, reports = wordy_world(40)
    told = account_table((one.report_id, reports[one.report_id], [one]) for one in accounts)
    mapped = executor.map_batches(
        profiled, executor.plain(PROFILES), told.to_batches(max_chunksize=16)
    )
    profiles = pa.Table.from_batches(mapped).cast(PROFILES)
    assert profiles.num_rows == len(accounts)
    weighed = weighed_table(profiles, statistics_of(profiles)).combine_chunks()
    file = tmp_path / "accounts.arrow"
    write_table(weighed, file)

    searched = local.searched(file, run=here)
    near = [searched[f"months {field}"] for field in WINDOWED]
    expected = _ends(weighed, once(np.concatenate([pairs_in(some) for some in near])))
    assert _near_by_windows(weighed) == expected != set()

    pairs = local.candidates(file, run=here)
    one, two = rows_of(pairs)
    ids = weighed["id"].to_numpy()
    columns = {"a": ids[one], "b": ids[two]}
    columns |= {f"account_{side}": weighed.take(rows).to_struct_array()
                for side, rows in (("a", one), ("b", two))}  # fmt: skip
    scored = executor.compare(pa.table(columns))
    here_too = score(Batch.of(weighed), pairs, shipped_model())
    assert np.array_equal(scored["probability"].to_numpy(), here_too.probability)
    assert np.array_equal(scored["forbidden"].to_numpy(), here_too.forbidden)

    nodes = weighed.select(["id", "key", *Standing._fields])
    cases = executor.cluster(NOBODY, nodes, scored).to_pylist()
    linked = link(accounts, reports).cases
    assert {row["key"]: row["accounts"] for row in cases} == {c.key: c.accounts for c in linked}


def _near_by_windows(weighed: pa.Table) -> set[tuple[int, int]]:
    """Let `near` look at each month and the two beside it, as Spark groups the accounts."""
    found: set[tuple[int, int]] = set()
    months = weighed["month"].to_numpy()
    for window in {month + step for month in months.tolist() for step in (-1, 0, 1)}:
        beside = months == window
        if window != UNDATED:
            beside |= (months != UNDATED) & (np.abs(months - window) == 1)
        rows = weighed.filter(pa.array(beside))
        if rows.num_rows:
            same = pa.array(np.full(rows.num_rows, window, dtype=months.dtype))
            pairs = executor.near(rows.append_column("window", same))
            found |= set(zip(*(pairs[side].to_pylist() for side in ("a", "b")), strict=True))
    return found


def _ends(weighed: pa.Table, pairs: "np.ndarray") -> set[tuple[int, int]]:
    ids = weighed["id"].to_numpy()
    ends = np.sort(np.stack([ids[rows] for rows in rows_of(pairs)]), axis=0)
    return set(zip(*ends.tolist(), strict=True))


@pytest.mark.tail("the functions of each stage daily, and linking by the same stages without Spark")
def test_the_cases_are_the_same_under_peoples_words(spark: "SparkSession", tmp_path: Path) -> None:
    from vigil.reading.engines.linking.spark import linked

    accounts, reports = wordy_world(40)
    keys = [account.key for account in accounts]
    words = [
        Judgement(a=keys[0], b=keys[1], verdict="same"),
        Judgement(a=keys[2], b=keys[3], verdict="different"),
    ]
    told = [(one.report_id, reports[one.report_id], [one]) for one in accounts]
    parts = [partial(account_table, told[:15]), partial(account_table, told[15:])]
    found = linked(parts, tmp_path, Constraints(words, {}))
    expected = link(accounts, reports, words).cases
    assert sorted(found, key=lambda case: case.key) == expected


@pytest.mark.tail("what runs on an executor daily; starting Spark takes most of twenty seconds")
def test_a_stage_runs_on_spark_as_it_does_here(spark: "SparkSession") -> None:
    from vigil.reading.engines.spark import map_ordered

    assert list(map_ordered(hex, range(30))) == [hex(number) for number in range(30)]
    assert list(map_ordered(hex, [])) == []
