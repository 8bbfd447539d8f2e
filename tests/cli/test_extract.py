"""`vigil extract`, as it is called."""

import json
from pathlib import Path

from click.testing import CliRunner

from vigil.cli import main

REPORT = {
    "id": "r1",
    "title": "Councillor killed",
    "text": "Councillor Maria Lopes, 41, was shot dead in Recife on Monday. No one was arrested.",
    "published": "2024-05-08",
    "language": "en",
}


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["extract", *arguments])
    return result.exit_code, result.output


def test_one_line_an_account(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    quiet = {"id": "r2", "text": "The council met on Monday and approved the budget."}
    source.write_text("\n".join(json.dumps(r) for r in (REPORT, quiet)), encoding="utf-8")
    code, said = run(str(source), "-o", str(out), "--json")
    assert code == 0
    assert json.loads(said) == {"reports": 2, "accounts": 1, "rejected": 0}
    [account] = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert account["report_id"] == "r1"
    assert account["victims"][0]["name"] == "Maria Lopes"
    assert account["date"] == {"value": "2024-05-06", "precision": "day"}
    assert 0 <= account["score"] <= 1
    for evidence in account["evidence"]:
        part = REPORT[evidence["in"]]
        assert part[evidence["start"] : evidence["end"]] == evidence["text"]


def test_a_broken_line_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("{broken\n" + json.dumps(REPORT) + "\n", encoding="utf-8")
    code, said = run(str(source), "-o", str(out))
    assert code == 3
    assert f"{source}:1" in said
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1


def test_no_such_file_is_misuse(tmp_path: Path) -> None:
    code, said = run(str(tmp_path / "none.jsonl"), "-o", "-")
    assert code == 2
    assert "there is no file" in said
