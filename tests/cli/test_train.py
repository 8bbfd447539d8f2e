import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vigil.cli.screen import command as screen
from vigil.cli.train import command

ROWS = [
    {"id": f"{killing}-{i}", "text": text.format(i), "language": "en", "killing": killing}
    for i in range(12)
    for text, killing in (
        ("A man was shot dead yesterday in street {}; police look for two gunmen.", True),
        ("Two people died in street {} in a car crash, an accident in traffic.", False),
    )
]


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["screening", *map(str, arguments)])


def test_labels_inside_the_reports(tmp_path: Path) -> None:
    source, model = written(tmp_path / "r.jsonl", ROWS), tmp_path / "m.npz"
    result = run(source, "-o", model)
    assert result.exit_code == 0, result.output
    assert "24 labelled reports" in result.stderr
    assert "| r.jsonl | 24 | 12 |" in (tmp_path / "m.md").read_text()
    output = tmp_path / "out.jsonl"
    done = CliRunner().invoke(screen, [str(source), "-o", str(output), "--model", str(model)])
    assert done.exit_code == 0, done.output
    answers = {a["id"]: a["relevant"] for a in map(json.loads, output.read_text().splitlines())}
    assert answers == {row["id"]: row["killing"] for row in ROWS}


def test_labels_in_a_gold_file_give_the_same_model(tmp_path: Path) -> None:
    inside = written(tmp_path / "inside.jsonl", ROWS)
    bare = [{k: v for k, v in row.items() if k != "killing"} for row in ROWS]
    reports = written(tmp_path / "reports.jsonl", bare)
    gold = written(tmp_path / "g.jsonl", [{"id": r["id"], "murder": r["killing"]} for r in ROWS])
    assert run(inside, "-o", tmp_path / "one.npz").exit_code == 0
    result = run(reports, "--gold", gold, "--label", "murder", "-o", tmp_path / "two.npz")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_bad_labels_are_named_and_the_rest_is_used(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [*ROWS, {"id": "x", "text": "A text.", "killing": "perhaps"}]
    source = written(tmp_path / "r.jsonl", rows)
    result = run(source, "-o", tmp_path / "m.npz")
    assert result.exit_code == 3
    assert f"{source}:25" in result.stderr
    assert "perhaps" in result.stderr


@pytest.mark.parametrize("label", ["killing", "absent"])
def test_nothing_to_learn_from_is_an_error(tmp_path: Path, label: str) -> None:
    rows = [row for row in ROWS if row["killing"]]
    result = run(written(tmp_path / "r.jsonl", rows), "--label", label, "-o", tmp_path / "m.npz")
    assert result.exit_code == 1
    assert label in result.stderr
    assert not (tmp_path / "m.npz").exists()


def test_misuse_is_two() -> None:
    assert CliRunner().invoke(command, ["poetry", "x"]).exit_code == 2
    assert run().exit_code == 2


def test_decisions_of_the_desk_are_labels(tmp_path: Path) -> None:
    words = {True: "accepted", False: "rejected"}
    rows = [{**row, "decision": words[bool(row["killing"])]} for row in ROWS]
    source = written(tmp_path / "r.jsonl", rows)
    assert run(source, "--label", "decision", "-o", tmp_path / "one.npz").exit_code == 0
    assert run(source, "-o", tmp_path / "two.npz").exit_code == 0
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_answer_keys_are_labels(tmp_path: Path) -> None:
    key = {"INCIDENT: TYPE": ["ATTACK"], "HUM TGT: EFFECT OF INCIDENT": ['DEATH: "A MAN"']}
    reports = written(tmp_path / "reports.jsonl", ROWS)
    keys = [{"id": row["id"], "templates": [key] if row["killing"] else []} for row in ROWS]
    gold = written(tmp_path / "keys.jsonl", keys)
    result = run(reports, "--gold", gold, "--label", "absent", "-o", tmp_path / "m.npz")
    assert result.exit_code == 0, result.output
    assert "| reports.jsonl | 24 | 12 |" in (tmp_path / "m.md").read_text()


def test_the_card_names_the_day_of_the_data(tmp_path: Path) -> None:
    source = written(tmp_path / "r.jsonl", ROWS)
    assert run(source, "--as-of", "2026-01-02", "-o", tmp_path / "m.npz").exit_code == 0
    assert "2026-01-02" in (tmp_path / "m.md").read_text()
