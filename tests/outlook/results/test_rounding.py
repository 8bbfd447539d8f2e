"""Pooled numbers as everybody is told them: no set of answers is found from them."""

from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.outlook.models import Question
from vigil.outlook.results.rounding import (
    disclosed_agreement,
    disclosed_alpha,
    disclosed_number,
    disclosed_numbers,
)
from vigil.outlook.results.tables import alpha_text
from vigil.reading.estimation.pooling import pool_probabilities
from vigil.reading.estimation.scoring import resolve_quantities

Kind = Question.Kind


@pytest.mark.parametrize(
    ("kind", "number", "said"),
    [
        (Kind.PROBABILITY, 0.23456, 0.23),
        (Kind.PROBABILITY, 0.034567, 0.035),
        (Kind.PROBABILITY, 0.0012345, 0.0012),
        (Kind.PROBABILITY, 0.99678, 0.9968),
        (Kind.PROBABILITY, 0.0, 0.0),
        (Kind.PROBABILITY, 1.0, 1.0),
        (Kind.SCORE, 5.333333, 5.333),
        (Kind.TRAJECTORY, -0.16666, -0.1667),
        (Kind.QUANTITY, 1234567.0, 1235000.0),
        (Kind.QUANTITY, 0.0, 0.0),
    ],
)
def test_a_number_is_told_with_the_digits_that_a_judgement_bears(
    kind: str, number: float, said: float
) -> None:
    assert disclosed_number(kind, number) == pytest.approx(said, abs=1e-12)


def test_quantiles_that_lie_near_each_other_stay_apart() -> None:
    """Four digits would make one of three, which is no distribution any more."""
    near = {"q05": 1_234_500.0, "q50": 1_234_560.0, "q95": 1_234_700.0}
    assert disclosed_numbers(Kind.QUANTITY, near) == near | {"q50": 1_234_600.0}
    found = resolve_quantities(
        np.array([list(disclosed_numbers(Kind.QUANTITY, near).values())]), np.array([1_234_600.0])
    )
    assert found is not None
    wide = {"q05": 10.12345, "q50": 20.98765, "q95": 1234.567}
    assert disclosed_numbers(Kind.QUANTITY, wide) == {"q05": 10.12, "q50": 20.99, "q95": 1235.0}


@given(st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=3, unique=True).map(sorted))
def test_quantiles_are_told_in_order(values: list[float]) -> None:
    numbers = dict(zip(("q05", "q50", "q95"), values, strict=True))
    low, middle, high = disclosed_numbers(Kind.QUANTITY, numbers).values()
    assert low < middle < high


def test_what_is_no_number_stays_and_an_agreement_has_two_decimals() -> None:
    assert disclosed_numbers(Kind.SCORE, {"is": "x", "low": 5, "width": None}) == {
        "is": "x", "low": 5.0, "width": None,
    }  # fmt: skip
    assert disclosed_agreement(None) is None
    full: dict[str, Any] = {"alpha": 0.98765, "interval": [0.1234, 0.9], "units": 3}
    assert disclosed_agreement(full) == {"alpha": 0.99, "interval": [0.12, 0.9], "units": 3}
    assert disclosed_agreement({"alpha": None, "interval": None}) == {
        "alpha": None,
        "interval": None,
    }


def test_answers_of_five_experts_are_not_found_from_what_is_told() -> None:
    answers = (0.15, 0.3, 0.35, 0.4, 0.65)
    steps = [n / 20 for n in range(1, 20)]
    sets = np.array(list(combinations_with_replacement(steps, 5))).T
    every = {name: _values(sets, name) for name in ("mean", "median", "log_odds")}
    own = {name: _values(np.array(answers)[:, None], name)[0] for name in every}

    def fitting(read: Any) -> int:
        same = [
            np.isclose([read(one) for one in every[name]], read(own[name]), atol=1e-9)
            for name in every
        ]
        return int(np.logical_and.reduce(same).sum())

    assert fitting(float) == 1  # with all digits: these answers, and no others
    assert fitting(lambda one: disclosed_number(Kind.PROBABILITY, float(one))) > 10


def _values(answers: Any, method: Any) -> list[float]:
    return [one.values["probability"] for one in pool_probabilities(answers, method)]


@pytest.mark.parametrize(
    ("alpha", "said"), [(1.0, 1.0), (0.9951, 0.99), (0.9999, 0.99), (0.8, 0.8), (-0.126, -0.13)]
)
def test_what_is_not_perfect_is_not_told_as_perfect(alpha: float, said: float) -> None:
    assert disclosed_alpha(alpha) == said
    full: dict[str, Any] = {"alpha": alpha, "interval": [alpha, alpha]}
    assert disclosed_agreement(full) == {"alpha": said, "interval": [said, said]}
    assert alpha_text(full).startswith(f"{said:.2f} (")
