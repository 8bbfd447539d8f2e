"""Where a report plays: what its places, its outlet and its language say of one another.

A name such as "Guadalupe" is sixty places. It is read as one of them only when the report itself
decides: the division behind the name ("Guadalupe, Zac."), the countries and divisions the report
names, the outlet's country. The language is a prior that decides between readings and never
supports one. Where several readings stay open, the name stays without country and coordinates.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from vigil.reading.intake.extraction.lexicon import read_toml, words
from vigil.reading.intake.extraction.place_names import PlaceName
from vigil.reading.intake.gazetteer import Gazetteer, Place, fold
from vigil.reading.records import PlacePrecision, PlaceRead, Report

_PRECISION: dict[str, PlacePrecision] = {
    "country": "country",
    "admin1": "admin1",
    "admin2": "admin2",
    "town": "town",
    "neighbourhood": "neighbourhood",
    "region": "admin2",
}
_LARGE = 100_000
"""People of a town that may be meant without its country being named."""
_WORLD = 300_000
"""The same for a town outside the countries of the report's language."""
_NEAR = 5_000
"""People of a town of the language that keeps a larger one abroad from being meant."""
_CAPITAL = 50
"""How many times larger a town abroad is meant in a dateline: of Lima, not of that in Ohio."""
_DOMINANT = 0.1
"""A rival reading counts when it has more than this share of the best one's people."""
_MARGIN = 1.0
"""Weight by which the best reading must pass one of another country the report names."""
_TAIL = 4.0
"""Weight that a town loses when only the end of its name is said."""
_OTHER = 2.0
"""The same where another name altogether is said."""
_GENERIC = words("generic_heads")
"""First words of towns' names that are left out when people speak of them."""
_BESIDE = re.compile(r"\s*[,(/]\s*|\s*-\s*")
_MUNICIPALITY = re.compile(
    r",? (?:(?:en|de|del|in|of|no|na|em|do|el|la|the) ){0,2}"
    r"(?:municipio|municipality|delegacion|alcaldia|concelho|canton|partido)(?: de| del| of)? "
)
_LETTERS = re.compile(r"\s*(?:,\s*|\(\s*|\s?[-/–]\s?)([A-Z]{2}|[A-Z][a-z]{1,4})\b(?!\w)")


@cache
def _regions() -> dict[str, Any]:
    return read_toml("regions.toml")


@cache
def _speakers(language: str) -> frozenset[str]:
    return frozenset(_regions()["languages"].get(language, "").split())


def home_country(report: Report) -> str:
    """Country of the outlet: as stated, or that of its domain; empty when neither says it."""
    host = urlsplit(report.url).hostname if report.url.startswith("http") else None
    domain = (host or "").rsplit(".", 1)[-1]
    return report.country or str(_regions()["domains"].get(domain, ""))


@dataclass(slots=True)
class Context:
    """Countries and divisions a report speaks of."""

    language: str
    countries: Counter[str] = field(default_factory=Counter)
    admins: Counter[int] = field(default_factory=Counter)
    behind: dict[tuple[int, int, str], list[Place]] = field(default_factory=dict)
    """For a name with a division or country right behind it, what these may be."""

    def weight(self, place: Place, name: PlaceName) -> float:
        """How well a place fits: people, the countries and divisions named, the kind of noun."""
        score = math.log10(place.population + 10)
        score += 2.0 * min(3, self.countries[place.country])
        score += 1.0 if place.country in _speakers(self.language) else 0
        if place.kind != "admin1":
            score += 3.0 * min(1.0, self.admins[place.admin1_number])
        score += 8 if self.said(place, name) else 0
        if place.kind == "country" and not self.rather_division(place, name):
            score += 8
        if place.kind == "admin2" and not name.settlement:
            score -= 1.5
        if place.kind == "town":
            score += 0.5
        return score + _by_name(place, name)

    def rather_division(self, country: Place, name: PlaceName) -> bool:
        """Return whether a country's name is that of a division where the report plays: Georgia."""
        return (
            country.kind == "country"
            and self.countries[country.country] < 1
            and any(
                p.kind == "admin1" and p.country != country.country and self._home(p.country)
                for p in name.candidates
            )
        )

    def _home(self, code: str) -> bool:
        return self.countries[code] >= 1 or code in _speakers(self.language)

    def said(self, place: Place, name: PlaceName) -> bool:
        """Return whether the place's own division or country stands right behind the name."""
        return any(_lies_in(place, b) for b in self.said_behind(name))

    def said_behind(self, name: PlaceName) -> list[Place]:
        """Return the division or country right behind a name: what it may be."""
        return self.behind.get((name.start, name.end, name.text), [])

    def supports(self, place: Place) -> bool:
        """Return whether the report or its outlet names the place's country or division."""
        return self.countries[place.country] >= 1 or self.admins[place.admin1_number] >= 1


def _lies_in(place: Place, wide: Place) -> bool:
    if wide.kind == "admin1":
        return place.admin1_number == wide.number
    if wide.kind == "admin2":
        return place.admin1_number == wide.admin1_number and place.admin2 == wide.name
    return place.country == wide.country and place.kind != "country"


def _by_name(place: Place, name: PlaceName) -> float:
    """Return how well the words fit: a place's main name best, the tail of a longer one least.

    "Morelos" is hardly Ecatepec de Morelos, while "Juárez" may be Ciudad Juárez.
    """
    own, said = fold(place.name).split(), fold(name.text).strip(".").split()
    if own == said:
        return 1.0
    if place.kind != "town" or own[: len(said)] == said:
        return 0.0
    if len(own) <= len(said) or own[-len(said) :] != said:
        return 0.0 if own[0][:2] == said[0][:2] else -_OTHER
    return 0.0 if own[0] in _GENERIC else -_TAIL


def gather(
    gazetteer: Gazetteer, report: Report, language: str, names: list[tuple[PlaceName, str]]
) -> Context:
    """Gather what the report's places state of its region. `names` come with their texts."""
    context = Context(language)
    home = home_country(report)
    if home:
        context.countries[home] += 2
    own = [n for n, _ in names]
    votes = {fold(n.text): n.candidates for n in own if n.candidates and not n.quarter}
    votes |= _of_outlet(gazetteer, report.outlet)
    lines = {fold(n.text) for n in own if n.dateline}
    for name, candidates in votes.items():
        _vote(context, candidates, line=name in lines)
    note_behind(gazetteer, context, names)
    for candidates in votes.values():
        _vote_division(context, candidates)
    return context


def _of_outlet(gazetteer: Gazetteer, outlet: str) -> dict[str, tuple[Place, ...]]:
    """Places in the name of the outlet: "El Sol de Morelia"."""
    words = re.findall(r"\b[A-ZÀ-ÖØ-Þ][\w'’-]{3,}", outlet)
    found = {}
    for name in [*words, *(" ".join(pair) for pair in pairwise(words))]:
        places = tuple(
            p
            for p in gazetteer.lookup(name)
            if p.population >= _LARGE and fold(p.name) == fold(name)
        )
        if places:
            found[f"outlet {fold(name)}"] = places
    return found


def _vote(context: Context, candidates: tuple[Place, ...], *, line: bool) -> None:
    best = candidates[0]
    if best.kind == "country":
        if not any(p.kind == "admin1" and p.country != best.country for p in candidates):
            context.countries[best.country] += 2
        return
    # The language keeps "Victoria" in a Spanish text from voting for Australia.
    spoken = _speakers(context.language)
    if best.country not in spoken and any(
        p.country in spoken and p.population >= (best.population / _CAPITAL if line else _NEAR)
        for p in candidates
    ):
        return
    divisions = {p.country for p in candidates if p.kind == "admin1" and p.population > _LARGE}
    if len(divisions) == 1 and best.country in divisions:
        context.countries[best.country] += 1
        return
    rivals = [p for p in candidates if p.population >= _DOMINANT * best.population]
    least = _LARGE if best.country in spoken else _WORLD
    if best.population >= least and all(p.country == best.country for p in rivals):
        context.countries[best.country] += 1


def _vote_division(context: Context, candidates: tuple[Place, ...]) -> None:
    """Divisions named, and those of the large towns named, in countries that play a part."""
    for place in candidates:
        if place.kind == "admin1" and context.countries[place.country] >= 1:
            context.admins[place.number] += 1
    best = candidates[0]
    if best.kind in ("town", "admin2") and best.population >= _LARGE:
        rivals = [p for p in candidates if p.population >= _DOMINANT * best.population]
        if len({p.admin1_number for p in rivals}) == 1:
            context.admins[best.admin1_number] += 1


def note_behind(gazetteer: Gazetteer, context: Context, names: list[tuple[PlaceName, str]]) -> None:
    """Note the division or country right behind each name: it decides between its readings."""
    for number, (name, text) in enumerate(names):
        following, other = names[number + 1] if number + 1 < len(names) else (None, "")
        _note_behind(gazetteer, context, name, text, following if other is text else None)


def _note_behind(
    gazetteer: Gazetteer, context: Context, name: PlaceName, text: str, following: PlaceName | None
) -> None:
    found: list[Place] = []
    letters = _LETTERS.match(text, name.end)
    if letters:
        found = _by_letters(gazetteer, context, letters[1])
    between = text[name.end : following.start] if following else ""
    if following and not found and _BESIDE.fullmatch(between):
        found = [p for p in following.candidates if p.kind in ("admin1", "country")]
    if following and not found and _MUNICIPALITY.fullmatch(fold(between)):
        found = [p for p in following.candidates if p.kind == "admin2"]
    if not found or not _bears_out(name, found):
        return
    context.behind[(name.start, name.end, name.text)] = found
    if len({p.country for p in found}) == 1 and any(
        p.country == b.country for p in name.candidates for b in found
    ):
        context.countries[found[0].country] += 1
        if found[0].kind == "admin1":
            context.admins[found[0].number] += 1


def _bears_out(name: PlaceName, behind: list[Place]) -> bool:
    """Return whether what stands behind a name says where it lies: a list of places does not."""
    if any(p.country == b.country for p in name.candidates for b in behind):
        return True
    return not name.candidates and len(behind) == 1 and behind[0].kind == "admin1"


def _by_letters(gazetteer: Gazetteer, context: Context, letters: str) -> list[Place]:
    return [
        place
        for country, states in _regions()["states"].items()
        if letters in states and country in _speakers(context.language)
        for place in gazetteer.lookup(states[letters])
        if place.kind == "admin1" and place.country == country
    ]


def resolve(name: PlaceName, context: Context) -> PlaceRead:
    """Return the place a name means in this report; only the name when that stays open."""
    text = " ".join(name.text.split())
    behind = context.said_behind(name)
    # What lies elsewhere than the text says is another place of that name.
    known = [p for p in name.candidates if any(_lies_in(p, b) for b in behind)]
    sure = len(behind) == 1 or any(b.kind == "admin2" for b in behind)
    if not known and not (sure and behind[0].kind != "country"):
        known = list(name.candidates)
    ranked = sorted(known, key=lambda p: -context.weight(p, name))
    if not ranked:
        precision: PlacePrecision = (
            "neighbourhood" if name.quarter else "town" if name.settlement else "unknown"
        )
        if len(behind) != 1:
            return PlaceRead(name=text, precision=precision)
        within = behind[0]
        return PlaceRead(
            name=text,
            admin1=within.admin1,
            admin2=within.admin2 if within.kind == "admin2" else None,
            country=within.country,
            precision="town" if precision == "unknown" else precision,
        )
    best = ranked[0]
    if name.quarter and best.kind != "neighbourhood":
        return PlaceRead(name=text, precision="neighbourhood")
    if not _decided(best, ranked, name, context):
        return PlaceRead(name=text)
    if _several_divisions(best, ranked, name, context):
        return PlaceRead(name=text, country=best.country, precision=_PRECISION[best.kind])
    return PlaceRead(
        name=text,
        admin1=best.admin1,
        admin2=best.admin2 if best.kind in ("admin2", "town") else None,
        country=best.country,
        lat=best.lat,
        lon=best.lon,
        precision=_PRECISION[best.kind],
        geonames_id=best.geonames_id,
    )


def best_reading(name: PlaceName, context: Context) -> tuple[Place | None, bool]:
    """Return the place a name most likely means, and whether the report decides for its country."""
    if not name.candidates:
        return None, False
    if len(name.candidates) == 1:
        return name.candidates[0], _decided(name.candidates[0], [], name, context)
    ranked = sorted(name.candidates, key=lambda p: -context.weight(p, name))
    return ranked[0], _decided(ranked[0], ranked, name, context)


UNLIKELY = 200
"""Cost of a name that is a place only in countries the report has nothing to do with."""


def doubt(name: PlaceName, context: Context) -> float:
    """How little the report bears a place name out, as a cost for choosing it: 0 to 200."""
    if not name.candidates:
        return 60
    ranked = sorted(name.candidates, key=lambda p: -context.weight(p, name))
    if _decided(ranked[0], ranked, name, context):
        return 0
    likely = any(
        p.country in _speakers(context.language) or context.supports(p) for p in name.candidates
    )
    return 50 if likely else UNLIKELY


def _decided(best: Place, ranked: list[Place], name: PlaceName, context: Context) -> bool:
    """Return whether the report decides for the country of the best reading."""
    if best.kind == "country" or context.said(best, name):
        return not context.rather_division(best, name)
    others = [p for p in ranked if p.country != best.country]
    if context.supports(best):
        top = context.weight(best, name)
        return not any(
            context.supports(p) and context.weight(p, name) > top - _MARGIN for p in others
        )
    spoken = _speakers(context.language)
    if best.country not in spoken and any(
        p.country in spoken and p.population >= _NEAR for p in others
    ):
        return False  # "Lagos" in a Portuguese text
    least = _LARGE if best.country in spoken else _WORLD
    return best.population >= least and not any(
        p.population >= _DOMINANT * best.population for p in others
    )


def _several_divisions(best: Place, ranked: list[Place], name: PlaceName, context: Context) -> bool:
    """Return whether the country is clear and several towns of that name in it stay possible."""
    if best.kind in ("country", "admin1") or context.said(best, name):
        return False
    if context.admins[best.admin1_number] >= 1:
        return False
    return any(
        p.country == best.country
        and p.admin1_number != best.admin1_number
        and p.kind == best.kind
        and p.population >= _DOMINANT * best.population
        for p in ranked
    )
