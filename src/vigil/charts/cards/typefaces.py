"""The fonts of cards: which letters they have, and how wide each letter is.

The package carries Noto for Latin, Greek, Cyrillic and Arabic, so that a card looks the same on
every machine. An installation that needs other scripts puts font files (.ttf, .otf) into the
folder `fonts` of its data. A letter that no font has is never drawn as an empty box.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

SERIF: Final = "Noto Serif"
SANS: Final = "Noto Sans"
ARABIC: Final = "Noto Naskh Arabic"
FONTS_FOLDER: Final = Path(__file__).parent / "fonts"
OWN_FONTS: Final = (
    FONTS_FOLDER / "NotoSerif-Regular.ttf",
    FONTS_FOLDER / "NotoSans-Regular.ttf",
    FONTS_FOLDER / "NotoNaskhArabic-Regular.ttf",
)
ADDED_FONTS: Final = "fonts"
"""The folder of the data in which an installation puts fonts for further scripts."""
JOINERS: Final = "\u200c\u200d"
"""Letters without a shape of their own, which change the form of the letters beside them."""
UNSEEN: Final = ("Mn", "Me", "Cf")
"""Unicode categories of letters without a width."""
WIDEST: Final = 1.0
"""The width of a letter that no font has, as a share of the size."""


def fonts_for(family: str, paths: Sequence[Path]) -> list[Path]:
    """Return the fonts in the order in which a line of this family uses them."""
    name = family.replace(" ", "")
    return sorted(paths, key=lambda path: not path.name.startswith(name + "-"))


def font_folders(data: Path) -> list[Path]:
    """Return the folders of our own fonts and of those that an installation added."""
    added = data / ADDED_FONTS
    return [FONTS_FOLDER, *([added] if added.is_dir() else [])]


def font_files(data: Path | None = None) -> tuple[Path, ...]:
    """Return our own fonts, then those in the folder `fonts` of an installation's data."""
    if data is None or not (folder := data / ADDED_FONTS).is_dir():
        return OWN_FONTS
    found = (path for path in sorted(folder.iterdir()) if path.suffix.lower() in (".ttf", ".otf"))
    return (*OWN_FONTS, *found)


@cache
def advances(path: Path) -> Mapping[int, float]:
    """Return the width of each letter of a font, as a share of the size."""
    from fontTools.ttLib import TTFont  # here: once a font and process, then kept

    with TTFont(path, lazy=True) as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: widths[name][0] / em for code, name in (font.getBestCmap() or {}).items()}


def text_width(text: str, size: float, paths: Sequence[Path] = OWN_FONTS) -> float:
    """Return the width of a line in the unit of `size`.

    Each letter is in the first font that has it.

    Kerning and ligatures, which make a line a little narrower, are not counted.
    """
    tables = [advances(path) for path in paths]
    return size * sum(_advance(code, tables) for code in map(ord, joined_forms(text)))


def _advance(code: int, tables: Sequence[Mapping[int, float]]) -> float:
    if unicodedata.category(chr(code)) in UNSEEN:
        return 0
    return next((table[code] for table in tables if code in table), WIDEST)


@cache
def _forms() -> Mapping[tuple[str, str], str]:
    """Return the forms of Arabic letters that join others."""
    found = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE70, 0xFEFD)):
        form, _, letter = unicodedata.decomposition(chr(code)).partition("> ")
        if letter and " " not in letter:
            found[form[1:], chr(int(letter, 16))] = chr(code)
    return found


def joined_forms(text: str) -> str:
    """Return a text with each Arabic letter in the form that it has beside its neighbours.

    It is only for measuring. The renderer shapes the letters itself.
    """
    forms, shaped, before = _forms(), [], ""
    letters = [letter for letter in text if unicodedata.category(letter) not in UNSEEN]
    # An empty text has no letters, but one item after them.
    for letter, after in zip(letters, [*letters[1:], ""], strict=False):
        from_before = ("initial", before) in forms and ("final", letter) in forms
        to_after = ("initial", letter) in forms and ("final", after) in forms
        form = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
            (from_before, to_after), "isolated"
        )
        shaped.append(forms.get((form, letter), letter))
        before = letter
    return "".join(shaped)


def drawable_text(text: str, paths: Sequence[Path] = OWN_FONTS) -> str:
    """Return a text as a card can show it; an empty text if the fonts lack one of its letters.

    It is on one line and without control characters, including those that change the direction.
    Signs that no font has, such as emoji, are left out.
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
