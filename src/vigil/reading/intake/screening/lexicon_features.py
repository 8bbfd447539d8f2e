"""Stage one: what the lexicons say of a whole text, in numbers that mean the same in any language.

They carry screening to languages without labelled reports, are cheap (some eighty microseconds a
report), and decide which reports the second stage (`passages`) reads at all.
"""

import math
import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vigil.reading.intake.screening.lexicon import CONCEPTS, NUMBER, TermFound, fold, lexicon

READ = 12_000
"""Folded characters read of a text: a long news article; more would be a collection."""

HEAD, LEAD, NEAR = 110, 450, 90
"""Folded characters of the headline (where no title is given), of the lead, and within which
two terms speak of one thing (a dozen words)."""

ANCHORS = frozenset(
    NUMBER[c] for c in ("kill", "homicide", "attempt", "attack", "injury", "death", "body")
)
"""Without one of these a text does not concern a killing."""

IN_HEAD = ("kill", "homicide", "attempt", "attack", "injury", "death", "body", "court", "past")

PAIRS = (
    ("kill", "person"), ("kill", "weapon"), ("kill", "recent"), ("kill", "police"),
    ("kill", "body"), ("kill", "attack"), ("kill", "court"), ("kill", "past"), ("kill", "war"),
    ("kill", "fiction"), ("kill", "statistic"), ("kill", "animal"), ("kill", "law"),
    ("kill", "organised"), ("kill", "accident"), ("kill", "military"), ("kill", "doubt"),
    ("homicide", "person"), ("homicide", "court"), ("homicide", "law"),
    ("homicide", "statistic"), ("homicide", "police"), ("homicide", "fiction"),
    ("attack", "weapon"), ("attack", "person"), ("attack", "death"), ("attack", "recent"),
    ("attack", "war"), ("attack", "military"), ("attack", "sport"),
    ("attempt", "person"), ("attempt", "recent"), ("attempt", "military"),
    ("injury", "attack"), ("injury", "weapon"), ("injury", "person"), ("injury", "accident"),
    ("injury", "military"), ("injury", "sport"),
    ("death", "weapon"), ("death", "person"), ("death", "accident"), ("death", "illness"),
    ("death", "war"), ("death", "statistic"), ("death", "suicide"), ("death", "disaster"),
    ("death", "military"), ("death", "fiction"),
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
_YEAR = re.compile(r"1(?<!\w1)9\d\d\b|2(?<!\w2)0\d\d\b")
_PUBLISHED = re.compile(r"(?:19|20)\d\d")
_DATELINE = re.compile(r" \d\d? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (\d\d) ")

NAMES = (
    *(f"density:{c}" for c in CONCEPTS),
    *(f"lead:{c}" for c in CONCEPTS),
    *(f"head:{c}" for c in IN_HEAD),
    *(f"near:{a}+{b}" for a, b in PAIRS),
    "age_near_anchor", "toll_small", "toll_large", "years_before", "years_before_lead",
    "year_of_report", "length", "first_anchor", "anchors",
)  # fmt: skip
"""Names of the lexicon features, in the order of `Sight.lexical`."""


class LexiconFeatures(NamedTuple):
    """A text as the first stage sees it.

    `lexical` has a number for each of `NAMES`, all zero where no anchor was found. `year` is the
    year of the report (0 where unknown), by which other years are early or late.
    """

    anchored: bool
    lexical: NDArray[np.float32]
    year: int


def lexicon_features_of(
    title: str, text: str, language: str, published: str = ""
) -> LexiconFeatures:
    """Take the first look at a report. Any text will do; nothing is raised."""
    # Folding never makes a text so much shorter that this cut could be seen.
    head = fold(title[:400])
    folded = (head + fold(text[: READ * 2])[1:])[:READ] if title else fold(text[: READ * 2])[:READ]
    hits = lexicon(language).hits(folded)
    lexical = np.zeros(len(NAMES), dtype=np.float32)
    anchors = [hit.start for hit in hits if hit.concept in ANCHORS]
    if not anchors:
        return LexiconFeatures(False, lexical, 0)
    head_end = len(head) if title.strip() else HEAD
    year = year_of(published, folded)
    lexical[:] = [
        *_densities(hits, len(folded)),
        *_presence(hits, head_end + LEAD, CONCEPTS),
        *_presence(hits, head_end, IN_HEAD),
        *_near(hits),
        *_numbers(folded, anchors),
        *_years(folded, head_end + LEAD, year),
        math.log(len(folded)) / 10,
        1 - min(anchors[0], 2000) / 2000,
        math.log1p(len(anchors)) / 2,
    ]
    return LexiconFeatures(True, lexical, year)


def year_of(published: str, folded: str) -> int:
    """Return the year of a report: its date's, or its dateline's ("Bogota 4 May 89"), or 0."""
    if found := _PUBLISHED.match(published):
        return int(found[0])
    dateline = _DATELINE.search(folded, 0, 300)
    if dateline is None:
        return 0
    return 1900 + int(dateline[1]) if int(dateline[1]) > 50 else 2000 + int(dateline[1])


def _densities(hits: list[TermFound], length: int) -> list[float]:
    counts = [0] * len(CONCEPTS)
    for hit in hits:
        counts[hit.concept] += 1
    per = 1000 / max(length, 700)
    return [math.log1p(count * per) for count in counts]


def _presence(hits: list[TermFound], end: int, concepts: tuple[str, ...]) -> list[float]:
    seen = {hit.concept for hit in hits if hit.start < end}
    return [float(NUMBER[concept] in seen) for concept in concepts]


def _near(hits: list[TermFound]) -> list[float]:
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


def _years(folded: str, lead_end: int, year: int) -> list[float]:
    if not year:
        return [0.0, 0.0, 0.0]
    found = [(match.start(), int(match[0])) for match in _YEAR.finditer(folded)]
    before = [place for place, named in found if 1900 < named < year]
    return [
        math.log1p(len(before)),
        float(any(place < lead_end for place in before)),
        float(any(named == year for _, named in found)),
    ]
