"""Words for probabilities on one stated scale (`data/likelihood.toml`). Pure.

A word such as “likely” says a range of probability. It may be written only where a pooled number
stands behind it, and only where that number lies in the range.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data" / "likelihood.toml"
_NEGATIONS: Final = {
    "en": ("not", "isn't", "isn’t"),
    "es": ("no",),
    "fr": ("pas", "peu"),
    "pt": ("não",),
    "ar": (),
}
"""Words before a term that turn it round: the scale has terms of its own for that."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term in one language, and the probabilities that it says, in percent, ends included."""

    text: str
    low: int
    high: int

    def fits(self, probability: float) -> bool:
        """Say whether a probability (0 to 1) lies in its range."""
        return self.low <= round(probability * 100, 9) <= self.high

    @property
    def range(self) -> str:
        """Return its range as it is printed."""
        return f"{self.low}–{self.high}%"


@dataclass(frozen=True)
class Scale:
    """The scale in one language, from certain to impossible, and where it is from."""

    version: str
    terms: Sequence[Term]
    source: str
    url: str
    language: str

    def term_for(self, probability: float) -> Term:
        """Return the narrowest term that fits; of equally narrow ones the stronger.

        The scale has no gap: some term fits each probability. Raises ValueError outside 0 to 1.
        """
        fitting = [term for term in self.terms if term.fits(probability)]
        if not fitting:
            raise ValueError(f"{probability} is no probability")
        return min(fitting, key=lambda term: term.high - term.low)

    def named(self, text: str) -> Term | None:
        """Return the term of these very words, if there is one."""
        wanted = _folded(text)
        return next((term for term in self.terms if _folded(term.text) == wanted), None)

    def used_in(self, text: str) -> Iterator[tuple[Term, bool]]:
        """Yield each term that a text uses, and whether a word before it turns it round.

        Of terms that hold each other (“likely”, “very likely”) the longest counts.
        """
        for found in self._pattern().finditer(_folded(text)):
            term = self.named(found["term"])
            assert term is not None
            yield term, found["negated"] is not None

    def _pattern(self) -> re.Pattern[str]:
        terms = sorted((_folded(term.text) for term in self.terms), key=len, reverse=True)
        said = "|".join(map(re.escape, terms))
        negations = "|".join(map(re.escape, _NEGATIONS.get(self.language, ())))
        before = rf"(?:(?P<negated>\b(?:{negations}))\s+)?" if negations else "(?P<negated>(?!))?"
        return re.compile(rf"{before}(?<!\w)(?P<term>{said})(?!\w)")


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("'", "’").split())


@cache
def scale_in(language: str) -> Scale:
    """Return the scale in a language; in English where it is not written in it."""
    read = tomllib.loads(DATA.read_text(encoding="utf-8"))
    rows: Sequence[Mapping[str, str | int]] = read["terms"]
    code = language if all(language in row for row in rows) else "en"
    return Scale(
        version=read["version"],
        terms=tuple(Term(str(row[code]), int(row["low"]), int(row["high"])) for row in rows),
        source=read["source"]["text"],
        url=read["source"]["url"],
        language=code,
    )
