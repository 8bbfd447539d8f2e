"""Text on a drawing: how wide it is, how it is broken into lines, in which direction it runs."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from vigil.charts.marks import TextMark

LETTER: Final = 6.4
"""About how wide a letter of a label is."""
LINE: Final = 15
"""From one line of text to the next."""
LEFT_TO_RIGHT, RIGHT_TO_LEFT, END_OF_ISOLATE = "\u2066", "\u2067", "\u2069"
FIRST_LETTER_DECIDES: Final = "\u2068"
"""Isolates (UAX #9: LRI, RLI, PDI, FSI): a text between them keeps its own direction."""


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


def with_whole_isolates(lines: Sequence[str]) -> list[str]:
    """Close in each line the isolates that go on in the next one, and open them there again.

    Each line of a picture is a text of its own: half an isolate would turn its words around.
    """
    held: list[str] = []
    whole = []
    for line in _with_known_directions("\n".join(lines)).split("\n"):
        start = "".join(held)
        for letter in line:
            if letter in (LEFT_TO_RIGHT, RIGHT_TO_LEFT):
                held.append(letter)
            elif letter == END_OF_ISOLATE and held:
                held.pop()
        whole.append(f"{start}{line}{END_OF_ISOLATE * len(held)}")
    return whole


def _with_known_directions(text: str) -> str:
    """Name the direction of each isolate whose first letter decides: its rest may begin another."""
    return "".join(
        _direction_from(text[n + 1 :]) if letter == FIRST_LETTER_DECIDES else letter
        for n, letter in enumerate(text)
    )


def _direction_from(rest: str) -> str:
    """Return the isolate for a text up to its end: isolates within it do not count (UAX #9, P2)."""
    depth = 0
    for letter in rest:
        if letter == END_OF_ISOLATE and not depth:
            break
        if letter in (LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_LETTER_DECIDES):
            depth += 1
        elif letter == END_OF_ISOLATE:
            depth -= 1
        elif not depth and (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL"):
            return LEFT_TO_RIGHT if kind == "L" else RIGHT_TO_LEFT
    return LEFT_TO_RIGHT


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
