"""500 experts, 60 questions, three rounds: how long pooling takes, and leaving each expert out.

Beside it the plain way: the others pooled from scratch, for a few experts, counted up to all; and
how far the two differ. Then a panel's weights by seeds, without each expert and each seed. Seconds
by the clock in one process. Answers are invented; nothing of the development data is read.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from vigil.reading.estimation.answers import FIELDS
from vigil.reading.estimation.cooke import Seeds, optimised_weights
from vigil.reading.estimation.leave_one_out import (
    probabilities_without_each,
    quantities_without_each,
    scores_without_each,
    weights_without_each_expert,
    weights_without_each_seed,
)
from vigil.reading.estimation.pooling import pool_probabilities, pool_quantities, pool_scores
from vigil.reading.estimation.weights import Floats

NAME = "pooling"
EXPERTS, QUESTIONS, ROUNDS = 500, 60, 3
MISSING = 0.1
LIMIT = 10.0
"""Most seconds for every method of all rounds with each expert left out, on two cores."""
PLAINLY = 5
"""Experts left out from scratch."""
PANEL, SEEDS = 40, 15
"""Experts and seeds of a panel whose weights are earned."""


def run(data: Path) -> dict[str, Any]:
    """Measure; `data` is not read."""
    rounds = [_answers(seed) for seed in range(ROUNDS)]
    pooled = {name: _timed(pool, rounds) for name, pool in _methods().items()}
    plainly, apart = _from_scratch(rounds[0])
    panel = _panel(PANEL)
    return {
        "experts": EXPERTS,
        "questions": QUESTIONS,
        "rounds": ROUNDS,
        "seconds": pooled,
        "seconds_in_all": round(sum(pooled.values()), 2),
        "linear_from_scratch_seconds": round(plainly, 1),
        "largest_difference": apart,
        "weights": {
            "experts": PANEL,
            "seeds": SEEDS,
            "optimised": _timed(optimised_weights, [panel]),
            "without_each_expert": _timed(weights_without_each_expert, [panel]),
            "without_each_seed": _timed(weights_without_each_seed, [panel]),
            f"optimised_of_{EXPERTS}": _timed(optimised_weights, [_panel(EXPERTS)]),
        },
    }


def table(result: dict[str, Any]) -> str:
    """Return the result as lines."""
    within = "within" if result["seconds_in_all"] < LIMIT else "BEYOND"
    weights = result["weights"]
    lines = [
        f"{result['experts']} experts, {result['questions']} questions, {result['rounds']} rounds",
        *(f"  {name:<28} {seconds:7.2f} s" for name, seconds in result["seconds"].items()),
        f"  {'all':<28} {result['seconds_in_all']:7.2f} s, {within} {LIMIT:.0f} s",
        f"  {'linear, from scratch':<28} {result['linear_from_scratch_seconds']:7.1f} s"
        f" (counted up), at most {result['largest_difference']:.0e} apart",
        f"weights of {weights['experts']} experts by {weights['seeds']} seeds",
        *(
            f"  {name:<28} {seconds:7.2f} s"
            for name, seconds in weights.items()
            if name not in ("experts", "seeds")
        ),
    ]
    return "\n".join(lines)


def _methods() -> dict[str, Callable[[Floats], object]]:
    return {
        "linear": lambda told: (
            pool_quantities(told, "linear"),
            quantities_without_each(told, "linear"),
        ),
        "quantile_mean": lambda told: (
            pool_quantities(told, "quantile_mean"),
            quantities_without_each(told, "quantile_mean"),
        ),
        "quantile_median": lambda told: (
            pool_quantities(told, "quantile_median"),
            quantities_without_each(told, "quantile_median"),
        ),
        "extremised": lambda told: (
            pool_probabilities(_between(told), "extremised"),
            probabilities_without_each(_between(told), "extremised"),
        ),
        "scores": lambda told: (
            pool_scores(np.round(9 * _between(told)) + 1),
            scores_without_each(np.round(9 * _between(told)) + 1),
        ),
    }


def _timed(measured: Callable[[Any], object], inputs: list[Any]) -> float:
    began = time.perf_counter()
    for one in inputs:
        measured(one)
    return round(time.perf_counter() - began, 2)


def _from_scratch(answers: Floats) -> tuple[float, float]:
    """Return the seconds that all rounds would take, and the largest difference of a quantile."""
    at_once = quantities_without_each(answers, "linear")
    began, apart = time.perf_counter(), 0.0
    for expert in range(PLAINLY):
        rest = pool_quantities(np.delete(answers, expert, axis=0), "linear")
        plain = np.array([[one.values[field] for field in FIELDS] for one in rest])
        apart = max(apart, float(np.abs(plain - at_once[expert]).max()))
    return (time.perf_counter() - began) / PLAINLY * EXPERTS * ROUNDS, apart


def _answers(seed: int) -> Floats:
    dice = np.random.default_rng(seed)
    middle = dice.normal(100.0, 30.0, (EXPERTS, QUESTIONS))
    below, above = dice.gamma(2.0, 8.0, (2, EXPERTS, QUESTIONS)) + 0.01
    answers = np.stack([middle - below, middle, middle + above], axis=2)
    answers[dice.random((EXPERTS, QUESTIONS)) < MISSING] = np.nan
    return answers


def _between(answers: Floats) -> Floats:
    """Return numbers between 0 and 1 made of the medians."""
    between: Floats = 1.0 / (1.0 + np.exp((100.0 - answers[..., 1]) / 30.0))
    return between


def _panel(experts: int) -> Seeds:
    dice = np.random.default_rng(9)
    truth = dice.normal(50.0, 10.0, SEEDS)
    off = np.linspace(2.0, 9.0, experts)[:, None] * dice.normal(size=(experts, SEEDS))
    middle = truth + off
    return Seeds(np.stack([middle - 6.0, middle, middle + 6.0], axis=2), truth)
