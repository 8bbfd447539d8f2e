"""Batches in the lake: whole or not there at all."""

from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from readings import read_report
from vigil.engines.lake import Lake


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    lake, read = Lake(tmp_path), [read_report("a", perpetrator="Somebody"), read_report("b")]
    lake.write("v1", "batch", read)
    assert msgspec.to_builtins(lake.relevant("v1", "batch")) == msgspec.to_builtins(read)
    assert lake.contents("v1") == {r.content_sha256 for r in read}
    assert list(lake.batches("v1")) == ["batch"]
    assert (lake.count("v1", "batch"), lake.count_relevant("v1", "batch")) == (2, 2)


def test_a_batch_belongs_to_the_version_that_read_it(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("v1", "batch", [read_report("a")])
    assert lake.has("v1", "batch")
    assert not lake.has("v2", "batch")
    assert lake.contents("v2") == set()


def test_a_write_that_fails_leaves_no_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(tmp_path)

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(pq, "write_table", fail)
    with pytest.raises(OSError, match="disk full"):
        lake.write("v1", "batch", [read_report("a")])
    assert not lake.has("v1", "batch")
    assert list(lake.batches("v1")) == []
