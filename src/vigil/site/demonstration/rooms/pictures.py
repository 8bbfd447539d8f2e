"""Draw calm pictures without a face: a sun, hills, and for portraits somebody from behind.

The same number and size give the same picture.
"""

import io
import random
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]

PALETTES: Final[Sequence[tuple[Colour, Colour, Colour, Colour]]] = (
    ((24, 32, 58), (214, 126, 84), (250, 214, 140), (18, 22, 38)),
    ((30, 54, 64), (150, 176, 160), (246, 232, 190), (20, 36, 42)),
    ((58, 36, 52), (206, 128, 120), (252, 222, 176), (36, 22, 34)),
    ((34, 44, 36), (176, 166, 104), (248, 236, 184), (22, 30, 24)),
)
"""Of each: the upper sky, the lower sky, the sun, what stands before it."""


def draw_picture(number: int, size: tuple[int, int], *, person: bool) -> bytes:
    """Return a PNG of this size in pixels; with a `person`, somebody is seen from behind."""
    width, height = size
    upper, lower, sun, front = PALETTES[number % len(PALETTES)]
    lots = random.Random(number)  # noqa: S311 (nothing is kept secret by it)
    picture = _sky(size, upper, lower)
    draw = ImageDraw.Draw(picture)
    short = min(size)
    at = (width * lots.uniform(0.42, 0.58), height * 0.42)
    draw.ellipse(_around(at, short * 0.3), fill=_between(lower, sun, 0.55))
    draw.ellipse(_around(at, short * 0.22), fill=sun)
    for layer in range(3):
        _hill(draw, size, 0.62 + 0.1 * layer, _between(lower, front, 0.35 + 0.22 * layer), lots)
    if person:
        _person(draw, size, front)
    out = io.BytesIO()
    picture.quantize(48).save(out, "PNG", optimize=True)
    return out.getvalue()


def _sky(size: tuple[int, int], upper: Colour, lower: Colour) -> Image.Image:
    column = Image.new("RGB", (1, 64))
    for line in range(64):
        column.putpixel((0, line), _between(upper, lower, line / 63))
    return column.resize(size, Image.Resampling.BICUBIC)


def _hill(
    draw: ImageDraw.ImageDraw,
    size: tuple[int, int],
    top: float,
    colour: Colour,
    lots: random.Random,
) -> None:
    width, height = size
    steps = [(width * part / 6, height * (top + lots.uniform(-0.04, 0.05))) for part in range(7)]
    draw.polygon([*steps, (width, height), (0, height)], fill=colour)


def _person(draw: ImageDraw.ImageDraw, size: tuple[int, int], colour: Colour) -> None:
    width, height = size
    unit = min(width, height * 0.8) / 10
    middle, shoulder = width / 2, height - unit * 3.4
    draw.ellipse(
        (middle - unit, shoulder - unit * 2.7, middle + unit, shoulder - unit * 0.3), fill=colour
    )
    draw.rectangle(
        (middle - unit * 0.45, shoulder - unit * 0.7, middle + unit * 0.45, shoulder + unit * 0.4),
        fill=colour,
    )
    draw.rounded_rectangle(
        (middle - unit * 2.4, shoulder, middle + unit * 2.4, height + unit * 2),
        radius=unit * 1.6,
        fill=colour,
    )


def _around(at: tuple[float, float], radius: float) -> tuple[float, float, float, float]:
    return (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)


def _between(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return (red, green, blue)
