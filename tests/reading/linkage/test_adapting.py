"""Weights adapted to decided pairs: little by few, written and read again."""

import numpy as np
import pytest

from vigil.reading.linkage.adapting import DecidedPairs, TooFewPairsError, adapt, as_toml
from vigil.reading.linkage.comparing import FEATURES
from vigil.reading.linkage.model import read_model, shipped_model


def pairs(number: int, seed: int = 1) -> DecidedPairs:
    """Pairs that the shipped weights judge by the wrong end of one feature."""
    chance = np.random.default_rng(seed)
    features = np.zeros((number, len(FEATURES)))
    same = np.arange(number) % 2 == 0
    features[:, FEATURES.index("text")] = chance.uniform(0.3, 0.6, number)
    features[:, FEATURES.index("method_differs")] = same
    return DecidedPairs(features, same, [n % 5 for n in range(number)])


def test_decided_pairs_move_the_weights_that_they_speak_of() -> None:
    model, decided = shipped_model(), pairs(4000)
    made = adapt(model, decided)
    assert made.after.f1 > made.before.f1
    assert made.after.average_precision == pytest.approx(1.0)
    moved = made.model.weights - model.weights
    assert FEATURES[int(np.argmax(np.abs(moved)))] == "method_differs"
    few = adapt(model, pairs(240)).model.weights - model.weights
    assert np.abs(few).max() < np.abs(moved).max()
    assert not moved[FEATURES.index("place_far")]


def test_too_few_of_a_kind_teach_nothing() -> None:
    with pytest.raises(TooFewPairsError, match="5 same and 5 different"):
        adapt(shipped_model(), pairs(10))


def test_weights_are_written_and_read_again() -> None:
    made = adapt(shipped_model(), pairs(60)).model
    again = read_model(as_toml(made))
    assert np.allclose(again.weights, made.weights, atol=1e-4)
    assert np.allclose(again.together, made.together, atol=1e-4)
    assert (again.join, again.intercept) == (made.join, pytest.approx(made.intercept, abs=1e-4))
