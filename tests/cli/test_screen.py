import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from vigil.cli.screen import command

KILLING = {"id": "a", "text": "A mayor was shot dead outside his home on Monday by two gunmen."}
RAIN = {"id": "b", "text": "Rain is expected on the coast this weekend."}


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_for_every_report(tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(map(json.dumps, (KILLING, RAIN))))
    result = CliRunner().invoke(command, [str(source), "-o", str(output)])
    assert result.exit_code == 0, result.output
    killing, rain = lines(output)
    assert set(killing) == {
        "id", "score", "relevant", "report_kind", "targeted_score",
        "organised_crime_score", "language",
    }  # fmt: skip
    assert (killing["id"], killing["relevant"], rain["relevant"]) == ("a", True, False)


def test_bad_lines_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(f"{json.dumps(RAIN)}\n{{broken\n{json.dumps(KILLING)}\n")
    result = CliRunner().invoke(command, [str(source), "-o", str(output), "--json"])
    assert result.exit_code == 3
    assert f"{source}:2" in result.stderr
    assert [line["id"] for line in lines(output)] == ["b", "a"]
    counts = json.loads(result.stderr.splitlines()[-1])
    assert (counts["read"], counts["relevant"], counts["rejected"]) == (2, 1, 1)


def test_standard_input_to_standard_output() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vigil.cli", "screen", "-", "-o", "-"],
        input=json.dumps(KILLING),
        capture_output=True,
        text=True,
        env={"PYTHONPATH": "src"},
        check=True,
    )
    assert json.loads(done.stdout)["relevant"] is True


@pytest.mark.parametrize("arguments", [["absent.jsonl", "-o", "x"], ["-o", "x"], []])
def test_misuse_is_two(arguments: list[str]) -> None:
    assert CliRunner().invoke(command, arguments).exit_code == 2


def test_a_file_that_is_no_model_is_an_error(tmp_path: Path) -> None:
    source, model = tmp_path / "in.jsonl", tmp_path / "m.npz"
    source.write_text(json.dumps(RAIN))
    model.write_bytes(b"nothing")
    result = CliRunner().invoke(command, [str(source), "-o", "-", "--model", str(model)])
    assert result.exit_code == 1
    assert "m.npz" in result.stderr


def test_several_processes_answer_as_one(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = [{**(KILLING if n % 7 else RAIN), "id": str(n)} for n in range(2_100)]
    source.write_text("\n".join(map(json.dumps, rows)))
    answers = []
    for workers in ("1", "2"):
        output = tmp_path / f"{workers}.jsonl"
        result = CliRunner().invoke(
            command, [str(source), "-o", str(output), "--workers", workers, "--json"]
        )
        assert result.exit_code == 0, result.output
        answers.append(output.read_text(encoding="utf-8"))
    assert answers[0] == answers[1]
    assert len(answers[0].splitlines()) == len(rows)
