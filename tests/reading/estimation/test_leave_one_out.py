"""Leaving one out: the same as pooling the rest from scratch."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.estimation.samples import drawn, panel, quantile_arrays, weights_for
from vigil.reading.estimation.cooke import Seeds, equal_weights, optimised_weights
from vigil.reading.estimation.leave_one_out import (
    probabilities_without_each,
    quantities_without_each,
    scores_without_each,
    weights_without_each_expert,
    weights_without_each_seed,
)
from vigil.reading.estimation.pooling import (
    OfProbabilities,
    OfQuantities,
    pool_probabilities,
    pool_quantities,
    pool_scores,
)
from vigil.reading.estimation.weights import Floats

METHODS: tuple[OfQuantities, ...] = ("linear", "quantile_mean", "quantile_median")
FIELDS = ("q05", "q50", "q95")
NAN = math.nan


def from_scratch(answers: Floats, method: OfQuantities, weights: Floats) -> Floats:
    """Pool the others, one expert left out after the other."""
    every = np.full(answers.shape, NAN)
    for expert in range(len(answers)):
        rest = np.delete(answers, expert, axis=0), method, np.delete(weights, expert)
        every[expert] = [
            [one.values.get(field, NAN) for field in FIELDS] for one in pool_quantities(*rest)
        ]
    return every


@given(quantile_arrays(), st.sampled_from(METHODS), st.data())
def test_quantities_as_pooled_from_scratch(
    answers: Floats, method: OfQuantities, data: st.DataObject
) -> None:
    weights = data.draw(weights_for(len(answers)))
    found = quantities_without_each(answers, method, weights)
    expected = from_scratch(answers, method, weights)
    assert np.allclose(found, expected, rtol=0, atol=1e-6, equal_nan=True)


@pytest.mark.parametrize("method", METHODS)
def test_quantities_of_a_large_panel_as_pooled_from_scratch(method: OfQuantities) -> None:
    answers = drawn(60, 3, 1, missing=0.1)
    weights = np.random.default_rng(1).random(60) ** 3
    # One has most of the weight: taken off, few digits would be left.
    weights[7] = 5e9
    found = quantities_without_each(answers, method, weights)
    assert np.allclose(found, from_scratch(answers, method, weights), rtol=0, atol=1e-8)


def test_on_a_scale_of_logarithms() -> None:
    answers = drawn(9, 2, 3, positive=True)
    found = quantities_without_each(answers, "linear", scales=("log", "uniform"))
    logged = quantities_without_each(np.log(answers), "linear")[:, 0]
    assert np.allclose(found[:, 0], np.exp(logged))
    assert np.allclose(found[:, 1], quantities_without_each(answers, "linear")[:, 1])


def test_without_the_only_one_nothing_is_left() -> None:
    answers = np.array([[[1.0, 2.0, 3.0]], [[NAN] * 3]])
    for method in METHODS:
        found = quantities_without_each(answers, method)
        assert np.isnan(found[0]).all()
        assert found[1, 0] == pytest.approx([1.0, 2.0, 3.0])


@given(
    st.lists(st.one_of(st.floats(0, 1), st.just(NAN)), min_size=2, max_size=7),
    st.sampled_from(["mean", "median", "log_odds", "extremised"]),
    st.data(),
)
def test_probabilities_as_pooled_from_scratch(
    given_by: list[float], method: OfProbabilities, data: st.DataObject
) -> None:
    answers = np.array(given_by)[:, None]
    weights = data.draw(weights_for(len(answers)))
    found = probabilities_without_each(answers, method, weights)
    for expert in range(len(answers)):
        rest = np.delete(answers, expert, axis=0), method, np.delete(weights, expert)
        expected = pool_probabilities(*rest)[0].values.get("probability", NAN)
        assert found[expert, 0] == pytest.approx(expected, abs=1e-12, nan_ok=True)


@given(st.lists(st.one_of(st.integers(2, 20), st.none()), min_size=2, max_size=9), st.data())
def test_scores_as_pooled_from_scratch(halves: list[int | None], data: st.DataObject) -> None:
    answers = np.array([[NAN if one is None else one / 2] for one in halves])
    weights = data.draw(weights_for(len(answers)))
    found = scores_without_each(answers, weights)
    for expert in range(len(answers)):
        rest = np.delete(answers, expert, axis=0), np.delete(weights, expert)
        expected = pool_scores(*rest)[0].values
        for name, values in found.items():
            assert values[expert, 0] == pytest.approx(expected.get(name, NAN), nan_ok=True)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_others_are_left_however_little_they_weigh(order: tuple[int, ...]) -> None:
    weights = np.array([1.0, 4e-17, 6e-17])
    answers = np.array([[2.0], [5.0], [9.0]])[list(order)]
    found = scores_without_each(answers, weights)
    for expert in range(3):
        rest = np.delete(answers, expert, axis=0), np.delete(weights, expert)
        expected = pool_scores(*rest)[0].values
        for name, values in found.items():
            assert values[expert, 0] == pytest.approx(expected[name])


def test_weights_without_each_expert() -> None:
    seeds = panel(5, 12, 2)
    for expert, left in enumerate(weights_without_each_expert(seeds)):
        assert left.weighting is not None
        rest = Seeds(np.delete(seeds.answers, expert, axis=0), seeds.realised)
        expected = optimised_weights(rest)
        assert left.weighting.weights[expert] == 0.0
        assert np.delete(left.weighting.weights, expert).tolist() == expected.weights.tolist()
        assert left.weighting.score == expected.score


def test_weights_without_each_seed_compare_the_same_experts() -> None:
    seeds = panel(5, 10, 2)
    found = weights_without_each_seed(seeds)
    assert len(found) == 10
    for seed, left in enumerate(found):
        assert left.weighting is not None
        rest = Seeds(np.delete(seeds.answers, seed, axis=1), np.delete(seeds.realised, seed))
        assert left.weighting.weights.tolist() == optimised_weights(rest, 9).weights.tolist()


def test_scales_go_with_their_seeds() -> None:
    seeds = Seeds(drawn(4, 11, 5, positive=True), np.full(11, 7.0), ("uniform",) * 3 + ("log",) * 8)
    left = weights_without_each_seed(seeds, equal_weights)[0].weighting
    assert left is not None
    rest = Seeds(seeds.answers[:, 1:], seeds.realised[1:], ("uniform",) * 2 + ("log",) * 8)
    assert left.information == equal_weights(rest).information


def test_without_the_only_one_scored_there_are_no_weights_and_it_says_why() -> None:
    seeds = panel(3, 12, 2)
    seeds.answers[1:, 4:] = NAN
    found = weights_without_each_expert(seeds)
    assert (found[0].weighting, found[0].reason) == (
        None,
        "nobody answered 10 seeds: no calibration can be told",
    )
    assert found[1].weighting is not None
    assert found[1].reason == ""
