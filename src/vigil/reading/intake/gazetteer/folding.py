"""Case and accent folding that keeps every offset.

Patterns and lexicons are written once, in small letters without accents, and are matched
against the folded text; because folding maps each code point to exactly one code point,
an offset in the folded text is the same offset in the report.
"""

import unicodedata
from functools import cache

_MOJIBAKE = {
    # Windows-1252 punctuation read as Latin-1 control characters, common in old archives.
    "\x91": "'",
    "\x92": "'",
    "\x93": '"',
    "\x94": '"',
    "\x96": "-",
    "\x97": "-",
    "\x85": ".",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "\t": " ",
}


@cache
def fold_char(char: str) -> str:
    """One code point in, one code point out: small, without accent, plain punctuation."""
    if char in _MOJIBAKE:
        return _MOJIBAKE[char]
    base = unicodedata.normalize("NFKD", char)[0].lower()
    return base if len(base) == 1 else char


class _Folder(dict[int, str]):
    def __missing__(self, code: int) -> str:
        value = fold_char(chr(code))
        self[code] = value
        return value


_FOLDER = _Folder()


def fold(text: str) -> str:
    """Fold a text; the result has the same number of code points."""
    return text.translate(_FOLDER)


_ARABIC = {ord("ى"): "ي", ord("ی"): "ي", ord("ک"): "ك", ord("ة"): "ه"} | dict.fromkeys(
    (ord("ـ"), *range(0x064B, 0x0660), 0x0670)
)
"""Letters that Arabic and Persian write in two ways, and marks that are mostly left out."""


def fold_name(name: str) -> str:
    """Fold a place name for the index: letters and digits, single spaces between words."""
    folded = fold(name).replace("'", "")
    if not folded.isascii():
        folded = folded.translate(_ARABIC)
    kept = "".join(c if c.isalnum() else " " for c in folded)
    return " ".join(kept.split())
