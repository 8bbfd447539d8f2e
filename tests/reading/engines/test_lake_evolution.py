"""Files of other schemas: older ones, those of the first layout, and those of newer programs."""

from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lakes import VERSION, answers, batch, expected, parquet_files, write_first_layout
from vigil.reading.engines.lake import Lake
from vigil.reading.engines.lake_rows import SCHEMA, SCHEMA_KEY, SCHEMA_VERSION, LakeError, united

DAYS = ("2024-01-05", "2024-02-05", "")
BATCHES = {name: batch(name, *DAYS) for name in ("one", "two")}


def rewrite(path: Path, table: pa.Table) -> None:
    """Put another program's file in the place of ours."""
    pq.write_table(table, path)


def without(path: Path, *names: str) -> None:
    table = pq.ParquetFile(path).read().drop_columns(list(names))
    rewrite(path, table.replace_schema_metadata({SCHEMA_KEY: b"1"}))


def test_a_lake_of_the_first_layout_is_taken_over(tmp_path: Path) -> None:
    for name, reads in BATCHES.items():
        old = write_first_layout(tmp_path, VERSION, name, reads)
    old.with_suffix(".4711.part").touch()
    lake = Lake(tmp_path)
    assert lake.versions() == [VERSION]
    assert lake.has(VERSION, "one")
    found = answers(lake)
    assert found.pop("rows") == {"2024-01": 2, "2024-02": 2, "unknown": 2}
    assert found == expected(BATCHES)
    assert not old.parent.exists()
    assert parquet_files(tmp_path) == set(lake.files(VERSION))


def test_a_batch_taken_over_before_the_kill_is_not_taken_over_twice(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write(VERSION, "one", BATCHES["one"])
    old = write_first_layout(tmp_path, VERSION, "one", BATCHES["one"])
    assert lake.count(VERSION, "one") == 3
    assert not old.exists()
    assert len(parquet_files(tmp_path)) == 3


def test_a_damaged_file_of_the_first_layout_is_named_and_stays(tmp_path: Path) -> None:
    bad = write_first_layout(tmp_path, VERSION, "a-bad", BATCHES["one"])
    bad.write_bytes(b"PAR1")
    write_first_layout(tmp_path, VERSION, "two", BATCHES["two"])
    lake = Lake(tmp_path)
    with pytest.raises(LakeError, match=r"a-bad\.parquet"):
        lake.has(VERSION, "two")
    bad.rename(tmp_path / "elsewhere")
    assert list(lake.batches(VERSION)) == ["two"]


@pytest.mark.parametrize("compacted", [False, True])
def test_a_column_added_later_reads_as_its_default(tmp_path: Path, compacted: bool) -> None:
    lake = Lake(tmp_path)
    lake.write(VERSION, "old", BATCHES["one"])
    for path in parquet_files(tmp_path):
        without(path, "country", "reader", "accounts")
    lake.write(VERSION, "today", BATCHES["two"])
    if compacted:
        assert len(lake.compact(VERSION)) == 3
    (read,) = (read for read in lake.relevant(VERSION, "old") if read.report.id == "one-0@key")
    assert (read.report.country, read.reader, read.accounts) == ("", "", [])
    assert read.report.text == BATCHES["one"][0].report.text
    assert len(lake.contents(VERSION)) == 6
    assert all(read.accounts for read in lake.relevant(VERSION, "today"))


def test_a_row_that_lacks_what_has_no_default_is_an_error(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write(VERSION, "bad", batch("bad", "2024-01-05"))
    (path,) = parquet_files(tmp_path)
    without(path, "text")
    with pytest.raises(LakeError, match="text"):
        lake.relevant(VERSION, "bad")


def newer(path: Path, column: str, values: pa.Array, version: bytes = b"99") -> None:
    table = pq.ParquetFile(path).read().append_column(column, values)
    rewrite(path, table.replace_schema_metadata({SCHEMA_KEY: version}))


def test_a_newer_program_s_column_is_ignored_in_reading_and_kept_in_compaction(
    tmp_path: Path,
) -> None:
    lake = Lake(tmp_path)
    lake.write(VERSION, "newer", batch("newer", "2024-01-05"))
    (path,) = parquet_files(tmp_path)
    newer(path, "mood", pa.array(["grave"]))
    lake.write(VERSION, "today", batch("today", "2024-01-04"))
    before = answers(lake)
    (done,) = lake.compact(VERSION)
    assert msgspec.to_builtins(done) == {"month": "2024-01", "files": 2, "rows": 2}
    assert answers(lake) == before
    (path,) = parquet_files(tmp_path)
    file = pq.ParquetFile(path)
    assert file.schema_arrow.metadata[SCHEMA_KEY] == b"99"
    assert file.read()["mood"].to_pylist() == [None, "grave"]
    # And once more: the compacted file is now the one with the unknown column.
    lake.write(VERSION, "tomorrow", batch("tomorrow", "2024-01-06"))
    lake.compact(VERSION)
    (path,) = parquet_files(tmp_path)
    assert pq.ParquetFile(path).read()["mood"].to_pylist() == [None, "grave", None]


def test_a_month_in_which_newer_programs_disagree_is_left_as_it_is(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write(VERSION, "one", batch("one", "2024-01-05", "2024-02-05"))
    lake.write(VERSION, "two", batch("two", "2024-01-05", "2024-02-05"))
    one, two = sorted(path for path in parquet_files(tmp_path) if "2024-01" in str(path))
    newer(one, "mood", pa.array(["grave"]))
    newer(two, "mood", pa.array([[1.5]]))
    before = answers(lake)
    bad, good = lake.compact(VERSION)
    assert "mood" in str(bad)
    assert "2024-01" in str(bad)
    assert msgspec.to_builtins(good)["month"] == "2024-02"
    assert answers(lake) == before
    assert parquet_files(tmp_path) == set(lake.files(VERSION))


def test_a_file_says_its_schema_version(tmp_path: Path) -> None:
    Lake(tmp_path).write(VERSION, "one", BATCHES["one"])
    for path in parquet_files(tmp_path):
        assert pq.read_schema(path).metadata[SCHEMA_KEY] == str(SCHEMA_VERSION).encode()
        assert pq.read_schema(path).names == SCHEMA.names


def test_a_file_without_a_version_counts_as_the_first() -> None:
    old = SCHEMA.remove_metadata()
    assert united([old]).metadata[SCHEMA_KEY] == str(SCHEMA_VERSION).encode()
    assert united([old, old.with_metadata({SCHEMA_KEY: b"7"})]).metadata[SCHEMA_KEY] == b"7"
