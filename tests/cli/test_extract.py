"""`vigil extract`, as it is called."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from reading.intake.extraction.language_model.model_server import (
    ModelServer,
    model_server,
    saying,
)
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


DOUBTFUL = {
    "id": "r3",
    "title": "Man found dead",
    "text": "A man was shot dead near the old mill. The man was 43, police said.",
    "published": "2024-05-08",
    "language": "en",
}
AGE = {"value": 43, "quote": "The man was 43"}
KILLED = {"value": "killed", "quote": "shot dead"}
MAN = {"name": None, "count": None, "age": AGE, "gender": None, "occupation": None}
ANSWER = {
    "accounts": [
        {
            "event": {"value": "killing", "quote": "was shot dead"},
            "victims": [MAN | {"outcome": KILLED}],
            "killed": None,
            "injured": None,
            "date": None,
            "place": {"value": "Toluca", "quote": "in Toluca"},
            "method": None,
        }
    ]
}


def settings_file(folder: Path, server: ModelServer, **more: object) -> Path:
    lines = [
        "[reader.llm]",
        f'endpoint = "{server.endpoint}"',
        'model = "small"',
        f'allow = ["127.0.0.1:{server.port}"]',
        "context = 8192",
        *(f"{key} = {json.dumps(value)}" for key, value in more.items()),
    ]
    path = folder / "vigil.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_language_model_reads_again_what_is_doubtful(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path))
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps(REPORT) + "\n" + json.dumps(DOUBTFUL), encoding="utf-8")
    with model_server(saying(ANSWER)) as server:
        settings_file(tmp_path, server, price_in=100.0)
        code, said = run(str(source), "-o", str(out), "--reader", "llm", "--json")
        assert code == 0, said
        first = json.loads(said)["language_model"]
        code, said = run(str(source), "-o", str(out), "--reader", "llm")
    assert (first["requests"], first["prompt_tokens"], first["cost"]) == (1, 2000, 0.2)
    assert first["dropped_quote_not_in_text"] == 1
    assert "1 doubtful reports, 1 answers kept from before, 0 requests, 0 tokens" in said
    assert "Dropped, because the words of the report do not state it" in said
    accounts = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert {a["report_id"] for a in accounts} == {"r1", "r3"}


def test_without_settings_no_language_model_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path))
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(REPORT), encoding="utf-8")
    code, said = run(str(source), "-o", "-", "--reader", "llm")
    assert code == 1
    assert "vigil.toml" in said
    code, said = run(str(source), "-o", "-", "--settings", str(tmp_path / "vigil.toml"))
    assert code == 2
    assert "--settings goes with --reader llm" in said
