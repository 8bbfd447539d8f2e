"""The screening lexicons: words of killing, and of what only looks like it, by language.

Each language is one TOML file of `lexicons/`: a concept (see `CONCEPTS`) and its terms. A term
ending in `*` stands for every word that begins so. Terms and texts are folded alike (`fold`):
case, accents and punctuation do not count, so agency copy in capitals reads like any other.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

CONCEPTS = (
    "kill", "homicide", "attempt", "attack", "injury", "death", "body", "weapon", "person",
    "police", "military", "court", "past", "recent", "targeted", "organised", "doubt", "accident",
    "suicide", "disaster", "illness", "war", "fiction", "sport", "animal", "statistic", "law",
    "idiom",
)  # fmt: skip
"""What a lexicon speaks of. `idiom` takes back what it covers: "killed the bill"."""

NUMBER = {concept: place for place, concept in enumerate(CONCEPTS)}
IDIOM = NUMBER["idiom"]

_SEPARATORS = re.compile(r"[\W_]+")
_MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]+")
_SIGNS = re.compile("[\u2010-\u2029\u2030-\u205e\u2190-\u23ff\u2500-\u2775\u20ac\ufeff]")
"""Signs and dashes outside Latin-1 that stand between words, and fold to a space."""


class TermFound(NamedTuple):
    """A term found: which concept, and where in the folded text."""

    start: int
    end: int
    concept: int


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the text names file, concept and term."""


def fold(text: str) -> str:
    """Return words only: lower case, no accents, one space around each word.

    >>> fold("Mataron a balazos, AYER.")
    ' mataron a balazos ayer '
    """
    latin = _latin(text)
    if latin is None:
        return _fold_any(text)
    words = b" ".join(latin.translate(_LATIN).split())
    return f" {words.decode('latin-1')} "


def _latin(text: str) -> bytes | None:
    """Return a text as Latin-1, where each character folds to one; None where it cannot be."""
    try:
        found = text.encode("latin-1")
    except UnicodeEncodeError:
        try:
            found = _SIGNS.sub(" ", text).encode("latin-1")
        except UnicodeEncodeError:
            return None
    return found if found.isascii() or not _LONGER.search(found) else None


def _fold_any(text: str) -> str:
    text = text.casefold()
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return f" {_SEPARATORS.sub(' ', text).strip()} "


def _latin_table() -> tuple[bytes, re.Pattern[bytes]]:
    """Return what Latin-1 characters fold to, and those that fold to several or to another set."""
    table, longer = bytearray(256), bytearray()
    for code in range(256):
        folded = _fold_any(chr(code)).strip() or " "
        if len(folded) > 1 or ord(folded) > 0xFF:
            longer.append(code)
        else:
            table[code] = ord(folded)
    return bytes(table), re.compile(b"[" + re.escape(bytes(longer)) + b"]")


_LATIN, _LONGER = _latin_table()


class Lexicon:
    """Terms of one language (or several) in one automaton."""

    def __init__(self, terms: set[tuple[str, int]]) -> None:
        ordered = sorted(terms)
        self._concepts = [concept for _, concept in ordered]
        self._automaton = AhoCorasick([pattern for pattern, _ in ordered])

    def hits(self, folded: str) -> list[TermFound]:
        """Return the terms of a folded text by place, without those that an idiom covers."""
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        concepts = self._concepts
        hits = sorted(TermFound(start, end, concepts[term]) for term, start, end in found)
        idioms = [hit for hit in hits if hit.concept == IDIOM]
        return [hit for hit in hits if not _covered(hit, idioms)] if idioms else hits


def _covered(hit: TermFound, idioms: list[TermFound]) -> bool:
    """Return whether an idiom shares a word with the hit; a shared blank does not count."""
    if hit.concept == IDIOM:
        return False
    return any(idiom.start < hit.end - 1 and hit.start < idiom.end - 1 for idiom in idioms)


def languages() -> list[str]:
    """Return the languages that have a lexicon, sorted."""
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in (files(__package__) / "lexicons").iterdir()
        if entry.name.endswith(".toml")
    )


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language; for one without, the terms of all languages together."""
    known = languages()
    terms: set[tuple[str, int]] = set()
    for name in [language] if language in known else known:
        content = (files(__package__) / "lexicons" / f"{name}.toml").read_text(encoding="utf-8")
        terms |= read_terms(content, f"{name}.toml")
    return Lexicon(terms)


def read_terms(content: str, source: str) -> set[tuple[str, int]]:
    """Read a lexicon file as pairs of folded pattern and concept; a term may have several.

    A pattern begins with a space, and ends with one unless the term ends in `*`. Raises
    LexiconError for an unknown concept or a term that folds to nothing.
    """
    terms: set[tuple[str, int]] = set()
    for concept, entries in tomllib.loads(content).items():
        if concept not in NUMBER:
            raise LexiconError(f"{source}: unknown concept {concept!r}")
        for entry in entries:
            terms.add((_pattern(entry, f"{source}: {concept}"), NUMBER[concept]))
    return terms


def _pattern(entry: str, where: str) -> str:
    word = fold(entry.removesuffix("*"))
    if not word.strip() or "*" in entry[:-1]:
        raise LexiconError(f"{where}: cannot use the term {entry!r}")
    return word.rstrip() if entry.endswith("*") else word
