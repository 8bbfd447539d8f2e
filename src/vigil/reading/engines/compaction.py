"""Compaction: the many small files of a month become one, sorted, in bounded memory.

An external merge sort. Rows of small files are gathered up to IN_MEMORY bytes, sorted and set
aside as a run; then all runs, and the compacted file that was there before, are merged. No more
is held in memory than one part of each run.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from vigil.reading.engines.lake_files import (
    Commit,
    MonthRecord,
    VersionFolder,
    new_token,
    write_table,
)
from vigil.reading.engines.lake_rows import ORDER, LakeError, aligned, in_order, united
from vigil.reading.intake.lines import replacing
from vigil.reading.records import Rejected

MANY = 32
"""Files of single batches in a month, from which on a run compacts it."""

IN_MEMORY = 32 * 1024 * 1024
"""Bytes of rows, not compressed, that are sorted at once, and written as one row group."""

_PART = 256
"""Rows read at a time of each run, and its row groups: of one that is read, all lies in memory."""

_RUNS = 64
"""Runs merged at once."""


class Compacted(Struct, frozen=True, kw_only=True):
    """A month that was compacted: from how many files, and how many rows."""

    month: str
    files: int
    rows: int


def compact(folder: VersionFolder, at_least: int = 1) -> list[Compacted | Rejected]:
    """Compact the months that hold `at_least` so many files of single batches.

    A month with a file that cannot be read is left as it is, and answered as `Rejected`. Other
    processes may read, and write other batches, meanwhile; one compacts at a time. May be cut
    off at any moment; what it leaves then is swept by the next.
    """
    if not folder.path.is_dir():
        return []
    answers: list[Compacted | Rejected] = []
    with folder.locked("compacting"):
        folder.sweep()
        commits = folder.commits()
        for month in sorted({month for commit in commits for month in commit.months}):
            there = [commit for commit in commits if month in commit.months]
            try:
                done = _compact_month(folder, month, there, at_least)
            except (LakeError, pa.ArrowException, OSError) as error:
                answers.append(
                    Rejected(source=f"{folder.path.name}/month={month}", line=0, reason=str(error))
                )
                continue
            answers += [done] if done else []
    return answers


def _compact_month(
    folder: VersionFolder, month: str, commits: Sequence[Commit], at_least: int
) -> Compacted | None:
    before = folder.record(month)
    held = set(before.batches) if before else set()
    new = [commit for commit in commits if commit.batch not in held]
    if len(new) < max(at_least, 1 if before else 2):
        return None
    small = [folder.own_file(commit, month) for commit in new]
    large = [folder.compacted_file(month, before)] if before else []
    record = MonthRecord(
        token=new_token(),
        rows=(before.rows if before else 0) + sum(commit.months[month] for commit in new),
        batches=sorted(held | {commit.batch for commit in new}),
    )
    _join(small, large, folder.compacted_file(month, record), record.rows)
    folder.set_record(month, record)
    # From here on nobody looks for the old files; who has one open reads it to its end.
    for path in [*small, *large]:
        path.unlink()
    return Compacted(month=month, files=len(small) + len(large), rows=record.rows)


def _join(small: Sequence[Path], large: Sequence[Path], target: Path, rows: int) -> None:
    """Write the rows of all files, sorted, to one. Raises LakeError if they are not `rows`."""
    schema = united([_schema(path) for path in [*small, *large]])
    made: list[Path] = []
    try:
        for table in _gathered(small, schema):
            made.append(target.with_name(f".{target.name}.run{len(made)}.part"))
            write_table(made[-1], in_order(table), _PART)
        runs = deque([*large, *made])
        while len(runs) > _RUNS:
            made.append(target.with_name(f".{target.name}.run{len(made)}.part"))
            _merge([runs.popleft() for _ in range(_RUNS)], made[-1], schema)
            runs.append(made[-1])
        _merge(runs, target, schema, rows)
    finally:
        for path in made:
            path.unlink(missing_ok=True)


def _merge(
    runs: Iterable[Path], target: Path, schema: pa.Schema, expected: int | None = None
) -> None:
    """Merge sorted files into one."""
    rows = 0
    with replacing(target) as stream:
        with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
            for group in _groups(merged([_parts(path, schema) for path in runs])):
                writer.write_table(group, row_group_size=max(group.num_rows, 1))
                rows += group.num_rows
        if expected is not None and rows != expected:
            raise LakeError(f"its files hold {rows:,} rows, but {expected:,} were committed")


def merged(runs: Sequence[Iterator[pa.Table]]) -> Iterator[pa.Table]:
    """Merge runs, each sorted by ORDER and given in parts, into one, in parts."""
    heads = [head for head in map(_Head, runs) if head.more()]
    while heads:
        # Up to here every run has been read: none can bring a smaller row any more.
        bound = min(head.keys[-1] for head in heads)
        yield in_order(pa.concat_tables([head.take(bound) for head in heads]))
        heads = [head for head in heads if head.more()]


class _Head:
    """What of a sorted run comes next."""

    def __init__(self, parts: Iterator[pa.Table]) -> None:
        self._parts = parts
        self._part: pa.Table | None = None
        self._taken = 0
        self.keys: list[tuple[Any, ...]] = []

    def more(self) -> bool:
        """Return whether rows are left, reading the next part if need be."""
        while self._taken == len(self.keys):
            self._part = next(self._parts, None)
            if self._part is None:
                return False
            columns = (self._part[name].to_pylist() for name in ORDER)
            self.keys, self._taken = list(zip(*columns, strict=True)), 0
        return True

    def take(self, bound: tuple[Any, ...]) -> pa.Table:
        """Take the rows up to a bound."""
        assert self._part is not None
        start, self._taken = self._taken, bisect_right(self.keys, bound, lo=self._taken)
        return self._part.slice(start, self._taken - start)


def _gathered(paths: Iterable[Path], schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield the rows of files together, up to IN_MEMORY bytes at a time."""
    return _groups(part for path in paths for part in _parts(path, schema))


def _groups(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += part.nbytes
        if size >= IN_MEMORY:
            yield pa.concat_tables(waiting)
            waiting, size = [], 0
    if waiting:
        yield pa.concat_tables(waiting)


def _parts(path: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    try:
        with pq.ParquetFile(path, buffer_size=64 * 1024, pre_buffer=False) as file:
            for batch in file.iter_batches(_PART, use_threads=False):
                yield aligned(pa.Table.from_batches([batch]), schema)
    except (pa.ArrowException, OSError) as error:
        raise LakeError(f"{path.name}: {error}") from error


def _schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise LakeError(f"{path.name}: {error}") from error
