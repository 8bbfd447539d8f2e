"""The public lists of words of which keys are made. Where they come from: lists/SOURCES.md."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from vigil.fund.word_keys.folding import fold

WORDS: Final = 7
"""Words of a key."""
LANGUAGES: Final = ("en", "es", "fr", "pt")
_FOLDER: Final = Path(__file__).with_name("lists")


@dataclass(frozen=True)
class WordList:
    """The words of one language as they are shown, by their folded form."""

    language: str
    shown: Mapping[str, str]

    @property
    def bits(self) -> float:
        """Return how many bits a key of these words has."""
        return WORDS * math.log2(len(self.shown))


@cache
def word_list(language: str) -> WordList:
    """Return the list of a language; KeyError if there is none."""
    if language not in LANGUAGES:
        raise KeyError(language)
    words = (_FOLDER / f"{language}.txt").read_text(encoding="utf-8").split()
    return WordList(language, {fold(word): word for word in words})
