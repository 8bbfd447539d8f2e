from datetime import date
from pathlib import Path

import numpy as np
import pytest

from vigil.reading.intake.screening import ModelError, Screener
from vigil.reading.intake.screening.labels import read_labels
from vigil.reading.intake.screening.model import load, save
from vigil.reading.intake.screening.model_card import average_precision, card
from vigil.reading.intake.screening.training import (
    Labels,
    Margin,
    Source,
    Trained,
    TrainingError,
    labelled,
    train,
)
from vigil.reading.records import Rejected, Report

TOWNS = ["Alba", "Brera", "Cerro", "Dorada", "Espina", "Fuente", "Granja", "Horno", "Isla", "Jara"]


def source() -> Source:
    items = []
    for town in TOWNS:
        killed = f"A man was shot dead yesterday in {town}; police look for two gunmen."
        died = f"Two people died in {town} in a car crash, an accident in heavy traffic."
        for text, killing in ((killed, True), (died, False)):
            report = Report(id=f"{town}-{killing}", text=text, language="en")
            items.append(labelled(report, Labels(killing)))
    return Source("towns", items, weight=len(items))


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train([source()])


def test_the_same_reports_give_the_same_model(trained: Trained) -> None:
    again = train([source()])
    assert again.model.digest == trained.model.digest
    for name, array in trained.model.arrays().items():
        assert np.array_equal(array, again.model.arrays()[name]), name


def test_a_model_learns_what_it_was_shown(trained: Trained) -> None:
    screener = Screener(trained.model)
    killing, crash = screener.screen(
        [
            Report(id="a", text="A man was shot dead yesterday in Lugo; police look for gunmen."),
            Report(id="b", text="Two people died in Lugo in a car crash, an accident."),
        ]
    )
    assert killing.score > 0.5 > crash.score


def test_a_saved_model_is_the_same_model(trained: Trained, tmp_path: Path) -> None:
    save(trained.model, tmp_path / "m.npz")
    assert load(tmp_path / "m.npz").digest == trained.model.digest
    loaded = Screener.load(tmp_path / "m.npz")
    assert loaded.version == f"screening-{trained.model.digest}"
    assert loaded.version != Screener.load().version


def test_one_class_alone_teaches_nothing() -> None:
    whole = source()
    half = whole._replace(items=[item for item in whole.items if item.labels.killing])
    with pytest.raises(TrainingError, match="about none"):
        train([half])


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04 broken"])
def test_a_broken_model_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"broken\.npz"):
        load(path)


def test_a_model_for_other_features_is_refused(trained: Trained, tmp_path: Path) -> None:
    path = tmp_path / "old.npz"
    arrays = trained.model.arrays() | {"names": np.array(["one", "two"])}
    np.savez(path, **arrays)
    with pytest.raises(ModelError, match="train it anew"):
        load(path)


def test_the_card_says_what_went_in(trained: Trained) -> None:
    text = card(trained, [source()], date(2026, 1, 2))
    assert "| towns | 20 | 10 | 20 |" in text
    assert trained.model.digest in text
    assert "2026-01-02" in text
    assert "Alba" not in text


def test_average_precision_by_hand() -> None:
    ranked = [Margin("s", k, m) for k, m in ((True, 3), (False, 2), (True, 1), (False, 1))]
    # The tie is broken the worse way: hits at ranks 1 and 4.
    assert average_precision(ranked) == pytest.approx((1 / 1 + 2 / 4) / 2)


def test_labels_of_all_spellings(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(
        '{"id": "a", "k": true}\n{"id": "b", "k": "followup", "killing_report": "followup"}\n'
        '{"id": "c", "k": "no"}\n{"id": "d", "k": null}\n{"id": "e"}\n\n'
        '{"id": "f", "k": "maybe"}\n{"k": true}\nnot json\n'
        '{"id": "g", "k": "yes", "targeted": "yes", "targeted_agreed": false, "oc_signs": "no"}\n'
    )
    found = list(read_labels(path, "k"))
    labels = dict(entry for entry in found if not isinstance(entry, Rejected))
    assert labels == {
        "a": Labels(True),
        "b": Labels(True, fresh=False),
        "c": Labels(False),
        "g": Labels(True, organised=False),
    }
    assert [e.line for e in found if isinstance(e, Rejected)] == [7, 8, 9]
