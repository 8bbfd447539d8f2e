"""Names of places in a text: those of the gazetteer, or those a common noun calls a place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vigil.reading.intake.extraction.lexicon import (
    alternatives,
    pattern,
    read_toml,
    read_words,
    words,
)
from vigil.reading.intake.extraction.place_scripts import arabic_names, cyrillic_names
from vigil.reading.intake.extraction.quick_patterns import QuickPattern
from vigil.reading.intake.gazetteer import Gazetteer, Place, fold

_CAP = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*"
_NAME = re.compile(
    rf"{_CAP}(?:\s+(?:de\s+la|de\s+los|de\s+las|del|de|da|do|dos|das|of|la|el|los|las|du|sur|en)?"
    rf"\s*{_CAP}){{0,4}}"
)
_CAPITALS = re.compile(rf"{_CAP}(?:\s+{_CAP})*")
"""The same in texts of capitals, where nothing but signs ends a run."""
_TOKEN = re.compile(r"\w(?:(?!-[A-ZÀ-ÖØ-Þ])[\w'’-])*\.?")
"""A word; a hyphen before a capital parts two: "carretera Fresnillo-Jerez"."""
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
_SMALL_WORDS = r"(?: (?:de|del|da|do|dos|das|la|las|los|el|o|a|os|as|of|the|du|des|le))*"
_QUARTER = pattern(r"\b(?:" + alternatives("quarters") + rf"){_SMALL_WORDS} ?$")
NAMED_AFTER = pattern(
    r"\b(?:" + alternatives("quarters") + "|" + alternatives("settlements") + r")(?: de| del)?"
    r"(?: la| las| los| el)? $"
)
_STATE_BEHIND = re.compile(r",\s*((?:[A-Z][a-z]{1,5}\.)|[A-Z]{2,4}\b)")
_PART_OF = pattern(r"\b(?:neighbou?rhood|section|suburb|district|area|quarter) (?:of|in) $")
"""Behind a quarter's name: what follows is its town."""
_SETTLEMENT = pattern(r"\b(?:" + alternatives("settlements") + rf")(?: [a-z]+)?{_SMALL_WORDS} ?$")
_OTHER_SCRIPT = re.compile(r"[\u0400-\u04ff\u0620-\u06ff]")
_HEAD = 40
"""Code points in which a dateline in another script begins."""
_LONGEST = 20
"""Words of a run that are looked at together."""
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

    def name(
        self, span: tuple[int, int], candidates: tuple[Place, ...], dateline: bool
    ) -> PlaceName:
        return place_name(self.text, self.folded, span, candidates, dateline)


def place_name(
    text: str, folded: str, span: tuple[int, int], candidates: tuple[Place, ...], dateline: bool
) -> PlaceName:
    """Return the name at a span of a part, with what the words before it state of it."""
    start, end = span
    before = folded[max(0, start - 60) : start]
    while end - 1 > start and text[end - 1] in ".,'’":
        end -= 1
    return PlaceName(
        start,
        end,
        text[start:end],
        candidates,
        strong=bool(_STRONG.search(before)) and not _OFFICE.search(before),
        quarter=bool(_QUARTER.search(before[-28:])) and not _PART_OF.search(before),
        settlement=bool(_SETTLEMENT.search(before[-28:])),
        dateline=dateline,
    )


class PlaceNames:
    """Finds the names of places. One for a process."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._given = read_words("given_names.txt")
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
        dateline = _dateline_end(text) if len(text) > 120 else 0
        page = _Page(text, folded, upper, dateline, sorted(persons))
        found: list[PlaceName] = []
        for match in (_CAPITALS if upper else _NAME).finditer(text):
            at = match.start()
            words = [(m.start() + at, m.end() + at) for m in _TOKEN.finditer(match[0])]
            number, joined = 0, False
            while number < len(words):
                taken, name = self._at(page, words[number : number + _LONGEST], joined)
                joined = self._joins(page, words, number + taken, name)
                number += taken
                if name is not None:
                    found.append(name)
        if _OTHER_SCRIPT.search(text):
            found += self._in_other_scripts(page)
            found.sort(key=lambda name: name.start)
        return found

    def _in_other_scripts(self, page: "_Page") -> Iterator[PlaceName]:
        """Names in Cyrillic and Arabic letters; `text` is the name as the gazetteer lists it."""
        for span, text, candidates, led, noun in (
            *cyrillic_names(self.gazetteer, page.text, page.folded, page.persons),
            *arabic_names(self.gazetteer, page.text, page.folded),
        ):
            head = span[0] < _HEAD and not led and len(page.text) > _HEAD
            yield PlaceName(
                *span, text, candidates, strong=led, quarter=False, settlement=noun, dateline=head
            )

    def common(self, folded: str) -> bool:
        """Return whether a folded word is a common one, with which no name of a place begins."""
        return folded in self._stop

    def known(self, name: str, several: bool, least: int, following: str = "") -> tuple[Place, ...]:
        """Return the places of a name with as many people; American counties only before "County".

        `following`: the folded text behind the name.
        """
        return _as_said(self._candidates(name, several, least), following)

    def _joins(
        self, page: "_Page", words: list[tuple[int, int]], following: int, name: PlaceName | None
    ) -> bool:
        """Return whether the next word makes the name one of no place: "Santos Peinado"."""
        if name is not None or page.upper or following >= len(words):
            return False
        last = words[following - 1]
        before = fold(page.text[slice(*last)])
        return (
            page.text[last[0]].isupper()
            and not _breaks(page, last, words[following][0])
            and not _IN_WORD.fullmatch(before)
            and before not in _ARTICLES
        )

    def _fragment(self, page: "_Page", words: list[tuple[int, int]], count: int) -> bool:
        """Return whether a place name is part of a longer name: "Ocean Drive", "Santos Peinado"."""
        if page.upper or count >= len(words):
            return False
        start, end = words[count]
        following = page.text[start:end]
        if _breaks(page, words[count - 1], start) or not following[0].isupper():
            return False
        if fold(following).rstrip(".") in _GOES_ON:
            return False
        return not self._candidates(following, False, 5_000)

    def _at(
        self, page: "_Page", words: list[tuple[int, int]], joined: bool
    ) -> tuple[int, PlaceName | None]:
        """Return the longest place name that starts at the first word, and how many words it takes.

        `joined`: a word that is no place stands right before it, in the same run of capitals.
        """
        start = words[0][0]
        before = page.folded[max(0, start - 60) : start]
        lead = _LEAD.search(before)
        dateline = page.in_dateline(words[0])
        # The cheap questions first: any of them alone says that no place is named here.
        if not dateline and (joined or (page.upper and lead is None)):
            return 1, None
        if not dateline and NO_PLACE_BEFORE.search(before):
            return 1, None
        person = next(((s, e) for s, e in page.persons if s <= start < e), None)
        if person is not None and not self._rather_a_place(page, person, words[0], dateline):
            return 1, None
        least = 100_000 if lead is None else 5_000
        if dateline or _STRONG.search(before):
            least = 1_000
        for count in range(min(len(words), 4 if page.upper else 5), 0, -1):
            end = words[count - 1][1]
            candidates = self._candidates(page.text[start:end], count > 1, least)
            candidates = _as_said(candidates, page.folded[end : end + 12])
            if candidates and self._fragment(page, words, count):
                if not (dateline or _STRONG.search(before)):
                    return count, None
                end = _run_end(page, words, count)
                return count + 1, page.name((start, end), (), dateline)
            if candidates:
                return count, page.name((start, end), candidates, dateline)
        if lead is not None and lead["kind"] and not page.upper:
            return len(words), page.name((start, words[-1][1]), (), dateline)
        return 1, None

    def _rather_a_place(
        self, page: "_Page", person: tuple[int, int], word: tuple[int, int], dateline: bool
    ) -> bool:
        """Return whether what was read as a person's name is that of a place all the same.

        In a dateline ("Enrique Estrada, Zac."), behind a noun for quarters and villages, or as one
        word behind "in" that is somebody's shorter name elsewhere ("in Houston").
        """
        before = page.folded[max(0, person[0] - 40) : person[0]]
        behind = _STATE_BEHIND.match(page.text, person[1])
        if behind and any(p.kind == "admin1" for p in self.gazetteer.lookup(behind[1])):
            return True
        alone = person[1] <= word[1] and bool(_STRONG.search(page.folded[: word[0]][-60:]))
        return dateline or alone or bool(NAMED_AFTER.search(before))

    def _candidates(self, name: str, several: bool, least: int) -> tuple[Place, ...]:
        """Return the places of a name, without common words and hamlets of one word."""
        if not name[0].isupper() or len(name) < 3:
            return ()
        first = fold(name).split()[0].rstrip(".,")
        if first in self._stop and (not several or first in _ARTICLES):
            return ()
        found = self.gazetteer.lookup(name)
        if several:
            return found
        if first in self._given or len(name) < 5:  # "Ana" is no short form of Santa Ana
            own = fold(name).rstrip(".")
            found = tuple(p for p in found if p.kind in _WIDE or fold(p.name) == own)
        return tuple(p for p in found if p.population >= least or p.kind == "neighbourhood")


NO_PLACE_BEFORE = QuickPattern(
    pattern(
        r"\b(?:" + "|".join(sorted(words("before_persons") | words("before_houses"))) + r")\.? $"
    )
)
"""What stands right before the name of a person, a house or a road."""
_ARTICLES = words("articles")
_WIDE = ("country", "admin1")
_SMALL = words("small") | {"y", "of", "the"}
_GOES_ON = words("goes_on")
_IN_WORD = re.compile(_IN.replace("(?:", "(?:the|el|la|los|las|le|les|o|os|as|", 1))


_COUNTY = re.compile(r"\s+(?:county|parish|borough)\b")


def _run_end(page: _Page, words: list[tuple[int, int]], count: int) -> int:
    """End of the words in capitals that follow a place name without a break."""
    last = words[count]
    for word in words[count + 1 :]:
        if _breaks(page, last, word[0]) or not page.text[word[0]].isupper():
            break
        last = word
    return last[1]


def _breaks(page: _Page, word: tuple[int, int], following: int) -> bool:
    """Return whether a comma or a full stop (not that of "St.") stands between two words."""
    stop = page.text[word[1] - 1] == "." and word[1] - word[0] > 4
    return stop or bool(page.text[word[1] : following].strip())


def _as_said(candidates: tuple[Place, ...], following: str) -> tuple[Place, ...]:
    """Return the counties of a name before the word "County", and all others elsewhere."""
    counties = tuple(p for p in candidates if is_county(p))
    if _COUNTY.match(following):
        return counties or candidates
    return tuple(p for p in candidates if p not in counties) if counties else candidates


def is_county(place: Place) -> bool:
    """American counties bear the names of men and things: only "County" makes them places."""
    return place.kind == "admin2" and place.country == "USA"


def _shouts(text: str, word: tuple[int, int]) -> bool:
    """Return whether a word in capitals opens a text in mixed case: "CHICAGO (AP)"."""
    following = text[word[1] : word[1] + 40]
    return (
        word[1] - word[0] > 3
        and text[slice(*word)].isupper()
        and bool(re.match(r"(?:\s+[A-Z]{3,})?\s*(?:,\s*[A-Z]|\(|\.\s|--|[-–—]\s)", following))
    )


def _is_heading(head: str) -> bool:
    """Return whether a head is a dateline: only capitals and small particles, "México, DF. "."""
    small = (w for w in re.findall(r"[^\W\d_]+", head) if w[0].islower())
    return all(fold(w) in _SMALL for w in small)


def _dateline_end(text: str) -> int:
    head = text.lstrip()
    offset = len(text) - len(head)
    image = re.match(r"(?:!\[[^\]]*\]\([^)]*\)|\([A-Z]+\))\s*", head)
    if image:
        offset += image.end()
        head = head[image.end() :]
    match = _DATELINE.match(head[:90])
    return offset + match.end() - 1 if match and _is_heading(match[0]) else 0
