"""The rows of the lake: their columns, how they grow, and the reports they stand for.

Columns are only ever added (docs/operate/lake.md). A file that lacks a column, or holds null in it,
was written before the column was there: the report then has the default of that field. A column
we do not know was written by a newer program: it is kept, and not read.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from vigil.reading.engines.records import ReadReport
from vigil.reading.records import Account, Report, Screening

SCHEMA_VERSION = 2
"""Raised with every added column. 1: the first files, without `batch`."""

SCHEMA_KEY = b"vigil.schema"
"""Under this name the metadata of a Parquet file says its schema version, in digits."""

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("batch", pa.string()),
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
    ],
    metadata={SCHEMA_KEY: str(SCHEMA_VERSION)},
)

ORDER = ("published", "id", "batch")
"""By these columns every file is sorted: as texts, by code point."""

UNDATED = "unknown"
"""The month of a report whose day of publication is not known to the month."""

_MONTH = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2]))(?![0-9])")


class LakeError(Exception):
    """The lake holds something that cannot be read; the text names the file and says why."""


def month_of(published: str) -> str:
    """Return the month (`2024-03`) of an ISO date, or UNDATED."""
    found = _MONTH.match(published)
    return found[1] if found else UNDATED


def table_of(reports: Sequence[ReadReport], batch: str) -> pa.Table:
    """Return the rows of a batch."""
    return pa.Table.from_pylist([_row(report, batch) for report in reports], schema=SCHEMA)


def by_month(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of each month, months and rows in order."""
    rows: dict[str, list[int]] = defaultdict(list)
    for number, published in enumerate(table["published"].to_pylist()):
        rows[month_of(published)].append(number)
    for month in sorted(rows):
        yield month, in_order(table.take(rows[month]))


def in_order(table: pa.Table) -> pa.Table:
    """Return the rows sorted by ORDER."""
    return table.sort_by([(name, "ascending") for name in ORDER])


def united(schemas: Sequence[pa.Schema]) -> pa.Schema:
    """Return our columns, then those that only newer programs know; the highest version of all.

    Raises LakeError where two newer programs disagree on what a column is.
    """
    extra = [pa.schema([f for f in schema if f.name not in SCHEMA.names]) for schema in schemas]
    try:
        newer = pa.unify_schemas(extra, promote_options="permissive") if extra else pa.schema([])
    except pa.ArrowException as error:
        raise LakeError(f"columns of different types under one name ({error})") from error
    version = max([SCHEMA_VERSION, *map(_version, schemas)])
    return pa.schema([*SCHEMA, *newer], metadata={SCHEMA_KEY: str(version)})


def aligned(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return the rows under `schema`: columns they lack are null, but for those of ORDER."""
    columns = {name: table[name] for name in table.column_names}
    missing = pa.chunked_array([pa.nulls(table.num_rows)])
    columns = {field.name: columns.get(field.name, missing).cast(field.type) for field in schema}
    for name in ORDER:
        if columns[name].null_count:
            columns[name] = pc.fill_null(columns[name], "")
    return pa.Table.from_arrays(list(columns.values()), schema=schema)


def report_of(row: Mapping[str, object]) -> ReadReport:
    """Return the report a row stands for; a field that is missing or null has its default.

    Raises LakeError for a row that lacks a field without a default.
    """
    held = {name: value for name, value in row.items() if value is not None}
    accounts = msgspec.json.decode(str(held.pop("accounts", "[]")), type=list[Account])
    try:
        return ReadReport(
            report=msgspec.convert(_of(held, Report), Report, strict=False),
            screening=msgspec.convert(_of(held, Screening), Screening, strict=False),
            accounts=accounts,
            **{name: str(value) for name, value in _of(held, ReadReport).items()},
        )
    except (msgspec.ValidationError, TypeError) as error:
        raise LakeError(f"report {row.get('id')!r}: {error}") from error


def _of(row: Mapping[str, object], record: type[msgspec.Struct]) -> dict[str, object]:
    return {name: row[name] for name in record.__struct_fields__ if name in row}


def _version(schema: pa.Schema) -> int:
    said = (schema.metadata or {}).get(SCHEMA_KEY, b"")
    return int(said) if said.isdigit() else 1


def _row(read: ReadReport, batch: str) -> dict[str, object]:
    report, screening = read.report, read.screening
    return {
        "id": report.id,
        "batch": batch,
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
