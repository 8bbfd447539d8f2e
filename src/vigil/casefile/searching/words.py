"""Read the words of a text as the search compares them, in any script. Pure functions.

Case, accents and vowel signs do not count, nor do the forms of one Arabic letter or its article.
Scripts that put no spaces between words (Chinese, Japanese, Thai) are compared letter by letter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from unicodedata import category, normalize

LONGEST_WORD: Final = 60
"""Letters of a word that are compared: what is longer is no word."""
SHORTEST_BEGINNING: Final = 3
"""Letters from which a word of a search also finds longer words that begin with it."""
MOST_WORDS: Final = 12
"""Words of a search that are used."""
_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06e8\u06ea-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0980-\u0983\u09bc-\u09cd\u0b82\u0bbe-\u0bcd\u0e31\u0e34-\u0e4e"
    "\u200c\u200d"
)
"""Signs within words that the pattern of words would end at."""
_UNSPACED: Final = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_WORD: Final = re.compile(f"(?:[^\\W_]|[{_MARKS}])+")
_LETTERS: Final = str.maketrans(
    dict(zip("أإآٱىئؤکگیەۀة", "ااااييوككيههه", strict=True))
    | {"ـ": "", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae"}
    | {"œ": "oe", "þ": "th"}
)
_ARTICLES: Final = ("وال", "بال", "كال", "فال", "لل", "ال")
_LEAST_AFTER_ARTICLE: Final = 3
_QUOTED: Final = re.compile('"([^"]*)"|“([^”]*)”|«([^»]*)»|„([^“”]*)[“”]')


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and where it stands in the text (code points)."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow each other; `begins` where the last may be the beginning of one."""

    words: tuple[str, ...]
    begins: bool


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text as they are compared."""
    for match in _WORD.finditer(text):
        written = match.group()
        if not written.isascii() and _UNSPACED.search(written):
            yield from _letters(written, match.start())
        elif folded := fold_word(written):
            yield Word(folded, match.start(), match.end())


def _letters(written: str, start: int) -> Iterator[Word]:
    for at, letter in enumerate(written, start):
        if folded := fold_word(letter):
            yield Word(folded, at, at + 1)


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """Return a word as it is compared: without case, accents, vowel signs and the Arabic article.

    Empty for what has no letter or digit.
    """
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    plain = normalize("NFKD", word.casefold().translate(_LETTERS))
    plain = "".join(c for c in plain if category(c)[0] in "LN").translate(_LETTERS)
    for article in _ARTICLES:
        if plain.startswith(article) and len(plain) - len(article) >= _LEAST_AFTER_ARTICLE:
            plain = plain[len(article) :]
            break
    return plain[:LONGEST_WORD]


def phrases_of(search: str) -> list[Phrase]:
    """Return what a search asks for. All of it must be found.

    Words in quotes must follow each other exactly. Another word may be the beginning of a word.
    """
    found: list[Phrase] = []
    for quoted in _QUOTED.finditer(search):
        asked = next((group for group in quoted.groups() if group is not None), "")
        found.append(Phrase(tuple(word.folded for word in words_of(asked)), begins=False))
    for piece in _QUOTED.sub(" ", search).split():
        asked_words = tuple(word.folded for word in words_of(piece))
        long = bool(asked_words) and len(asked_words[-1]) >= SHORTEST_BEGINNING
        found.append(Phrase(asked_words, begins=long))
    left, kept = MOST_WORDS, []
    for phrase in dict.fromkeys(one for one in found if one.words):
        if left <= 0:
            break
        kept.append(Phrase(phrase.words[:left], phrase.begins))
        left -= len(phrase.words)
    return kept


def places_of(phrases: list[Phrase], words: list[Word]) -> list[tuple[int, int]]:
    """Return where phrases stand among the words of a text: first and last code point after."""
    found: set[tuple[int, int]] = set()
    by_first: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        by_first.setdefault(word.folded, []).append(at)
    for phrase in phrases:
        first, length = phrase.words[0], len(phrase.words)
        if length == 1 and phrase.begins:
            found |= {(w.start, w.end) for w in words if w.folded.startswith(first)}
            continue
        for at in by_first.get(first, []):
            here = words[at : at + length]
            if len(here) == length and _follows(phrase, here):
                found.add((here[0].start, here[-1].end))
    return sorted(found)


def _follows(phrase: Phrase, here: list[Word]) -> bool:
    *before, last = [word.folded for word in here]
    asked = phrase.words
    ends = last.startswith(asked[-1]) if phrase.begins else last == asked[-1]
    return ends and tuple(before) == asked[:-1]
