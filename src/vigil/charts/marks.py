"""Marks that every chart is drawn from: boxes, dots, paths and texts, kept as data.

Every place is counted from the side on which lines of text begin. For a language that is read from
right to left `svg` mirrors the drawing when it writes it.
"""

from typing import Final, Literal

from msgspec import Struct

WIDTH: Final = 360
"""Units across a plot: about one to a pixel on a telephone."""
Anchor = Literal["start", "middle", "end"]
Hatch = Literal["", "wide", "dense", "part", "not", "over-part", "over-not"]
"""Names of hatchings (`vigil.charts.styles.HATCHES`); empty: none."""


class Box(Struct, frozen=True, tag="box"):
    """A rectangle. `kind` names how it looks (`vigil.charts.styles`)."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    hatch: Hatch = ""


class Dot(Struct, frozen=True, tag="dot"):
    """A circle around a place."""

    kind: str
    x: float
    y: float
    r: float = 4


class Path(Struct, frozen=True, tag="path"):
    """Places joined by straight lines; a closed path is filled."""

    kind: str
    places: tuple[tuple[float, float], ...]
    closed: bool = False
    hatch: Hatch = ""


class TextMark(Struct, frozen=True, tag="words"):
    """A line of text. `y` is its base line. A `turned` one runs upwards from its place."""

    kind: str
    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    turned: bool = False


Mark = Box | Dot | Path | TextMark


class Drawing(Struct, frozen=True):
    """A plot: how high it is, and what is drawn on it, the lowest first."""

    height: float
    marks: tuple[Mark, ...]
    rtl: bool = False
    width: float = WIDTH
