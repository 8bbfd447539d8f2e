"""Round pooled numbers for the public, without side effects.

People answer in round numbers. From the exact mean, median and mean odds of five experts, a program
finds the only set of answers that fits. With rounded numbers, many sets fit.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from vigil.outlook.models import Question

DIGITS: Final = 4
"""Significant digits of a score, a step or a quantity."""
PERCENT: Final = 2
"""Decimals of a probability; near 0 and 1, significant digits of its distance from them."""
OF_ALPHA: Final = 2
"""Decimals of an agreement."""
SHOWN: Final = 2
"""Significant digits of a quantity on a page: a judgement is not surer than that."""
STEP: Final = 0.25
"""Scores are answered in halves: the median of two answers lies on a quarter."""

QUANTILES: Final = ("q05", "q50", "q95")
MOST_DIGITS: Final = 17
"""With this many digits every floating-point number is exact."""


def disclosed_number(kind: str, number: float, digits: int = DIGITS) -> float:
    """Return a number, rounded for the public, for a question of this kind."""
    if kind == Question.Kind.PROBABILITY:
        return round(number, _decimals(min(abs(number), abs(1 - number))))
    return float(f"{number:.{digits}g}")


def disclosed_numbers(kind: str, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Return numbers by name, rounded for the public. Values that are no numbers stay as they are.

    Quantiles have as many digits as they need to differ from each other.
    """
    digits = _digits([numbers[name] for name in QUANTILES if name in numbers])
    return {
        name: disclosed_number(kind, one, digits) if isinstance(one, float | int) else one
        for name, one in numbers.items()
    }


def shown_number(kind: str, number: float, digits: int = SHOWN) -> float:
    """Return a number as pages show it: no surer than a judgement.

    A quantity has two significant digits. A score or step has one decimal, or stays on the quarter
    on which medians of half steps lie. A probability is as `disclosed_number` gives it.
    """
    if kind == Question.Kind.PROBABILITY:
        return disclosed_number(kind, number)
    if kind == Question.Kind.QUANTITY:
        return float(f"{number:.{digits}g}")
    return number if number % STEP == 0 else round(number, 1)


def shown_numbers(kind: str, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Return numbers by name as pages show them. Values that are no numbers stay as they are.

    Quantiles have as many digits as they need to differ from each other.
    """
    digits = _digits([numbers[name] for name in QUANTILES if name in numbers], SHOWN)
    return {
        name: shown_number(kind, one, digits) if isinstance(one, float | int) else one
        for name, one in numbers.items()
    }


def _digits(quantiles: Sequence[float], least: int = DIGITS) -> int:
    enough = (
        digits
        for digits in range(least, MOST_DIGITS)
        if len({f"{one:.{digits}g}" for one in quantiles}) == len(quantiles)
    )
    return next(enough, MOST_DIGITS)


def disclosed_agreement(agreement: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return an agreement, rounded for the public."""
    if agreement is None:
        return None
    alpha, interval = agreement["alpha"], agreement["interval"]
    return {
        **agreement,
        "alpha": None if alpha is None else disclosed_alpha(alpha),
        "interval": interval and [disclosed_alpha(end) for end in interval],
    }


def disclosed_alpha(alpha: float) -> float:
    """Return an alpha, rounded for the public. Only a perfect alpha is shown as 1."""
    most = 1.0 if alpha >= 1 else 1 - 10.0**-OF_ALPHA
    return min(round(alpha, OF_ALPHA), most)


def _decimals(apart: float) -> int:
    if apart <= 0 or apart >= 0.1:
        return PERCENT
    return PERCENT - 1 - math.floor(math.log10(apart))
