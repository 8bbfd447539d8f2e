"""`vigil lake`: what is shown, listed and compacted."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lakes import VERSION, batch, parquet_files, write_first_layout
from vigil.cli import main
from vigil.reading.engines.lake import Lake

DAYS = ("2024-01-05", "2024-02-05", "")


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path))
    return Lake(tmp_path / "lake")


def vigil(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lake", *arguments])


def shown() -> Any:
    return json.loads(vigil("show", "--json").stdout)


def test_an_empty_lake_holds_nothing(lake: Lake) -> None:
    assert "In all 0 rows in 0 files, 0 bytes." in vigil("show").output
    assert shown() == []
    assert vigil("files").output == ""
    assert "0 months compacted" in vigil("compact").output


def test_what_is_shown_is_what_is_held(lake: Lake) -> None:
    for name in ("one", "two"):
        lake.write(VERSION, name, batch(name, *DAYS))
    first = shown()[0]
    assert first.pop("size") > 1000
    assert first == {"version": VERSION, "month": "2024-01", "batches": 2, "files": 2, "rows": 2}
    told = vigil("show").output
    assert VERSION in told
    assert "In all 6 rows in 6 files" in told
    listed = {Path(line) for line in vigil("files").output.splitlines()}
    assert listed == parquet_files(lake.root)


def test_compacted_each_month_has_one_file(lake: Lake) -> None:
    for name in ("one", "two"):
        lake.write(VERSION, name, batch(name, *DAYS))
    lake.write("v2", "one", batch("one", *DAYS))
    done = json.loads(vigil("compact", "--json").stdout)
    assert done["rejected"] == 0
    assert [(m["version"], m["month"], m["files"], m["rows"]) for m in done["months"]] == [
        (VERSION, month, 2, 2) for month in ("2024-01", "2024-02", "unknown")
    ]
    assert {(m["version"], m["files"]) for m in shown()} == {(VERSION, 1), ("v2", 1)}
    assert vigil("compact").output == "0 months compacted: 0 files became 0.\n"


def test_a_damaged_month_is_named_and_the_rest_is_compacted(lake: Lake) -> None:
    for name in ("one", "two"):
        lake.write(VERSION, name, batch(name, *DAYS))
    min(parquet_files(lake.root)).write_bytes(b"PAR1")
    ran = vigil("compact")
    assert ran.exit_code == 3
    assert "month=2024-01" in ran.stderr
    assert "2 months compacted: 4 files became 2." in ran.stdout


def test_what_cannot_be_read_is_an_error(lake: Lake) -> None:
    write_first_layout(lake.root, VERSION, "old", batch("old", *DAYS)).write_bytes(b"PAR1")
    for verb in ("show", "files", "compact"):
        ran = vigil(verb)
        assert ran.exit_code == 1
        assert "old.parquet" in ran.stderr
