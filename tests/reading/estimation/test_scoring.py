"""Scores of what resolved: by hand, by identities, and in the long run."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from reading.estimation.samples import normal_quantiles
from vigil.reading.estimation.answers import Unusable
from vigil.reading.estimation.scoring import (
    interval_score,
    pinball,
    resolve_probabilities,
    resolve_quantities,
    wilson,
)

NAN = math.nan


def test_brier_and_log_by_hand() -> None:
    found = resolve_probabilities(
        np.array([0.9, 0.2, NAN, 0.5]), np.array([1, 0, 1, 1], dtype=bool)
    )
    assert found is not None
    assert found.count == 3
    assert found.brier == pytest.approx((0.01 + 0.04 + 0.25) / 3)
    assert found.log == pytest.approx(-(math.log(0.9) + math.log(0.8) + math.log(0.5)) / 3)


def test_to_be_sure_and_wrong_costs_much_but_not_everything() -> None:
    found = resolve_probabilities(np.array([1.0]), np.array([False]))
    assert found is not None
    assert (found.brier, found.log) == (1.0, pytest.approx(-math.log(0.005)))


def test_murphys_parts_by_hand() -> None:
    # Of four at .25 one happened, of two at .75 both.
    forecasts = np.array([0.25, 0.25, 0.25, 0.25, 0.75, 0.75])
    happened = np.array([1, 0, 0, 0, 1, 1], dtype=bool)
    found = resolve_probabilities(forecasts, happened)
    assert found is not None
    parts = found.decomposition
    assert parts.reliability == pytest.approx((4 * 0.0 + 2 * 0.0625) / 6)
    assert parts.resolution == pytest.approx((4 * 0.0625 + 2 * 0.25) / 6)
    assert parts.uncertainty == pytest.approx(0.25)
    assert parts.within == pytest.approx(0.0, abs=1e-15)
    assert [(one.low, one.high, one.count, one.mean, one.happened) for one in found.bins] == [
        (0.2, 0.3, 4, 0.25, 0.25),
        (0.7, 0.8, 2, 0.75, 1.0),
    ]
    assert found.bins[0].interval == wilson(1, 4)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40),
    st.integers(1, 12),
)
def test_the_parts_make_up_the_score(told: list[tuple[float, bool]], bins: int) -> None:
    forecasts, happened = (np.array(column) for column in zip(*told, strict=True))
    found = resolve_probabilities(forecasts, happened, bins)
    assert found is not None
    parts = found.decomposition
    summed = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert summed == pytest.approx(found.brier, abs=1e-12)
    assert sum(one.count for one in found.bins) == len(told)
    assert parts.reliability >= 0
    assert 0 <= parts.resolution <= parts.uncertainty + 1e-12


def test_who_is_right_about_the_odds_is_reliable() -> None:
    dice = np.random.default_rng(3)
    forecasts = dice.random(20_000)
    found = resolve_probabilities(forecasts, dice.random(20_000) < forecasts)
    assert found is not None
    assert found.decomposition.reliability < 0.001
    assert found.brier == pytest.approx(1 / 6, abs=0.005)
    inside = [low <= one.mean <= high for one in found.bins for low, high in [one.interval]]
    assert sum(inside) >= 8
    shouting = resolve_probabilities(
        np.round(forecasts), np.random.default_rng(4).random(20_000) < forecasts
    )
    assert shouting is not None
    assert shouting.brier > found.brier
    assert shouting.decomposition.reliability > 0.05


@pytest.mark.parametrize("bins", [10, 20, 100])
def test_a_forecast_on_an_edge_is_in_the_upper_bin(bins: int) -> None:
    edges = np.arange(bins + 1) / bins
    found = resolve_probabilities(edges, np.ones(bins + 1, dtype=bool), bins)
    assert found is not None
    assert [one.count for one in found.bins] == [1] * (bins - 1) + [2]
    assert [one.low for one in found.bins] == edges[:-1].tolist()


def test_nothing_resolved_is_none() -> None:
    assert resolve_probabilities(np.array([NAN]), np.array([True])) is None
    assert resolve_quantities(np.array([[NAN] * 3]), np.array([1.0])) is None
    assert resolve_quantities(np.array([[1.0, 2.0, 3.0]]), np.array([NAN])) is None


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        resolve_probabilities(np.array([70.0]), np.array([True]))
    with pytest.raises(ValueError, match="one outcome a forecast"):
        resolve_probabilities(np.array([0.7]), np.array([True, False]))
    with pytest.raises(Unusable):
        resolve_quantities(np.array([[3.0, 2.0, 1.0]]), np.array([1.0]))


@given(st.integers(1, 400), st.data())
def test_wilson_is_that_of_scipy(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    expected = binomtest(count, of).proportion_ci(method="wilson")
    low, high = wilson(count, of)
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert 0 <= low <= count / of <= high <= 1


def test_no_share_is_refused() -> None:
    for count, of in ((0, 0), (3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="is no share"):
            wilson(count, of)


def test_losses_of_quantiles_by_hand() -> None:
    answers = np.array([[10.0, 20.0, 40.0]])
    assert pinball(answers, np.array([20.0]))[0] == pytest.approx([0.5, 0.0, 1.0])
    assert pinball(answers, np.array([50.0]))[0] == pytest.approx([2.0, 15.0, 9.5])
    low, high = answers[:, 0], answers[:, 2]
    assert interval_score(low, high, np.array([20.0])).tolist() == [30.0]
    assert interval_score(low, high, np.array([42.0])) == pytest.approx([70.0])
    assert interval_score(low, high, np.array([9.0])) == pytest.approx([50.0])


def test_the_interval_score_is_the_losses_of_both_ends() -> None:
    dice = np.random.default_rng(0)
    answers = normal_quantiles(dice.normal(size=50), 1.0)
    came = dice.normal(size=50) * 3
    ends = pinball(answers, came)[:, [0, 2]].sum(axis=1)
    assert interval_score(answers[:, 0], answers[:, 2], came) == pytest.approx(ends * 2 / 0.1)


def test_hits_by_hand() -> None:
    answers = np.array([[1.0, 2.0, 3.0]] * 5 + [[NAN] * 3])
    found = resolve_quantities(answers, np.array([0.0, 1.0, 2.0, 3.0, 9.0, 1.0]))
    assert found is not None
    assert (found.inside.count, found.below.count, found.above.count) == (3, 1, 1)
    assert (found.under_median.count, found.count, found.inside.share) == (3, 5, 0.6)
    assert (found.inside.expected, found.below.expected) == (0.9, 0.05)
    assert found.inside.interval == wilson(3, 5)


def test_true_quantiles_lose_least() -> None:
    dice = np.random.default_rng(1)
    came = dice.normal(10.0, 2.0, 20_000)
    told = {
        width: resolve_quantities(normal_quantiles(np.full(20_000, 10.0), width), came)
        for width in (1.0, 2.0, 3.0)
    }
    scores = {width: one.interval_score for width, one in told.items() if one}
    assert scores[2.0] < min(scores[1.0], scores[3.0])
    right = told[2.0]
    assert right is not None
    assert right.inside.interval[0] < 0.9 < right.inside.interval[1]
