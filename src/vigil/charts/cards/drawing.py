"""Draw a card of 1200 by 630 pixels, the usual size for pictures of shared pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from vigil.charts.cards.typefaces import (
    ARABIC,
    OWN_FONTS,
    SANS,
    SERIF,
    drawable_text,
    fonts_for,
    text_width,
)
from vigil.charts.text import is_right_to_left, isolated

WIDTH: Final = 1200
HEIGHT: Final = 630
EDGE: Final = 84
"""Pixels left free at each side."""
BAR: Final = 14
COLUMN: Final = WIDTH - 2 * EDGE
PAPER, INK, QUIET, ACCENT, RULE = "#fbfaf7", "#1c1b19", "#5d5a54", "#7a2e22", "#dcd8cf"
SIZES: Final = (58, 50, 44, 38)
"""Sizes of the words. The largest that fits is used; at the last one, words are cut."""
LEADING: Final = 1.42
_ARABIC_WORDS: Final = re.compile(
    r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+"
    r"(?:\s+[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+)*"
)
TOP, BOTTOM = 150, 468
"""Top and bottom of the words, in pixels from the top."""


@dataclass(frozen=True)
class Card:
    """The texts of a card: heading, words, author, and the line at the bottom."""

    above: str
    words: str
    by: str
    below: str


def card_png(card: Card, paths: Sequence[Path] = OWN_FONTS) -> bytes:
    """Return the card as PNG. Letters that no font has are left out (see `drawable_text`)."""
    import resvg_py  # here: a web worker that draws no card does not load it

    return resvg_py.svg_to_bytes(
        svg_string=card_svg(card, paths),
        skip_system_fonts=True,
        font_files=[str(path) for path in paths],
        font_family=SERIF,
    )


def card_svg(card: Card, paths: Sequence[Path] = OWN_FONTS) -> str:
    """Return the card as SVG, with its text as text. No part of it can be markup."""
    words = drawable_text(card.words, paths)
    size, lines = _set(words, paths)
    middle = (TOP + BOTTOM) / 2 - len(lines) * size * LEADING / 2
    right = is_right_to_left(words or card.above)
    bar = WIDTH - BAR if right else 0
    one = [
        (card.above, 98, 27, SANS, QUIET),
        (card.by, HEIGHT - 122, 31, SERIF, ACCENT),
        (card.below, HEIGHT - 46, 24, SANS, QUIET),
    ]
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        f'<rect x="{bar}" width="{BAR}" height="{HEIGHT}" fill="{ACCENT}"/>',
        f'<rect x="{EDGE}" y="{HEIGHT - 92}" width="{COLUMN}" height="1.5" fill="{RULE}"/>',
    ]
    for n, line in enumerate(lines):
        parts.append(_line(line, middle + size * (LEADING * n + 1.08), size, SERIF, INK, right))
    for text, y, points, family, colour in one:
        kept = cut_text(drawable_text(text, paths), points, fonts_for(family, paths))
        parts.append(_line(kept, y, points, family, colour, right))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f"{''.join(parts)}</svg>"
    )


def _set(words: str, paths: Sequence[Path]) -> tuple[int, list[str]]:
    """Return the size of the words, and their lines."""
    for size in SIZES:
        lines = list(lines_of(words, size, paths))
        fit = int((BOTTOM - TOP) / (size * LEADING))
        if len(lines) <= fit:
            return size, lines
    return SIZES[-1], [*lines[: fit - 1], cut_text(lines[fit - 1] + " …", SIZES[-1], paths)]


def lines_of(
    words: str, size: float, paths: Sequence[Path], width: float = COLUMN
) -> Iterator[str]:
    """Break words into lines at spaces, and where one word is wider than a line, within it."""
    line = ""
    for word in words.split():
        joined = f"{line} {word}".strip()
        if text_width(joined, size, paths) <= width:
            line = joined
            continue
        if line:
            yield line
        line = ""
        for letter in word:
            if line and text_width(line + letter, size, paths) > width:
                yield line
                line = ""
            line += letter
    if line:
        yield line


def cut_text(text: str, size: float, paths: Sequence[Path], width: float = COLUMN) -> str:
    """Cut a line that is wider than the card, or than `width`."""
    if text_width(text, size, paths) <= width:
        return text
    kept = text.removesuffix(" …")
    while kept and text_width(kept + " …", size, paths) > width:
        kept = kept[:-1]
    return kept.rstrip() + " …"


def _line(text: str, y: float, size: float, family: str, colour: str, right: bool) -> str:
    """Write one line at the side of the card, in its own direction."""
    x, anchor = (WIDTH - EDGE, "end") if right else (EDGE, "start")
    return (
        f'<text x="{x}" y="{y:.1f}" font-family="{family}" font-size="{size}" fill="{colour}"'
        f' text-anchor="{anchor}">{spans(isolated(text))}</text>'
    )


def spans(text: str) -> str:
    """Return a line of text as markup, with its Arabic words in a font that has them.

    The renderer finds another font for letters that a font lacks only where both fonts make as
    many glyphs of the line. Of a line with Latin letters too it would leave the Arabic out.
    """
    return _ARABIC_WORDS.sub(rf'<tspan font-family="{ARABIC}">\g<0></tspan>', escape(text))
