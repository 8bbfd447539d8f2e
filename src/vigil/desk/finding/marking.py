"""The sentence of a text that has the searched words, with the words marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vigil.casefile.searching.words import Phrase, places_of, words_of
from vigil.reading.intake.extraction.sentences import sentences

LONGEST: Final = 320
"""Code points of a sentence that are shown; of a longer one those around the first word."""
MOST_LETTERS: Final = 100_000
"""Code points of a text in which the words are looked for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it is what was searched."""

    text: str
    marked: bool


def marked(text: str, phrases: Sequence[Phrase]) -> list[Piece]:
    """Return a whole short text in pieces, the searched words marked."""
    return _pieces(text, 0, len(text), places_of(list(phrases), list(words_of(text))))


def marked_sentence(text: str, phrases: Sequence[Phrase]) -> list[Piece]:
    """Return the first sentence with most of the searched words; the first one without any."""
    text = text[:MOST_LETTERS]
    places = places_of(list(phrases), list(words_of(text)))
    if not places:
        return _pieces(text, 0, min(len(text), LONGEST), [])
    spans = [(one.start, one.end) for one in sentences("text", text, folded=text)]
    held = [[p for p in places if start <= p[0] < end] for start, end in spans]
    best = max(range(len(spans)), key=lambda at: len({text[a:b].lower() for a, b in held[at]}))
    start, end = spans[best] if held[best] else (places[0][0], places[0][1])
    if end - start > LONGEST:
        first = held[best][0][0] if held[best] else start
        start = max(start, first - LONGEST // 3)
        end = min(end, start + LONGEST)
    return _pieces(text, start, end, places)


def _pieces(text: str, start: int, end: int, places: Sequence[tuple[int, int]]) -> list[Piece]:
    found, at = [], start
    if start and text[:start].strip():
        found.append(Piece("… ", marked=False))
    for first, last in places:
        if first < at or last > end:
            continue
        found += [Piece(text[at:first], marked=False), Piece(text[first:last], marked=True)]
        at = last
    found.append(Piece(text[at:end], marked=False))
    if text[end:].strip():
        found.append(Piece(" …", marked=False))
    return [piece for piece in found if piece.text]
