"""The tokens in the text of a paragraph: what is filled from a source and never typed. Pure.

{number:KEY}  {number:KEY.NAME}   a number of the basis KEY
{figure:KEY}  {figure:KEY.NAME}   a figure or table of it, set after the paragraph
{term:KEY}    {term:KEY.WORDS}    the term of likelihood of its probability, or this one
{note:KEY}                        a footnote: literature
{name:WORDS}                      words with digits that are a name (Resolution 1325)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

KINDS: Final = ("number", "figure", "term", "note", "name")
KEY: Final = re.compile(r"[a-z][a-z0-9-]{0,23}")
_TOKEN: Final = re.compile(r"\{(\w+):([^{}]*)\}")
_BRACE: Final = re.compile(r"[{}]")
_DIGITS: Final = re.compile(r"(?<![\w.,])(?<!\w-)\d[\d.,٫٬\s]*\d|(?<!\w)(?<!\w-)\d|[¼-¾⅐-⅞]")
_BETWEEN: Final = re.compile(r"[.,]\s+")
"""What ends a number within a row of digits: a comma and a blank are between two."""
_YEAR: Final = re.compile(r"(?:1[6-9]|20)\d\d")


class BadToken(ValueError):
    """A text that cannot be taken as it is: `what` is the part of it, `why` the kind of fault."""

    def __init__(self, why: str, what: str) -> None:
        """Keep which part, and what is wrong with it."""
        super().__init__(f"{why}: {what}")
        self.why, self.what = why, what


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, the key of the basis it names, and which part of it."""

    kind: str
    key: str
    name: str = ""


Part = str | Token


def split_tokens(text: str) -> list[Part]:
    """Split a text into words and tokens, in order.

    Raises BadText: `token` for a token of no such kind or without a key, `brace` for one that is
    not closed.
    """
    parts: list[Part] = []
    at = 0
    for found in _TOKEN.finditer(text):
        parts += [text[at : found.start()], _token(found)]
        at = found.end()
    parts.append(text[at:])
    for part in parts:
        if isinstance(part, str) and _BRACE.search(part):
            raise BadToken("brace", part.strip()[:60])
    return [part for part in parts if part != ""]


def typed_numbers(text: str) -> Iterator[str]:
    """Yield the numbers that stand in the text itself. Years are dates, and are none.

    Digits within a word (G20, COVID-19) are part of a name. Raises BadText.
    """
    for part in split_tokens(text):
        if isinstance(part, str):
            for found in _DIGITS.finditer(part):
                for number in _BETWEEN.split(found[0]):
                    if not _YEAR.fullmatch(number):
                        yield number


def _token(found: re.Match[str]) -> Token:
    kind, inside = found[1], found[2].strip()
    if kind == "name" and inside:
        return Token("name", "", inside)
    key, _dot, name = inside.partition(".")
    if kind not in KINDS or not KEY.fullmatch(key):
        raise BadToken("token", found[0])
    return Token(kind, key, name.strip())
