"""The lake: what was read, as Parquet files that outside programs can read as well.

A batch is written whole or is not there at all; see docs/operate/lake.md for the layout and its
guarantees, and docs/decisions/2026-11-26-lake.md for the reasons.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from msgspec import Struct

from vigil.reading.engines import lake_files
from vigil.reading.engines.compaction import Compacted, compact
from vigil.reading.engines.lake_files import Commit, MonthRecord, VersionFolder
from vigil.reading.engines.lake_rows import (
    SCHEMA,
    LakeError,
    aligned,
    by_month,
    report_of,
    table_of,
    united,
)
from vigil.reading.engines.records import ReadReport
from vigil.reading.intake.screening.model import STOPPED
from vigil.reading.records import Rejected

_WRITTEN_AT_ONCE = 8
"""Files of a batch written side by side: the time goes into waiting for the disk."""


class Month(Struct, frozen=True, kw_only=True):
    """What the lake holds of a month, as one version read it. `size` is in bytes."""

    version: str
    month: str
    batches: int
    files: int
    rows: int
    size: int


class Lake:
    """A folder of batches. Safe for several processes at once, each of which may be killed.

    A lake of the first layout is taken over when one of its versions is first asked for.
    All methods that read raise LakeError where a file is damaged or gone.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._reports = root / "reports"

    def versions(self) -> list[str]:
        """Return the versions that read something, sorted."""
        first = [path.name for path in self._reports.glob("*") if _is_first_layout(path)]
        return sorted({*lake_files.versions(self._reports), *first})

    def has(self, version: str, batch: str) -> bool:
        """Return whether a batch was read and written by this version."""
        return self._folder(version).commit(batch) is not None

    def write(self, version: str, batch: str, reports: Sequence[ReadReport]) -> None:
        """Write a batch so that it is there whole, even after a power cut, or not at all.

        A batch that is there already stays as it is.
        """
        _put(self._folder(version), batch, table_of(reports, batch))

    def relevant(self, version: str, batch: str) -> list[ReadReport]:
        """Return the relevant reports of a batch, sorted by day of publication and id."""
        return self._chosen(version, batch, _relevant_rows)

    def left_out(self, version: str, batch: str, one_in: int) -> list[ReadReport]:
        """Return one in so many reports of a batch that screening left out after a second look.

        Which ones depends on what they say alone, so that the same are returned each time.
        """
        return self._chosen(version, batch, partial(_left_out_rows, one_in=one_in))

    def _chosen(
        self, version: str, batch: str, chosen: Callable[[Path, str], Iterator[dict[str, object]]]
    ) -> list[ReadReport]:
        folder = self._folder(version)
        commit = _committed(folder, batch)
        found: list[ReadReport] = []
        for month in sorted(commit.months):

            def rows(record: MonthRecord | None, month: str = month) -> list[ReadReport]:
                (path,) = folder.files(month, record, [commit])
                return [report_of(row) for row in chosen(path, batch)]

            found += folder.reading(month, rows)
        return found

    def count(self, version: str, batch: str) -> int:
        """Return how many reports a batch holds, relevant or not."""
        return _committed(self._folder(version), batch).reports

    def count_relevant(self, version: str, batch: str) -> int:
        """Return how many reports of a batch are relevant."""
        return _committed(self._folder(version), batch).relevant

    def contents(self, version: str) -> set[str]:
        """Return the content digests of all reports that this version has read."""
        folder = self._folder(version)
        commits = folder.commits()
        digests: set[str] = set()
        for month in _months(commits):

            def held(record: MonthRecord | None, month: str = month) -> set[str]:
                files = folder.files(month, record, commits)
                return {digest for path in files for digest in _digests(path)}

            digests |= folder.reading(month, held)
        return digests

    def batches(self, version: str) -> Iterator[str]:
        """Yield the names of the batches this version wrote, sorted."""
        yield from self._folder(version).batches()

    def files(self, version: str) -> list[Path]:
        """Return the Parquet files that hold what is committed now, sorted, and no others."""
        folder = self._folder(version)
        commits = folder.commits()
        months = _months(commits)
        return sorted(f for m in months for f in folder.files(m, folder.record(m), commits))

    def months(self, version: str) -> list[Month]:
        """Return what this version read of each month, sorted."""
        folder = self._folder(version)
        commits = folder.commits()
        return [_month(folder, version, month, commits) for month in _months(commits)]

    def compact(self, version: str, at_least: int = 1) -> list[Compacted | Rejected]:
        """Compact the months in which `at_least` so many files wait (see `compacting.compact`)."""
        return compact(self._folder(version), at_least)

    def sweep(self, version: str) -> None:
        """Remove what cut-off writes and compactions left, unless one is under way."""
        folder = self._folder(version)
        if folder.path.is_dir():
            with folder.locked("compacting", wait=False) as alone:
                if alone:
                    folder.sweep()

    def _folder(self, version: str) -> VersionFolder:
        folder = VersionFolder(self._reports, version)
        first = self._reports / version
        if _is_first_layout(first):
            with folder.locked("taking-over"):
                _take_over(first, folder)
        return folder


def _put(folder: VersionFolder, batch: str, rows: pa.Table) -> None:
    if folder.commit(batch):
        folder.make_sure()
        return
    months = list(by_month(rows))
    commit = Commit(
        batch=batch,
        token=lake_files.new_token(),
        reports=rows.num_rows,
        relevant=pc.sum(rows["relevant"]).as_py() or 0,
        months={month: part.num_rows for month, part in months},
    )
    with folder.locked("writing", shared=True):
        try:
            with ThreadPoolExecutor(_WRITTEN_AT_ONCE) as pool:
                paths = [folder.own_file(commit, month) for month, _ in months]
                list(pool.map(lake_files.write_table, paths, [part for _, part in months]))
            folder.add(commit)
        finally:
            folder.drop_attempts(commit)


def _committed(folder: VersionFolder, batch: str) -> Commit:
    commit = folder.commit(batch)
    if commit is None:
        raise LakeError(f"{folder.path}: there is no batch {batch}")
    return commit


def _months(commits: Sequence[Commit]) -> list[str]:
    return sorted({month for commit in commits for month in commit.months})


def _month(folder: VersionFolder, version: str, month: str, commits: Sequence[Commit]) -> Month:
    def held(record: MonthRecord | None) -> Month:
        files = folder.files(month, record, commits)
        rows = [commit.months[month] for commit in commits if month in commit.months]
        return Month(
            version=version,
            month=month,
            batches=len(rows),
            files=len(files),
            rows=sum(rows),
            size=sum(path.stat().st_size for path in files),
        )

    return folder.reading(month, held)


def _digests(path: Path) -> list[str]:
    with pq.ParquetFile(path) as file:
        digests: list[str] = file.read(["content_sha256"], use_threads=False)[0].to_pylist()
    return digests


def _relevant_rows(path: Path, batch: str) -> Iterator[dict[str, object]]:
    """Yield the relevant rows of a batch, reading only the row groups that hold any."""
    wanted = (pc.field("batch") == batch) & pc.field("relevant")
    with pq.ParquetFile(path) as file:
        known = [name for name in file.schema_arrow.names if name in SCHEMA.names]
        for number in range(file.num_row_groups):
            if file.read_row_group(number, ["batch", "relevant"]).filter(wanted).num_rows:
                yield from file.read_row_group(number, known).filter(wanted).to_pylist()


def _left_out_rows(path: Path, batch: str, one_in: int) -> Iterator[dict[str, object]]:
    """Yield some of the rows that are not relevant, though the first stage let them through."""
    wanted = (pc.field("batch") == batch) & ~pc.field("relevant") & (pc.field("score") >= STOPPED)
    with pq.ParquetFile(path) as file:
        known = [name for name in file.schema_arrow.names if name in SCHEMA.names]
        for number in range(file.num_row_groups):
            columns = ["batch", "relevant", "score", "content_sha256"]
            digests = file.read_row_group(number, columns).filter(wanted)["content_sha256"]
            lots = {one for one in digests.to_pylist() if int(one[:8], 16) % one_in == 0}
            if lots:
                rows = file.read_row_group(number, known).filter(wanted).to_pylist()
                yield from (row for row in rows if row["content_sha256"] in lots)


# The first layout, until 2026-11-26: reports/<version>/<batch>.parquet, one file a batch.


def _is_first_layout(path: Path) -> bool:
    return not path.name.startswith("version=") and any(path.glob("*.parquet"))


def _take_over(first: Path, folder: VersionFolder) -> None:
    """Write each batch of the first layout anew, and remove its old file once it is committed.

    Raises LakeError for files that cannot be read, after all others were taken over; they stay.
    """
    for path in first.glob("*.part"):
        path.unlink()
    damaged: list[str] = []
    for path in sorted(first.glob("*.parquet")):
        try:
            rows = pq.read_table(path, partitioning=None)
        except (pa.ArrowException, OSError) as error:
            damaged.append(f"{path}: {error}")
            continue
        if "batch" not in rows.column_names:
            rows = rows.append_column("batch", pa.array([path.stem] * rows.num_rows, pa.string()))
        _put(folder, path.stem, aligned(rows, united([rows.schema])))
        path.unlink()
    if damaged:
        raise LakeError(
            "; ".join(damaged) + ". Move such files away: their reports are read anew when they "
            "are collected again"
        )
    with contextlib.suppress(OSError):  # somebody else's files may lie there
        first.rmdir()
