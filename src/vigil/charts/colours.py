"""Contrast of colours, and whether an installation's accent can be read on every ground.

Colours are written as `#rrggbb`. Contrast is that of WCAG 2.2; text needs 4.5 to 1.
"""

import re
from dataclasses import dataclass
from typing import Final

ENOUGH: Final = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""
LIGHT_GROUNDS: Final = ("#faf8f3", "#ffffff")
"""--paper and --sheet of `vigil.css` in light colours."""
DARK_GROUNDS: Final = ("#1b1916", "#24211d")
"""--paper and --sheet in dark colours."""
_SOFT: Final = 0.08
"""How much of the accent is in the ground of notes."""
_STEP: Final = 0.02


@dataclass(frozen=True, slots=True)
class Accent:
    """An accent in light and in dark colours, each with the soft ground made of it."""

    light: str
    light_soft: str
    dark: str
    dark_soft: str


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour made of a share (0 to 1) of one and the rest of another."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def accent(light: str, dark: str = "") -> Accent:
    """Return the accent made of one colour, or of one for each scheme.

    Without a dark one, the light one is mixed with white until it can be read on dark grounds.
    Raises ValueError, which says what is wrong with which colour.
    """
    light_soft = _readable(light, LIGHT_GROUNDS, "light")
    dark = dark or _lightened(light)
    dark_soft = _readable(dark, DARK_GROUNDS, "dark")
    return Accent(light.lower(), light_soft, dark.lower(), dark_soft)


def _readable(colour: str, grounds: tuple[str, ...], scheme: str) -> str:
    """Return the soft ground of an accent that can be read on it and on the given grounds."""
    if re.fullmatch("#[0-9a-fA-F]{6}", colour) is None:
        raise ValueError(f"{colour} is no colour: write it as #8a3324.")
    soft = mixed(colour, grounds[0], _SOFT)
    worst = min(contrast(colour, ground) for ground in (*grounds, soft))
    if worst < ENOUGH:
        raise ValueError(
            f"{colour} has a contrast of {worst:.2f} to 1 in {scheme} colours; "
            f"text needs {ENOUGH} to 1."
        )
    return soft


def _lightened(colour: str) -> str:
    share = 1.0
    while share > 0:
        mix = mixed(colour, "#ffffff", share)
        soft = mixed(mix, DARK_GROUNDS[0], _SOFT)
        if all(contrast(mix, ground) >= ENOUGH + 1 for ground in (*DARK_GROUNDS, soft)):
            return mix
        share -= _STEP
    return "#ffffff"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    parts = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
