"""What languages share: concepts, numbers, and names by a coarse sound.

Two reports in two languages have few words in common. Both may tell of a judge, a motorcycle, a
Tuesday in March and 63 years: concepts of our own (`concepts.csv`), found by the beginnings of
words in seven languages. A concept counts as a word does, by how rare it is.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from vigil.reading.linkage.folding import fold_text
from vigil.reading.linkage.names import coarse_sound, fold_name

_WHOLE = "="
"""Ends an entry that is a whole word, not the beginning of one."""
_BEFORE_ARABIC = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف")
"""The article and particles that Arabic writes as one with the word."""
_DIGITS = 4


def concepts(words: Iterable[str], language: str) -> list[str]:
    """Return the concepts and the numbers of folded words, each as often as it stands there.

    `language` is ISO 639-1; of a language that the table does not have, only numbers are told.
    """
    return [told for word in words if (told := _concept(word, language))]


def name_sounds(words: Iterable[str]) -> list[str]:
    """Return the coarse sounds of folded words that may be names, in any script."""
    return [sound for word in words if " " not in word and (sound := _name_sound(word))]


@lru_cache(maxsize=65536)
def _concept(word: str, language: str) -> str:
    if word.isdecimal():
        return f"number {int(word)}" if len(word) <= _DIGITS else ""
    stems = _stems().get(language, {})
    for form in _forms(word) if language == "ar" else (word,):
        for end in range(len(form), 0, -1):
            told = stems.get(form[:end]) or (stems.get(form + _WHOLE) if end == len(form) else None)
            if told:
                return told
    return ""


@lru_cache(maxsize=65536)
def _name_sound(word: str) -> str:
    return next((sound for part in fold_name(word) if (sound := coarse_sound(part))), "")


def _forms(word: str) -> list[str]:
    """Return an Arabic word, and what is left without article and particles."""
    return [word, *(word.removeprefix(p) for p in _BEFORE_ARABIC if word.startswith(p))]


@cache
def _stems() -> Mapping[str, Mapping[str, str]]:
    """Return, for each language, the beginnings of words and their concepts."""
    found: dict[str, dict[str, str]] = {}
    text = files("vigil.reading.linkage").joinpath("concepts.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        concept = row.pop("concept")
        for language, stems in row.items():
            for stem in stems.split():
                found.setdefault(language, {}).setdefault(fold_text(stem), concept)
    return found
