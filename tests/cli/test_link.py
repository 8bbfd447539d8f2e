"""`vigil link` as it is called."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vigil.cli.link import command

REPORTS = [
    {
        "id": "a",
        "title": "Journalist Ana Torres shot dead in Veracruz",
        "text": "Journalist Ana Torres, 34, was shot dead on 3 May 2021 in Veracruz by two men.",
        "published": "2021-05-04",
        "language": "en",
    },
    {
        "id": "b",
        "title": "Police seek killers of reporter Ana Torres in Veracruz",
        "text": "Ana Torres, 34, a journalist, was shot in Veracruz on 3 May 2021, police said.",
        "published": "2021-05-05",
        "language": "en",
    },
    {
        "id": "c",
        "title": "Village prepares its harvest feast",
        "text": "The orchard keepers of the valley invite all to taste this year's apples.",
        "published": "2021-09-05",
        "language": "en",
    },
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(report) + "\n" for report in REPORTS)
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_all_reports_enter_and_two_are_one_case(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = run(source, "--all-reports", "-o", out, "--json")
    assert result.exit_code == 0, result.output
    found = {line["report_id"]: line for line in lines(out)}
    assert set(found) == {"a", "b", "c"}
    assert set(found["a"]) == {"report_id", "account", "case", "score"}
    assert found["a"]["case"] == found["b"]["case"] != found["c"]["case"]
    assert json.loads(result.stdout)["cases"] == 2


def test_without_all_reports_what_is_no_killing_stays_out(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run(source, "-o", out).exit_code == 0
    assert "c" not in {line["report_id"] for line in lines(out)}


def test_accounts_with_their_reports(source: Path, tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.jsonl"
    accounts.write_text(
        '{"report_id": "a", "account": 1, "score": 0.9, "victims": [{"name": "Ana Torres"}]}\n'
        "broken\n"
        '{"report_id": "b", "account": 1, "score": 0.9, "victims": [{"name": "Ana Torres"}]}\n'
        '{"report_id": "b", "account": 1, "score": 0.9}\n',
        encoding="utf-8",
    )
    out = tmp_path / "out.jsonl"
    result = run(accounts, "--reports", source, "-o", out)
    assert result.exit_code == 3
    assert f"{accounts}:2" in result.output
    assert f"{accounts}:4" in result.output
    one, two = lines(out)
    assert one["case"] == two["case"]


def test_a_bad_line_is_named_and_the_rest_linked(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = json.dumps(REPORTS[0])
    other = json.dumps({**REPORTS[1], "id": "a"})
    source.write_text(f"{good}\n{{\n{other}\n", encoding="utf-8")
    result = run(source, "--all-reports", "-o", out)
    assert result.exit_code == 3
    assert f"{source}:2" in result.output
    assert f"{source}:3" in result.output
    assert len(lines(out)) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("--engine", "cloud", "-o", "x"),
        ("--all-reports", "--reports", __file__, "-o", "x"),
        ("--json", "-o", "-"),
        (),
    ],
)
def test_misuse_exits_with_two(source: Path, arguments: tuple[str, ...]) -> None:
    assert run(source, *arguments).exit_code == 2


def test_a_missing_file_is_misuse(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "nowhere" in result.output


def test_no_input_no_output_lines(tmp_path: Path) -> None:
    source, out = tmp_path / "empty.jsonl", tmp_path / "out.jsonl"
    source.write_text("", encoding="utf-8")
    assert run(source, "--all-reports", "-o", out).exit_code == 0
    assert lines(out) == []


def accounts_file(path: Path, *names: str) -> Path:
    ana = [{"name": "Ana Torres", "names": ["Ana Torres"], "outcome": "killed"}]
    rows = [
        {
            "report_id": name,
            "account": 1,
            "key": f"{name}#1",
            "score": 0.9,
            "victims": [] if name == "c" else ana,
        }
        for name in names
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_people_judge_what_the_machine_proposed(source: Path, tmp_path: Path) -> None:
    accounts, out = accounts_file(tmp_path / "accounts.jsonl", "a", "b", "c"), tmp_path / "out"
    words = tmp_path / "words.jsonl"
    words.write_text(
        '{"a": "a#1", "b": "b#1", "verdict": "different"}\n'
        '{"a": "a#1", "b": "c#1", "verdict": "same"}\n'
        '{"a": "a#1", "verdict": "same"}\n',
        encoding="utf-8",
    )
    result = run(accounts, "--reports", source, "--judgements", words, "-o", out)
    assert result.exit_code == 3
    assert f"{words}:3" in result.output
    found = {line["report_id"]: line["case"] for line in lines(out)}
    assert found["a"] == found["c"] != found["b"]


def test_a_second_day_joins_the_first(source: Path, tmp_path: Path) -> None:
    out, index = tmp_path / "out", tmp_path / "index"
    first = accounts_file(tmp_path / "first.jsonl", "a", "c")
    second = accounts_file(tmp_path / "second.jsonl", "b")
    assert run(first, "--reports", source, "--index", index, "-o", out).exit_code == 0
    before = {line["report_id"]: line["case"] for line in lines(out)}
    result = run(second, "--reports", source, "--index", index, "-o", out, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["joined"] == 1
    assert [line["case"] for line in lines(out)] == [before["a"]]


def test_an_index_is_kept_on_one_machine(source: Path, tmp_path: Path) -> None:
    result = run(source, "--engine", "spark", "--index", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 2
