"""Compaction: the same answers from fewer files, sorted, in bounded memory."""

import itertools
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakes import VERSION, answers, batch, expected, parquet_files, rows_in
from vigil.reading.engines import compaction
from vigil.reading.engines.compaction import Compacted, merged
from vigil.reading.engines.lake import Lake
from vigil.reading.engines.lake_rows import ORDER
from vigil.reading.records import Rejected

DAYS = ("2024-01-05", "2024-02-05T08:00", "2024-01-01", "", "2024")


def keys(path: Path) -> list[tuple[Any, ...]]:
    columns = pq.ParquetFile(path).read(list(ORDER)).to_pydict()
    return list(zip(*(columns[name] for name in ORDER), strict=True))


def test_compacted_the_lake_answers_as_before(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for name in ("one", "two", "three"):
        lake.write(VERSION, name, batch(name, *DAYS))
    before, rows = answers(lake), rows_in(lake.files(VERSION))
    done = lake.compact(VERSION)
    assert done == [
        Compacted(month="2024-01", files=3, rows=6),
        Compacted(month="2024-02", files=3, rows=3),
        Compacted(month="unknown", files=3, rows=6),
    ]
    assert answers(lake) == before
    assert rows_in(lake.files(VERSION)) == rows
    assert parquet_files(tmp_path) == set(lake.files(VERSION))
    assert len(lake.files(VERSION)) == 3
    for path in lake.files(VERSION):
        assert keys(path) == sorted(keys(path))
    assert lake.compact(VERSION) == []


def test_what_came_later_joins_what_was_compacted(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for name in ("one", "two", "three", "four"):
        lake.write(VERSION, name, batch(name, *DAYS))
        lake.compact(VERSION)
    assert len(lake.files(VERSION)) == 3
    found = answers(lake)
    assert found.pop("rows") == {"2024-01": 8, "2024-02": 4, "unknown": 8}
    assert found == expected({name: batch(name, *DAYS) for name in found["batches"]})


def test_a_run_compacts_only_months_of_many_files(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for number in range(3):
        lake.write(VERSION, f"b{number}", batch(f"b{number}", "2024-01-05"))
    lake.write(VERSION, "other", batch("other", "2024-02-05"))
    assert lake.compact(VERSION, at_least=4) == []
    assert lake.compact(VERSION, at_least=3) == [Compacted(month="2024-01", files=3, rows=3)]


def test_a_month_with_a_damaged_file_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for name in ("one", "two"):
        lake.write(VERSION, name, batch(name, "2024-01-05", "2024-02-05"))
    damaged = min(parquet_files(tmp_path))
    damaged.write_bytes(damaged.read_bytes()[:-20])
    bad, good = lake.compact(VERSION)
    assert isinstance(bad, Rejected)
    assert bad.source.endswith("month=2024-01")
    assert damaged.name in bad.reason
    assert good == Compacted(month="2024-02", files=2, rows=2)
    assert len(list(damaged.parent.iterdir())) == 2


def test_rows_that_vanished_from_a_file_stop_the_compaction(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for name in ("one", "two"):
        lake.write(VERSION, name, batch(name, "2024-01-05", "2024-01-06"))
    short = min(parquet_files(tmp_path))
    pq.write_table(pq.ParquetFile(short).read().slice(1), short)
    (bad,) = lake.compact(VERSION)
    assert "3 rows, but 4 were committed" in str(bad)
    assert len(parquet_files(tmp_path)) == 2


def test_a_lake_that_is_not_there_is_left_so(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert lake.compact("v1") == []
    lake.sweep("v1")
    assert lake.versions() == []
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize("runs", [2, 64])
def test_beyond_what_fits_in_memory_runs_are_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: int
) -> None:
    lake = Lake(tmp_path)
    days = [f"2024-01-{n:02d}" for n in (9, 3, 28, 1, 1, 17, 30)]
    names = [f"b{number}" for number in range(9)]
    for name in names:
        lake.write(VERSION, name, batch(name, *days))
    monkeypatch.setattr(compaction, "IN_MEMORY", 9_000)
    monkeypatch.setattr(compaction, "_PART", 3)
    monkeypatch.setattr(compaction, "_RUNS", runs)
    before = answers(lake)
    lake.compact(VERSION)
    (path,) = parquet_files(tmp_path)
    assert pq.read_metadata(path).num_row_groups > 3
    assert keys(path) == sorted(keys(path))
    assert answers(lake) == before
    assert list(tmp_path.glob("**/*.part")) == []


row = st.tuples(
    st.sampled_from(["", "2024", "2024-01-05", "é", "\U0001f480"]), st.text("ab", max_size=2)
)


@given(st.lists(st.lists(row, max_size=9), max_size=5), st.integers(1, 4))
def test_merging_sorted_runs_sorts_all_rows(runs: list[list[tuple[str, str]]], part: int) -> None:
    def parts(rows: list[tuple[str, str]]) -> Any:
        for some in itertools.batched(sorted(rows), part):
            yield pa.table(
                {
                    "published": [day for day, _ in some],
                    "id": [id_ for _, id_ in some],
                    "batch": ["b"] * len(some),
                }
            )

    found = [
        (one["published"], one["id"])
        for table in merged([parts(rows) for rows in runs])
        for one in table.to_pylist()
    ]
    assert found == sorted(itertools.chain(*runs))


name_ = st.sampled_from(["a", "a-1", "b", "c", "d"])
step = st.one_of(
    st.tuples(st.just("write"), name_, st.lists(st.sampled_from(DAYS), max_size=4)),
    st.tuples(st.just("compact"), st.integers(1, 3)),
    st.tuples(st.just("sweep")),
)


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(step, max_size=10))
def test_written_and_compacted_in_any_order_the_lake_holds_the_same(
    steps: list[tuple[Any, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("lake")
    lake, held = Lake(root), {}
    for verb, *arguments in steps:
        if verb == "write":
            name, days = arguments
            reads = batch(name, *days)
            lake.write(VERSION, name, reads)
            held.setdefault(name, reads)
        elif verb == "compact":
            lake.compact(VERSION, *arguments)
        else:
            lake.sweep(VERSION)
        found = answers(lake)
        assert sum(found.pop("rows").values()) == sum(map(len, held.values()))
        assert found == expected(held)
        assert parquet_files(root) == set(lake.files(VERSION))
        if files := lake.files(VERSION):
            every = sorted((name, r.report.id) for name, reads in held.items() for r in reads)
            assert rows_in(files) == every
    shutil.rmtree(root)
