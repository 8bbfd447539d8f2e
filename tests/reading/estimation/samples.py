"""Answers drawn for tests, and the plain way to compute what the room computes by arrays."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import chi2

from vigil.reading.estimation.cooke import Seeds
from vigil.reading.estimation.weights import Floats

MASS = (0.05, 0.45, 0.45, 0.05)
NORMAL_95 = 1.6448536269514722
"""What a normal variable exceeds with 5 %, in standard deviations."""


def drawn(
    experts: int, questions: int, seed: int = 0, missing: float = 0.0, positive: bool = False
) -> Floats:
    """Quantiles: experts by questions by three; some not answered, but never all of a question."""
    dice = np.random.default_rng(seed)
    middle = dice.normal(20.0, 6.0, (experts, questions))
    below, above = dice.gamma(2.0, 2.0, (2, experts, questions)) + 0.01
    answers = np.stack([middle - below, middle, middle + above], axis=2)
    if positive:
        answers = np.exp(answers / 10.0)
    gone = dice.random((experts, questions)) < missing
    gone[0] = False
    answers[gone] = np.nan
    return answers


def normal_quantiles(mean: Floats, deviation: Floats | float) -> Floats:
    """The three quantiles of normal distributions."""
    return np.stack([mean - NORMAL_95 * deviation, mean, mean + NORMAL_95 * deviation], axis=-1)


def panel(experts: int, count: int, seed: int = 0, missing: float = 0.0) -> Seeds:
    """Seeds of normal quantities; the first experts know best, the last are sure and wrong."""
    dice = np.random.default_rng(seed)
    truth = dice.normal(50.0, 10.0, count)
    skill = np.linspace(2.0, 9.0, experts)[:, None]
    answers = normal_quantiles(
        truth + skill * dice.normal(size=(experts, count)), np.broadcast_to(3.0, (experts, count))
    )
    answers[dice.random((experts, count)) < missing] = np.nan
    return Seeds(answers, truth)


@st.composite
def quantile_arrays(draw: st.DrawFn, most: int = 6) -> Floats:
    """Quantiles of a few experts on a few questions, some not answered."""
    experts, questions = draw(st.integers(1, most)), draw(st.integers(1, 3))
    steps = st.integers(1, 400)
    rows = []
    for _ in range(experts * questions):
        if draw(st.integers(0, 9)) == 0:
            rows.append([math.nan] * 3)
        else:
            low = draw(st.integers(-2000, 2000))
            middle = low + draw(steps)
            rows.append([low, middle, middle + draw(steps)])
    return np.array(rows, dtype=float).reshape(experts, questions, 3) / 8.0


def weights_for(experts: int) -> st.SearchStrategy[Floats]:
    """Weights of experts, some of them 0 but never all."""
    several = st.lists(st.integers(0, 9), min_size=experts, max_size=experts)
    return several.filter(any).map(lambda given: np.array(given, dtype=float))


def plain_range(answers: Sequence[Sequence[float]], realised: float | None) -> tuple[float, float]:
    told = [value for one in answers for value in one]
    told += [] if realised is None else [realised]
    low, high = min(told), max(told)
    return low - 0.1 * (high - low), high + 0.1 * (high - low)


def plain_information(answer: Sequence[float], ends: tuple[float, float]) -> float:
    corners = [ends[0], *answer, ends[1]]
    total = math.log(ends[1] - ends[0])
    for mass, low, high in zip(MASS, corners, corners[1:], strict=False):
        total += mass * math.log(mass / (high - low))
    return total


def plain_calibration(
    answers: Sequence[Sequence[float]], realised: Sequence[float], at: int | None = None
) -> float:
    counts = [0, 0, 0, 0]
    for answer, came in zip(answers, realised, strict=True):
        counts[sum(1 for quantile in answer if came > quantile)] += 1
    told = 0.0
    for count, mass in zip(counts, MASS, strict=True):
        if count:
            share = count / len(realised)
            told += share * math.log(share / mass)
    return float(chi2.sf(2 * (at or len(realised)) * told, df=3))


def plain_pool(
    answers: Sequence[Sequence[float]], weights: Sequence[float], realised: float | None = None
) -> list[float]:
    """The quantiles of the linear pool by seeking roots; nobody may be missing."""
    ends = plain_range(answers, realised)
    total = sum(weights)

    def below(level: float) -> Callable[[float], float]:
        def off(x: float) -> float:
            cdfs = [
                float(np.interp(x, [ends[0], *answer, ends[1]], [0, 0.05, 0.5, 0.95, 1]))
                for answer in answers
            ]
            return sum(w * c for w, c in zip(weights, cdfs, strict=True)) / total - level

        return off

    return [float(brentq(below(level), *ends, xtol=1e-12)) for level in (0.05, 0.5, 0.95)]
