"""Split the text of a paragraph into words and tokens, which are filled from sources. Pure.

{number:KEY}  {number:KEY.NAME}   a number of the basis KEY
{figure:KEY}  {figure:KEY.NAME}   a figure or table of it, set after the paragraph
{term:KEY}    {term:KEY.WORDS}    the term of likelihood for its probability, or these words
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
"""What separates two numbers in a row of digits: a comma or full stop with a space."""
_YEAR: Final = re.compile(r"(?:1[6-9]|20)\d\d")
_PLACES: Final = re.compile(
    r"""(?:§|\b(?:pp?|pages?|págs?|páginas?|sections?|secci(?:ón|ones)|seç(?:ão|ões)|sectio(?:n|ns)
    |chapters?|chapitres?|capítulos?|annex(?:es)?|annexes?|anexos?)\.?|صفحة|القسم|الفصل|الملحق|ص\.?)
    \s*(?:[\d.]+\s*[-–]\s*)?$""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before the number of a page or a section, in the languages of the site."""


class BadToken(ValueError):
    """A fault in the tokens of a text: `what` is the faulty part, `why` the kind of fault."""

    def __init__(self, why: str, what: str) -> None:
        """Make the error with the kind of fault and the faulty part."""
        super().__init__(f"{why}: {what}")
        self.why, self.what = why, what


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, the key of its basis, and the name of a part of the basis."""

    kind: str
    key: str
    name: str = ""


Part = str | Token


def split_tokens(text: str) -> list[Part]:
    """Split a text into words and tokens, in order.

    Raises BadToken: `token` for a token of an unknown kind or without a key, `brace` for a brace
    that is not closed or not opened.
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
    """Yield the numbers that somebody typed in a text, without years.

    Digits within a word (G20, COVID-19) are part of a name. Raises BadToken.
    """
    for number, _before in _typed_with_words_before(text):
        yield number


def typed_claims(text: str) -> Iterator[str]:
    """Yield as `typed_numbers`, without numbers of pages, sections, chapters and annexes."""
    for number, before in _typed_with_words_before(text):
        if not _PLACES.search(before):
            yield number


def _typed_with_words_before(text: str) -> Iterator[tuple[str, str]]:
    for part in split_tokens(text):
        if isinstance(part, str):
            for found in _DIGITS.finditer(part):
                for number in _BETWEEN.split(found[0]):
                    if not _YEAR.fullmatch(number):
                        yield number, part[: found.start()]


def with_name(text: str, number: str) -> str:
    """Return a text in which the first such typed number is marked as part of a name.

    The word before it belongs to the name, as in “Resolution 1325”. A text without such a number
    is returned unchanged. Raises BadToken.
    """
    at = 0
    for found in [*_TOKEN.finditer(text), None]:
        end = len(text) if found is None else found.start()
        for digits in _DIGITS.finditer(text[at:end]):
            if number in _BETWEEN.split(digits[0]):
                start = at + digits.start() + digits[0].index(number)
                named = _word_before(text[at:start]) + number
                begin = start + len(number) - len(named)
                return f"{text[:begin]}{{name:{named}}}{text[start + len(number) :]}"
        at = end if found is None else found.end()
    return text


def _word_before(text: str) -> str:
    """Return the capitalised word at the end of a text, with the space after it; else nothing.

    The first word of a sentence is capitalised anyway, so it is left out.
    """
    found = re.search(r"(?<=[^\s.!?:]\s)[^\W\d_][\w’'-]*[ \u00a0]$", text)
    return found[0] if found is not None and found[0][0].isupper() else ""


def _token(found: re.Match[str]) -> Token:
    kind, inside = found[1], found[2].strip()
    if kind == "name" and inside:
        return Token("name", "", inside)
    key, _dot, name = inside.partition(".")
    if kind not in KINDS or not KEY.fullmatch(key):
        raise BadToken("token", found[0])
    return Token(kind, key, name.strip())
