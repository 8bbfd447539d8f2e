"""What quoted words hold: numbers, whole words, what may be a name."""

import re
from collections.abc import Iterator

from vigil.reading.intake.extraction.numbers import NUMBERS, ONE

_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?![\w]|[.,]\d)|(?<![^\W_])[^\W\d_]+(?![^\W_])")
_YEAR_OLD = re.compile(r"(?<!\d)\d{1,3}(?=\s?-?\s?(?:year|yr|летн))")


def numbers_in(folded: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the numbers of a stretch, in figures or words, with their spans."""
    for found in [*_NUMBER.finditer(folded, start, end), *_YEAR_OLD.finditer(folded, start, end)]:
        word = found[0]
        if word.isdigit():
            yield found.start(), found.end(), int(word)
        elif word in NUMBERS or word in ONE:
            yield found.start(), found.end(), NUMBERS.get(word, 1)


def is_whole_words(text: str, start: int, end: int) -> bool:
    """Return whether a span of a text cuts no word at either end."""
    before = text[start - 1 : start] if start else ""
    after = text[end : end + 1]
    return not (before.isalnum() and text[start].isalnum()) and not (
        after.isalnum() and text[end - 1].isalnum()
    )


def may_be_a_name(words: str) -> bool:
    """Return whether words may be a name: letters that begin with a capital, or have no case."""
    first = next((c for c in words if c.isalpha()), "")
    return bool(first) and not first.islower() and "\n\n" not in words and words.strip() == words
