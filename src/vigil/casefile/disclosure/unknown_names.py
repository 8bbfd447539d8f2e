"""Find words in a text that may name somebody who is not in the case file. Pure."""

import re
from collections.abc import Iterator
from functools import cache

from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.people.name_matching import fold
from vigil.reading.intake.extraction.lexicon import read_words

SENTENCE_END = re.compile(r"[.!?…:;]['\"”»)]*$")
LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
"""One word: letters, with apostrophes and hyphens inside."""
_WORD = re.compile(r"\S+")
_SAINTS = frozenset({"saint", "sainte", "san", "santa", "santo", "sao", "st", "ste"})
"""Words before a given name with which it names a place."""
_GROUPS = frozenset({"mara"})
"""Groups called by a word that is a given name too."""


def may_name_stranger(
    text: str, withheld: WithheldWords, start: int = 0, end: int | None = None
) -> bool:
    """Say whether a passage of a text may name somebody who is not in the case file."""
    end = len(text) if end is None else end
    if not any(letter.islower() for letter in text[start:end]):
        return True  # all capitals, or a script without them: names cannot be told apart
    return next(words_like_names(text, withheld, start, end), None) is not None


def words_like_names(text: str, withheld: WithheldWords, start: int, end: int) -> Iterator[str]:
    """Yield the capitalised words of a passage that are of no shown name or place, and no date."""
    before = text[:start].rstrip()
    begins = not before or bool(SENTENCE_END.search(before))
    for match in _WORD.finditer(text[start:end]):
        for word in LETTERS.findall(match.group()):
            # In a script without capitals any word could be a name.
            upper = word[0].isupper()
            may_be = _is_name(word, text) if upper and begins else not word[0].islower()
            if may_be and not withheld.knows(word):
                yield word
            begins = False
        begins = bool(SENTENCE_END.search(match.group()))


def holds_given_name(text: str, withheld: WithheldWords) -> bool:
    """Say whether a text holds a given name that is of nobody shown: it may name a stranger."""
    return next(given_names_in(text, withheld), None) is not None


def given_names_in(text: str, withheld: WithheldWords) -> Iterator[str]:
    """Yield the given names in a text that are of nobody shown, and not part of a place’s name."""
    before = ""
    for word in LETTERS.findall(text):
        folded = fold(word)
        is_name = not word[0].islower() and folded in given_names() and folded not in _GROUPS
        if is_name and before not in _SAINTS and not withheld.knows(word):
            yield word
        before = folded


def _is_name(word: str, text: str) -> bool:
    """Say whether the first word of a sentence is a name: given, or capitalised elsewhere."""
    if fold(word) in given_names():
        return True
    return bool(re.search(rf"[^\W\d_A-Z],?\s+{re.escape(word)}\b", text))


@cache
def given_names() -> frozenset[str]:
    """Return the given names that the installation knows, folded."""
    return read_words("given_names.txt") | read_words("given_names_other.txt")
