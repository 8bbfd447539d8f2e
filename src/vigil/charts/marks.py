"""What a plot is drawn from: marks on a plane, kept as data, so that a frozen plot stays readable.

Every place is counted from the side on which lines of text begin. A plot of a language that is read
from right to left is the mirror of the other, made when it is written (`outlook.figures.svg`).
"""

from typing import Final, Literal

from msgspec import Struct

WIDTH: Final = 360
"""Units across a plot: about one to a pixel on a telephone."""
LETTER: Final = 6.4
"""About how wide a letter of a label is."""
LINE: Final = 15
"""From one line of text to the next."""

Anchor = Literal["start", "middle", "end"]
Hatch = Literal["", "wide", "dense"]


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
    """A line of text. `y` is its base line."""

    kind: str
    x: float
    y: float
    text: str
    anchor: Anchor = "start"


Mark = Box | Dot | Path | TextMark


class Drawing(Struct, frozen=True):
    """A plot: how high it is, and what is drawn on it, the lowest first."""

    height: float
    marks: tuple[Mark, ...]
    rtl: bool = False
    width: float = WIDTH


def lines_of(text: str, width: float) -> list[str]:
    """Break a label into lines that fit into a width, between words."""
    most = max(1, int(width / LETTER))
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def wrapped_label(kind: str, x: float, y: float, text: str, width: float) -> list[TextMark]:
    """Set a label in as many lines as it takes, the first on the base line `y`."""
    return [TextMark(kind, x, y + n * LINE, line) for n, line in enumerate(lines_of(text, width))]
