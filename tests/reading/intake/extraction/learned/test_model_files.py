"""An extractor's models as one folder."""

from dataclasses import replace
from pathlib import Path

import pytest

from vigil.reading.intake.extraction.learned.linear import Linear, ModelFileError
from vigil.reading.intake.extraction.learned.model_files import (
    CARD,
    Models,
    load_models,
    save_models,
)


def test_models_are_the_same_from_their_folder(models: Models, tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    save_models(models, folder, "# Card of ñandú\n")
    read = load_models(folder)
    assert read.version == models.version
    assert read.judges.seconds == models.judges.seconds
    assert (read.place.digest, read.date.digest) == (models.place.digest, models.date.digest)
    assert (folder / CARD).read_text(encoding="utf-8") == "# Card of ñandú\n"


def test_the_same_models_are_the_same_bytes(models: Models, tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_models(models, tmp_path / name, "card")
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*"))
    assert len(files) > 10
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.mark.parametrize("name", ["place.npz", "date.npz", "judges.json", "other/victim.npz"])
def test_a_folder_without_one_of_its_files_is_none(
    models: Models, tmp_path: Path, name: str
) -> None:
    save_models(models, tmp_path, "card")
    (tmp_path / name).unlink()
    with pytest.raises(ModelFileError, match=name):
        load_models(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="nowhere"):
        load_models(tmp_path / "nowhere")


def test_a_version_changes_with_place_and_day(models: Models) -> None:
    def other(model: Linear) -> Linear:
        return replace(model, threshold=model.threshold + 0.1)

    versions = {
        models.version,
        models._replace(place=other(models.place)).version,
        models._replace(date=other(models.date)).version,
        models._replace(judges=replace(models.judges, version="x")).version,
    }
    assert len(versions) == 4
