"""Draw a card: a few words and a name on night ground, as shared pages show them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from vigil.charts.cards.sizes import CARD_HEIGHT, CARD_WIDTH
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

EDGE: Final = 84
"""Pixels left free at each side."""
COLUMN: Final = CARD_WIDTH - 2 * EDGE
NIGHT, INK, QUIET, FLAME, RULE = "#15130f", "#f4efe4", "#b9b0a0", "#f2b65a", "#3b362d"
"""Colours of the night, as pages have them."""
LIGHT: Final = 22
"""How far the glow of the light reaches. The line on top stands beside it."""
INDENT: Final = 2 * LIGHT + 14
SMALLEST: Final = 0.7
"""How much smaller a line is set so that it fits, before it is cut."""
SIZES: Final = (58, 50, 44, 38)
"""Sizes of the words. The largest that fits is used; at the last one, words are cut."""
LEADING: Final = 1.42
_ARABIC_WORDS: Final = re.compile(
    r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+"
    r"(?:\s+[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+)*"
)
_VOWEL_AT_SHADDA: Final = re.compile("[\u064b-\u0650](?=\u0651)|(?<=\u0651)[\u064b-\u0650]")
BY_LINE: Final = 38
"""From one of two lines below the words to the next."""
TOP, BOTTOM = 150, 468
"""Top and bottom of the words, in pixels from the top."""


@dataclass(frozen=True)
class Card:
    """The texts of a card: heading, words, author, and the line at the bottom.

    It begins at the right if `rtl`; by default, if its words run from right to left.
    """

    above: str
    words: str
    by: str
    below: str
    rtl: bool | None = None


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
    by = _by_lines(drawable_text(card.by, paths), paths)
    bottom = BOTTOM - BY_LINE * (len(by) - 1)
    size, lines = _set(words, paths, bottom)
    middle = (TOP + bottom) / 2 - len(lines) * size * LEADING / 2
    right = is_right_to_left(words or card.above) if card.rtl is None else card.rtl
    one = [
        (card.above, 98.0, 27, SANS, QUIET, INDENT),
        (card.below, CARD_HEIGHT - 46, 24, SANS, QUIET, 0),
    ]
    for n, line in enumerate(reversed(by)):
        one.append(
            (line, CARD_HEIGHT - 122 - BY_LINE * n, 31 if len(by) == 1 else 26, SERIF, FLAME, 0)
        )
    parts = [
        f'<rect width="{CARD_WIDTH}" height="{CARD_HEIGHT}" fill="{NIGHT}"/>',
        *_light(right),
        f'<rect x="{EDGE}" y="{CARD_HEIGHT - 92}" width="{COLUMN}" height="1.5" fill="{RULE}"/>',
    ]
    for n, line in enumerate(lines):
        parts.append(_line(line, middle + size * (LEADING * n + 1.08), size, SERIF, INK, right))
    for text, y, points, family, colour, indent in one:
        fonts, width = fonts_for(family, paths), COLUMN - indent
        text = drawable_text(text, paths)
        points = _fitting(text, points, fonts, width)
        kept = cut_text(text, points, fonts, width)
        parts.append(_line(kept, y, points, family, colour, right, indent, card.rtl))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{CARD_WIDTH}" height="{CARD_HEIGHT}">'
        f"{''.join(parts)}</svg>"
    )


def _by_lines(by: str, paths: Sequence[Path]) -> list[str]:
    """Break the line below the words into two if it would have to be set small."""
    fonts = fonts_for(SERIF, paths)
    if text_width(by, 26, fonts) <= COLUMN:
        return [by]
    first, *rest = lines_of(by, 26, fonts)
    return [first, " ".join(rest)]


def _light(right: bool) -> Iterator[str]:
    """Yield the light in front of the line on top."""
    x = CARD_WIDTH - EDGE - LIGHT if right else EDGE + LIGHT
    for radius, opacity in ((LIGHT, 0.14), (LIGHT * 0.6, 0.28), (LIGHT * 0.34, 1)):
        yield (
            f'<circle cx="{x}" cy="89" r="{radius:.1f}" fill="{FLAME}" fill-opacity="{opacity}"/>'
        )


def _fitting(text: str, points: int, fonts: Sequence[Path], width: float) -> int:
    """Return the size at which a line fits, but not less than a share of its own."""
    wide = text_width(text, points, fonts)
    return points if wide <= width else int(points * max(width / wide, SMALLEST))


def _set(words: str, paths: Sequence[Path], bottom: float) -> tuple[int, list[str]]:
    """Return the size of the words above `bottom`, and their lines."""
    for size in SIZES:
        lines = list(lines_of(words, size, paths))
        fit = int((bottom - TOP) / (size * LEADING))
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


def _line(
    text: str,
    y: float,
    size: float,
    family: str,
    colour: str,
    right: bool,
    indent: int = 0,
    rtl: bool | None = None,
) -> str:
    """Write one line at the side of the card, in its own direction or in that of `rtl`."""
    x, anchor = (CARD_WIDTH - EDGE - indent, "end") if right else (EDGE + indent, "start")
    return (
        f'<text x="{x}" y="{y:.1f}" font-family="{family}" font-size="{size}" fill="{colour}"'
        f' text-anchor="{anchor}">{spans(isolated(text, rtl))}</text>'
    )


def spans(text: str) -> str:
    """Return a line of text as markup, with its Arabic words in a font that has them.

    The renderer finds another font for letters that a font lacks only where both fonts make as
    many glyphs of the line. Of a line with Latin letters too it would leave the Arabic out. A vowel
    sign at a shadda goes: both are one glyph, and the letters that carry them would be left out.
    """
    kept = escape(_VOWEL_AT_SHADDA.sub("", text))
    return _ARABIC_WORDS.sub(rf'<tspan font-family="{ARABIC}">\g<0></tspan>', kept)
