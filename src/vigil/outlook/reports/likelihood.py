"""Terms of likelihood on one stated scale (`data/likelihood.toml`). Pure.

A term such as “likely” states a range of probability. A paragraph may use it only if it cites a
pooled probability within that range.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data" / "likelihood.toml"
_NEGATIONS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset({"not", "never", "no", "nor", "neither"}),
    "es": frozenset({"no", "nunca", "tampoco", "ni"}),
    "fr": frozenset({"pas", "jamais", "ni"}),
    "pt": frozenset({"não", "nunca", "nem", "tampouco"}),
    "ar": frozenset({"ليس", "ليست", "لا", "لن", "لم"}),
}
"""Words that negate a term a few words later in the same clause."""
_LESS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset({"less", "least", "hardly", "scarcely", "barely"}),
    "es": frozenset({"poco", "menos", "nada", "apenas"}),
    "fr": frozenset({"peu", "moins", "guère", "aucunement"}),
    "pt": frozenset({"pouco", "menos", "nada"}),
    "ar": frozenset({"غير", "أقل", "قليل"}),
}
"""Words that negate a term directly after them. The scale has its own terms for that meaning."""
WITHIN: Final = 4
"""How many words before a term a negation can be ("not at all likely")."""
_CLAUSES: Final = re.compile(r"[.,;:!?()\n،؛؟–—]")
_MARKS: Final = "[\u064b-\u0652\u0640]*"
"""Arabic vowel marks and the lengthening stroke, which writers may leave out."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term in one language, and its range of probabilities in percent, both ends included.

    If `over` is true, the range leaves out its lower end: one half is not "more likely than not".
    """

    text: str
    low: int
    high: int
    over: bool = False

    def fits(self, probability: float) -> bool:
        """Return whether a probability (0 to 1) is in the range of the term."""
        percent = round(probability * 100, 9)
        return self.low <= percent <= self.high and not (self.over and percent == self.low)

    @property
    def range(self) -> str:
        """The range of the term as it is printed."""
        return f"{'>' if self.over else ''}{self.low}–{self.high}%"


@dataclass(frozen=True)
class Scale:
    """The scale in one language, from certain to impossible, with its source."""

    version: str
    terms: Sequence[Term]
    source: str
    url: str
    language: str

    def term_for(self, probability: float) -> Term:
        """Return the narrowest term that fits; on the border between two, the weaker one.

        The scale has no gaps, so some term fits each probability. Raises ValueError outside 0 to 1.
        """
        fitting = [term for term in self.terms if term.fits(probability)]
        if not fitting:
            raise ValueError(f"{probability} is no probability")
        return min(fitting, key=lambda term: term.high - term.low)

    def named(self, text: str) -> Term | None:
        """Return the term with exactly these words; None if there is none."""
        wanted = _folded(text)
        return next((term for term in self.terms if _folded(term.text) == wanted), None)

    def used_in(self, text: str) -> Iterator[tuple[Term, bool]]:
        """Yield each term that a text uses, and whether a word before it negates it.

        If one term contains another (“very likely”, “likely”), the longest counts.
        """
        for term, negated, _start, _end in self.places_in(text):
            yield term, negated

    def places_in(self, text: str) -> Iterator[tuple[Term, bool, int, int]]:
        """Yield as `used_in`, with the start and the end of each term in the text."""
        at = 0
        for found in self._pattern().finditer(text):
            term = self.terms[next(n for n in range(len(self.terms)) if found[f"t{n}"])]
            # A "not" in the term before does not negate this term.
            yield term, self.turns(text[at : found.start()]), found.start(), found.end()
            at = found.end()

    def turns(self, before: str) -> bool:
        """Return whether the words before a term negate it."""
        clause = _CLAUSES.split(before)[-1].casefold().replace("'", "’").split()
        near = clause[-WITHIN:]
        negated = any(
            word in _NEGATIONS.get(self.language, ()) or word.endswith("n’t") for word in near
        )
        return negated or (bool(near) and near[-1] in _LESS.get(self.language, ()))

    def _pattern(self) -> re.Pattern[str]:
        order = sorted(range(len(self.terms)), key=lambda n: -len(self.terms[n].text))
        said = "|".join(f"(?P<t{n}>{self._written(self.terms[n].text)})" for n in order)
        return re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE)

    def _written(self, text: str) -> str:
        """Return a pattern for a term with any spaces, apostrophes and forms of its words."""
        return r"\s+".join(_forms(word, self.language) for word in text.split())


def _forms(word: str, language: str) -> str:
    """Return a pattern for the forms of a word in agreement with a noun.

    They are plural and feminine in Spanish, French and Portuguese; in Arabic also with the article.
    """
    if language == "ar":
        letters = _MARKS.join(map(re.escape, word))
        return f"(?:ال)?{letters}{_MARKS}(?:ا|ة)?{_MARKS}"
    if language == "pt" and word.endswith("vel"):
        return re.escape(word[:-1]) + "(?:l|is)"
    pattern = re.escape(word).replace("’", "['’]")
    if language in ("es", "fr", "pt") and len(word) > 3:
        if word.endswith("o"):
            return f"{pattern[:-1]}(?:o|a|os|as)"
        return pattern + ("(?:e?s?)" if word.endswith("n") else "s?")
    return pattern


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("'", "’").split())


@cache
def scale_in(language: str) -> Scale:
    """Return the scale in a language; in English if it is not translated into it."""
    read = tomllib.loads(DATA.read_text(encoding="utf-8"))
    rows: Sequence[Mapping[str, str | int]] = read["terms"]
    code = language if all(language in row for row in rows) else "en"
    return Scale(
        version=read["version"],
        terms=tuple(
            Term(str(row[code]), int(row["low"]), int(row["high"]), bool(row.get("over")))
            for row in rows
        ),
        source=read["source"]["text"],
        url=read["source"]["url"],
        language=code,
    )
