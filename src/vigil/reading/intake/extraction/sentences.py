"""Sentences of a report, with their offsets."""

import re
from dataclasses import dataclass
from typing import Literal

from vigil.reading.intake.extraction.lexicon import words
from vigil.reading.intake.gazetteer import fold

Part = Literal["title", "text"]

_ABBREVIATIONS = words("abbreviations")
_LONGEST = 2_000
"""Code points; what runs on longer has lost its full stops and is cut at a blank."""
_END = re.compile(r"[.!?]+[\"')\]]*(?=\s)|\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: where it stands in its part, and its folded words."""

    part: Part
    start: int
    end: int
    folded: str


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match[0][0] in "\n!?" or len(match[0].strip()) > 1:
        return True
    word = re.search(r"[^\W\d_]+$", text[max(0, match.start() - 12) : match.start()])
    if word and (word[0].lower() in _ABBREVIATIONS or len(word[0]) == 1):
        return False
    following = re.match(r"\s+[\"'(\[¿¡“«\x93-]*(\w)", text[match.end() : match.end() + 12])
    return following is None or not following[1].islower()


def sentences(part: Part, text: str, folded: str | None = None) -> list[Sentence]:
    """Cut a text into sentences. Offsets are code points of the part; nothing is changed."""
    folded = fold(text) if folded is None else folded
    found: list[Sentence] = []
    start = 0
    for match in _END.finditer(text):
        if not _ends_sentence(text, match):
            continue
        _append(found, part, start, match.end(), folded)
        start = match.end()
    _append(found, part, start, len(text), folded)
    return found


def _append(found: list[Sentence], part: Part, start: int, end: int, folded: str) -> None:
    while end - start > _LONGEST:
        cut = folded.rfind(" ", start + 1, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        _append(found, part, start, cut, folded)
        start = cut
    piece = folded[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    if end > start:
        found.append(Sentence(part, start, end, folded[start:end]))
