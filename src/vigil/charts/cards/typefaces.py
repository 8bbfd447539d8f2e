"""The letters that cards are drawn with: which there are, and how wide each is.

The package carries Noto for Latin, Greek, Cyrillic and Arabic, so that a card looks the same on
every machine. An installation that needs other scripts lays their font files (.ttf, .otf) into
the folder `fonts` of its data. What no face has is never drawn as an empty box.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

SERIF: Final = "Noto Serif"
SANS: Final = "Noto Sans"
HERE: Final = Path(__file__).parent / "fonts"
OWN: Final = (
    HERE / "NotoSerif-Regular.ttf",
    HERE / "NotoSans-Regular.ttf",
    HERE / "NotoNaskhArabic-Regular.ttf",
)
JOINERS: Final = "\u200c\u200d"
"""Said not to be seen, but by the form of the letters beside them."""
UNSEEN: Final = ("Mn", "Me", "Cf")
"""Kinds of letters that take no room of their own."""
WIDEST: Final = 1.0
"""What is reckoned for a letter that no face has, in parts of the size."""


def set_in(family: str, paths: Sequence[Path]) -> list[Path]:
    """Return the faces in the order in which a line of this family looks for its letters."""
    name = family.replace(" ", "")
    return sorted(paths, key=lambda path: not path.name.startswith(name + "-"))


def font_files(more: Path | None = None) -> tuple[Path, ...]:
    """Return the font files there are: our own, then those that lie in the folder `more`."""
    if more is None or not more.is_dir():
        return OWN
    found = (path for path in sorted(more.iterdir()) if path.suffix.lower() in (".ttf", ".otf"))
    return (*OWN, *found)


@cache
def advances(path: Path) -> Mapping[int, float]:
    """Return how far each letter of a font moves the pen, in parts of the size."""
    from fontTools.ttLib import TTFont  # here: once a font and process, then kept

    with TTFont(path, lazy=True) as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: widths[name][0] / em for code, name in (font.getBestCmap() or {}).items()}


def width(text: str, size: float, paths: Sequence[Path] = OWN) -> float:
    """Return how wide a line is, in the unit of `size`, set in the first face that has a letter.

    Without kerning and ligatures, which make it a little narrower.
    """
    tables = [advances(path) for path in paths]
    return size * sum(_advance(code, tables) for code in map(ord, joined(text)))


def _advance(code: int, tables: Sequence[Mapping[int, float]]) -> float:
    if unicodedata.category(chr(code)) in UNSEEN:
        return 0
    return next((table[code] for table in tables if code in table), WIDEST)


@cache
def _forms() -> Mapping[tuple[str, str], str]:
    """Return the forms that Arabic letters have where they join others."""
    found = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE70, 0xFEFD)):
        form, _, letter = unicodedata.decomposition(chr(code)).partition("> ")
        if letter and " " not in letter:
            found[form[1:], chr(int(letter, 16))] = chr(code)
    return found


def joined(text: str) -> str:
    """Return a text with each Arabic letter in the form it takes beside its neighbours.

    For measuring: what is drawn is shaped by the renderer, from the letters themselves.
    """
    forms, shaped, before = _forms(), [], ""
    letters = [letter for letter in text if unicodedata.category(letter) not in UNSEEN]
    # Of an empty text there is no letter, and nothing after one.
    for letter, after in zip(letters, [*letters[1:], ""], strict=False):
        from_before = ("initial", before) in forms and ("final", letter) in forms
        to_after = ("initial", letter) in forms and ("final", after) in forms
        form = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
            (from_before, to_after), "isolated"
        )
        shaped.append(forms.get((form, letter), letter))
        before = letter
    return "".join(shaped)


def drawable_text(text: str, paths: Sequence[Path] = OWN) -> str:
    """Return a text as a card may hold it; nothing if the faces lack a letter of it.

    On one line, without controls (also those of direction, by which words could be shown in
    another order than written); signs that no face has, such as emoji, are left out.
    """
    tables = [advances(path) for path in paths]
    seen = (" " if letter.isspace() else letter for letter in text if not _is_control(letter))
    kept = []
    for letter in unicodedata.normalize("NFC", "".join(seen)):
        if letter in JOINERS or any(ord(letter) in table for table in tables):
            kept.append(letter)
        elif unicodedata.category(letter)[0] in "LMN":
            return ""
        else:
            kept.append(" ")
    return " ".join("".join(kept).split())


def _is_control(letter: str) -> bool:
    if letter in JOINERS or letter.isspace():
        return False
    return unicodedata.category(letter)[0] == "C" or "\ufe00" <= letter <= "\ufe0f"
