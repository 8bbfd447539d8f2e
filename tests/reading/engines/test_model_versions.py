"""Versions of models: kept whole, one in use, and a way back."""

from pathlib import Path

import pytest

from vigil.reading.engines.model_versions import LINKING, SCREENING, ModelVersions


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
