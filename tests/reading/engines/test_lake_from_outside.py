"""The lake read without our code: by DuckDB and by Spark, as docs/operate/lake.md shows it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq
import pytest

from lakes import VERSION, batch
from vigil.reading.engines.lake import Lake
from vigil.reading.engines.lake_rows import SCHEMA

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT = Path(__file__).resolve().parents[3]
DAYS = ("2024-01-05", "2024-02-05", "2024-02-06", "2023-12-31", "")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Make a lake of two versions: compacted files, later ones, older ones, a newer column."""
    lake = Lake(tmp_path / "lake")
    for name in ("one", "two", "old"):
        lake.write(VERSION, name, batch(name, *DAYS))
    for path in lake.files(VERSION):
        if path.name.startswith("batch-old"):
            pq.write_table(pq.ParquetFile(path).read().drop_columns(["country"]), path)
    lake.compact(VERSION)
    for name in ("three", "four"):
        lake.write(VERSION, name, batch(name, *DAYS))
    for path in lake.files(VERSION):
        if path.name.startswith("batch-four"):
            table = pq.ParquetFile(path).read()
            pq.write_table(table.append_column("mood", [["grave"] * len(table)]), path)
    lake.write("v2", "one", batch("one", *DAYS[:2]))
    (tmp_path / "lake/reports/version=v2/month=2024-01/.x.parquet.1.part").write_text("half")
    return lake


def ours(lake: Lake) -> list[tuple[str, str, int]]:
    return sorted((m.version, m.month, m.rows) for v in lake.versions() for m in lake.months(v))


def examples(language: str) -> Iterator[str]:
    """Yield the examples of docs/operate/lake.md in a language."""
    text = (ROOT / "docs" / "operate" / "lake.md").read_text(encoding="utf-8")
    yield from re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_duckdb_reads_all(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lake.root.parent)
    whole, _ = examples("sql")
    with duckdb.connect() as connection:
        assert sorted(connection.sql(whole).fetchall()) == ours(lake)
        every = (
            "read_parquet('lake/reports/**/*.parquet', hive_partitioning=true, union_by_name=true)"
        )
        (reader,) = connection.sql(
            f"SELECT DISTINCT version FROM {every} WHERE mood = 'grave'"
        ).fetchall()
        assert reader == (VERSION,)
        names = {
            column[0] for column in connection.sql(f"DESCRIBE SELECT * FROM {every}").fetchall()
        }
        assert names == {*SCHEMA.names, "mood", "version", "month"}
        names_of_files = [str(path) for v in lake.versions() for path in lake.files(v)]
        exact = connection.read_parquet(names_of_files, hive_partitioning=True, union_by_name=True)
        assert exact.aggregate("count(*)").fetchall() == [(sum(m[2] for m in ours(lake)),)]


def test_duckdb_reads_relevant_reports_of_a_month(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lake.root.parent)
    _, relevant = examples("sql")
    with duckdb.connect() as connection:
        found = connection.sql(relevant).fetchall()
    held = [
        read.report.id
        for version in lake.versions()
        for name in lake.batches(version)
        for read in lake.relevant(version, name)
        if read.report.published.startswith("2024-02")
    ]
    assert sorted(row[0] for row in found) == sorted(held)


@pytest.mark.tail("other readers read these files daily")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_spark_reads_all(lake: Lake, spark: "SparkSession") -> None:
    (example,) = examples("python")
    names: dict[str, Any] = {"spark": spark}
    exec(example.replace('"lake/', f'"{lake.root}/'), names)
    found = [(row["version"], row["month"], row["count"]) for row in names["by_month"].collect()]
    assert sorted(found) == ours(lake)
    reports = names["reports"]
    assert set(reports.columns) == {*SCHEMA.names, "mood", "version", "month"}
    assert reports.filter("mood = 'grave'").count() == len(DAYS)
    assert reports.select("batch", "id").distinct().count() == 5 * len(DAYS)
