"""Read numbers as people type them, and find those that can be read in two ways."""

import re
from typing import Final

from django.utils.translation import gettext as _

UNCLEAR: Final = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")


def number_as_typed(number: float) -> str:
    """Return a number as text that reads back as the same number; whole numbers without a point."""
    said = str(int(number)) if float(number).is_integer() else str(number)
    return f"{said}0" if UNCLEAR.fullmatch(said) else said  # one more digit, and it is clear


def ambiguity(text: str, *, low: float | None = None, high: float | None = None) -> str:
    """Return how to type each of the two numbers that a text can mean; empty if it means one.

    A text also means one number if the other lies outside `low` and `high`.
    """
    if not UNCLEAR.fullmatch(text):
        return ""
    number = float(text)
    other = number * 1000
    if (low is not None and other < low) or (high is not None and other > high):
        return ""
    return _("“%(text)s” can be read in two ways. Write %(one)s or %(other)s.") % {
        "text": text,
        "one": f"{other:.0f}",
        "other": number_as_typed(number),
    }
