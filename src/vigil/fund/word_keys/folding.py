"""Write words alike however they were typed: without case, accents and signs."""

import unicodedata
from typing import Final

_JOINED: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


def fold(text: str) -> str:
    """Return the plain small letters of a word: "Ñandú" is "nandu"."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_JOINED))
    return "".join(one for one in parts if one.isalpha())


def words_in(text: str) -> list[str]:
    """Return the folded words of a text. Whatever is no letter separates them."""
    whole = unicodedata.normalize("NFC", text)
    spaced = "".join(one if one.isalpha() or unicodedata.combining(one) else " " for one in whole)
    return [folded for word in spaced.split() if (folded := fold(word))]
