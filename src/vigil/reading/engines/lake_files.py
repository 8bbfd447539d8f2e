"""Where the files of one reader version lie in the lake, and which of them count.

    version=<v>/month=2024-03/batch-<name>-<token>.parquet   one batch's reports of that month
    version=<v>/month=2024-03/compacted-<token>.parquet      what many such files held
    version=<v>/_commits/<name>.json                         this batch is there, under this token
    version=<v>/_months/2024-03.json                         what was compacted, and into which file

Parquet files are never changed, and a token is never used twice. A batch is there when its commit
is; its rows of a month are in the compacted file if the record of the month names the batch, else
in its own file. Every other Parquet file was left by a write that was cut off, or waits to be
removed.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from vigil.reading.engines.lake_rows import LakeError
from vigil.reading.intake.lines import make_folder, replacing, sync_folder

_VERSION = "version="
_BATCH, _COMPACTED, _PARQUET = "batch-", "compacted-", ".parquet"


class Commit(Struct, frozen=True, kw_only=True):
    """A batch that is there: how many reports, how many relevant, how many in each month."""

    batch: str
    token: str
    reports: int
    relevant: int
    months: dict[str, int]


class MonthRecord(Struct, frozen=True, kw_only=True):
    """A month's compacted file: its token, its rows, and the batches whose files it replaced."""

    token: str
    rows: int
    batches: list[str]


def new_token() -> str:
    """Return a name that no file has had."""
    return os.urandom(8).hex()


def versions(reports: Path) -> list[str]:
    """Return the reader versions that have a folder here, sorted."""
    found = (path.name.removeprefix(_VERSION) for path in reports.glob(f"{_VERSION}*"))
    return sorted(map(unquote, found))


def write_table(path: Path, table: pa.Table, rows_a_group: int | None = None) -> None:
    """Write rows to a file that is there whole, even after a power cut, or not at all."""
    make_folder(path.parent)
    with replacing(path) as stream:
        pq.write_table(table, stream, compression="zstd", row_group_size=rows_a_group)


class VersionFolder:
    """The folder of one reader version. Nothing is made before something is written."""

    def __init__(self, reports: Path, version: str) -> None:
        # Encoded as Hive encodes partitions: DuckDB and Spark give the version back as it is.
        self.path = reports / f"{_VERSION}{quote(version, safe='')}"

    def own_file(self, commit: Commit, month: str) -> Path:
        """Return the file that a batch's rows of a month were written to."""
        return self._month(month) / f"{_stem(commit.batch)}-{commit.token}{_PARQUET}"

    def compacted_file(self, month: str, record: MonthRecord) -> Path:
        """Return the compacted file of a month."""
        return self._month(month) / f"{_COMPACTED}{record.token}{_PARQUET}"

    def files(self, month: str, record: MonthRecord | None, commits: Iterable[Commit]) -> set[Path]:
        """Return the files that hold the rows of these batches in a month."""
        held = set(record.batches) if record else set()
        own = {c.batch: self.own_file(c, month) for c in commits if month in c.months}
        files = {path for batch, path in own.items() if batch not in held}
        if record and held & own.keys():
            files.add(self.compacted_file(month, record))
        return files

    def commit(self, batch: str) -> Commit | None:
        """Return the commit of a batch, or None: then it is not there."""
        return _read(self._commit_path(batch), Commit)

    def make_sure(self) -> None:
        """Make the commits durable: who wrote the last one may have been killed before it was."""
        sync_folder(self.path / "_commits")

    def commits(self) -> list[Commit]:
        """Return the commits of all batches, sorted by name."""
        found = (self.commit(batch) for batch in self.batches())
        return [commit for commit in found if commit]

    def batches(self) -> list[str]:
        """Return the names of all batches that are there, sorted."""
        return sorted(unquote(path.stem) for path in (self.path / "_commits").glob("*.json"))

    def add(self, commit: Commit) -> None:
        """Commit a batch, unless another process was first. Its files must be there."""
        with self.locked("commit"):
            if self.commit(commit.batch) is None:
                _write(self._commit_path(commit.batch), commit)

    def record(self, month: str) -> MonthRecord | None:
        """Return what was compacted of a month, or None."""
        return _read(self._record_path(month), MonthRecord)

    def set_record(self, month: str, record: MonthRecord) -> None:
        """Let another compacted file stand for a month. It must be there."""
        _write(self._record_path(month), record)

    def reading[T](self, month: str, read: Callable[[MonthRecord | None], T]) -> T:
        """Return `read(record of the month)`; again, if its files were compacted meanwhile.

        Raises LakeError if a file is gone that should be there, or cannot be read.
        """
        while True:
            record = self.record(month)
            try:
                return read(record)
            except FileNotFoundError as error:
                if self.record(month) == record:
                    raise LakeError(f"{error.filename or error}: the file is gone") from error
            except (pa.ArrowException, OSError) as error:
                raise LakeError(f"{self._month(month)}: a file cannot be read: {error}") from error

    @contextlib.contextmanager
    def locked(self, name: str, *, shared: bool = False, wait: bool = True) -> Iterator[bool]:
        """Hold a lock that other processes see; give whether it was got.

        It belongs to the process: a killed one leaves none behind.
        """
        make_folder(self.path)
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        with (self.path / f"_{name}.lock").open("a") as file:
            try:
                fcntl.flock(file, how if wait else how | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def drop_attempts(self, mine: Commit) -> None:
        """Remove the files of attempts at writing a batch that came to nothing.

        Once one attempt is committed, those are all others. Before, only `mine` is known to be
        over: another may be under way.
        """
        held = self.commit(mine.batch)
        for month in mine.months:
            for path in self._month(month).glob(f"{_BATCH}*{_PARQUET}"):
                stem, _, token = path.stem.rpartition("-")
                lost = token != held.token if held else token == mine.token
                if stem == _stem(mine.batch) and lost:
                    path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what was left by writes and compactions that were cut off.

        To be called by who holds the lock "compacting". Does nothing while a batch is written.
        """
        if not self.path.is_dir():
            return
        with self.locked("writing", wait=False) as alone:
            if not alone:
                return
            commits = self.commits()
            for folder in self.path.glob("month=*"):
                month = folder.name.removeprefix("month=")
                record = self.record(month)
                keep = self.files(month, record, commits)
                if record:
                    keep.add(self.compacted_file(month, record))
                for kind in (_BATCH, _COMPACTED):
                    for path in set(folder.glob(f"{kind}*{_PARQUET}")) - keep:
                        path.unlink()
            for path in self.path.glob("*/.*.part"):
                path.unlink()

    def _month(self, month: str) -> Path:
        return self.path / f"month={month}"

    def _commit_path(self, batch: str) -> Path:
        return self.path / "_commits" / f"{quote(batch, safe='')}.json"

    def _record_path(self, month: str) -> Path:
        return self.path / "_months" / f"{month}.json"


def _stem(batch: str) -> str:
    return f"{_BATCH}{quote(batch, safe='')}"


def _read[T](path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise LakeError(f"{path}: cannot be read: {error}") from error


def _write(path: Path, record: Struct) -> None:
    make_folder(path.parent)
    with replacing(path) as stream:
        stream.write(msgspec.json.encode(record))
