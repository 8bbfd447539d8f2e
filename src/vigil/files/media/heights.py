"""The sizes in which a film is offered beside the original. Loads no library of media."""

from typing import Final

HEIGHTS: Final = (720, 360)
"""Pixels of the shorter side of the copies that are made."""


def heights_below(width: int, height: int) -> list[int]:
    """Return the sizes in which a film of this size is made: only smaller ones."""
    return [one for one in HEIGHTS if one < min(width, height)]
