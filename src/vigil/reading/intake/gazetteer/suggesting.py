"""Suggest places for what somebody has typed so far."""

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vigil.reading.intake.gazetteer import Gazetteer, Place, fold
from vigil.reading.intake.gazetteer.index import KINDS

TOWN = KINDS.index("town")
MOST = 8
SHORTEST = 2
"""Letters from which on a beginning says something."""
LOOKED_AT = 3000
"""Names with one beginning that are looked at: "san" has more than anybody reads."""


_COMMA = re.compile("[,،，、]")


class _Names(NamedTuple):
    """Every name, folded, one a line; and where each line begins."""

    text: str
    starts: NDArray[np.int64]


def suggest(typed: str, country: str = "", most: int = MOST) -> list[Place]:
    """Return places whose name is, or begins with, what was typed.

    A country of that name comes first, then the places of the `country` (ISO 3166-1 alpha-3, "" for
    any), then those with that very name, towns before the divisions called after them, and then
    those with more people. What stands behind a comma says where it lies: places there come before
    all others, also those that have what was typed as a later word of their name.
    """
    head, *around = (part.strip() for part in _COMMA.split(typed))
    around = [part for part in around if part]
    wanted = " ".join(fold(head).split())
    if len(wanted) < SHORTEST:
        return []
    gazetteer = Gazetteer.load()
    named = {place.number: place for name in (head, typed) for place in gazetteer.lookup(name)}
    looked_at = LOOKED_AT if around else most
    begun = {n: gazetteer.place(n) for n in _largest(gazetteer, wanted, country, looked_at)}
    countries = [_countries(gazetteer, part) for part in around]

    def lies_there(place: Place) -> bool:
        return all(_lies_in(place, *where) for where in zip(around, countries, strict=True))

    if around and not any(map(lies_there, (begun | named).values())):
        later = _largest(gazetteer, wanted, country, LOOKED_AT, before=" ")
        begun |= {n: gazetteer.place(n) for n in later}
    places = (begun | named).values()
    seats = _seats([p for p in named.values() if p.kind != "town" or fold(p.name) == wanted])
    return sorted(
        places,
        key=lambda p: (
            sum(not _lies_in(p, *where) for where in zip(around, countries, strict=True)),
            not (p.kind == "country" and p.number in named),
            p.country != country,
            p.number not in named,
            p.kind == "admin2",
            -max(p.population, seats.get(p.number, 0)),
            p.kind != "town",
            p.number,
        ),
    )[:most]


def _seats(named: Collection[Place]) -> dict[int, int]:
    """Return, for each town in a division of the same name, the people of that division."""
    divisions = [place for place in named if place.kind in ("admin1", "admin2")]
    return {
        town.number: max(
            (
                around.population
                for around in divisions
                if around.country == town.country and around.name in (town.admin1, town.admin2)
            ),
            default=0,
        )
        for town in named
        if town.kind == "town"
    }


def _countries(gazetteer: Gazetteer, name: str) -> set[str]:
    return {place.country for place in gazetteer.lookup(name) if place.kind == "country"}


def _lies_in(place: Place, around: str, countries: set[str]) -> bool:
    """Say whether a place lies in the division whose name begins so, or in one of the countries."""
    begun = fold(around)
    divisions = (place.admin1, place.admin2)
    return place.country in countries or any(fold(d or "").startswith(begun) for d in divisions)


def _largest(
    gazetteer: Gazetteer, wanted: str, country: str, most: int, before: str = "\n"
) -> list[int]:
    """Return the numbers of the places that matter most of those with that beginning.

    With a blank `before` it is the beginning of a later word of the name.
    """
    names = _names()
    found: list[int] = []
    at = names.text.find(before + wanted)
    while at >= 0 and len(found) < LOOKED_AT:
        found.append(at + 1)
        at = names.text.find(before + wanted, at + 1)
    if not found:
        return []
    numbers = np.searchsorted(names.starts, np.array(found), side="right") - 1
    columns, codes = gazetteer.columns, gazetteer.country_codes
    own = codes.index(country) if country in codes else -1
    elsewhere = columns["country"][numbers] != own
    order = np.lexsort((-columns["population"][numbers].astype(np.int64), elsewhere))
    return [int(n) for n in numbers[order[:most]]]


@cache
def _names() -> _Names:
    """Return the names; made once a process. Folding all at once takes a tenth of the time."""
    names = Gazetteer.load().names()
    lengths = np.fromiter(map(len, names), dtype=np.int64, count=len(names))
    text = fold("\n" + "\n".join(names))
    return _Names(text, np.cumsum(lengths + 1) - lengths)


def towns_near(lat: float, lon: float, degrees: float, most: int) -> list[Place]:
    """Return the largest towns in a square around a point, the largest first."""
    gazetteer = Gazetteer.load()
    columns = gazetteer.columns
    wide = degrees / max(0.2, float(np.cos(np.radians(lat))))
    near = (np.abs(columns["lat"] - lat) < degrees) & (np.abs(columns["lon"] - lon) < wide)
    numbers = np.flatnonzero(near & (columns["kind"] == TOWN))
    people = columns["population"][numbers].astype(np.int64)
    return [gazetteer.place(int(n)) for n in numbers[np.argsort(-people, kind="stable")[:most]]]
