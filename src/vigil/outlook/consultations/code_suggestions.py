"""Suggest codes of a statement from its words: the machine proposes, people decide. Pure.

A code is suggested when the text has one of the words listed for it in `suggestion_words.toml`, or
names a country. Nothing is ticked: both coders decide for themselves.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from vigil.casefile.people.name_matching import fold
from vigil.outlook.consultations.code_lists import CODE_LISTS, PLACES, Codes
from vigil.outlook.consultations.places_in_text import countries_in

HERE: Final = Path(__file__).parent
_ARABIC: Final = re.compile(r"[\u0621-\u064a]")


def suggested_codes(text: str) -> Codes:
    """Return the codes that the words of a text suggest, by list, in the order of the lists."""
    folded = fold(text)
    found: Codes = {}
    for dimension, words in _patterns().items():
        codes = [code for code, pattern in words.items() if pattern.search(folded)]
        if codes:
            found[dimension] = codes
    if places := countries_in(text):
        found[PLACES] = places
    return found


@cache
def _patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    """Return for each list and code the pattern of its words. Raises KeyError (no such code)."""
    said = tomllib.loads((HERE / "suggestion_words.toml").read_text(encoding="utf-8"))
    return {
        dimension: {code: _pattern(said[dimension][code]) for code in read().terms}
        for dimension, read in CODE_LISTS.items()
        if dimension in said
    }


def _pattern(words: str) -> re.Pattern[str]:
    """Return the pattern of words, separated by commas; `*` stands for any ending."""
    ways = "|".join(_way(word.strip()) for word in words.split(","))
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)")


def _way(word: str) -> str:
    """Return the pattern of one word. Before an Arabic word its article and particles may stand."""
    before = "(?:[wfbkl]?al|[wfbkl]|ll)?" if _ARABIC.search(word) else ""
    return before + re.escape(fold(word)).replace(r"\*", r"\w*")
