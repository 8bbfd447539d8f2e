"""Every place a name may mean: the gazetteer, and what newspapers name that it does not hold."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vigil.reading.intake.gazetteer import Gazetteer, fold_name
from vigil.reading.intake.gazetteer.index import KINDS

COUNTRY, ADMIN1, ADMIN2, TOWN = (KINDS.index(k) for k in ("country", "admin1", "admin2", "town"))
FEATURE: Final = len(KINDS)
"""A sea, a region, a range or a river of `features.toml`."""

PRIMARY, ALTERNATIVE, LISTED, REWRITTEN = range(4)
"""How a name leads to a place: its best-known name, another name of it, a name of our own lists
(a people, an abbreviation, a feature), or a rewritten form ("St. Paul", "City of York")."""

MOST_CANDIDATES: Final = 80

Numbers = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The places a name may mean, by number, and by which kind of name each was found."""

    numbers: Numbers
    relations: Numbers


_SHORT = {
    "st": "saint",
    "ste": "sainte",
    "mt": "mount",
    "mtn": "mountain",
    "ft": "fort",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "co": "county",
    "twp": "township",
    "pt": "point",
    "hts": "heights",
}
_LEADING = re.compile(
    r"^(?:the |(?:greater|downtown|metro|metropolitan|central|upper|lower|inner|old|"
    r"north(?:ern|east|eastern|west|western)?|south(?:ern|east|eastern|west|western)?|east(?:ern)?|"
    r"west(?:ern)?) |(?:city|town|township|village|borough|county|province|state|district|republic|"
    r"municipality|port|gulf|commonwealth|isle|island|co|region|department) of (?:the )?|"
    r"(?:county|co|estado de|provincia de|departamento de|departement de) )(?=\w)"
)
_TRAILING = re.compile(
    r" (?:city|town|township|village|borough|county|parish|area|region|province|state|district|"
    r"governorate|oblast|prefecture|municipality|metro|metropolitan area|peninsula|island|islands|"
    r"republic|department|division|camp|refugee camp|suburb|ans)$"
)


class Atlas:
    """Places by number: those of the gazetteer first, then the features."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        lists = _data("features.toml")
        listed = [*lists["continents"], *lists["features"]]
        of = gazetteer.columns
        two = gazetteer.alpha2_codes
        self.countries = two
        country_of = {code: i for i, code in enumerate(two)}
        self.first_feature = int(of["kind"].size)

        def column(name: str, more: list[Any], kind: Any) -> NDArray[Any]:
            return np.concatenate([of[name].astype(kind), np.array(more, dtype=kind)])

        count = len(listed)
        self.kind = column("kind", [FEATURE] * count, np.int8)
        self.country = column("country", [country_of.get(f[3], -1) for f in listed], np.int16)
        self.admin1 = column("admin1", [-1] * count, np.int32)
        self.admin2 = column("admin2", [-1] * count, np.int32)
        self.lat = column("point_lat", [f[1] for f in listed], np.float32)
        self.lon = column("point_lon", [f[2] for f in listed], np.float32)
        self.people = column("population", [0] * count, np.float32)
        self.geonames_id = column("geonames_id", [f[4] if len(f) > 4 else 0 for f in listed], "u4")
        self.unit = unit_vectors(self.lat, self.lon)
        self.known = np.isfinite(self.lat)
        self.own_names = self._own_names([f[0] for f in listed])
        self.exact_names = self._abbreviations()
        self.signs = self._signs()
        self._found: dict[str, Candidates] = {}

    @classmethod
    @cache
    def load(cls) -> "Atlas":
        """Return the shipped atlas; one a process."""
        return cls(Gazetteer.load())

    def candidates(self, name: str) -> Candidates:
        """All places a name as printed may mean, most people first; none for an unknown name."""
        found = self._found.get(name)
        if found is None:
            if len(self._found) > 50_000:
                self._found.clear()
            found = self._found[name] = self._search(name)
        return found

    def of_division(self, name: str) -> Numbers:
        """Return the countries and divisions of that name, which may follow a town's name."""
        found = self.candidates(name)
        chosen = found.numbers[found.relations != REWRITTEN]
        large: Numbers = chosen[(self.kind[chosen] >= COUNTRY) & (self.kind[chosen] <= ADMIN2)]
        return large

    def _search(self, name: str) -> Candidates:
        plain = " ".join(name.split())
        exact = self.exact_names.get(plain)
        if exact is not None and (plain.endswith(".") or len(plain) <= 2):
            return _ranked([(n, LISTED) for n in exact], self)
        pairs: dict[int, int] = dict.fromkeys(exact or (), LISTED)
        folded = fold_name(re.sub(r"['’´`]s$|['’]$", "", plain))
        for form, rewritten in _forms(folded):
            if rewritten and pairs:
                break
            for number in self.own_names.get(form, ()):
                pairs.setdefault(number, REWRITTEN if rewritten else LISTED)
            for place in self.gazetteer.numbers(form):
                number = int(place)
                if rewritten:
                    pairs.setdefault(number, REWRITTEN)
                else:
                    pairs.setdefault(number, self._relation(number, form))
        return _ranked([(n, r) for n, r in pairs.items() if self.known[n]], self)

    def _relation(self, number: int, folded: str) -> int:
        return PRIMARY if fold_name(self.gazetteer.name(number)) == folded else ALTERNATIVE

    def _own_names(self, features: list[list[str]]) -> dict[str, list[int]]:
        names: dict[str, list[int]] = {}

        def add(name: str, number: int) -> None:
            folded = fold_name(name)
            for form in (folded, folded + "s"):
                if number not in names.setdefault(form, []):
                    names[form].append(number)

        for number, forms in enumerate(features, start=self.first_feature):
            for form in forms:
                add(form, number)
        lists = _data("names.toml")
        countries = {self.gazetteer.country_codes[self.country[n]]: n for n in self._countries()}
        for code, forms in lists["demonyms"].items():
            for form in forms:
                add(form, countries[code])
        for where, entries in lists["people_of"].items():
            code, _, kind = where.partition("_")
            for name, forms in entries.items():
                number = self._named(name, code, TOWN if kind else ADMIN1)
                for form in forms:
                    add(form, number)
        return names

    def _abbreviations(self) -> dict[str, list[int]]:
        names: dict[str, list[int]] = {}
        for code, entries in _data("names.toml")["abbreviations"].items():
            for name, forms in entries.items():
                number = self._named(name, code, ADMIN1)
                for form in forms:
                    names.setdefault(form, []).append(number)
        return names

    def _signs(self) -> dict[str, list[int]]:
        """Words that betray the country of a text, folded, each with its countries."""
        signs: dict[str, list[int]] = {}
        for code, words in _data("names.toml")["signs"].items():
            for word in words:
                signs.setdefault(word, []).append(self.gazetteer.country_codes.index(code))
        return signs

    def _countries(self) -> list[int]:
        return [int(n) for n in np.flatnonzero(self.kind == COUNTRY)]

    def _named(self, name: str, code: str, kind: int) -> int:
        """Return the place of that name and kind in a country. Raises LookupError without one."""
        found = [
            int(n)
            for n in self.gazetteer.numbers(fold_name(name))
            if self.kind[n] == kind
            and self.gazetteer.country_codes[self.country[n]] == code
            and self.known[n]
        ]
        if not found:
            raise LookupError(f"{name} ({code}) of names.toml is not in the gazetteer")
        return max(found, key=lambda n: (self.people[n], -n))


def unit_vectors(lat: NDArray[Any], lon: NDArray[Any]) -> Floats:
    """Points on the unit sphere, shape (n, 3); degrees in. Where unknown, the centre (0, 0, 0)."""
    f, g = np.radians(lat), np.radians(lon)
    points = np.stack([np.cos(f) * np.cos(g), np.cos(f) * np.sin(g), np.sin(f)], axis=1)
    known: Floats = np.nan_to_num(points).astype(np.float32)
    return known


def _ranked(pairs: Iterable[tuple[int, int]], atlas: Atlas) -> Candidates:
    best = sorted(pairs, key=lambda p: (p[1] == ALTERNATIVE, -atlas.people[p[0]], p[0]))
    best = best[:MOST_CANDIDATES]
    numbers = np.array([p[0] for p in best], dtype=np.int64)
    return Candidates(numbers, np.array([p[1] for p in best], dtype=np.int64))


def _forms(folded: str) -> list[tuple[str, bool]]:
    """Return the forms to look up, surest first; True: rewritten, tried if the others fail."""
    words = [_SHORT.get(w, w) for w in folded.split()]
    expanded = " ".join(words)
    forms = [(folded, False)]
    if expanded != folded:
        forms.append((expanded, False))
    if "saint " in expanded:
        forms.append((expanded.replace("saint ", "st "), False))
    if expanded.startswith("the "):
        forms.append((expanded[4:], False))
    for pattern in (_LEADING, _TRAILING):
        stripped = pattern.sub("", expanded)
        if stripped != expanded and stripped:
            forms.append((stripped, True))
    return forms


@cache
def _data(name: str) -> dict[str, Any]:
    text = (
        files("vigil.reading.intake.geocoding").joinpath("data", name).read_text(encoding="utf-8")
    )
    return tomllib.loads(text)
