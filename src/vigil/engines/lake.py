"""The lake: what was read, as Parquet files that are written whole or not at all."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from vigil.engines.reading import ReadReport
from vigil.records import Account, Report, Screening

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("url", pa.string()),
        ("canonical_url", pa.string()),
        ("outlet", pa.string()),
        ("country", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("published", pa.string()),
        ("language", pa.string()),
        ("raw_sha256", pa.string()),
        ("locator", pa.string()),
        ("fetched_at", pa.string()),
        ("content_sha256", pa.string()),
        ("score", pa.float64()),
        ("relevant", pa.bool_()),
        ("report_kind", pa.string()),
        ("targeted_score", pa.float64()),
        ("organised_crime_score", pa.float64()),
        ("reader", pa.string()),
        ("accounts", pa.string()),  # JSON: the contract of `vigil extract`
    ]
)


class Lake:
    """A folder of batches, each one Parquet file under the version of its reader."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, version: str, batch: str) -> Path:
        """Return where a batch lies, or would lie."""
        return self.root / "reports" / version / f"{batch}.parquet"

    def has(self, version: str, batch: str) -> bool:
        """Say whether a batch was read and written by this version."""
        return self.path(version, batch).exists()

    def write(self, version: str, batch: str, reports: Sequence[ReadReport]) -> Path:
        """Write a batch so that it is there whole, even after a power cut, or not at all."""
        path = self.path(version, batch)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.part")
        table = pa.Table.from_pylist([_row(report) for report in reports], schema=SCHEMA)
        with temporary.open("wb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return path

    def relevant(self, version: str, batch: str) -> list[ReadReport]:
        """Return the relevant reports of a batch."""
        table = pq.read_table(self.path(version, batch), filters=[("relevant", "=", True)])
        return [_restored(row) for row in table.to_pylist()]

    def count(self, version: str, batch: str) -> int:
        """Return how many reports a batch holds, relevant or not."""
        return int(pq.read_metadata(self.path(version, batch)).num_rows)

    def count_relevant(self, version: str, batch: str) -> int:
        """Return how many reports of a batch are relevant."""
        column = pq.read_table(self.path(version, batch), columns=["relevant"])["relevant"]
        return sum(column.to_pylist())

    def contents(self, version: str) -> set[str]:
        """Return the content digests of all reports that this version has read."""
        digests: set[str] = set()
        for batch in self.batches(version):
            table = pq.read_table(self.path(version, batch), columns=["content_sha256"])
            digests.update(table["content_sha256"].to_pylist())
        return digests

    def batches(self, version: str) -> Iterator[str]:
        """Yield the names of the batches this version wrote, sorted."""
        for path in sorted((self.root / "reports" / version).glob("*.parquet")):
            yield path.stem


def _row(read: ReadReport) -> dict[str, object]:
    report, screening = read.report, read.screening
    return {
        "id": report.id,
        "url": report.url,
        "canonical_url": read.canonical_url,
        "outlet": report.outlet,
        "country": report.country,
        "title": report.title,
        "text": report.text,
        "published": report.published,
        "language": report.language,
        "raw_sha256": read.raw_sha256,
        "locator": read.locator,
        "fetched_at": read.fetched_at,
        "content_sha256": read.content_sha256,
        "score": screening.score,
        "relevant": screening.relevant,
        "report_kind": screening.report_kind,
        "targeted_score": screening.targeted_score,
        "organised_crime_score": screening.organised_crime_score,
        "reader": read.reader,
        "accounts": msgspec.json.encode(read.accounts).decode(),
    }


def _restored(row: dict[str, object]) -> ReadReport:
    report = msgspec.convert(
        {name: row[name] for name in Report.__struct_fields__}, Report, strict=False
    )
    screening = msgspec.convert(
        {name: row[name] for name in Screening.__struct_fields__}, Screening, strict=False
    )
    kept = ("raw_sha256", "locator", "fetched_at", "canonical_url", "content_sha256", "reader")
    return ReadReport(
        report=report,
        screening=screening,
        accounts=msgspec.json.decode(str(row["accounts"]), type=list[Account]),
        **{name: str(row[name]) for name in kept},
    )
