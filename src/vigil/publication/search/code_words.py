"""Words for the values of the codebook, for countries in six languages, and for years.

A reader types "journalist", "abogado" or "Италия". The words are the labels of the codebook, the
names of countries in CLDR, and `code_words.toml`.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Final

from django.utils.translation import override

from vigil.publication.record.labels import country_name
from vigil.publication.search.spelling import similar_words, voiced
from vigil.publication.search.stop_words import STOP_WORDS
from vigil.publication.search.tokens import Token, folded_words, scripted_words, tokens
from vigil.reading import codebook
from vigil.reading.codebook.country_codes import COUNTRIES

LANGUAGES: Final = ("en", "es", "fr", "pt", "ar", "ru")
LABELLED: Final = ("target_category", "method", "event", "outcome", "motive", "place_type")
"""Fields whose labels are words that readers search for."""
NO_WORDS: Final = frozenset({"", "unknown", "unclear", "no_information", "other", "yes", "no"})
BEGINNING: Final = 2
"""All forms of a word have these first letters in common."""
SHORTEST_BEGINNING: Final = 4
SHORTEST_STEM: Final = 5
LONGEST_ENDING: Final = 2
SAME_NAME: Final = 75
"""Similarity from which a word of another script is the name of a country."""

YEAR: Final = "year"
"""The field of a word of four digits: the year of the attack."""
YEARS: Final = range(1000, 3000)

Code = tuple[str, str]
"""A field and one of its values."""


@dataclass(frozen=True, slots=True)
class _Entry:
    word: str
    code: Code
    short: bool
    """Whether the script writes few letters for a word, as Arabic does."""
    labels: bool
    """Whether the value is called so, in a label or in the name of a country."""


def codes_of(token: Token, *, typos: bool = False) -> dict[Code, bool]:
    """Return the values that a word means, and of each whether its label has the word.

    With `typos`, the word may have a typing error.
    """
    if is_year(token.word):
        return {(YEAR, token.word): True}
    short = token.script == "arabic"
    word = _without_article(token.word) if short else token.word
    found = [entry for entry in _entries().get(word[:BEGINNING], ()) if _same_word(word, entry)]
    found = [entry for entry in found if entry.short == short]
    if typos and not found:
        by_word = _by_word()
        found = [entry for near in similar_words(token.word, [*by_word]) for entry in by_word[near]]
    codes = dict.fromkeys(_countries_by_sound(token), True)
    for entry in found:
        codes[entry.code] = codes.get(entry.code, False) or entry.labels
    return codes


def is_year(word: str) -> bool:
    """Say whether a word is a year."""
    return len(word) == 4 and word.isdecimal() and int(word) in YEARS


def words_in_texts(token: Token) -> list[str]:
    """Return the beginnings of English words for what a word of another language means."""
    return [begins for word, begins in _translations() if word == token.word]


def _same_word(word: str, entry: _Entry) -> bool:
    known, short = entry.word, entry.short
    if word == known or (known.startswith(word) and len(word) >= SHORTEST_BEGINNING):
        return True
    if not known.startswith(word[: max(len(word) - LONGEST_ENDING, 0)]):
        return False  # most: no need to count
    stem = len([*takewhile(lambda pair: pair[0] == pair[1], zip(word, known, strict=False))])
    endings = (len(word) - stem, len(known) - stem)
    whole = endings[1] == 0 and stem >= SHORTEST_STEM - 1 - short
    return max(endings) <= LONGEST_ENDING and (whole or stem >= SHORTEST_STEM)


def _without_article(word: str) -> str:
    return word.removeprefix("al") if len(word) > SHORTEST_STEM else word


@cache
def _entries() -> dict[str, list[_Entry]]:
    """Return every word with what it means, by its first letters. Read once."""
    found: dict[str, list[_Entry]] = {}
    for entry in dict.fromkeys([*_labels(), *_typed(), *_countries()]):
        if entry.word not in STOP_WORDS:
            found.setdefault(entry.word[:BEGINNING], []).append(entry)
    return found


@cache
def _by_word() -> dict[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = {}
    for some in _entries().values():
        for entry in some:
            found.setdefault(entry.word, []).append(entry)
    return found


def _made(text: str, code: Code, *, labels: bool = True) -> Iterator[_Entry]:
    for word, script in scripted_words(text):
        short = script == "arabic"
        if len(word) > 1:
            yield _Entry(_without_article(word) if short else word, code, short, labels)


def _labels() -> Iterator[_Entry]:
    for field in LABELLED:
        for value in codebook.current().fields[field].values.values():
            if value.key not in NO_WORDS:
                for text in value.labels.values():
                    yield from _made(text, (field, value.key))


@cache
def _file() -> dict[str, dict[str, str]]:
    text = files("vigil.publication.search").joinpath("code_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def _typed() -> Iterator[_Entry]:
    for field, values in _file().items():
        if field != "texts":
            for value, text in values.items():
                yield from _made(text, (field, value), labels=False)


@cache
def _translations() -> list[tuple[str, str]]:
    texts: Iterable[tuple[str, str]] = _file()["texts"].items()
    return [(word, begins) for begins, text in texts for word in folded_words(text)]


def _countries() -> Iterator[_Entry]:
    for language in LANGUAGES:
        with override(language):
            names = {code: country_name(code) for code in COUNTRIES}
        for code, name in names.items():
            yield from _made(name, ("country", code))


def _countries_by_sound(token: Token) -> Iterator[Code]:
    if not token.script:
        return
    from rapidfuzz import fuzz

    for heard, spoken, code in _heard_countries():
        if heard in token.sounds and fuzz.ratio(token.voiced, spoken) >= SAME_NAME:
            yield code


@cache
def _heard_countries() -> list[tuple[str, str, Code]]:
    found = []
    for language in ("en", "it", "es"):
        with override(language):
            names = {code: country_name(code) for code in COUNTRIES}
        for code, name in names.items():
            parts = tokens(name)
            if len(parts) == 1 and not parts[0].script:
                found.append((parts[0].sounds[0], voiced(parts[0].word), ("country", code)))
    return found
