"""Find the words of a text that describe mutilation, torture or dead bodies in detail."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).with_name("graphic_words.toml")
MOST: Final = 2000
PREFIXES: Final = "(?:[وفبلك]?(?:ال)?)"
"""What Arabic writes together with a word: and, so, with, for, as; the."""


def graphic_words(text: str, language: str = "") -> list[tuple[int, int]]:
    """Return where the graphic words of a text are: start and end in code points.

    `language` is a BCP 47 tag. Without one, or for a language without a list, all lists are asked.
    """
    pattern = _pattern(language.partition("-")[0].lower())
    places = [found.span() for found in pattern.finditer(text.translate(_plain()))]
    if len(places) > MOST:  # no report has so many: the rest is one piece
        places = [*places[:MOST], (places[MOST][0], len(text))]
    return places


@cache
def _pattern(language: str) -> re.Pattern[str]:
    lists: dict[str, list[str]] = tomllib.loads(LIST.read_text(encoding="utf-8"))
    used = {language: lists[language]} if language in lists else lists
    parts = []
    for tag, words in used.items():
        either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
        parts.append(rf"{PREFIXES if tag == 'ar' else ''}(?:{either})\w*")
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})", re.IGNORECASE)


@cache
def _plain() -> dict[int, str]:
    """Return letters with accents -> the letter without, one for one, so that places stay."""
    table = {}
    for code in range(0xC0, 0x250):
        first = unicodedata.normalize("NFD", chr(code))[0]
        if first != chr(code):
            table[code] = first
    return table
