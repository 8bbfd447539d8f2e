"""Text on a drawing: how wide it is, how it is broken into lines, in which direction it runs."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from vigil.charts.marks import TextMark

LETTER: Final = 6.4
"""About how wide a letter of a label is."""
LINE: Final = 15
"""From one line of text to the next."""
LEFT_TO_RIGHT, RIGHT_TO_LEFT, END_OF_ISOLATE = "\u2066", "\u2067", "\u2069"
"""Isolates (UAX #9: LRI, RLI, PDI): a text between them keeps its own direction."""


def text_width(text: str) -> float:
    """Return about how wide a label is."""
    return len(text) * LETTER


def wrapped_lines(text: str, width: float) -> list[str]:
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
    lines = wrapped_lines(text, width)
    return [TextMark(kind, x, y + n * LINE, line) for n, line in enumerate(lines)]


def isolated(text: str, rtl: bool | None = None) -> str:
    """Isolate a text, so that it runs in the direction of its first letter, or in that of `rtl`.

    Without it the question mark of an English question would stand before it on an Arabic page,
    and "-2" would read "2-". FSI does not do: a text may hold half of an isolated name.
    """
    start = RIGHT_TO_LEFT if (is_right_to_left(text) if rtl is None else rtl) else LEFT_TO_RIGHT
    return f"{start}{text}{END_OF_ISOLATE}"


def is_right_to_left(text: str) -> bool:
    """Say whether a text runs from right to left: its first letter with a direction decides."""
    return next(_directions(text), False)


def has_right_to_left(text: str) -> bool:
    """Say whether any letter of a text runs from right to left."""
    return any(_directions(text))


def _directions(text: str) -> Iterator[bool]:
    """Yield for each letter with a direction whether it runs from right to left."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            yield kind != "L"
