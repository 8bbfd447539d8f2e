"""Write scores with as many digits as they need, so that a small number is never shown as 0."""

from math import floor, log10
from typing import Final

from django import template
from django.utils.formats import number_format

from vigil.outlook.questions.wording import plain_number_text
from vigil.outlook.results.rounding import disclosed_alpha

register = template.Library()
DIGITS: Final = 3
SMALLEST: Final = 1e-6


@register.filter
def counting(value: float) -> str:
    """Write a number with three significant digits, or all digits of its whole part.

    Only 0 is shown as 0: a score of 0 is perfect, a calibration of 0 means none.
    """
    if 0 < value < SMALLEST:
        return f"< {number_format(SMALLEST, 6)}"
    decimals = max(0, DIGITS - 1 - floor(log10(abs(value)))) if value else 0
    rounded = round(value, decimals)
    least = next(n for n in range(decimals + 1) if n == decimals or round(rounded, n) == rounded)
    return str(number_format(rounded, least, use_l10n=True, force_grouping=True))


@register.filter
def whole(value: float) -> str:
    """Write a number that was entered, such as an outcome. It is not rounded to few digits."""
    return plain_number_text(value)


@register.filter
def agreeing(alpha: float) -> str:
    """Write an agreement (Krippendorff's alpha) with two decimals; 1 only if it is perfect."""
    return str(number_format(disclosed_alpha(alpha), 2))
