"""One letter for each value of a field: the same one wherever the field is coded."""

import unicodedata
from collections.abc import Iterator, Sequence
from string import ascii_lowercase, digits

FOR_NO_VALUE = {"unclear": "q", "not_reported": "x", "not_applicable": "z"}
"""The letters of the reasons why a field has no value: the same on every row, in every language."""
TAKEN = frozenset("ejkg") | frozenset(FOR_NO_VALUE.values())
"""Letters that mean something else than a value on the coding screen, whatever the field."""


def letters_for(labels: Sequence[str]) -> list[str]:
    """Return a letter for each label, none twice; "" where letters and digits are used up.

    A label gets the letter that it begins with, if no label before it does. The others get the
    beginning of another word, else a letter in it, else any that is free.
    """
    words = [_latin(label).split() or [""] for label in labels]
    given = [""] * len(labels)
    for place, own in enumerate(words):
        given[place] = next((c for c in _free(own[0][:1]) if c not in given), "")
    for place, own in enumerate(words):
        wishes = ("".join(word[0] for word in own if word), "".join(own), ascii_lowercase, digits)
        if not given[place]:
            given[place] = next((c for c in _free("".join(wishes)) if c not in given), "")
    return given


def _free(characters: str) -> Iterator[str]:
    return (c for c in characters if c in ascii_lowercase + digits and c not in TAKEN)


def _latin(text: str) -> str:
    """Return `text` in small letters without accents; other scripts have no letter on most keys."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c if c.isascii() and c.isalnum() else " " for c in apart if not _mark(c))


def _mark(character: str) -> bool:
    return unicodedata.combining(character) > 0
