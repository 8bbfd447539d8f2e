"""Versions of models: kept whole, one in use, and a way back."""

import os
from importlib.resources import files
from pathlib import Path

import pytest

from vigil.reading.engines.model_versions import (
    LINKING,
    SCREENING,
    ModelVersions,
    use_linking_weights,
)
from vigil.reading.linkage.model import WEIGHTS


def keep(versions: ModelVersions, words: str) -> int:
    def write(path: Path) -> None:
        path.write_text(words)

    return versions.keep(LINKING, write, {"learnt_from": {"pairs": 3}}, "# card\n")


def test_the_shipped_model_is_in_use_until_something_is_learnt(tmp_path: Path) -> None:
    versions = ModelVersions(tmp_path / "models")
    assert (versions.in_use(LINKING), versions.path(LINKING)) == (0, None)
    assert (versions.listed(LINKING), versions.back(LINKING)) == ([], None)


def test_versions_stay_and_one_goes_back_step_by_step(tmp_path: Path) -> None:
    versions = ModelVersions(tmp_path / "models")
    assert [keep(versions, "one"), keep(versions, "two")] == [1, 2]
    path = versions.path(LINKING)
    assert path is not None
    assert path.read_text() == "two"
    assert versions.path(SCREENING) is None
    assert [(v.number, v.in_use) for v in versions.listed(LINKING)] == [(1, False), (2, True)]
    assert versions.listed(LINKING)[0].about == {"learnt_from": {"pairs": 3}}
    assert [versions.back(LINKING), versions.back(LINKING), versions.back(LINKING)] == [1, 0, None]
    assert keep(versions, "three") == 3


def test_a_version_that_was_not_finished_does_not_count(tmp_path: Path) -> None:
    versions = ModelVersions(tmp_path / "models")
    keep(versions, "one")

    def broken(path: Path) -> None:
        path.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        versions.keep(LINKING, broken, {}, "")
    assert [v.number for v in versions.listed(LINKING)] == [1]
    assert versions.in_use(LINKING) == 1
    assert keep(versions, "two") == 2


def test_weights_of_another_version_are_left_alone_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(WEIGHTS, "set here so that it is put back")
    versions = ModelVersions(tmp_path)
    versions.keep(LINKING, lambda path: path.write_text("[weights]\nolder = 1.0\n"), {}, "")
    use_linking_weights(tmp_path)
    assert WEIGHTS not in os.environ
    assert "another version" in caplog.text
    versions.use(LINKING, versions.keep(LINKING, _shipped, {}, ""))
    use_linking_weights(tmp_path)
    assert os.environ[WEIGHTS] == str(versions.path(LINKING))


def _shipped(path: Path) -> None:
    path.write_text(files("vigil.reading.linkage").joinpath("weights.toml").read_text("utf-8"))
