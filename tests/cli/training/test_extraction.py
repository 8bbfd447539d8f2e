"""`vigil train extraction`: models from labelled files, a card, and the names of bad lines."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from invented_reports import invented, wires
from vigil.cli.training.extraction import extraction
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor

ROWS = [i.row for i in invented(1, 60)]
UNSEEN = invented(9, 15)


def written(path: Path, rows: list[dict[str, Any]], *more: str) -> Path:
    text = "\n".join([*map(json.dumps, rows), *more]) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(extraction, [*map(str, arguments)])


def contents(folder: Path) -> dict[str, bytes]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """Return what training on one good file said, and the folder of the models."""
    folder = tmp_path_factory.mktemp("trained")
    return run(written(folder / "r.jsonl", ROWS), "-o", folder / "m"), folder / "m"


def test_models_and_their_card(trained: tuple[Result, Path]) -> None:
    result, folder = trained
    assert result.exit_code == 0, result.output
    assert "60 labelled reports" in result.stderr
    killings = sum(row["about_a_killing"] for row in ROWS)
    card = (folder / "card.md").read_text()
    assert f"| r.jsonl | en, es | 60 | {killings} | {killings} |" in card


def test_an_extractor_reads_with_them(trained: tuple[Result, Path]) -> None:
    result, folder = trained
    extractor = LearnedExtractor.load(folder)
    assert extractor.version.removeprefix("learned-") in result.stderr
    for told in UNSEEN:
        if told.report.language == "es" and not told.killing:
            continue  # so few labels teach no judgement of killings in Spanish: the rules decide
        score = 1.0 if told.killing else 0.1  # as screening would say
        names = [v.name for a in extractor.extract(told.report, score) for v in a.victims]
        assert names == ([told.cast.victim] if told.killing else [])


@pytest.mark.tail("test_muc_and_spans_beside_our_own reads gold files; models of screening, daily")
def test_labels_in_a_gold_file_give_the_same_models(
    trained: tuple[Result, Path], tmp_path: Path
) -> None:
    told = ("id", "text", "published", "language")
    bare = [{k: v for k, v in row.items() if k in told} for row in ROWS]
    coded = [{k: v for k, v in row.items() if k not in told[1:]} for row in ROWS]
    reports = written(tmp_path / "reports.jsonl.gz", bare)
    gold = [written(tmp_path / f"g{n}.jsonl", coded[n::2]) for n in (0, 1)]
    result = run(reports, "--gold", gold[0], "--gold", gold[1], "-o", tmp_path / "m")
    assert result.exit_code == 0, result.output
    one, two = contents(trained[1]), contents(tmp_path / "m")
    assert one.pop("card.md") != two.pop("card.md")  # it names the file
    assert one == two


def test_bad_lines_are_named_and_the_rest_is_used(
    trained: tuple[Result, Path], tmp_path: Path
) -> None:
    bad = [
        json.dumps({"id": "x1", "text": "A text.", "victims": ["Ana Balbero"]}),
        json.dumps({"id": "x2", "text": "A text.", "suspects": "Luis Corfuz"}),
        json.dumps({"id": "x3", "text": "A text.", "victims": [{"age": "forty"}]}),
        "{broken",
        "[1]",
    ]
    source = written(tmp_path / "r.jsonl", ROWS, *bad)
    result = run(source, "-o", tmp_path / "m")
    assert result.exit_code == 3, result.output
    for line in range(61, 66):
        assert f"{source}:{line}: no label: " in result.stderr
    assert "60 labelled reports" in result.stderr
    one, two = contents(trained[1]), contents(tmp_path / "m")
    assert {k: v for k, v in one.items() if k != "card.md"} == {
        k: v for k, v in two.items() if k != "card.md"
    }


def test_a_gold_file_that_breaks_off_is_named(tmp_path: Path) -> None:
    reports = written(tmp_path / "r.jsonl", ROWS)
    gold = written(tmp_path / "g.jsonl.gz", ROWS)
    gold.write_bytes(gold.read_bytes()[:-200])
    result = run(reports, "--gold", gold, "-o", tmp_path / "m")
    assert result.exit_code == 3, result.output
    assert f"{gold}:" in result.stderr
    assert (tmp_path / "m" / "card.md").exists()


def test_muc_and_spans_beside_our_own(tmp_path: Path) -> None:
    told = wires(1, 9)
    wire = [{"id": r.id, "text": r.text, "published": r.published} for r, _ in told]
    spans = {
        "doc_key": "g1",
        "date": "2016-03-02",
        "full_text": [["Karen", "Salwick", ",", "34", ",", "was", "shot", "dead", "."]],
        "spans": [[0, 2, "VIC-NAME", "", ["Karen", "Salwick"]]],
    }
    files = [
        written(tmp_path / "own.jsonl", ROWS),
        written(tmp_path / "wire.jsonl", wire),
        written(tmp_path / "spans.jsonl", [spans]),
    ]
    gold = [files[0], written(tmp_path / "keys.jsonl", [label for _, label in told]), files[2]]
    options = [text for path in gold for text in ("--gold", str(path))]
    result = run(*files, *options, "-o", tmp_path / "m")
    assert result.exit_code == 0, result.output
    assert "70 labelled reports" in result.stderr
    card = (tmp_path / "m" / "card.md").read_text()
    assert "| wire.jsonl | en | 9 | 6 | 9 |" in card
    assert "| spans.jsonl | en | 1 | 0 | 1 |" in card


@pytest.mark.parametrize(
    "rows",
    [
        [row for row in ROWS if row["about_a_killing"]],
        [{k: row[k] for k in ("id", "text", "language")} for row in ROWS],
        [],
    ],
    ids=["only killings", "no labels", "no lines"],
)
def test_nothing_to_learn_from_is_an_error(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    result = run(written(tmp_path / "r.jsonl", rows), "-o", tmp_path / "m")
    assert result.exit_code == 1, result.output
    assert "Error: " in result.stderr
    assert not (tmp_path / "m").exists()


def test_misuse_is_two(tmp_path: Path) -> None:
    assert run().exit_code == 2
    assert run(tmp_path / "nowhere.jsonl", "-o", tmp_path / "m").exit_code == 2
    assert run(written(tmp_path / "r.jsonl", ROWS)).exit_code == 2


def test_help_has_an_example() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert "vigil train extraction" in result.output
