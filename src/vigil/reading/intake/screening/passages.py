"""Stage two: a report's words, and its sentences one by one.

A killing is told in a sentence or two; the rest of a report may be about anything. So the second
stage scores every sentence that holds a word of killing, with the one after it, and goes by the
best of them, beside the words of the whole report.
"""

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vigil.reading.intake.screening.lexicon import CONCEPTS, TermFound, fold, lexicon
from vigil.reading.intake.screening.lexicon_features import ANCHORS, NEAR, READ, year_of

BUCKETS = 2**20
"""Places for hashed words and word pairs."""

_KINDS = len(CONCEPTS)
WIDTH = 3 * _KINDS + _KINDS * _KINDS + 1
"""Places for the concepts of a sentence: its own, its ordered pairs, those of the sentence after
and of the one before, and whether it opens the report."""

SHORT = 40
"""A sentence of fewer folded characters is read with the one before it."""

_END = re.compile(r"\s(?:(?<=[.!?؟\]»\"”]\s)\s*|(?<=\n)\s*\n)")
"""White space behind the end of a sentence, or an empty line."""
_DIGITS = re.compile(r"\d+")

_AGO = {0: "#now", 1: "#last"}

Buckets = NDArray[np.int64]


class Passages(NamedTuple):
    """A report as the second stage reads it.

    `words` are the buckets of the whole text, `counts` how often each occurs. `windows` and
    `concepts` hold an array for every sentence with an anchor: buckets of its words, and places
    (below `WIDTH`) of its concepts. `sentences` are those sentences, folded.
    """

    words: Buckets
    counts: NDArray[np.int64]
    windows: list[Buckets]
    concepts: list[Buckets]
    sentences: list[str]


def read(title: str, text: str, language: str, published: str = "") -> Passages:
    """Read a report sentence by sentence. Any text will do; nothing is raised."""
    folded = sentences(title, text)
    year = year_of(published, " ".join(folded[:4]))
    hashed = [hashes(sentence, year) for sentence in folded]
    spoken = lexicon(language)
    hits = [spoken.hits(sentence) for sentence in folded]
    told = [place for place, found in enumerate(hits) if any(h.concept in ANCHORS for h in found)]
    whole = Counter(chain.from_iterable(hashed))
    return Passages(
        words=np.fromiter(whole.keys(), dtype=np.int64, count=len(whole)),
        counts=np.fromiter(whole.values(), dtype=np.int64, count=len(whole)),
        windows=[_window(hashed, place) for place in told],
        concepts=[_concepts(hits, place) for place in told],
        sentences=[" ".join(folded[place : place + 2]) for place in told],
    )


def sentences(title: str, text: str) -> list[str]:
    """Return the folded sentences of a report's first `READ` characters, the title first."""
    found = [fold(title[:400])] if title.strip() else []
    size = 0
    for raw in _END.split(text[: READ * 2]):
        sentence = fold(raw)
        size += len(sentence)
        if found and len(sentence) < SHORT:
            found[-1] += sentence[1:]
        else:
            found.append(sentence)
        if size > READ:
            break
    return found


def hashes(sentence: str, year: int) -> list[int]:
    """Return the buckets of a folded sentence's words and pairs of neighbours.

    Numbers count by their length alone, years by whether they are the report's, or before it.
    """
    if _DIGITS.search(sentence):
        sentence = _DIGITS.sub(lambda found: _number(found[0], year), sentence)
    words = sentence.encode("utf-8", "replace").split()
    crc, mask = zlib.crc32, BUCKETS - 1
    alone = [*map(crc, words)]
    # A checksum can be carried on: that of "first second" from that of "first".
    pairs = map(crc, words[1:], map(crc, repeat(b" "), alone))
    return [checksum & mask for checksum in chain(alone, pairs)]


def _number(digits: str, year: int) -> str:
    if len(digits) == 4 and year and digits[:2] in ("19", "20"):
        early = year - int(digits)
        return (
            "#now" if early == 0 else "#last" if early == 1 else "#then" if early > 0 else "#next"
        )
    return "0" * min(len(digits), 5)


def _window(hashed: Sequence[list[int]], place: int) -> Buckets:
    held = set(chain.from_iterable(hashed[place : place + 2]))
    return np.array(sorted(held), dtype=np.int64)


def _concepts(hits: Sequence[list[TermFound]], place: int) -> Buckets:
    own = hits[place]
    held = {hit.concept for hit in own}
    for first, hit in enumerate(own):
        for other in own[first + 1 : first + 12]:
            if other.start - hit.end > NEAR:
                break
            held.add(_KINDS + hit.concept * _KINDS + other.concept)
    base = _KINDS + _KINDS * _KINDS
    if place + 1 < len(hits):
        held.update(base + hit.concept for hit in hits[place + 1])
    if place:
        held.update(base + _KINDS + hit.concept for hit in hits[place - 1])
    else:
        held.add(WIDTH - 1)
    return np.array(sorted(held), dtype=np.int64)
