"""What is measured of a text: lexicon features that mean the same in every language, and words.

The lexicon features carry the model to languages without training data; the hashed words add
what labelled sets teach. Both are plain numbers, so that a score can be taken apart.
"""

import math
import re
import zlib
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vigil.intake.screening.lexicon import CONCEPTS, NUMBER, Hit, fold, lexicon

BUCKETS = 2**17
"""Places for hashed words and word pairs."""

READ = 12_000
"""Folded characters read of a text: a long news article; more would be a collection."""

HEAD, LEAD, NEAR = 110, 450, 90
"""Folded characters of the headline (where no title is given), of the lead, and within which
two terms speak of one thing (a dozen words)."""

ANCHORS = frozenset(NUMBER[c] for c in ("kill", "homicide", "attempt", "attack", "death", "body"))
"""Without one of these a text does not concern a killing."""

IN_HEAD = ("kill", "homicide", "attempt", "attack", "death", "body", "court", "past")

PAIRS = (
    ("kill", "person"), ("kill", "weapon"), ("kill", "recent"), ("kill", "police"),
    ("kill", "body"), ("kill", "attack"), ("kill", "court"), ("kill", "past"), ("kill", "war"),
    ("kill", "fiction"), ("kill", "statistic"), ("kill", "animal"), ("kill", "law"),
    ("kill", "organised"), ("kill", "accident"),
    ("homicide", "person"), ("homicide", "court"), ("homicide", "law"),
    ("homicide", "statistic"), ("homicide", "police"), ("homicide", "fiction"),
    ("attack", "weapon"), ("attack", "person"), ("attack", "death"), ("attack", "recent"),
    ("attack", "war"), ("attempt", "person"), ("attempt", "recent"),
    ("death", "weapon"), ("death", "person"), ("death", "accident"), ("death", "illness"),
    ("death", "war"), ("death", "statistic"), ("death", "suicide"), ("death", "disaster"),
    ("body", "police"), ("body", "person"), ("body", "attack"), ("body", "recent"),
)  # fmt: skip

_PARTNERS: list[list[tuple[int, int]]] = [[] for _ in CONCEPTS]
for _place, (_one, _other) in enumerate(PAIRS):
    _PARTNERS[NUMBER[_one]].append((NUMBER[_other], _place))
    _PARTNERS[NUMBER[_other]].append((NUMBER[_one], _place))

_AGE = re.compile(r" \d\d? (?:year old|years old|years of age|anos|ans|anni|лет|года|عاما|سنة)\b")
_TOLL = re.compile(
    r" (\d{1,6}|two|three|four|five|six|dos|tres|cuatro|cinco|dois|duas|quatro|deux|trois|quatre)"
    r" (?:\w+ ){0,2}?(?:muert|dead|killed|deaths|mort|asesinad|assassin|fallecid|ejecutad|tues|"
    r"homicid|murder|meurtre|погиб|убит|قتلى|قتيل)"
)

NAMES = (
    *(f"density:{c}" for c in CONCEPTS),
    *(f"lead:{c}" for c in CONCEPTS),
    *(f"head:{c}" for c in IN_HEAD),
    *(f"near:{a}+{b}" for a, b in PAIRS),
    "age_near_anchor", "toll_small", "toll_large", "length", "first_anchor", "anchors",
)  # fmt: skip
"""Names of the lexicon features, in the order of `Measured.lexical`."""


class Measured(NamedTuple):
    """A text in numbers. `words` are bucket numbers, each once; empty if no anchor was found."""

    anchored: bool
    lexical: NDArray[np.float32]
    words: NDArray[np.int64]


def measure(title: str, text: str, language: str) -> Measured:
    """Measure a report. Any text will do; nothing is raised."""
    # Folding never makes a text so much shorter that this cut could be seen.
    head = fold(title[:400])
    folded = (head + fold(text[: READ * 2])[1:])[:READ] if title else fold(text[: READ * 2])[:READ]
    hits = lexicon(language).hits(folded)
    lexical = np.zeros(len(NAMES), dtype=np.float32)
    anchors = [hit.start for hit in hits if hit.concept in ANCHORS]
    if not anchors:
        return Measured(False, lexical, np.zeros(0, dtype=np.int64))
    head_end = len(head) if title.strip() else HEAD
    values = [
        *_densities(hits, len(folded)),
        *_presence(hits, head_end + LEAD, CONCEPTS),
        *_presence(hits, head_end, IN_HEAD),
        *_near(hits),
        *_numbers(folded, anchors),
        math.log(len(folded)) / 10,
        1 - min(anchors[0], 2000) / 2000,
        math.log1p(len(anchors)) / 2,
    ]
    lexical[:] = values
    return Measured(True, lexical, hashed(folded))


def _densities(hits: list[Hit], length: int) -> list[float]:
    counts = [0] * len(CONCEPTS)
    for hit in hits:
        counts[hit.concept] += 1
    per = 1000 / max(length, 700)
    return [math.log1p(count * per) for count in counts]


def _presence(hits: list[Hit], end: int, concepts: tuple[str, ...]) -> list[float]:
    seen = {hit.concept for hit in hits if hit.start < end}
    return [float(NUMBER[concept] in seen) for concept in concepts]


def _near(hits: list[Hit]) -> list[float]:
    """How often two concepts stand near each other, each pair of terms counted once."""
    counts = [0] * len(PAIRS)
    last = [-10 * NEAR] * len(CONCEPTS)
    for hit in hits:
        for partner, place in _PARTNERS[hit.concept]:
            if hit.start - last[partner] < NEAR:
                counts[place] += 1
        last[hit.concept] = hit.end
    return [math.log1p(count) for count in counts]


def _numbers(folded: str, anchors: list[int]) -> list[float]:
    ages = [found.start() for found in _AGE.finditer(folded)]
    close = any(abs(age - anchor) < 2 * NEAR for age in ages for anchor in anchors)
    tolls = [int(t) if t.isdigit() else 3 for t in _TOLL.findall(folded)]
    small = any(1 <= toll < 40 for toll in tolls)
    return [float(close), float(small), float(any(toll >= 40 for toll in tolls))]


def hashed(folded: str) -> NDArray[np.int64]:
    """Return the buckets of a folded text's words and pairs of neighbours, sorted, each once."""
    words = [word.encode("utf-8", "replace") for word in folded.split()]
    crc, mask = zlib.crc32, BUCKETS - 1
    buckets = {crc(word) & mask for word in words}
    buckets.update(crc(b"%b %b" % pair) & mask for pair in pairwise(words))
    return np.array(sorted(buckets), dtype=np.int64)
