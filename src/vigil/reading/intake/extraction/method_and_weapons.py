"""How an attack was done: method and weapons, by their words near the telling of it."""

from collections import Counter
from dataclasses import dataclass

from vigil.reading.intake.extraction.lexicon import Language
from vigil.reading.records import Method


@dataclass(frozen=True, slots=True)
class FoundMethod:
    """A method and the words that say it."""

    method: Method
    start: int
    end: int


def find_method(
    language: Language, folded: str, spans: list[tuple[int, int]]
) -> FoundMethod | None:
    """Return the method stated most often within the spans; abduction only when it is alone."""
    counts: Counter[Method] = Counter()
    first: dict[Method, FoundMethod] = {}
    for weight, (start, end) in zip(range(len(spans), 0, -1), spans, strict=True):
        for method, pattern in language.methods:
            for match in pattern.finditer(folded, start, end):
                counts[method] += 1 + (weight == len(spans))
                first.setdefault(method, FoundMethod(method, match.start(), match.end()))
    abduction = first.pop("abduction", None)
    counts.pop("abduction", None)
    if not first:
        return abduction
    return first[max(first, key=lambda m: (counts[m], m == "firearm"))]


def find_weapons(
    language: Language, folded: str, spans: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Spans of weapons within the spans, each wording once."""
    found: dict[str, tuple[int, int]] = {}
    for start, end in spans:
        for match in language.weapons.finditer(folded, start, end):
            found.setdefault(match[0], (match.start(), match.end()))
    keys = sorted(found, key=len, reverse=True)
    return sorted(
        found[k]
        for n, k in enumerate(keys)
        if not any(k.rstrip("s") in longer for longer in keys[:n])
    )
