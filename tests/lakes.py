"""Batches for tests of the lake: made-up reports of several months, and what a lake answers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from readings import read_report
from vigil.reading.engines.lake import Lake
from vigil.reading.engines.lake_rows import SCHEMA, table_of
from vigil.reading.engines.records import ReadReport

VERSION = "screening-1+learned-2 of:50%"
"""With characters that a folder's name or a partition's value may lose."""

FIRST_COLUMNS = [name for name in SCHEMA.names if name != "batch"]


def batch(name: str, *days: str) -> list[ReadReport]:
    """Make a report for each day (a day, a month, a year or ""); every third is not relevant."""
    made = []
    for number, day in enumerate(days):
        read = read_report(f"{name}-{number}@key", day=day or "2020-01-01", outlet=f"Outlet {name}")
        report = msgspec.structs.replace(read.report, published=day)
        screening = msgspec.structs.replace(read.screening, relevant=number % 3 != 2)
        made.append(msgspec.structs.replace(read, report=report, screening=screening))
    return made


def answers(lake: Lake, version: str = VERSION) -> dict[str, Any]:
    """Return everything a lake says of a version."""
    names = list(lake.batches(version))
    return {
        "batches": names,
        "contents": sorted(lake.contents(version)),
        "counts": [(lake.count(version, n), lake.count_relevant(version, n)) for n in names],
        "relevant": [msgspec.to_builtins(lake.relevant(version, n)) for n in names],
        "rows": {month.month: month.rows for month in lake.months(version)},
    }


def expected(batches: dict[str, Sequence[ReadReport]]) -> dict[str, Any]:
    """Return what a lake that holds these batches must say, but for its rows by month."""
    relevant = {
        name: sorted(
            (read for read in reads if read.screening.relevant),
            key=lambda read: (read.report.published, read.report.id),
        )
        for name, reads in batches.items()
    }
    names = sorted(batches)
    return {
        "batches": names,
        "contents": sorted({read.content_sha256 for reads in batches.values() for read in reads}),
        "counts": [(len(batches[name]), len(relevant[name])) for name in names],
        "relevant": [by_month(relevant[name]) for name in names],
    }


def by_month(reads: Sequence[ReadReport]) -> Any:
    """Order reports as a lake gives them: undated ones (also those of a year) come last."""
    dated = [read for read in reads if len(read.report.published) >= 7]
    undated = [read for read in reads if len(read.report.published) < 7]
    return msgspec.to_builtins([*dated, *undated])


def write_first_layout(root: Path, version: str, name: str, reports: Sequence[ReadReport]) -> Path:
    """Write a batch as the first version of the lake did."""
    path = root / "reports" / version / f"{name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    table = table_of(reports, name).select(FIRST_COLUMNS).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd")
    return path


def parquet_files(root: Path) -> set[Path]:
    """Return the files that a program from outside sees under `reports/**/*.parquet`."""
    return set((root / "reports").glob("**/*.parquet"))


def rows_in(paths: Sequence[Path]) -> list[tuple[str, str]]:
    """Return the batch and id of every row of these files, sorted."""
    tables = [pq.ParquetFile(path).read(["batch", "id"]) for path in paths]
    together: pa.Table = pa.concat_tables(tables)
    return sorted((row["batch"], row["id"]) for row in together.to_pylist())
