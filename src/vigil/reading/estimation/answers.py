"""What one expert answered to one question, checked; and many answers as arrays.

Every reader takes what was typed in and gives the answer, or None where nothing was answered. An
answer given in part, out of order or out of its range is refused with the names of the expert, the
question and the field: nothing is mended silently.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np

from vigil.reading.estimation.weights import Floats

FIELDS: Final = ("q05", "q50", "q95")
"""The quantiles that are asked for: values that the truth is below with 5, 50 and 95 %."""
LEVEL: Final = 90.0
"""Percent that the interval between the outer two quantiles should hold."""
CLIP: Final = 0.005
"""Probabilities nearer to 0 or 1 count as this far from it where odds are taken: half of the whole
percents in which people answer. Otherwise one expert who says "never" decides for all."""
LEAST_SURE, MOST_SURE = 50.0, 100.0
"""Percent: how sure somebody may be of the interval of a four-step answer."""
LOWEST_SCORE, HIGHEST_SCORE, STEP = 1.0, 10.0, 0.5
APART, LEAST_APART = 1e-9, 1e-150
"""Quantiles that lie nearer than this share of the larger one, or than this, are equal: rounding
would make them so in a mixture, or as logarithms."""

Number = int | float | Decimal


class Unusable(ValueError):
    """An answer that cannot be used: whose, to which question, in which field, and why."""

    def __init__(self, about: "AnswerOrigin", field: str, says: str) -> None:
        super().__init__(f"{about.expert}, {about.question}, {field}: {says}")
        self.expert, self.question = about.expert, about.question
        self.field, self.says = field, says


class AnswerOrigin(NamedTuple):
    """Whose answer, and to which question."""

    expert: str
    question: str


class Bounds(NamedTuple):
    """What a quantity cannot go beyond, in its own unit; infinite where nothing bounds it."""

    low: float = -math.inf
    high: float = math.inf


UNBOUNDED: Final = Bounds()


@dataclass(frozen=True)
class Quantiles:
    """The 5, 50 and 95 % quantiles of a quantity, in its unit; each larger than the one before.

    Raises ValueError if they are not, or not finite; `read_quantiles` says whose they are.
    """

    q05: float
    q50: float
    q95: float

    def __post_init__(self) -> None:
        if not -math.inf < self.q05 < self.q50 < self.q95 < math.inf:
            raise ValueError(f"{self} is not finite and in order")


@dataclass(frozen=True)
class FourSteps:
    """Lowest, highest and best value that are plausible, and how sure the interval is, in percent.

    The questions of the IDEA protocol (Hanea, McBride, Burgman & Wintle 2018, after
    Speirs-Bridge and others 2010), which ask for the bounds before the best value. Raises
    ValueError for what is out of order or range; `read_four_steps` says whose it is.
    """

    lowest: float
    highest: float
    best: float
    confidence: float

    def __post_init__(self) -> None:
        apart = -math.inf < self.lowest < self.highest < math.inf
        between = self.lowest <= self.best <= self.highest
        if not (apart and between and LEAST_SURE <= self.confidence <= MOST_SURE):
            raise ValueError(f"{self} is not finite, in order and 50 to 100 % sure")

    def standardised(
        self, bounds: Bounds = UNBOUNDED, level: float = LEVEL, *, logarithms: bool = False
    ) -> "Interval":
        """Return the interval that would be `level` percent sure, by linear extrapolation.

        Each side grows or shrinks about the best value by `level / confidence` (Hemming and others
        2018, "A practical guide to structured expert elicitation using the IDEA protocol").
        With `logarithms` the logarithms do, for a quantity that is judged by factors: a straight
        line would cross 0. Values are above 0 then, or math raises ValueError.
        It stops at what bounds the quantity; what was answered is never cut by more than that.
        """
        by = level / self.confidence
        low, high = self._grown(by, logarithms)
        return Interval(max(bounds.low, low), self.best, min(bounds.high, high), level)

    def _grown(self, by: float, logarithms: bool) -> tuple[float, float]:
        if not logarithms:
            low = self.best - (self.best - self.lowest) * by
            return low, self.best + (self.highest - self.best) * by
        middle = math.log(self.best)
        low = middle - (middle - math.log(self.lowest)) * by
        high = middle + (math.log(self.highest) - middle) * by
        # What equals the best value stays exactly that; rounding would put it beside.
        return (
            self.best if self.lowest == self.best else math.exp(low),
            self.best if self.highest == self.best else math.exp(high),
        )


@dataclass(frozen=True)
class Interval:
    """A best value between two bounds that hold the truth with `level` percent."""

    low: float
    best: float
    high: float
    level: float

    def as_quantiles(self, about: AnswerOrigin) -> Quantiles:
        """Take a 90 % interval for the outer quantiles and the best value for the median.

        That the best value is the median is how the protocol reads it, and an assumption.
        Raises Unusable if the interval is of another level or the best value lies on a bound.
        """
        if self.level != LEVEL:
            raise Unusable(about, "confidence", f"the interval is of {self.level:g} %, not 90 %")
        if not (_are_apart(self.low, self.best) and _are_apart(self.best, self.high)):
            raise Unusable(about, "best", "lies on a bound of the interval, which leaves no median")
        return Quantiles(self.low, self.best, self.high)


class Trajectory(IntEnum):
    """Where something is heading, and how fast."""

    FALLING_FAST = -2
    FALLING = -1
    STEADY = 0
    RISING = 1
    RISING_FAST = 2


def read_quantiles(
    about: AnswerOrigin, q05: object, q50: object, q95: object, bounds: Bounds = UNBOUNDED
) -> Quantiles | None:
    """Return three quantiles, or None if none of them was given. Raises Unusable."""
    given = dict(zip(FIELDS, (q05, q50, q95), strict=True))
    if _all_missing(about, given):
        return None
    low, middle, high = (_within(about, field, value, bounds) for field, value in given.items())
    for field, before, after in (("q50", low, middle), ("q95", middle, high)):
        if not _are_apart(before, after):
            raise Unusable(about, field, f"{after:g} is not larger than {before:g} before it")
    return Quantiles(low, middle, high)


def read_four_steps(
    about: AnswerOrigin,
    lowest: object,
    highest: object,
    best: object,
    confidence: object,
    bounds: Bounds = UNBOUNDED,
) -> FourSteps | None:
    """Return a four-step answer, or None if none of its steps was given. Raises Unusable.

    The best value may lie on a bound; the bounds must differ.
    """
    given = {"lowest": lowest, "highest": highest, "best": best, "confidence": confidence}
    if _all_missing(about, given):
        return None
    low, high, middle = (
        _within(about, field, given[field], bounds) for field in ("lowest", "highest", "best")
    )
    sure = _within(about, "confidence", confidence, Bounds(LEAST_SURE, MOST_SURE))
    if not low < high:
        raise Unusable(about, "highest", f"{high:g} is not larger than the lowest value {low:g}")
    if not low <= middle <= high:
        raise Unusable(about, "best", f"{middle:g} lies outside {low:g} to {high:g}")
    return FourSteps(low, high, middle, sure)


def read_probability(about: AnswerOrigin, value: object) -> float | None:
    """Return a probability from 0 to 1, or None. Raises Unusable."""
    return None if value is None else _within(about, "probability", value, Bounds(0.0, 1.0))


def read_score(about: AnswerOrigin, value: object, field: str = "score") -> float | None:
    """Return a score from 1 to 10 in half steps, or None. Raises Unusable."""
    if value is None:
        return None
    score = _within(about, field, value, Bounds(LOWEST_SCORE, HIGHEST_SCORE))
    if score % STEP:
        raise Unusable(about, field, f"{score:g} is not a whole or half step")
    return score


def read_trajectory(about: AnswerOrigin, value: object) -> Trajectory | None:
    """Return a trajectory given as a number from -2 to 2 or by its name, or None.

    Names are those of `Trajectory`, in any case. Raises Unusable.
    """
    if value is None:
        return None
    if isinstance(value, str):
        if (name := value.strip().upper()) not in Trajectory.__members__:
            raise Unusable(about, "trajectory", f"{value!r} is no name of a trajectory")
        return Trajectory[name]
    number = _within(about, "trajectory", value, Bounds(-2.0, 2.0))
    if number % 1:
        raise Unusable(about, "trajectory", f"{number:g} is not a whole step")
    return Trajectory(int(number))


def check_quantile_array(answers: Floats) -> None:
    """Raise Unusable for the first answer that is not three finite, strictly ordered numbers.

    Experts and questions are named by their number, from 1. All three NaN is not answered.
    """
    if answers.ndim != 3 or answers.shape[2] != len(FIELDS):
        raise ValueError(f"quantiles come as experts x questions x 3, not {answers.shape}")
    missing = np.isnan(answers).all(axis=2)
    good = np.isfinite(answers).all(axis=2) & (np.diff(answers, axis=2) > 0).all(axis=2)
    for expert, question in np.argwhere(~(missing | good))[:1].tolist():
        about = AnswerOrigin(f"expert {expert + 1}", f"question {question + 1}")
        raise Unusable(about, "quantiles", "are not finite and each larger than the one before")


def _are_apart(low: float, high: float) -> bool:
    """Return whether one number is larger than another, and not by rounding alone."""
    return high - low > max(APART * max(abs(low), abs(high)), LEAST_APART)


def _all_missing(about: AnswerOrigin, given: Mapping[str, object]) -> bool:
    missing = [field for field, value in given.items() if value is None]
    if missing and len(missing) < len(given):
        raise Unusable(about, missing[0], "is missing beside the others")
    return bool(missing)


def _within(about: AnswerOrigin, field: str, value: object, bounds: Bounds) -> float:
    if isinstance(value, bool) or not isinstance(value, Number):
        raise Unusable(about, field, f"{value!r} is not a number")
    number = float(value)
    if not math.isfinite(number):
        raise Unusable(about, field, f"{number} is not finite")
    if not bounds.low <= number <= bounds.high:
        raise Unusable(about, field, f"{number:g} lies outside {bounds.low:g} to {bounds.high:g}")
    return number


def check_probabilities(answers: Floats) -> None:
    """Raise ValueError unless every number is a probability or missing."""
    if ((answers < 0) | (answers > 1)).any():
        raise ValueError("probabilities lie between 0 and 1")
