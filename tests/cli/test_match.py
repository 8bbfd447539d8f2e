"""`vigil match` as it is called."""

import csv
import gzip
import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vigil.cli.match import command

OURS = """id,name,date,city,state,age
1,Ana Torres,2019-05-03,Veracruz,Veracruz,34
2,Luis Peña,2018-01-20,Xalapa,Veracruz,51
3,Yolanda Ríos,2017-11-02,Medellín,Antioquia,
"""
THEIRS = """key;victim;day of death;town;years
x;Ana Maria Torres;03/05/2019;Veracruz;34
y;desconocido;20/01/2018;Xalapa;51
z;Carlos Quispe;2016-01-01;Oruro;20
w;Yolanda Rios;2017-11;;old
"""
CONFIG = """[b]
id = "key"
name = "victim"
date = "day of death"
place = "town"
age = "years"
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    a, b, config = (tmp_path / name for name in ("a.csv", "b.csv.gz", "c.toml"))
    a.write_text(OURS, "utf-8")
    with gzip.open(b, "wt", encoding="utf-8") as out:
        out.write(THEIRS)
    config.write_text(CONFIG, "utf-8")
    return a, b, config


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_two_lists_are_matched(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    a, b, config = files
    out = tmp_path / "out.csv"
    result = run(a, b, "-o", out, "--config", config, "--json")
    assert result.exit_code == 0, result.output
    found = rows(out)
    assert list(found[0]) == ["a_id", "b_id", "probability"]
    assert {(r["a_id"], r["b_id"]) for r in found} == {("1", "x"), ("2", "y"), ("3", "w")}
    assert all(0.5 <= float(r["probability"]) <= 1 for r in found)
    assert "b.csv.gz:5: years: 'old' is no age in years" in result.stderr
    assert not list(tmp_path.glob("*.part"))


def test_every_scored_pair_and_the_reasons(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    a, b, config = files
    out, why = tmp_path / "out.csv", tmp_path / "why.jsonl"
    result = run(a, b, "-o", out, "--config", config, "--all", "--reasons", why)
    assert result.exit_code == 0
    told = [json.loads(line) for line in why.read_text("utf-8").splitlines()]
    assert len(told) == len(rows(out))
    assert told[0]["reasons"]["name"]["level"] == "same"


def test_a_row_without_its_id_is_named(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    a, b, config = files
    a.write_text(OURS + ",Nadie,2019-01-01,,,\n", "utf-8")
    result = run(a, b, "-o", tmp_path / "out.csv", "--config", config)
    assert result.exit_code == 3
    assert "a.csv:5: id: is empty" in result.stderr
    assert len(rows(tmp_path / "out.csv")) == 3


@pytest.mark.parametrize(
    ("config", "said"),
    [('[b]\nname = "who"', "no column 'who'"), ("[b", "no TOML"), ('[x]\ny = "z"', "[x]")],
)
def test_a_wrong_configuration(
    files: tuple[Path, Path, Path], tmp_path: Path, config: str, said: str
) -> None:
    files[2].write_text(config, "utf-8")
    result = run(*files[:2], "-o", tmp_path / "out.csv", "--config", files[2])
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "out.csv").exists()


def test_a_table_of_something_else(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x,y\n1,2\n", "utf-8")
    result = run(tmp_path / "a.csv", tmp_path / "b.csv", "-o", tmp_path / "out.csv")
    assert result.exit_code == 2
    assert "no column of names or dates" in result.output


def test_bytes_that_are_no_text(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    files[0].write_bytes(OURS.encode() + b"4,\xff\xfe,2019-01-01,,,\n")
    result = run(*files[:2], "-o", tmp_path / "out.csv", "--config", files[2])
    assert result.exit_code == 3
    assert "a.csv:5: name: is not UTF-8" in result.stderr
    assert len(rows(tmp_path / "out.csv")) == 3


@pytest.mark.shared
def test_two_public_lists_are_matched_as_well_as_asked(shared: Path, tmp_path: Path) -> None:
    data = shared / "data" / "linkage"
    out = tmp_path / "out.csv"
    lists = (data / "list_a_wapo.csv.gz", data / "list_b_mpv.csv.gz")
    assert run(*lists, "-o", out).exit_code == 0
    with gzip.open(data / "gold_links.csv.gz", "rt", encoding="utf-8") as file:
        gold = {(r["wapo_id"], r["mpv_id"]) for r in csv.DictReader(file) if _told(r["wapo_id"])}
    found = {(r["a_id"], r["b_id"]) for r in rows(out) if _told(r["a_id"])}
    assert len(found & gold) / len(found) >= 0.95
    assert len(found & gold) / len(gold) >= 0.95


def _told(key: str) -> bool:
    """The half of the pairs that nothing was chosen by."""
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 1
