"""What follows from an age: whether a person is treated as a minor."""

from collections.abc import Mapping
from typing import Any

ADULT = 18
"""Completed years from which a person is no longer a minor, in every country, here."""


def is_minor(age: Mapping[str, Any] | int | None) -> bool | None:
    """Say whether a person of this age is treated as a minor; None when no age is known.

    `age` is a value of the field `age`: a number or `{"low", "high"}`. A span that reaches
    below 18 counts as a minor's: the protection of a child does not wait for certainty.
    """
    if age is None:
        return None
    low: int = age["low"] if isinstance(age, Mapping) else age
    return low < ADULT
