"""What a text says beside the names: "Paris, Texas", which names stand near, whose paper it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from urllib.parse import urlsplit

import numpy as np

from vigil.reading.intake.gazetteer import fold, fold_name
from vigil.reading.intake.geocoding.candidate_places import (
    ADMIN1,
    ALTERNATIVE,
    Atlas,
    Candidates,
    Floats,
    Numbers,
)


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name in a text, in code points."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its place names; `domain` of the outlet, "" when not known."""

    id: str
    text: str
    toponyms: tuple[Toponym, ...]
    domain: str = ""


@dataclass(slots=True)
class Sense:
    """A name as one text uses it: all its mentions are taken to mean one place.

    `contained` has the candidates that lie in the division named right behind a mention (or before
    it). Where that cannot be a list ("Washington, Oregon and Idaho"), the others are left out.
    """

    name: str
    candidates: Candidates
    contained: Numbers
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


# The words behind a name: "Paris, Texas", "Paris (Tex.)", "Paris, in Texas", "Paris in Texas".
_BEHIND = re.compile(
    r"\s*(?:,\s*(?:in\s+)?(?:the\s+)?|\(\s*|\s+in\s+(?:the\s+)?|,?\s+en\s+|,?\s+no\s+|/)"
    r"((?:[A-ZÀ-Þ][\w.’'-]*\s?(?:of\s|de\s|and\s)?){1,4})"
)
# The words before it: "Texas town of Paris", "Ohio's Licking County".
_BEFORE = re.compile(
    r"([A-ZÀ-Þ][\w.’'-]*(?:\s[A-ZÀ-Þ][\w.’'-]*)?)"
    r"(?:['’]s?)?\s(?:(?:[a-z]+\s){0,2}(?:town|city|village|community|suburb|county|capital)\s"
    r"(?:of\s)?)?$"
)


def senses(document: Document, atlas: Atlas) -> tuple[list[Sense], list[int]]:
    """Return the names of a text, each once, and for each toponym which of them it is.

    A name followed by different divisions ("Paris, Texas" and "Paris, France") is two.
    """
    by_name: dict[str, list[Sense]] = {}
    found: list[Sense] = []
    which: list[int] = []
    numbers: dict[int, int] = {}
    for toponym in document.toponyms:
        name = " ".join(toponym.text.split())
        candidates = atlas.candidates(name)
        contained = _contained(document.text, toponym, candidates, atlas)
        if _is_sure(document.text, toponym, candidates, contained, atlas):
            candidates = _only(candidates, contained)
        known = by_name.setdefault(fold(name), [])
        sense = next((s for s in known if _agree(s.contained, contained)), None)
        if sense is None:
            sense = Sense(name, candidates, contained)
            known.append(sense)
            numbers[id(sense)] = len(found)
            found.append(sense)
        elif contained.size and not sense.contained.size:
            sense.contained, sense.candidates = contained, candidates
        sense.starts.append(toponym.start)
        sense.ends.append(toponym.end)
        which.append(numbers[id(sense)])
    return found, which


def _agree(one: Numbers, other: Numbers) -> bool:
    return not one.size or not other.size or bool(np.intersect1d(one, other).size)


def _is_sure(
    text: str, toponym: Toponym, candidates: Candidates, contained: Numbers, atlas: Atlas
) -> bool:
    """Return whether a division behind the name states where it lies and continues no list."""
    if not contained.size or not _BEHIND.match(text, toponym.end, toponym.end + 60):
        return False
    well_known = candidates.numbers[candidates.relations != ALTERNATIVE]
    rivals = well_known[~np.isin(well_known, contained)]
    country = atlas.country[contained[0]]
    listed = (atlas.kind[rivals] == ADMIN1) & (atlas.country[rivals] == country)
    return not bool(listed.any())


def _only(candidates: Candidates, numbers: Numbers) -> Candidates:
    kept = np.isin(candidates.numbers, numbers)
    return Candidates(candidates.numbers[kept], candidates.relations[kept])


def _contained(text: str, toponym: Toponym, candidates: Candidates, atlas: Atlas) -> Numbers:
    none = candidates.numbers[:0]
    if candidates.numbers.size < 2:
        return none
    behind = _BEHIND.match(text, toponym.end, toponym.end + 60)
    if behind:
        words = behind[1].split()
        for count in range(len(words), 0, -1):
            inside = _inside(" ".join(words[:count]), candidates.numbers, atlas)
            if inside.size:
                return inside
    before = _BEFORE.search(text, max(0, toponym.start - 50), toponym.start)
    if before:
        words = before[1].split()
        for first in range(len(words)):
            inside = _inside(" ".join(words[first:]), candidates.numbers, atlas)
            if inside.size:
                return inside
    return none


def _inside(name: str, places: Numbers, atlas: Atlas) -> Numbers:
    """Those of the places that lie in a country or division of that name."""
    name = name.strip("'’,;:)")
    divisions = atlas.of_division(name)
    if not divisions.size:
        divisions = atlas.of_division(name.rstrip("."))
    if not divisions.size:
        return places[:0]
    countries = atlas.country[divisions[atlas.kind[divisions] == 0]]
    inside = (
        (np.isin(atlas.country[places], countries) & (atlas.kind[places] > 0))
        | np.isin(atlas.admin1[places], divisions)
        | np.isin(atlas.admin2[places], divisions)
    )
    return places[inside]


_LOOKED_AT = 20_000
"""Characters of a text in which signs of its country are sought."""


def country_hints_of(text: str, atlas: Atlas) -> dict[int, float]:
    """Return the countries that a text's words point to, each with its share of those words.

    One more word is counted that points nowhere, so that a single one tells little.
    """
    counts: dict[int, int] = {}
    found = _any_sign(tuple(atlas.signs)).findall(fold(text[:_LOOKED_AT]))
    for word in found:
        for country in atlas.signs[word]:
            counts[country] = counts.get(country, 0) + 1
    return {country: count / (len(found) + 1) for country, count in counts.items()}


@cache
def _any_sign(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda w: (-len(w), w))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)|[£€]")


def domain_of(domain: str, url: str) -> str:
    """Return the outlet's domain, given or from the report's address; "" when there is none."""
    host = domain.strip().lower()
    if not host and url:
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            host = ""
    return host.removeprefix("www.")


_GENERAL = {"com", "net", "org", "info", "edu", "gov", "tv", "co", "news", "eu", "biz", "int", "io"}
# Codes that outlets use as words, or of other countries than they say.
_SOLD = {"tv", "co", "io", "me", "ai", "fm", "am", "cc", "ws", "ly", "to"}


@lru_cache(maxsize=10_000)
def country_of(domain: str) -> str:
    """ISO 3166-1 alpha-2 of a country's top-level domain; "" for the general ones."""
    last = domain.rpartition(".")[2]
    if len(last) != 2 or last in _GENERAL or last in _SOLD or not last.isalpha():
        return ""
    return {"uk": "GB"}.get(last, last.upper())


@lru_cache(maxsize=10_000)
def label_of(domain: str) -> str:
    """Return a domain's letters before its public suffix: "theparisnews" of theparisnews.com."""
    parts = domain.split(".")[:-1]
    return "".join(c for c in " ".join(p for p in parts if p not in _GENERAL) if c.isalnum())


@lru_cache(maxsize=100_000)
def is_in_label(name: str, domain: str) -> bool:
    """Return whether the domain is named after the place: "Paris" in theparisnews.com."""
    letters = fold_name(name).replace(" ", "")
    label = label_of(domain)
    at = label.find(letters)
    return (len(letters) >= 5 and at >= 0) or (len(letters) == 4 and at in (0, 3))


def gaps(found: Sequence[Sense]) -> Floats:
    """Characters between the nearest mentions of each two senses, shape (n, n)."""
    if not found:
        return np.zeros((0, 0), dtype=np.float32)
    owner = np.repeat(np.arange(len(found)), [len(s.starts) for s in found])
    start = np.concatenate([s.starts for s in found])
    end = np.concatenate([s.ends for s in found])
    apart = np.maximum(start[:, None] - end[None, :], start[None, :] - end[:, None])
    apart = np.maximum(apart, 0)
    out = np.full((len(found), len(found)), 1e6, dtype=np.float32)
    np.minimum.at(out, (owner[:, None], owner[None, :]), apart.astype(np.float32))
    return out
