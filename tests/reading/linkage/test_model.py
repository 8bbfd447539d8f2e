import numpy as np
import pytest

from vigil.reading.linkage.comparing import FEATURES
from vigil.reading.linkage.model import read_model, shipped_model


def row(**told: float) -> np.ndarray:
    values = np.zeros(len(FEATURES))
    for name, value in told.items():
        values[FEATURES.index(name)] = value
    return values


def test_reasons_add_up_to_the_log_odds() -> None:
    model = shipped_model()
    told = row(text=0.25, day_same=1, published_gap=0.7, names_agree=0.9)
    odds = model.intercept + sum(model.reasons(told).values())
    expected = 1 / (1 + np.exp(-odds))
    assert model.probabilities(told[np.newaxis])[0] == pytest.approx(expected, abs=1e-3)


def test_across_languages_two_features_tell_no_more_than_each() -> None:
    model = shipped_model()
    alone = {
        name: model.reasons(row(other_language=1, **{name: 1})) for name in ("day_same", "text")
    }
    both = model.reasons(row(other_language=1, day_same=1, text=1))
    for name, told in alone.items():
        assert both[name] == pytest.approx(told[name])


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("[weights.text]\nweight = 1.0\nacross = 0.0\n", "differ in"),
        ("TOGETHER[together.text]\nnothing = 1.0\n", "no feature"),
        ("TOGETHER[together.text]\ntitle = 1.0\n[together.title]\ntext = 1.0\n", "twice"),
    ],
)
def test_what_is_wrong_with_a_model_is_said(given: str, why: str) -> None:
    weights = "".join(f"[weights.{n}]\nweight = 0.0\nacross = 0.0\n" for n in FEATURES)
    text = "intercept = 0.0\njoin = 0.4\n" + given.replace("TOGETHER", weights)
    with pytest.raises(ValueError, match=why):
        read_model(text)
