"""`vigil bench reading` with a language model: a server of ours, and the development data."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from reading.intake.extraction.language_model.model_server import model_server, saying
from vigil.cli import main


@pytest.mark.shared
@pytest.mark.tail("the reader is tested daily beside its package; this loads the benchmarks")
def test_any_endpoint_is_scored_on_the_same_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIL_DATA", str(tmp_path))
    with model_server(saying({"accounts": []})) as server:
        settings = tmp_path / "vigil.toml"
        settings.write_text(
            f'[reader.llm]\nendpoint = "{server.endpoint}"\nmodel = "m"\n'
            f'allow = ["127.0.0.1:{server.port}"]\ncontext = 16384\nprice_in = 1.0\n',
            encoding="utf-8",
        )
        ran = CliRunner().invoke(
            main,
            ["bench", "reading", "--reader", "llm-alone", "--limit", "10", "-o", str(tmp_path)],
        )
        asked = len(server.requests)
    assert ran.exit_code == 0, ran.output
    assert asked == 40
    result = json.loads((tmp_path / "reading_llm-alone.json").read_text("utf-8"))["result"]
    tasks = {row["task"] for row in result["quality"]}
    assert {"extraction muc4 TST3", "extraction gvdb", "extraction zacatecas"} <= tasks
    assert all(row["vigil"]["value"] < 0.6 for row in result["quality"] if row["figure"] == "micro")
    assert result["language_model"]["cost"] > 0
    assert "llm-m-p1-" in ran.output


def test_only_reading_has_a_language_model(tmp_path: Path) -> None:
    for arguments in (["screening", "--reader", "llm"], ["--limit", "3"]):
        ran = CliRunner().invoke(main, ["bench", *arguments, "-o", str(tmp_path)])
        assert ran.exit_code in (1, 2)
