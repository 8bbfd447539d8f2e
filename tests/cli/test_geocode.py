"""`vigil geocode`, as it is called."""

import json
from pathlib import Path

from click.testing import CliRunner

from vigil.cli import main

TEXT = {
    "id": "t1",
    "text": "A man died in Paris, Texas.",
    "toponyms": [{"start": 14, "end": 19, "text": "Paris"}, {"start": 21, "end": 26}],
}


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["geocode", *arguments])
    return result.exit_code, result.output


def test_one_line_a_text(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps(TEXT), encoding="utf-8")
    code, said = run(str(source), "-o", str(out), "--json")
    assert code == 0
    assert json.loads(said) == {"texts": 1, "toponyms": 2, "located": 2, "rejected": 0}
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert answer["id"] == "t1"
    assert [place["country"] for place in answer["toponyms"]] == ["US", "US"]
    assert set(answer["toponyms"][0]) >= {"lat", "lon", "country", "geonames_id"}


def test_a_broken_line_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "x", "text": 1}\n' + json.dumps(TEXT) + "\n", encoding="utf-8")
    code, said = run(str(source), "-o", str(out))
    assert code == 3
    assert f"{source}:1" in said
    assert "text" in said
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1


def test_what_is_unknown_is_null(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    line = {"id": "u", "text": "Qwxyzburgh", "toponyms": [{"start": 0, "end": 10}]}
    source.write_text(json.dumps(line), encoding="utf-8")
    assert run(str(source), "-o", str(out))[0] == 0
    assert json.loads(out.read_text(encoding="utf-8")) == {"id": "u", "toponyms": [None]}


def test_no_such_file_is_misuse(tmp_path: Path) -> None:
    code, said = run(str(tmp_path / "none.jsonl"), "-o", "-")
    assert code == 2
    assert "there is no file" in said
