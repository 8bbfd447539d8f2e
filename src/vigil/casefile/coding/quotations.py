"""Words of a report that stand behind a value: where they are, and how they are found again. Pure.

Offsets are code points. Beside them a quote holds its words, the words around them and the digest
of the text it was taken from. So a quote that does not fit its offsets is found again, or refused.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

AROUND: Final = 32
"""Code points kept before and after a quote."""
LONGEST: Final = 2_000
"""Code points of a quote: the longest sentence that is offered."""
PARTS: Final = ("title", "text")

type Place = tuple[int, str]
"""The primary key of a report, and its part."""
type Texts = Mapping[Place, str]


@dataclass(frozen=True)
class Quotation:
    """Words of one part of one report. `start` and `end` are code points, the end excluded."""

    report: int
    part: str
    start: int
    end: int
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    digest: str = ""

    @classmethod
    def of_json(cls, held: Any) -> "Quotation | None":
        """Return the quote that JSON describes; None where it describes none."""
        if not isinstance(held, Mapping):
            return None
        numbers = [held.get(name) for name in ("report", "start", "end")]
        words = [held.get(name, "") for name in ("exact", "prefix", "suffix", "digest")]
        if not all(isinstance(n, int) and 0 <= n < 2**31 for n in numbers):
            return None
        if held.get("in") not in PARTS or not all(isinstance(word, str) for word in words):
            return None
        report, start, end = (int(n) for n in numbers if n is not None)
        exact, prefix, suffix, digest = (word.replace("\0", "") for word in words)
        return cls(
            report,
            str(held["in"]),
            start,
            end,
            exact[:LONGEST],
            prefix[:AROUND],
            suffix[:AROUND],
            digest[:64],
        )

    @property
    def json(self) -> dict[str, Any]:
        """The quote as it is stored and sent: its part is called `in`."""
        held = asdict(self)
        return {"report": held.pop("report"), "in": held.pop("part"), **held}


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def quote(texts: Texts, place: Place, start: int, end: int) -> Quotation | None:
    """Return the quote of a passage, without blanks at its ends; None if nothing is there."""
    text = texts.get(place, "")
    end = min(end, len(text), start + LONGEST)
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if start >= end:
        return None
    return Quotation(
        *place,
        start,
        end,
        exact=text[start:end],
        prefix=text[max(0, start - AROUND) : start],
        suffix=text[end : end + AROUND],
        digest=digest_of(text),
    )


def anchored(found: Quotation, texts: Texts) -> Quotation | None:
    """Return the quote as it stands in the texts now; None if its words are not there, or not once.

    A quote without a digest is new: a page gave its offsets, perhaps its words with other blanks.
    """
    place = (found.report, found.part)
    here = quote(texts, place, found.start, found.end) if place in texts else None
    if here is not None and _fits(found, here):
        return here
    return _found_again(found, texts) if found.exact.strip() else None


def _fits(found: Quotation, here: Quotation) -> bool:
    if found.digest:
        return found.digest == here.digest and found.exact == here.exact
    return not found.exact or _single_blanks(found.exact) == _single_blanks(here.exact)


def _found_again(found: Quotation, texts: Texts) -> Quotation | None:
    """Look for the words with what is around them; then for the words alone, if they stand once."""
    for before, after in ((found.prefix, found.suffix), ("", "")):
        around = re.escape(before), _pattern(found.exact), re.escape(after)
        hits = list(_hits(texts, "({})({})({})".format(*around)))
        own = [hit for hit in hits if hit.report == found.report]
        if len(hits) == 1 or len(own) == 1:
            return (own or hits)[0]
    return None


def words_in(texts: Texts, words: str) -> Quotation | None:
    """Return where somebody's words stand: the first place, whatever blanks and capitals."""
    if not words.strip():
        return None
    hits = _hits(texts, f"()({_pattern(words)})()", re.IGNORECASE)
    return next(hits, None)


def _hits(texts: Texts, pattern: str, flags: int = 0) -> Iterator[Quotation]:
    looked_for = re.compile(pattern, flags)
    for place, text in texts.items():
        for match in looked_for.finditer(text):
            hit = quote(texts, place, *match.span(2))
            if hit is not None:
                yield hit


def _pattern(words: str) -> str:
    return r"\s+".join(re.escape(word) for word in words[:LONGEST].split())


def _single_blanks(words: str) -> str:
    return " ".join(words.split())
