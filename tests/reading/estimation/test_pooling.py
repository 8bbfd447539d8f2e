"""Pooling: by hand, against roots sought plainly, against drawing, and for any answers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.estimation.samples import drawn, plain_pool, quantile_arrays, weights_for
from vigil.reading.estimation.answers import Unusable
from vigil.reading.estimation.leave_one_out import probabilities_without_each
from vigil.reading.estimation.pooling import (
    OfProbabilities,
    OfQuantities,
    extremising,
    pool_probabilities,
    pool_quantities,
    pool_scores,
)
from vigil.reading.estimation.weights import Floats, shares

QUANTITIES: tuple[OfQuantities, ...] = ("linear", "quantile_mean", "quantile_median")
PROBABILITIES: tuple[OfProbabilities, ...] = ("mean", "median", "log_odds")
FIELDS = ("q05", "q50", "q95")
NAN = math.nan

probability_arrays = st.integers(1, 6).flatmap(
    lambda experts: st.lists(
        st.one_of(st.floats(0, 1), st.just(NAN)), min_size=experts, max_size=experts
    ).map(lambda column: np.array(column)[:, None])
)


def rows(answers: Floats, method: OfQuantities, weights: Floats | None = None) -> list[list[float]]:
    pooled = pool_quantities(answers, method, weights)
    return [[one.values.get(field, NAN) for field in FIELDS] for one in pooled]


def test_quantities_by_hand() -> None:
    answers = np.array([[[0.0, 10.0, 20.0]], [[10.0, 30.0, 40.0]]])
    assert rows(answers, "quantile_mean") == [[5.0, 20.0, 30.0]]
    assert rows(answers, "quantile_median") == [[5.0, 20.0, 30.0]]
    assert rows(answers, "quantile_mean", np.array([3.0, 1.0])) == [[2.5, 15.0, 25.0]]
    assert rows(answers, "quantile_median", np.array([3.0, 1.0])) == [[0.0, 10.0, 20.0]]
    pooled = rows(answers, "linear")[0]
    assert pooled == pytest.approx(plain_pool(answers[:, 0].tolist(), [1.0, 1.0]), abs=1e-9)
    # At 10 the first has .5 and the second .05; from there they rise by .045 and .0225.
    assert pooled[1] == pytest.approx(10.0 + (0.5 - 0.275) / 0.03375)


def test_what_a_pool_says_of_itself() -> None:
    answers = np.array([[[0.0, 10.0, 20.0]], [[NAN] * 3], [[10.0, 30.0, 40.0]], [[1.0, 2.0, 3.0]]])
    one = pool_quantities(answers, "quantile_mean", np.array([3.0, 5.0, 1.0, 0.0]))[0]
    assert one.n == 2
    assert one.weights == (0.75, 0.0, 0.25, 0.0)
    assert (one.method.name, one.method.version) == ("quantile_mean", 1)
    # The quartile at .75 falls on a step: the middle of 10 and 30.
    assert (one.spread, one.spread_is) == (10.0, "between_quartiles_of_experts_medians")


def test_what_nobody_answered_has_no_value() -> None:
    for method in QUANTITIES:
        nobody = pool_quantities(np.full((3, 1, 3), NAN), method)[0]
        assert (nobody.values, nobody.spread, nobody.n) == ({}, None, 0)
        assert nobody.weights == (0.0, 0.0, 0.0)
    assert pool_probabilities(np.full((2, 1), NAN), "extremised")[0].values == {}
    scores = pool_scores(np.array([[NAN], [4.0]]), np.array([1.0, 0.0]))[0]
    assert (scores.values, scores.n, scores.distribution) == ({}, 0, {})


@pytest.mark.parametrize("seed", range(6))
def test_the_linear_pool_is_that_of_roots_sought_plainly(seed: int) -> None:
    answers = drawn(7, 4, seed)
    weights = np.random.default_rng(seed).random(7)
    expected = [plain_pool(answers[:, at].tolist(), weights.tolist()) for at in range(4)]
    assert np.allclose(rows(answers, "linear", weights), expected, rtol=0, atol=1e-8)


def test_the_linear_pool_is_that_of_values_drawn_from_it() -> None:
    answers, weights = drawn(5, 1, 3), np.array([0.1, 0.2, 0.4, 0.2, 0.1])
    low, high = answers.min(), answers.max()
    ends = low - 0.1 * (high - low), high + 0.1 * (high - low)
    dice = np.random.default_rng(1)
    who, level = dice.choice(5, 400_000, p=weights), dice.random(400_000)
    values = np.concatenate(
        [
            np.interp(level[who == at], [0, 0.05, 0.5, 0.95, 1], [ends[0], *one[0], ends[1]])
            for at, one in enumerate(answers)
        ]
    )
    pooled = rows(answers, "linear", weights)[0]
    below = [(values <= one).mean() for one in pooled]
    # Four standard errors of a share of 400,000.
    assert np.allclose(below, [0.05, 0.5, 0.95], rtol=0, atol=4 * 0.5 / math.sqrt(400_000))


def test_on_a_scale_of_logarithms_the_pool_is_that_of_the_logarithms() -> None:
    answers = drawn(6, 2, 4, positive=True)
    pooled = pool_quantities(answers, "linear", scales=("log", "uniform"))
    logged, plain = rows(np.log(answers), "linear")[0], rows(answers, "linear")[1]
    assert list(pooled[0].values.values()) == pytest.approx(np.exp(logged))
    assert list(pooled[1].values.values()) == plain


def test_whole_numbers_are_pooled_as_any() -> None:
    whole = np.array([[[1, 2, 3]], [[2, 5, 90]]])
    pooled, expected = (
        pool_quantities(told, "linear", scales=("log",))[0] for told in (whole, whole * 1.0)
    )
    assert pooled == expected


def test_what_cannot_be_pooled_is_refused() -> None:
    answers = drawn(3, 2)
    with pytest.raises(Unusable, match="expert 1, question 2"):
        pool_quantities(np.where(np.arange(2)[None, :, None] == 1, -answers, answers), "linear")
    with pytest.raises(ValueError, match="question 2: logarithms need numbers above 0"):
        pool_quantities(answers - [[[0.0], [99.0]]], "linear", scales=("log", "log"))
    with pytest.raises(ValueError, match="1 scales for 2 questions"):
        pool_quantities(answers, "linear", scales=("log",))
    for weights in ([1.0, -1.0, 1.0], [1.0, NAN, 1.0], [1.0, 1.0]):
        with pytest.raises(ValueError, match="weights"):
            pool_quantities(answers, "linear", np.array(weights))
    close = np.array([[[1e16, 1e16 + 2, 1e16 + 4]]])
    with pytest.raises(ValueError, match="too close to be told apart"):
        pool_quantities(close, "linear")


@given(quantile_arrays(), st.sampled_from(QUANTITIES), st.data())
def test_a_pool_lies_between_the_experts_and_in_order(
    answers: Floats, method: OfQuantities, data: st.DataObject
) -> None:
    weights = data.draw(weights_for(len(answers)))
    counted = np.where((weights > 0)[:, None, None], answers, NAN)
    for at, one in enumerate(pool_quantities(answers, method, weights)):
        told = counted[~np.isnan(counted[:, at, 0]), at]
        assert one.n == len(told)
        if one.n:
            values = np.array([one.values[field] for field in FIELDS])
            assert (values >= told.min(axis=0) - 1e-6).all()
            assert (values <= told.max(axis=0) + 1e-6).all()
            assert (np.diff(values) > 0).all()
            assert sum(one.weights) == pytest.approx(1.0)


@given(quantile_arrays(), st.sampled_from(QUANTITIES), st.data())
def test_the_order_of_experts_changes_nothing(
    answers: Floats, method: OfQuantities, data: st.DataObject
) -> None:
    weights = data.draw(weights_for(len(answers)))
    order = np.array(data.draw(st.permutations(range(len(answers)))))
    straight, shuffled = (
        rows(answers, method, weights),
        rows(answers[order], method, weights[order]),
    )
    assert np.allclose(straight, shuffled, rtol=0, atol=1e-7, equal_nan=True)


@given(quantile_arrays(most=1), st.integers(1, 6), st.sampled_from(QUANTITIES), st.data())
def test_equal_experts_are_one(
    answers: Floats, times: int, method: OfQuantities, data: st.DataObject
) -> None:
    many = np.repeat(answers, times, axis=0)
    pooled = rows(many, method, data.draw(weights_for(times)))
    assert np.allclose(pooled, answers[0], rtol=0, atol=1e-7, equal_nan=True)


def test_the_mean_of_equal_answers_is_exactly_that() -> None:
    answers = np.repeat(drawn(1, 300, 6), 3, axis=0)
    weights = np.array([0.3, 0.1, 1.7])
    assert rows(answers, "quantile_mean", weights) == answers[0].tolist()


def test_averaging_quantiles_is_sharper_than_averaging_probabilities() -> None:
    answers = drawn(9, 30, 8)
    widths = {
        method: np.array([row[2] - row[0] for row in rows(answers, method)])
        for method in ("linear", "quantile_mean")
    }
    assert (widths["quantile_mean"] < widths["linear"]).all()


def test_probabilities_by_hand() -> None:
    answers = np.array([[0.2], [0.5], [0.8], [NAN]])
    found = {
        method: pool_probabilities(answers, method)[0].values["probability"]
        for method in PROBABILITIES
    }
    assert found == pytest.approx({"mean": 0.5, "median": 0.5, "log_odds": 0.5})
    # Odds of 1/4 and 4, the second with three quarters: 4 ** .5 = 2 to 1.
    two = np.array([[0.2], [0.8]])
    weighted = pool_probabilities(two, "log_odds", np.array([1.0, 3.0]))[0]
    assert weighted.values["probability"] == pytest.approx(2 / 3)
    extreme = pool_probabilities(two, "extremised", np.array([1.0, 3.0]), exponent=2.0)[0]
    assert extreme.values["probability"] == pytest.approx(4 / 5)
    assert extreme.method.name == "extremised(2)"


def test_one_who_says_never_does_not_decide_for_all() -> None:
    pooled = pool_probabilities(np.array([[0.0], [0.5], [0.5]]), "log_odds")[0]
    assert pooled.values["probability"] == pytest.approx(1 / (1 + 199 ** (1 / 3)))


def test_the_exponent_grows_from_one_towards_the_root_of_three() -> None:
    assert extremising(1) == 1.0
    assert extremising(2) == pytest.approx(2 * (math.sqrt(7) - 2))
    exponents = [extremising(n) for n in range(1, 200)]
    assert exponents == sorted(exponents)
    assert extremising(10**6) == pytest.approx(math.sqrt(3), abs=1e-5)
    alone = pool_probabilities(np.array([[0.3]]), "extremised")[0]
    assert alone.values["probability"] == pytest.approx(0.3)
    several = pool_probabilities(np.array([[0.3], [0.3], [NAN]]), "extremised")[0]
    expected = 1 / (1 + (0.7 / 0.3) ** extremising(2))
    assert several.values["probability"] == pytest.approx(expected)


@given(probability_arrays, st.sampled_from(PROBABILITIES), st.data())
def test_pooled_probabilities_lie_between_the_experts(
    answers: Floats, method: OfProbabilities, data: st.DataObject
) -> None:
    weights = data.draw(weights_for(len(answers)))
    pooled = pool_probabilities(answers, method, weights)[0]
    told = answers[(weights > 0) & ~np.isnan(answers[:, 0]), 0]
    if method == "log_odds":
        told = np.clip(told, 0.005, 0.995)
    assert pooled.n == len(told)
    if pooled.n:
        assert told.min() - 1e-12 <= pooled.values["probability"] <= told.max() + 1e-12


@given(probability_arrays)
def test_extremising_moves_away_from_one_half_and_never_across(answers: Floats) -> None:
    plain, more = (
        pool_probabilities(answers, method)[0].values.get("probability", 0.5)
        for method in ("log_odds", "extremised")
    )
    assert (more - 0.5) * (plain - 0.5) >= 0
    assert abs(more - 0.5) >= abs(plain - 0.5) - 1e-12


def test_probabilities_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        pool_probabilities(np.array([[30.0]]), "mean")
    for method, exponent in (("mean", 2.0), ("extremised", 0.0), ("extremised", math.inf)):
        with pytest.raises(ValueError, match="exponent"):
            pool_probabilities(np.array([[0.5]]), method, exponent=exponent)  # type: ignore[arg-type]


def test_scores_by_hand() -> None:
    one = pool_scores(np.array([[2.0], [7.5], [7.5], [10.0], [NAN]]))[0]
    assert one.values == {"mean": 6.75, "q25": 4.75, "median": 7.5, "q75": 8.75}
    assert one.distribution == {2.0: 0.25, 7.5: 0.5, 10.0: 0.25}
    assert (one.n, one.spread, one.spread_is) == (4, 4.0, "between_quartiles_of_answers")
    weighted = pool_scores(np.array([[1.0], [2.0]]), np.array([1.0, 3.0]))[0]
    assert weighted.values == {"mean": 1.75, "q25": 1.5, "median": 2.0, "q75": 2.0}
    with pytest.raises(ValueError, match="finite"):
        pool_scores(np.array([[math.inf]]))


@given(st.lists(st.integers(2, 20), min_size=1, max_size=12))
def test_quartiles_without_weights_are_those_of_numpy(halves: list[int]) -> None:
    scores = np.array(halves) / 2
    one = pool_scores(scores[:, None])[0]
    expected = np.quantile(scores, [0.25, 0.5, 0.75], method="averaged_inverted_cdf")
    assert [one.values[name] for name in ("q25", "median", "q75")] == expected.tolist()


@given(st.lists(st.integers(2, 20), min_size=2, max_size=8), st.data())
def test_a_whole_weight_is_as_many_people(halves: list[int], data: st.DataObject) -> None:
    scores = np.array(halves) / 2
    weights = data.draw(weights_for(len(halves)))
    repeated = np.repeat(scores, weights.astype(int))
    one, many = (pool_scores(scores[:, None], weights)[0], pool_scores(repeated[:, None])[0])
    assert one.values == pytest.approx(many.values)
    assert one.distribution == pytest.approx(many.distribution)


def test_weights_of_an_expert_and_question_and_of_any_size() -> None:
    answered = np.array([[True, True], [True, False], [True, True]])
    each = np.array([[1.0, 1.0], [0.0, 5.0], [3.0, 0.0]])
    assert shares(answered, each).tolist() == [[0.25, 1.0], [0.0, 0.0], [0.75, 0.0]]
    huge = shares(answered, np.array([1e308, 1e308, 1e308]))
    assert huge[:, 0] == pytest.approx([1 / 3] * 3)
    assert shares(answered, np.array([5e-324, 0.0, 5e-324]))[:, 0].tolist() == [0.5, 0.0, 0.5]


@pytest.mark.parametrize("exponent", [None, 1.5, 3.0])
def test_one_expert_alone_is_not_made_surer(exponent: float | None) -> None:
    """What makes several surer together is that they know different things."""
    answers = np.array([[0.8, 0.8], [NAN, 0.8]])
    alone, both = pool_probabilities(answers, "extremised", exponent=exponent)
    assert alone.values["probability"] == pytest.approx(0.8)
    assert both.values["probability"] > 0.8
    without = probabilities_without_each(answers, "extremised", exponent=exponent)
    assert without[:, 1] == pytest.approx([0.8, 0.8])
    assert both.method.version == (1 if exponent is None else 2)
