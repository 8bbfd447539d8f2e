"""Fitting of linkage: log-odds are stretched as far as the pairs say, and the weights with them."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

from linkage_fitting import OTHER, Stretch, odds, stretch, stretched

from vigil.reading.linkage.comparing import FEATURES
from vigil.reading.linkage.model import shipped_model


def test_a_stretch_is_found_again() -> None:
    dice = np.random.default_rng(3)
    told = dice.uniform(-3.5, 3.5, 40_000)
    same = (dice.random(len(told)) < 1 / (1 + np.exp(-(0.6 * told - 0.4)))).astype(float)
    slope, shift = stretch(told, same)
    assert (slope, shift) == pytest.approx((0.6, -0.4), abs=0.05)


@pytest.mark.parametrize(("other", "expected"), [(0, Stretch(0.9, -0.3)), (1, Stretch(0.5, 0.2))])
def test_a_stretched_model_gives_stretched_log_odds(other: int, expected: Stretch) -> None:
    model = shipped_model()
    rows = np.zeros((3, len(FEATURES)))
    for name in ("text", "day_same", "counts_agree"):
        rows[:, FEATURES.index(name)] = [0.0, 0.1, 0.2]
    rows[:, OTHER] = other
    found = stretched(model, Stretch(0.9, -0.3), Stretch(0.5, 0.2)).probabilities(rows)
    before = odds(model.probabilities(rows))
    assert odds(found) == pytest.approx(expected.slope * before + expected.shift)
