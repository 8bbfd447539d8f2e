"""Fitting: what was planted is found, the same each time, and nothing is learnt of nothing."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.reading.intake.extraction.learned.fitting import (
    RARE,
    SMALLEST,
    TooFewExamplesError,
    fit,
    fit_choice,
)
from vigil.reading.intake.extraction.learned.linear import Buckets, buckets, load, save


def planted(seed: int, count: int = 80) -> tuple[list[Buckets], list[bool]]:
    """Examples that are right when "killed" is among their features, whatever else is."""
    chance = random.Random(seed)
    examples, answers = [], []
    for number in range(count):
        right = number % 2 == 0
        words = [chance.choice("abcdefgh") for _ in range(4)]
        examples.append(buckets([*words, "killed" if right else "arrested"]))
        answers.append(right)
    return examples, answers


@settings(max_examples=10, deadline=None)
@given(st.integers())
def test_what_was_planted_is_found(seed: int) -> None:
    model = fit(*planted(seed))
    assert model.accepts(buckets(["a", "killed"]))
    assert not model.accepts(buckets(["a", "arrested"]))
    assert model.margin(buckets(["killed"])) > 1 > -1 > model.margin(buckets(["arrested"]))


def test_the_same_examples_give_the_same_weights() -> None:
    one, other = fit(*planted(1)), fit(*planted(1))
    assert one.digest == other.digest
    assert fit(*planted(2)).digest != one.digest


def test_a_model_is_fitted_as_its_file_will_hold_it(tmp_path: Path) -> None:
    model = fit(*planted(1))
    save(model, tmp_path / "m.npz")
    assert load(tmp_path / "m.npz").digest == model.digest
    assert np.abs(model.weight).min() >= SMALLEST
    assert list(model.index) == sorted(set(model.index))


def test_a_stronger_penalty_makes_smaller_weights() -> None:
    weak, strong = (fit(*planted(1), strength=s) for s in (1.0, 0.01))
    assert abs(strong.weight).max() < abs(weak.weight).max()


def test_what_is_seen_too_rarely_weighs_nothing() -> None:
    examples, answers = planted(1)
    seldom = [np.union1d(e, buckets(["seldom"])) for e in examples[: 2 * (RARE - 1) : 2]]
    model = fit([*examples, *seldom], [*answers, *([True] * len(seldom))])
    assert len(seldom) < RARE
    assert not np.isin(buckets(["seldom"]), model.index)
    assert np.isin(buckets(["killed"]), model.index)


def test_a_heavier_example_has_more_say() -> None:
    examples = [buckets(["x"])] * 10
    answers = [True] * 5 + [False] * 5
    chances = [fit(examples, answers, [w] * 5 + [1.0] * 5).probability(examples[0]) for w in (1, 9)]
    assert chances[0] == pytest.approx(0.5, abs=0.01)
    assert chances[1] > 0.8


def test_scales_are_the_values_of_the_features() -> None:
    examples, answers = planted(1)
    plain, killed = fit(examples, answers), buckets(["killed"])
    ones = fit(examples, answers, scales=[1.0] * len(examples))
    assert ones.margin(killed) == pytest.approx(plain.margin(killed), abs=0.01)
    # Half the value and four times the strength are the same model at twice the weight.
    halved = fit(examples, answers, strength=4.0, scales=[0.5] * len(examples))
    assert halved.margin(killed, 0.5) == pytest.approx(plain.margin(killed), abs=0.05)


@pytest.mark.parametrize("answers", [[], [True] * 3, [False] * 3])
def test_one_answer_alone_teaches_nothing(answers: list[bool]) -> None:
    with pytest.raises(TooFewExamplesError, match="both answers"):
        fit([buckets(["x"])] * len(answers), answers)


# -- choices ---------------------------------------------------------------------------------


def choices(seed: int, count: int = 40) -> tuple[list[list[Buckets]], list[list[bool]]]:
    """Groups of two to five in which the one with "here" is right; "early" means nothing."""
    chance = random.Random(seed)
    groups, right = [], []
    for _ in range(count):
        size = chance.randint(2, 5)
        hit = chance.randrange(size)
        groups.append(
            [
                buckets(["here" if n == hit else "elsewhere", chance.choice(["early", "late"])])
                for n in range(size)
            ]
        )
        right.append([n == hit for n in range(size)])
    return groups, right


@settings(max_examples=10, deadline=None)
@given(st.integers(), st.integers())
def test_a_planted_preference_is_found(seed: int, other: int) -> None:
    model = fit_choice(*choices(seed))
    groups, right = choices(other, 10)
    assert [model.best(g) for g in groups] == [r.index(True) for r in right]
    assert model.margin(buckets(["here"])) > model.margin(buckets(["elsewhere"]))


def test_a_choice_is_fitted_the_same_each_time() -> None:
    assert fit_choice(*choices(3)).digest == fit_choice(*choices(3)).digest


def test_either_of_two_right_ones_will_do() -> None:
    groups = [[buckets([name]) for name in ("town", "province", "bar")]] * 12
    model = fit_choice(groups, [[True, True, False]] * 12)
    assert min(model.margin(c) for c in groups[0][:2]) > model.margin(groups[0][2])


def test_groups_that_say_nothing_change_nothing() -> None:
    groups, right = choices(4)
    silent = [[buckets(["here"]), buckets(["elsewhere"])], [buckets(["elsewhere"])], []]
    more = fit_choice([*groups, *silent], [*right, [False, False], [True], []])
    assert more.digest == fit_choice(groups, right).digest


def test_a_feature_that_is_trusted_less_decides_less() -> None:
    groups = [[buckets(["here", "red"]), buckets(["there", "blue"])]] * 20
    right = [[True, False]] * 20
    [red] = buckets(["red"])
    model = fit_choice(groups, right, trust=lambda used: np.where(used == red, 0.3, 1.0))
    assert 0 < model.margin(buckets(["red"])) < model.margin(buckets(["here"])) / 2


def test_groups_that_count_less_are_outvoted() -> None:
    pair = [buckets(["here"]), buckets(["there"])]
    right = [[True, False]] * 6 + [[False, True]] * 2
    even = fit_choice([pair] * 8, right)
    weighed = fit_choice([pair] * 8, right, weights=[0.1] * 6 + [1.0] * 2)
    assert even.best(pair) == 0
    assert weighed.best(pair) == 1


def test_no_choice_to_learn_from() -> None:
    pair = [buckets(["a"]), buckets(["b"])]
    for groups, right in (
        ([], []),
        ([pair], [[False, False]]),
        ([pair], [[True, True]]),
        ([pair[:1]], [[True]]),
    ):
        with pytest.raises(TooFewExamplesError, match="no group"):
            fit_choice(groups, right)


def test_each_candidate_has_its_answer() -> None:
    with pytest.raises(ValueError, match="zip"):
        fit_choice([[buckets(["a"])]], [])
