"""Batches in the lake: whole or not there at all, by month, safe beside each other."""

import multiprocessing
import time
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from lakes import VERSION, answers, batch, expected, parquet_files, rows_in
from readings import read_report
from vigil.reading.engines.lake import Lake
from vigil.reading.engines.lake_files import VersionFolder
from vigil.reading.engines.lake_rows import LakeError, month_of


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    lake, read = Lake(tmp_path), [read_report("a", perpetrator="Somebody"), read_report("b")]
    lake.write("v1", "batch", read)
    assert msgspec.to_builtins(lake.relevant("v1", "batch")) == msgspec.to_builtins(read)
    assert lake.contents("v1") == {r.content_sha256 for r in read}
    assert list(lake.batches("v1")) == ["batch"]
    assert (lake.count("v1", "batch"), lake.count_relevant("v1", "batch")) == (2, 2)


def test_some_of_what_was_left_out_can_be_seen_and_always_the_same(tmp_path: Path) -> None:
    read = [read_report(f"r{number}") for number in range(40)]
    for number, one in enumerate(read):
        relevant, score = number < 10, 0.002 if number >= 35 else 0.05
        screening = msgspec.structs.replace(one.screening, relevant=relevant, score=score)
        read[number] = msgspec.structs.replace(one, screening=screening)
    lake = Lake(tmp_path)
    lake.write("v1", "batch", read)
    every = {one.report.id for one in lake.left_out("v1", "batch", 1)}
    assert every == {f"r{number}" for number in range(10, 35)}
    some = [one.report.id for one in lake.left_out("v1", "batch", 4)]
    assert 0 < len(some) < 15
    assert some == [one.report.id for one in lake.left_out("v1", "batch", 4)]


def test_a_batch_belongs_to_the_version_that_read_it(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("v1", "batch", [read_report("a")])
    assert lake.has("v1", "batch")
    assert not lake.has("v2", "batch")
    assert lake.contents("v2") == set()
    assert lake.versions() == ["v1"]


@pytest.mark.parametrize(
    ("published", "month"),
    [
        ("2024-03-09", "2024-03"),
        ("2024-03-09T10:00:00Z", "2024-03"),
        ("2024-03", "2024-03"),
        ("2024", "unknown"),
        ("", "unknown"),
        ("2024-13-01", "unknown"),
        ("2024-031", "unknown"),
        ("٢٠٢٤-٠٣-٠٩", "unknown"),
        ("../../2024-03", "unknown"),
    ],
)
def test_the_month_is_that_of_publication(published: str, month: str) -> None:
    assert month_of(published) == month


def test_reports_lie_by_month_under_names_that_hive_readers_decode(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write(VERSION, "b/1", batch("b", "2024-03-02", "2024-02-01", "2024-03-01", ""))
    folders = {path.parent.name for path in parquet_files(tmp_path)}
    assert folders == {"month=2024-02", "month=2024-03", "month=unknown"}
    (version,) = {path.parent.parent.name for path in parquet_files(tmp_path)}
    assert version == "version=screening-1%2Blearned-2%20of%3A50%25"
    assert lake.versions() == [VERSION]
    assert list(lake.batches(VERSION)) == ["b/1"]
    assert [(m.month, m.batches, m.files, m.rows) for m in lake.months(VERSION)] == [
        ("2024-02", 1, 1, 1),
        ("2024-03", 1, 1, 2),
        ("unknown", 1, 1, 1),
    ]


def test_a_batch_without_reports_is_there(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("v1", "empty", [])
    assert lake.has("v1", "empty")
    assert lake.relevant("v1", "empty") == []
    assert (lake.count("v1", "empty"), lake.contents("v1")) == (0, set())


def test_a_batch_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("v1", "batch", [read_report("a")])
    before = parquet_files(tmp_path)
    lake.write("v1", "batch", [read_report("b")])
    assert [read.report.id for read in lake.relevant("v1", "batch")] == ["a"]
    assert parquet_files(tmp_path) == before


def test_a_batch_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="no batch nothing"):
        Lake(tmp_path).relevant("v1", "nothing")


def test_a_write_that_fails_leaves_no_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, write_table = Lake(tmp_path), pq.write_table
    written: list[tuple[object, ...]] = []

    def fail_at_the_second(*args: object, **kwargs: object) -> None:
        written.append(args)  # first, for months are written at the same time
        if len(written) > 1:
            raise OSError("disk full")
        write_table(*args, **kwargs)

    monkeypatch.setattr(pq, "write_table", fail_at_the_second)
    with pytest.raises(OSError, match="disk full"):
        lake.write("v1", "batch", batch("b", "2024-01-01", "2024-02-01"))
    assert not lake.has("v1", "batch")
    assert list(lake.batches("v1")) == []
    assert parquet_files(tmp_path) == set()
    assert list(tmp_path.glob("**/*.part")) == []


def test_of_two_attempts_at_one_batch_the_first_to_commit_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, add = Lake(tmp_path), VersionFolder.add
    mine, theirs = batch("b", "2024-01-01"), batch("b", "2024-01-02", "2024-02-01")

    def late(folder: VersionFolder, commit: object) -> None:
        monkeypatch.setattr(VersionFolder, "add", add)
        lake.write("v1", "batch", theirs)
        folder.add(commit)  # type: ignore[arg-type]

    monkeypatch.setattr(VersionFolder, "add", late)
    lake.write("v1", "batch", mine)
    assert answers(lake, "v1")["counts"] == [(2, 2)]
    assert parquet_files(tmp_path) == set(lake.files("v1"))


def test_what_a_cut_off_write_left_is_not_seen_and_swept(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("v1", "kept", batch("k", "2024-01-01"))
    lake.write("v1", "lost", batch("l", "2024-01-01", "2024-02-01"))
    (commit,) = tmp_path.glob("**/lost.json")
    commit.unlink()
    part = commit.with_name(".lost.json.0123.part")
    part.touch()
    foreign = commit.parent.parent / "month=2024-01" / "notes.txt"
    foreign.touch()
    assert answers(lake, "v1")["batches"] == ["kept"]
    assert len(lake.contents("v1")) == 1
    assert parquet_files(tmp_path) > set(lake.files("v1"))
    lake.sweep("v1")
    assert parquet_files(tmp_path) == set(lake.files("v1"))
    assert not part.exists()
    assert foreign.exists()


def test_nothing_is_swept_while_a_batch_is_written(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("v1", "lost", batch("l", "2024-01-01"))
    for commit in tmp_path.glob("**/lost.json"):
        commit.unlink()
    (folder,) = (tmp_path / "reports").iterdir()
    with VersionFolder(tmp_path / "reports", "v1").locked("writing", shared=True):
        lake.sweep("v1")
        assert len(list(folder.glob("month=*/*.parquet"))) == 1
    lake.sweep("v1")
    assert list(folder.glob("month=*/*.parquet")) == []


def test_a_file_that_is_gone_or_damaged_is_named(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("v1", "batch", batch("b", "2024-01-01"))
    (path,) = parquet_files(tmp_path)
    path.write_bytes(b"PAR1 but not for long")
    with pytest.raises(LakeError, match="month=2024-01"):
        lake.contents("v1")
    path.unlink()
    with pytest.raises(LakeError, match=r"batch-batch-.*gone"):
        lake.relevant("v1", "batch")


BATCHES_EACH = 12


def many(writer: str) -> dict[str, list[object]]:
    days = ("2024-01-05", "2024-02-05", "2024-03-05", "")
    return {
        f"{writer}{n}": list(batch(f"{writer}{n}", *days[n % 3 :])) for n in range(BATCHES_EACH)
    }


def write_many(root: Path, writer: str) -> None:
    lake = Lake(root)
    for name, reads in many(writer).items():
        lake.write(VERSION, name, reads)  # type: ignore[arg-type]


@pytest.mark.turns
def test_processes_that_write_compact_and_read_at_once_do_not_hurt_each_other(
    tmp_path: Path,
) -> None:
    context = multiprocessing.get_context("spawn")
    # "b" is written by two: of each of its batches one attempt must win.
    writers = [context.Process(target=write_many, args=(tmp_path, name)) for name in "abb"]
    for writer in writers:
        writer.start()
    lake, compactions, reads = Lake(tmp_path), 0, 0
    whole = {name: batch_ for writer in "ab" for name, batch_ in many(writer).items()}
    deadline = time.monotonic() + 120
    while any(writer.is_alive() for writer in writers) and time.monotonic() < deadline:
        compactions += len(lake.compact(VERSION))
        for name in list(lake.batches(VERSION)):
            assert lake.count(VERSION, name) == len(whole[name])
            relevant = {read.report.id for read in lake.relevant(VERSION, name)}
            assert relevant == {r.report.id for r in whole[name] if r.screening.relevant}  # type: ignore[attr-defined]
            reads += 1
    for writer in writers:
        writer.join(1)
        assert writer.exitcode == 0
    assert compactions > 0
    assert reads > 0
    lake.compact(VERSION)
    found = answers(lake)
    found.pop("rows")
    assert found == expected(whole)  # type: ignore[arg-type]
    every = sorted((name, r.report.id) for name, reads_ in whole.items() for r in reads_)  # type: ignore[attr-defined]
    assert rows_in(lake.files(VERSION)) == every
    assert parquet_files(tmp_path) == set(lake.files(VERSION))
