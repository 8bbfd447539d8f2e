"""The place of an attack: names of the gazetteer, or those a common noun calls a place."""

import math
import re
from collections import Counter
from dataclasses import dataclass

from vigil.intake.extraction.lexicon import alternatives, pattern, read_toml, read_words, words
from vigil.intake.gazetteer import Gazetteer, Place, fold
from vigil.records import PlacePrecision, PlaceRead

_PRECISION: dict[str, PlacePrecision] = {
    "country": "country",
    "admin1": "admin1",
    "admin2": "admin2",
    "town": "town",
    "neighbourhood": "neighbourhood",
    "region": "admin2",
}
_CAP = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*"
_NAME = re.compile(
    rf"{_CAP}(?:\s+(?:de\s+la|de\s+los|de\s+las|del|de|da|do|dos|das|of|la|el|los|las|du|sur|en)?"
    rf"\s*{_CAP}){{0,4}}"
)
_TOKEN = re.compile(r"[\w'’-]+\.?")
_IN = f"(?:{alternatives('place_prepositions')})"
_KIND = (
    "(?:the |el |la |los |las |o |a |le |l')?"
    f"(?:{alternatives('place_nouns')}) (?:de |del |da |do |la |el )?"
)
_LEAD = pattern(
    rf"\b{_IN} (?:(?:the|el|la|los|las|o|a|le|l') )?(?:\w+ern |downtown )?(?P<kind>{_KIND})?$"
)
_OFFICE = pattern(
    rf"\b(?:{alternatives('offices')}) (?:\w+ )?(?:de|del|of|da|do|du|in|en) (?:la |el |the )?$"
)
_QUARTER = pattern(r"\b(?:" + alternatives("quarters") + r")\b")
_SETTLEMENT = pattern(r"\b(?:" + alternatives("settlements") + r")\b")
_STRONG = pattern(
    r"\b(?:in|en|em|na|no|at|near|a|au|dans|cerca de|perto de|pres de) "
    rf"(?:(?:the|el|la|los|las|o|le|l') )?(?:\w+ern |downtown )?(?:{_KIND})?$"
)
_DATELINE = re.compile(
    r"^[^.\n]{0,60}?(?:,\s*\d{1,2}\s+[A-Z]{3}\s+\d\d|\s*[-–—]{1,2}\s|\.\s*[-–—]"
    r"|\.\s+[A-ZÁÉÍÓÚ¿¡“\"\x93])"
)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name in the text that a place has; `candidates` may be empty when only a noun says so."""

    start: int
    end: int
    text: str
    candidates: tuple[Place, ...]
    strong: bool
    quarter: bool
    settlement: bool
    dateline: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """A part of a report, as places are looked for in it."""

    text: str
    folded: str
    upper: bool
    dateline: int
    persons: list[tuple[int, int]]

    def in_dateline(self, word: tuple[int, int]) -> bool:
        if word[0] < self.dateline:
            return True
        return not self.upper and word[0] < 300 and _shouts(self.text, word)


def _place_name(
    page: _Page, start: int, end: int, candidates: tuple[Place, ...], dateline: bool
) -> PlaceName:
    before = page.folded[max(0, start - 60) : start]
    while end - 1 > start and page.text[end - 1] in ".,'’":
        end -= 1
    return PlaceName(
        start,
        end,
        page.text[start:end],
        candidates,
        strong=bool(_STRONG.search(before)) and not _OFFICE.search(before),
        quarter=bool(_QUARTER.search(before[-28:])),
        settlement=bool(_SETTLEMENT.search(before[-28:])),
        dateline=dateline,
    )


class Places:
    """Finds and resolves places. One for a process."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        lists = read_toml("people.toml")
        self._stop = (
            read_words("common_en.txt")
            | frozenset(lists["not_names"]["words"].split())
            | frozenset(lists["titles"]["words"].split())
        )

    def names(
        self, text: str, folded: str, upper: bool, persons: list[tuple[int, int]]
    ) -> list[PlaceName]:
        """Place names of a part, in order; spans of persons are no places."""
        dateline = _dateline_end(text) if len(text) > 250 else 0
        page = _Page(text, folded, upper, dateline, sorted(persons))
        found: list[PlaceName] = []
        for match in _NAME.finditer(text):
            at = match.start()
            words = [(m.start() + at, m.end() + at) for m in _TOKEN.finditer(match[0])]
            number = 0
            while number < len(words):
                taken, name = self._at(page, words[number:])
                number += taken
                if name is not None:
                    found.append(name)
        return found

    def _at(self, page: "_Page", words: list[tuple[int, int]]) -> tuple[int, PlaceName | None]:
        """The longest place name that starts at the first word, and how many words it takes."""
        start = words[0][0]
        if any(s <= start < e for s, e in page.persons):
            return 1, None
        before = page.folded[max(0, start - 60) : start]
        lead = _LEAD.search(before)
        dateline = page.in_dateline(words[0])
        if lead is None and not dateline and page.upper:
            return 1, None
        least = 100_000 if lead is None else 5_000
        if dateline or _STRONG.search(before):
            least = 1_000
        for count in range(min(len(words), 4 if page.upper else 5), 0, -1):
            end = words[count - 1][1]
            candidates = self._candidates(page.text[start:end], count > 1, least)
            if candidates:
                return count, _place_name(page, start, end, candidates, dateline)
        if lead is not None and lead["kind"] and not page.upper:
            return len(words), _place_name(page, start, words[-1][1], (), dateline)
        return 1, None

    def _candidates(self, name: str, several: bool, least: int) -> tuple[Place, ...]:
        """What the gazetteer has for a name; common words and hamlets of one word are left out."""
        if not name[0].isupper() or len(name) < 3:
            return ()
        first = fold(name).split()[0].rstrip(".,")
        if first in self._stop and (not several or first in _ARTICLES):
            return ()
        found = self._gazetteer.lookup(name)
        if several:
            return found
        return tuple(p for p in found if p.population >= least or p.kind == "neighbourhood")

    def context(self, names: list[PlaceName], country: str) -> "Context":
        """What the report's other places say of where it plays."""
        countries: Counter[str] = Counter()
        admins: set[int] = set()
        if country:
            countries[country] += 2
        for name in names:
            for place in name.candidates[:6]:
                if place.kind == "country":
                    countries[place.country] += 2
                elif place.kind == "admin1" and place.population > 100_000:
                    countries[place.country] += 1
                    admins.add(place.number)
            if name.candidates and name.candidates[0].population > 300_000:
                countries[name.candidates[0].country] += 1
        return Context(countries, admins)

    def resolve(self, name: PlaceName, context: "Context") -> PlaceRead:
        """The place a name means in this report; only the name when that stays open."""
        ranked = sorted(name.candidates, key=lambda p: -context.weight(p, name))
        if not ranked:
            precision: PlacePrecision = (
                "neighbourhood" if name.quarter else "town" if name.settlement else "unknown"
            )
            return PlaceRead(name=_clean(name.text), precision=precision)
        best = ranked[0]
        if name.quarter and best.kind != "neighbourhood":
            return PlaceRead(name=_clean(name.text), precision="neighbourhood")
        if not context.supports(best) and best.kind != "country" and best.population < 100_000:
            return PlaceRead(name=_clean(name.text))
        return PlaceRead(
            name=_clean(name.text),
            admin1=best.admin1,
            admin2=best.admin2 if best.kind in ("admin2", "town") else None,
            country=best.country,
            lat=best.lat,
            lon=best.lon,
            precision=_PRECISION[best.kind],
            geonames_id=best.geonames_id,
        )


@dataclass(frozen=True, slots=True)
class Context:
    """Countries and divisions a report speaks of."""

    countries: Counter[str]
    admins: set[int]

    def weight(self, place: Place, name: PlaceName) -> float:
        """How well a place fits: people, the countries and divisions named, the kind of noun."""
        score = math.log10(place.population + 10)
        score += 2.5 * min(2, self.countries[place.country])
        if place.admin1_number in self.admins and place.kind != "admin1":
            score += 3
        if place.kind == "country":
            score += 6
        if place.kind == "admin2" and not name.settlement:
            score -= 1.5
        if place.kind == "town":
            score += 0.5
        return score + (1 if fold(place.name) == fold(name.text) else 0)

    def supports(self, place: Place) -> bool:
        """Whether the report names the place's country or division."""
        return self.countries[place.country] > 0 or place.admin1_number in self.admins


def _clean(text: str) -> str:
    return " ".join(text.split())


_ARTICLES = words("articles")


def _shouts(text: str, word: tuple[int, int]) -> bool:
    """A word in capitals at the head of a text in mixed case: "CHICAGO (AP)"."""
    following = text[word[1] : word[1] + 40]
    return (
        word[1] - word[0] > 3
        and text[slice(*word)].isupper()
        and bool(re.match(r"(?:\s+[A-Z]{3,})?\s*(?:,\s*[A-Z]|\(|\.\s|--|[-–—]\s)", following))
    )


def _dateline_end(text: str) -> int:
    head = text.lstrip()
    offset = len(text) - len(head)
    image = re.match(r"(?:!\[[^\]]*\]\([^)]*\)|\([A-Z]+\))\s*", head)
    if image:
        offset += image.end()
        head = head[image.end() :]
    match = _DATELINE.match(head[:90])
    return offset + match.end() - 1 if match else 0
