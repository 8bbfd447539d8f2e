"""Numbers in words of the page: values, shares, and what a value of a scale is called."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import floor, log10
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

SMALLEST_SHOWN: Final = 1e-12
MOST_DECIMALS: Final = 10
UNKNOWN: Final = "–"
"""Stands where there is no number."""


def number_text(value: float | Decimal) -> str:
    """Write a number in the language of the page, with two decimals at most.

    A number below a tenth has two significant digits, so that 0.004 is not shown as 0.
    """
    return _number_text(float(value), get_language())


@lru_cache(maxsize=4096)
def _number_text(value: float, _language: str | None) -> str:
    """Write a number in the language of the page: each once, as heat maps repeat the same ones."""
    most = decimals(value)
    rounded = round(value, most)
    digits = next(n for n in range(most + 1) if n == most or round(rounded, n) == rounded)
    return number_format(round(rounded, digits), digits, force_grouping=True)


def number_for_programs(value: float | Decimal) -> str:
    """Write a number for a file: a decimal point, no groups, four decimals or digits."""
    return f"{value:.4g}" if _is_small(float(value)) else f"{round(value, 4):.10g}"


def decimals(value: float) -> int:
    """Return with how many decimals a number is shown at most: two, or more for a small number.

    A small number gets two significant digits. Below 1e-12 it is an error of rounding.
    """
    return 1 - floor(log10(abs(value))) if _is_small(value) else 2


def _is_small(value: float) -> bool:
    return SMALLEST_SHOWN <= abs(value) < 0.1


def value_label(value: float, names: Mapping[int, str]) -> str:
    """Return the name of a value with its number on the scale; the number where it has none."""
    if value in names:
        return f"{names[int(value)]} ({number_text(value)})"
    return number_text(value)


def percent_text(value: float, least: int = 0) -> str:
    """Write a share as a percentage with at least so many decimals, halves rounded up.

    It has as many decimals as it takes to show 0 or 100 only where that is exact: nothing is
    shown as certain that is not.
    """
    digits = max(least, share_decimals(value))
    return _("%(number)s%%") % {"number": number_format(_percent(value, digits), digits)}


def share_decimals(value: float) -> int:
    """Return with how many decimals a share is written in percent."""
    if not 0 < value < 1:
        return 0
    digits = range(MOST_DECIMALS)
    return next((n for n in digits if 0 < _percent(value, n) < 100), MOST_DECIMALS)


def _percent(share: float, digits: int) -> Decimal:
    """Return a share in percent, rounded as people round: 12.5 is 13, and 6.25 is 6.3."""
    # In binary, 0.145 * 100 is a little less than 14.5.
    return (Decimal(str(share)) * 100).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
