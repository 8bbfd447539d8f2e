"""Every name of a report that may be the place of an attack, with doubtful ones among them.

The rules of `placenames.py` keep what surely is a place. What is learnt can weigh doubt, so it is
given more: names of the gazetteer wherever they stand, also within a longer name ("Augusta
Chronicle") or what was taken for a person; names the gazetteer lacks, where a preposition or a
noun makes them places; and the countries that words such as "Colombian" speak of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from vigil.reading.intake.extraction.date_and_place import PARTS
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.lexicon import alternatives, pattern, read_toml, words
from vigil.reading.intake.extraction.place_names import PlaceName, PlaceNames, place_name
from vigil.reading.intake.extraction.sentences import Part
from vigil.reading.intake.extraction.victims import FoundAt
from vigil.reading.intake.gazetteer import Gazetteer, Place

How = Literal["listed", "loose", "unknown", "people", "country of"]
"""How a candidate was found: by the rules; by the gazetteer alone; by the words around it; by
a word for what belongs to a country; as the country of the dateline's town."""

_Words = list[tuple[int, int]]
_LONGEST = 5
"""Words of a name."""
_LOOSE = 15_000
"""People of a town that one word without a preposition may mean."""
_WORD = re.compile(r"[^\W\d_][\w'’-]*\.?")
_PLAIN = re.compile(r"[a-z][a-z-]{3,}")
_PARTICLES = words("small") | {"san", "santa", "du", "des", "of", "le", "les"}
_NOT_OF_NAMES = _PARTICLES | words("goes_on")
_OPENERS = frozenset({"la", "las", "los", "el", "san", "santa", "santo", "sao", "fort", "new"})
_NOUN = (
    "neighbou?rhood|village|town|city|municipality|department|province|district|county|hamlet|"
    "farm|river|camp|airport|port|area|section|suburb|township|borough|canton|region|state|"
    "university|mountain|hills?|valley|highway|jurisdiction|zone|sector"
)
QUARTERS = frozenset({"neighborhood", "neighbourhood", "section", "suburb"})
"""Nouns behind a name that make it a part of a town."""
_TAIL = re.compile(rf"\s+(?:international\s+)?(?P<noun>{_NOUN})\b")
_HERE = pattern(
    r"\b(?:in|at|near|outside|off|inside|around|en|em|na|no|a|au|dans|cerca de|perto de|pres de|"
    r"sur de|norte de|altura de|south of|north of|east of|west of|(?:"
    + alternatives("place_nouns")
    + r"))(?: (?:de|del|da|do))?(?: (?:the|el|la|los|las|o|le|l'))?"
    r"(?: (?:exclusive|\w+ern|downtown|small|rural|nearby|same|city's|\w+west|\w+east))? ?$"
)

_NOUN_BEFORE = pattern(
    r"\b(?:" + alternatives("place_nouns") + r")(?: (?:called|known as|of|de|del|do|da|la|el))* ?$"
)
_DIVISION = (
    "municipio|municipality|departamento|department|departement|provincia|province|estado|state|"
    "region|regiao|distrito|district|county|condado|concelho|canton|comune"
)
_LIES_WITHIN = re.compile(
    r",? (?:in|en|em|dans|nel|nella|del?|d[oa]|du) (?:(?:the|el|la|los|las|o|a|le|l') ?)?"
    rf"(?:(?!quien|donde|cuando)[\w-]+ ){{0,2}}(?:{_DIVISION})\b"
)
"""Behind a town or village: what it lies in, "Toribío, en el departamento del Cauca"."""
_LIES_IN = re.compile(
    rf",? (?:in )?(?:the )?(?:[\w-]+ ){{0,3}}(?:{_NOUN})\b|,? (?:\d+ )?(?:km|kilomet|miles)\b"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may be the place: where it stands and how it was found."""

    name: PlaceName
    part: Part
    how: How
    tail: str = ""
    """The noun behind the name: "Kensington section"."""

    @property
    def at(self) -> FoundAt:
        """Where it stands."""
        return FoundAt(self.part, self.name.start, self.name.end)


@dataclass(slots=True)
class Choice:
    """One place a report may mean, with every mention of it."""

    best: Place | None
    decided: bool
    mentions: list[Candidate] = field(default_factory=list)


@cache
def _peoples() -> dict[str, str]:
    """Words for what belongs to a country, and the name of the country in the gazetteer."""
    found: dict[str, str] = {}
    for country in read_toml("nationalities.toml")["countries"].values():
        for stem in country["words"].split():
            for ending in ("", "s", "o", "a", "os", "as", "e", "es"):
                found.setdefault(stem + ending, country["name"])
    return found


def candidates(
    reading: ReportFindings, places: PlaceNames, found_by_rules: list[tuple[PlaceName, Part]]
) -> list[Candidate]:
    """Return the candidates of a report in order, those of the text before those of the title."""
    found: list[Candidate] = []
    for part in PARTS:
        text = reading.report.title if part == "title" else reading.report.text
        folded = reading.folded[part]
        listed = [name for name, where in found_by_rules if where == part]
        taken = [(n.start, n.end) for n in listed]
        finder = _Finder(places, text, folded, reading.upper, taken)
        own = [
            *(Candidate(n, part, "listed", _tail(folded, n.end)) for n in listed),
            *(Candidate(n, part, how, _tail(folded, n.end)) for n, how in finder.names()),
            *(Candidate(n, part, "people") for n in _of_peoples(places.gazetteer, text, folded)),
        ]
        found += sorted(own, key=lambda c: c.name.start)
    return found


def _tail(folded: str, end: int) -> str:
    match = _TAIL.match(folded, end)
    return match["noun"] if match else ""


def country(gazetteer: Gazetteer, name: str) -> Place | None:
    """Return the country of that name."""
    return next((p for p in gazetteer.lookup(name) if p.kind == "country"), None)


def _of_peoples(gazetteer: Gazetteer, text: str, folded: str) -> Iterator[PlaceName]:
    """Countries spoken of by what belongs to them: "Colombian", "salvadoreña"."""
    peoples = _peoples()
    for match in _PLAIN.finditer(folded):
        name = peoples.get(match[0])
        place = country(gazetteer, name) if name else None
        if place is not None:
            yield PlaceName(
                match.start(),
                match.end(),
                text[match.start() : match.end()],
                (place,),
                strong=False,
                quarter=False,
                settlement=False,
                dateline=False,
            )


class _Finder:
    """Names of one part that the rules leave aside."""

    def __init__(
        self, places: PlaceNames, text: str, folded: str, upper: bool, taken: _Words
    ) -> None:
        self._places = places
        self._text = text
        self._folded = folded
        self._upper = upper
        self._taken = taken

    def names(self) -> Iterator[tuple[PlaceName, How]]:
        """Names in order; none overlaps another or one the rules found."""
        words = [(m.start(), m.end()) for m in _WORD.finditer(self._text)]
        number, following = 0, 0
        while number < len(words):
            start = words[number][0]
            if not self._text[start].isupper():
                number += 1
                continue
            while following < len(self._taken) and self._taken[following][1] <= start:
                following += 1
            within = following < len(self._taken) and self._taken[following][0] <= start
            if within or self._common(words[number], words, number):
                number += 1
                continue
            limit = self._taken[following][0] if following < len(self._taken) else len(self._text)
            count, found = self._at(self._run(words, number, limit))
            number += count
            if found is not None:
                yield found

    def _fold(self, word: tuple[int, int]) -> str:
        return self._folded[word[0] : word[1]].rstrip(".")

    def _common(self, word: tuple[int, int], words: _Words, number: int) -> bool:
        """Return whether a word begins no name; "EL" does where the next one is no common word."""
        folded = self._fold(word)
        if len(folded) < 2:
            return True
        if folded in _OPENERS:
            return number + 1 >= len(words) or self._places.common(self._fold(words[number + 1]))
        return self._places.common(folded)

    def _run(self, words: _Words, number: int, limit: int) -> _Words:
        """Return the words that may be one name: no comma between, particles only inside."""
        run = [words[number]]
        for word in words[number + 1 : number + _LONGEST]:
            last = run[-1]
            stop = self._text[last[1] - 1] == "." and last[1] - last[0] > 4
            if stop or word[0] >= limit or self._text[last[1] : word[0]].strip():
                break
            folded = self._fold(word)
            if folded not in _PARTICLES and (
                not self._text[word[0]].isupper() or self._places.common(folded)
            ):
                break
            run.append(word)
        while len(run) > 1 and self._fold(run[-1]) in _PARTICLES:
            run.pop()
        return run

    def _at(self, run: _Words) -> tuple[int, tuple[PlaceName, How] | None]:
        """Return the longest known name at the head of a run, or the run itself."""
        start = run[0][0]
        here = bool(_HERE.search(self._folded[max(0, start - 45) : start]))
        for count in range(len(run), 0, -1):
            end = run[count - 1][1]
            text, behind = self._text[start:end], self._folded[end : end + 12]
            sure = here or self._lies_within(end)
            known = self._places.known(text, count > 1, 1_000 if sure else _LOOSE, behind)
            if known and here and self._goes_on(run, count):
                break
            if known:
                return count, (self._name(start, end, known), "loose")
        named = len(self._fold(run[-1])) > 2 and self._fold(run[-1]) not in _OPENERS
        named = named and (not self._upper or self._looks_like_a_place(run))
        end = run[-1][1]
        if named and (here or self._lies_within(end) or _TAIL.match(self._folded, end)):
            return len(run), (self._name(start, run[-1][1], ()), "unknown")
        return 1, None

    def _lies_within(self, end: int) -> bool:
        """Return whether the words behind a name say in which division it lies."""
        return not self._upper and _LIES_WITHIN.match(self._folded, end) is not None

    def _goes_on(self, run: _Words, count: int) -> bool:
        """Return whether a known name is the head of a longer one: "San José Nacahuil"."""
        if self._upper or count >= len(run) or self._fold(run[count]) in _NOT_OF_NAMES:
            return False
        rest = self._text[run[count][0] : run[-1][1]]
        return not any(self._places.known(words, True, _LOOSE) for words in (rest, rest.split()[0]))

    def _looks_like_a_place(self, run: _Words) -> bool:
        """Return whether more than a preposition makes words in capitals a place: all may be names.

        A noun for a place before or behind it, an opening word of place names, or what it lies in.
        """
        start, end = run[0][0], run[-1][1]
        return (
            (len(run) > 1 and self._fold(run[0]) in _OPENERS)
            or _TAIL.match(self._folded, end) is not None
            or _NOUN_BEFORE.search(self._folded[max(0, start - 40) : start]) is not None
            or _LIES_IN.match(self._folded, end) is not None
        )

    def _name(self, start: int, end: int, known: tuple[Place, ...]) -> PlaceName:
        name = place_name(self._text, self._folded, (start, end), known, dateline=False)
        quarter = _tail(self._folded, end) in QUARTERS
        return replace(name, quarter=name.quarter or quarter)


@cache
def country_name(code: str) -> str:
    """Name in the gazetteer of a country given by its ISO 3166-1 alpha-3 code; empty if unknown."""
    listed = read_toml("nationalities.toml")["countries"]
    return str(listed[code]["name"]) if code in listed else ""
