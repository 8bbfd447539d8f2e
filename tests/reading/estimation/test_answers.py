"""Answers as typed: what is taken, what is refused and with which words."""

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.reading.estimation.answers import (
    AnswerOrigin,
    Bounds,
    FourSteps,
    Interval,
    Quantiles,
    Trajectory,
    Unusable,
    check_quantile_array,
    read_four_steps,
    read_probability,
    read_quantiles,
    read_score,
    read_trajectory,
)

ABOUT = AnswerOrigin("expert-07", "arms crossing in 2027")


def test_quantiles_are_taken_in_any_kind_of_number() -> None:
    assert read_quantiles(ABOUT, 1, Decimal("2.5"), 4.0) == Quantiles(1.0, 2.5, 4.0)


def test_nothing_answered_is_none_and_not_zero() -> None:
    assert read_quantiles(ABOUT, None, None, None) is None
    assert read_four_steps(ABOUT, None, None, None, None) is None
    assert read_probability(ABOUT, None) is None
    assert read_score(ABOUT, None) is None
    assert read_trajectory(ABOUT, None) is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ((1, 1, 2), "q50"),
        ((1, 3, 2), "q95"),
        ((1, None, 2), "q50"),
        ((math.nan, 1, 2), "q05"),
        ((0, 1, math.inf), "q95"),
        ((0, "1", 2), "q50"),
        ((0, True, 2), "q50"),
        ((-1, 1, 2), "q05"),
    ],
)
def test_an_unusable_answer_names_expert_question_and_field(values: Any, field: str) -> None:
    with pytest.raises(Unusable) as caught:
        read_quantiles(ABOUT, *values, bounds=Bounds(low=0.0))
    assert (caught.value.expert, caught.value.question) == ABOUT
    assert caught.value.field == field
    assert str(caught.value).startswith(f"expert-07, arms crossing in 2027, {field}: ")


def test_four_steps_are_standardised_by_hand() -> None:
    answer = read_four_steps(ABOUT, 10, 50, 20, 60)
    assert answer == FourSteps(10.0, 50.0, 20.0, 60.0)
    assert answer is not None
    # 90 / 60 = 1.5 times the distance on either side.
    assert answer.standardised() == Interval(5.0, 20.0, 65.0, 90.0)
    assert answer.standardised(Bounds(8.0, 60.0)) == Interval(8.0, 20.0, 60.0, 90.0)


def test_who_is_surer_than_asked_gets_a_narrower_interval() -> None:
    assert FourSteps(0.0, 40.0, 20.0, 100.0).standardised() == Interval(2.0, 20.0, 38.0, 90.0)


@given(st.floats(50, 100), st.floats(-50, 50), st.floats(0, 60), st.floats(0.01, 60))
def test_standardising_keeps_the_best_value_and_the_bounds(
    sure: float, best: float, below: float, above: float
) -> None:
    bounds = Bounds(-120.0, 115.0)
    made = FourSteps(best - below, best + above, best, sure).standardised(bounds)
    assert bounds.low <= made.low <= made.best == best <= made.high <= bounds.high
    if sure < 90 and made.high < bounds.high:
        assert made.high >= best + above


def test_an_interval_becomes_quantiles_unless_the_best_value_lies_on_its_bound() -> None:
    assert Interval(1.0, 2.0, 5.0, 90.0).as_quantiles(ABOUT) == Quantiles(1.0, 2.0, 5.0)
    with pytest.raises(Unusable, match="best: lies on a bound"):
        Interval(2.0, 2.0, 5.0, 90.0).as_quantiles(ABOUT)
    with pytest.raises(Unusable, match="confidence: the interval is of 80 %"):
        Interval(1.0, 2.0, 5.0, 80.0).as_quantiles(ABOUT)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ((10, 50, 20, 49), "confidence"),
        ((10, 50, 20, 101), "confidence"),
        ((10, 50, 51, 80), "best"),
        ((10, 50, 9, 80), "best"),
        ((10, 10, 10, 80), "highest"),
        ((10, 50, None, 80), "best"),
        ((-1, 50, 20, 80), "lowest"),
    ],
)
def test_unusable_four_steps(values: Any, field: str) -> None:
    with pytest.raises(Unusable) as caught:
        read_four_steps(ABOUT, *values, bounds=Bounds(low=0.0))
    assert caught.value.field == field


def test_no_answer_out_of_order_can_be_made() -> None:
    for wrong in ((1.0, 1.0, 2.0), (1.0, math.nan, 2.0), (-math.inf, 0.0, 1.0)):
        with pytest.raises(ValueError, match="not finite and in order"):
            Quantiles(*wrong)
    for steps in ((1.0, 1.0, 1.0, 80.0), (1.0, 3.0, 4.0, 80.0), (1.0, 3.0, 2.0, 0.0)):
        with pytest.raises(ValueError, match="50 to 100 % sure"):
            FourSteps(*steps)


def test_probabilities_reach_from_0_to_1() -> None:
    assert [read_probability(ABOUT, one) for one in (0, 1, 0.25)] == [0.0, 1.0, 0.25]
    for wrong in (-0.01, 1.01, 30, "0.5"):
        with pytest.raises(Unusable, match="probability"):
            read_probability(ABOUT, wrong)


def test_scores_go_in_half_steps() -> None:
    assert [read_score(ABOUT, one) for one in (1, 10, 7.5)] == [1.0, 10.0, 7.5]
    for wrong in (0.5, 10.5, 7.25):
        with pytest.raises(Unusable, match="score"):
            read_score(ABOUT, wrong)


def test_a_trajectory_is_a_step_or_its_name() -> None:
    assert read_trajectory(ABOUT, -2) is Trajectory.FALLING_FAST
    assert read_trajectory(ABOUT, "rising_fast") is Trajectory.RISING_FAST
    for wrong in (3, 0.5, "soaring"):
        with pytest.raises(Unusable, match="trajectory"):
            read_trajectory(ABOUT, wrong)


@pytest.mark.parametrize("wrong", [[1.0, 1.0, 2.0], [1.0, np.nan, 2.0], [1.0, 2.0, np.inf]])
def test_an_array_out_of_order_names_the_answer(wrong: list[float]) -> None:
    answers = np.array([[[1.0, 2.0, 3.0], [np.nan] * 3], [[1.0, 2.0, 3.0], wrong]])
    with pytest.raises(Unusable, match="expert 2, question 2, quantiles"):
        check_quantile_array(answers)
    with pytest.raises(ValueError, match="experts x questions x 3"):
        check_quantile_array(answers[..., :2])
