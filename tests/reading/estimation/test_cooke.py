"""The classical model: its published example, plain loops, invented experts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from reading.estimation.samples import (
    MASS,
    drawn,
    normal_quantiles,
    panel,
    plain_calibration,
    plain_information,
    plain_pool,
    plain_range,
)
from vigil.reading.estimation.answers import Unusable
from vigil.reading.estimation.cooke import (
    Seeds,
    TooFewSeeds,
    calibration,
    earned,
    earned_weights,
    equal_weights,
    hits,
    optimised_weights,
    perform,
    pool_scores_on,
    relative_information,
)
from vigil.reading.estimation.weights import Floats

NAN = float("nan")


def test_the_published_example() -> None:
    weights = earned(np.array([3.621e-5, 0.608, 0.327]), np.array([1.418, 0.558, 1.354]))
    assert weights == pytest.approx([0.0000657, 0.4338, 0.5661], rel=2e-3)
    assert weights.sum() == pytest.approx(1.0)


def test_a_cut_off_leaves_out_who_lies_below_it() -> None:
    scores = np.array([3.621e-5, 0.608, 0.327]), np.array([1.418, 0.558, 1.354])
    assert earned(*scores, cutoff=0.327)[0] == 0.0
    assert earned(*scores, cutoff=0.4).tolist() == [0.0, 1.0, 0.0]
    with pytest.raises(ValueError, match=r"nobody earns a weight at the cut-off 0\.7"):
        earned(*scores, cutoff=0.7)


def test_hits_by_hand_and_what_falls_on_a_quantile_counts_below() -> None:
    answers = np.tile([1.0, 2.0, 3.0], (1, 8, 1))
    answers[0, 7] = NAN
    came = np.array([0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 9.0])
    assert hits(answers, came).tolist() == [[2, 2, 2, 1]]


def test_shares_of_hits_as_they_should_be_score_one() -> None:
    assert relative_information(np.array(MASS)) == pytest.approx(0.0, abs=1e-15)
    assert calibration(np.array([[1, 9, 9, 1], [0, 0, 0, 0]])) == pytest.approx(
        [1.0, NAN], nan_ok=True
    )
    # Everything beyond the 95 % quantile: ln 20 of information.
    assert relative_information(np.array([0.0, 0.0, 0.0, 1.0])) == pytest.approx(np.log(20.0))


@pytest.mark.parametrize("seed", range(4))
def test_calibration_and_information_from_raw_answers_by_plain_loops(seed: int) -> None:
    seeds = panel(6, 12, seed)
    # Beyond what anybody said: it stretches the intrinsic range.
    seeds.realised[3] = 250.0
    done = perform(seeds)
    for expert, answers in enumerate(seeds.answers.tolist()):
        assert done.calibration[expert] == pytest.approx(
            plain_calibration(answers, seeds.realised.tolist()), rel=1e-9
        )
        told = [
            plain_information(
                answer, plain_range(seeds.answers[:, at].tolist(), float(seeds.realised[at]))
            )
            for at, answer in enumerate(answers)
        ]
        assert done.information[expert] == pytest.approx(np.mean(told))
    assert (done.compared_at, done.answered.tolist()) == (12, [12] * 6)


def test_calibration_is_how_often_one_who_is_right_would_miss_as_much() -> None:
    counts = np.array([[10, 128, 143, 19]])
    dice = np.random.default_rng(2)
    drawn_counts = dice.multinomial(300, MASS, size=40_000)
    worse = relative_information(drawn_counts / 300) >= relative_information(counts / 300)
    # The asymptotic tail of 300 seeds against drawing: within a fiftieth.
    assert calibration(counts)[0] == pytest.approx(worse.mean(), abs=0.02)
    assert 0.1 < worse.mean() < 0.5


def test_calibrations_of_experts_who_are_right_are_uniform() -> None:
    """Asymptotically: with 3,000 seeds about 150 fall into each outer part, which is enough."""
    dice = np.random.default_rng(11)
    experts, count = 400, 3000
    mean = dice.normal(0.0, 5.0, (experts, count))
    counts = np.concatenate(
        [hits(normal_quantiles(one[None], 2.0), dice.normal(one, 2.0)) for one in mean]
    )
    scores = calibration(counts)
    assert kstest(scores, "uniform").pvalue > 0.01
    # And not of experts who are too sure by a tenth.
    sure = np.concatenate(
        [hits(normal_quantiles(one[None], 1.8), dice.normal(one, 2.0)) for one in mean]
    )
    assert kstest(calibration(sure), "uniform").pvalue < 1e-6


def test_on_a_scale_of_logarithms_information_is_that_of_the_logarithms() -> None:
    answers = drawn(4, 11, 5, positive=True)
    came = np.exp(np.random.default_rng(5).normal(2.0, 0.5, 11))
    logged = perform(Seeds(answers, came, ("log",) * 11))
    plain = perform(Seeds(np.log(answers), np.log(came)))
    assert logged.information == pytest.approx(plain.information)
    assert logged.calibration == pytest.approx(plain.calibration)
    assert logged.information != pytest.approx(perform(Seeds(answers, came)).information)


def test_who_answered_fewer_seeds_is_compared_at_the_fewest() -> None:
    seeds = panel(4, 14, 3)
    seeds.answers[1, 10:] = NAN
    done = perform(seeds)
    assert done.compared_at == 10
    assert done.answered.tolist() == [14, 10, 14, 14]
    assert done.calibration[0] == pytest.approx(
        plain_calibration(seeds.answers[0].tolist(), seeds.realised.tolist(), at=10)
    )
    told = [
        plain_information(
            seeds.answers[1, at].tolist(),
            plain_range(seeds.answers[:, at].tolist(), float(seeds.realised[at])),
        )
        for at in range(10)
    ]
    assert done.information[1] == pytest.approx(np.mean(told))


def test_a_pool_is_compared_at_the_same_number_as_the_experts() -> None:
    seeds = panel(4, 14, 3)
    seeds.answers[1, 10:] = NAN
    weights = np.array([[0.5, 0.0, 0.5, 0.0]])
    calibrated, _ = pool_scores_on(seeds, 10, weights)
    pooled = [plain_pool(seeds.answers[[0, 2], at].tolist(), [1.0, 1.0]) for at in range(14)]
    # The range reaches further here than for the two alone, which moves no hit.
    expected = plain_calibration(pooled, seeds.realised.tolist(), at=10)
    assert calibrated[0] == pytest.approx(expected)


def test_a_pool_says_nothing_where_nobody_with_a_weight_answered() -> None:
    seeds = panel(3, 12, 1)
    seeds.answers[0, 11] = NAN
    alone = pool_scores_on(seeds, 11, np.array([[1.0, 0.0, 0.0]]))
    done = perform(seeds)
    assert alone[0][0] == pytest.approx(done.calibration[0])
    assert alone[1][0] == pytest.approx(done.information[0])


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4).filter(any))
def test_who_missed_as_much_on_the_other_side_is_calibrated_alike_to_the_last_digit(
    counts: list[int],
) -> None:
    low, below, above, high = counts
    alike = [counts, counts[::-1], [high, below, above, low], [low, above, below, high]]
    assert len(set(calibration(np.array(alike)).tolist())) == 1


def test_where_nobody_is_cut_off_the_cut_off_is_0() -> None:
    seeds = panel(1, 12, 1)
    alike = optimised_weights(Seeds(np.repeat(seeds.answers, 3, axis=0), seeds.realised))
    assert (alike.weights.tolist(), alike.cutoff) == ([1 / 3] * 3, 0.0)


def test_who_answered_too_few_is_not_scored_and_has_no_weight() -> None:
    seeds = panel(4, 12, 3)
    seeds.answers[1, 3:] = NAN
    done = perform(seeds)
    assert np.isnan(done.calibration).tolist() == [False, True, False, False]
    assert np.isnan(done.information).tolist() == [False, True, False, False]
    assert done.compared_at == 12
    assert optimised_weights(seeds).weights[1] == 0.0
    assert perform(seeds, least=3).compared_at == 3
    with pytest.raises(TooFewSeeds, match="nobody answered 13 seeds"):
        perform(seeds, least=13)


@pytest.mark.parametrize("seed", range(3))
def test_the_cut_off_is_the_one_at_which_the_pool_earns_most(seed: int) -> None:
    seeds = panel(5, 12, seed)
    done, chosen = perform(seeds), optimised_weights(seeds)
    scores = {}
    for cutoff in [0.0, *done.calibration.tolist()]:
        product = np.where(
            done.calibration >= cutoff, done.calibration * done.information, 0.0
        ).tolist()
        scores[cutoff] = plain_score_of_pool(seeds, product)
    assert chosen.score == pytest.approx(max(scores.values()), rel=1e-6)
    assert scores[chosen.cutoff] == pytest.approx(max(scores.values()), rel=1e-6)
    assert chosen.score >= earned_weights(seeds).score - 1e-12
    assert chosen.weights.sum() == pytest.approx(1.0)


def plain_score_of_pool(seeds: Seeds, weights: list[float]) -> float:
    pooled, told = [], []
    for at, came in enumerate(seeds.realised.tolist()):
        answers = seeds.answers[:, at].tolist()
        # Who has no weight still stretches the intrinsic range.
        pooled.append(plain_pool(answers, weights, came))
        told.append(plain_information(pooled[-1], plain_range(answers, came)))
    return plain_calibration(pooled, seeds.realised.tolist()) * float(np.mean(told))


def test_at_one_cut_off_and_with_equal_weights_the_pool_scores_itself() -> None:
    seeds = panel(5, 12, 7)
    seeds.realised[3] = 80.0
    equal = equal_weights(seeds)
    assert equal.weights.tolist() == [0.2] * 5
    assert equal.score == pytest.approx(plain_score_of_pool(seeds, [1.0] * 5), rel=1e-6)
    one = earned_weights(seeds, cutoff=float(np.sort(perform(seeds).calibration)[-2]))
    assert np.count_nonzero(one.weights) == 2
    assert one.score == pytest.approx(plain_score_of_pool(seeds, one.weights.tolist()), rel=1e-6)


def test_weights_find_who_knows() -> None:
    """Over many panels the weights lie with those who are as good as they say."""
    summed: Floats = np.zeros(6)
    for seed in range(20):
        summed += optimised_weights(panel(6, 20, seed)).weights / 20
    assert summed[:2].sum() > 0.85
    assert summed[-1] < 0.01


def test_a_panel_with_holes_is_weighed() -> None:
    seeds = panel(8, 16, 5, missing=0.2)
    chosen = optimised_weights(seeds)
    assert chosen.weights.sum() == pytest.approx(1.0)
    assert 0 <= chosen.calibration <= 1
    assert chosen.information > 0


def test_seeds_that_do_not_fit_are_refused() -> None:
    answers = drawn(2, 3)
    with pytest.raises(ValueError, match="one finite value"):
        Seeds(answers, np.array([1.0, NAN, 2.0]))
    with pytest.raises(ValueError, match="one finite value"):
        Seeds(answers, np.array([1.0, 2.0]))
    with pytest.raises(Unusable, match="expert 1, question 1"):
        Seeds(answers[..., ::-1], np.ones(3))
    with pytest.raises(ValueError, match="question 1: logarithms"):
        perform(Seeds(np.abs(answers), np.array([-1.0, 1.0, 1.0]), ("log",) * 3), least=1)
