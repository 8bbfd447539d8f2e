"""What speaks for each place a name may mean: a row a candidate, a column a reason.

Two groups of reasons. *Alone* (here): what is known before any name of the text is resolved:
people, kind, how the name leads to the place, the division named behind it, the outlet's domain.
*Together* (`scene.py`): how a candidate sits with what the other names of the text, and of the
outlet's other texts, are taken to mean so far. All lie between -1 and about 1.5.
"""

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vigil.reading.intake.geocoding.candidate_places import (
    ADMIN1,
    ADMIN2,
    COUNTRY,
    FEATURE,
    LISTED,
    PRIMARY,
    REWRITTEN,
    TOWN,
    Atlas,
    Floats,
    Numbers,
)
from vigil.reading.intake.geocoding.toponyms import (
    Document,
    Sense,
    country_hints_of,
    country_of,
    gaps,
    is_in_label,
    senses,
)

NEAR = -1
"""The number of no place: the candidate "somewhere near what the text is about"."""

ALONE = (
    "people",
    "people_of_town",
    "fewer_people",
    "only",
    "among",
    "country",
    "admin1",
    "admin2",
    "town",
    "feature",
    "near",
    "near_local",
    "primary",
    "primary_town",
    "primary_admin1",
    "primary_admin2",
    "listed",
    "rewritten",
    "division_word",
    "contained",
    "not_contained",
    "capitals",
    "hamlet",
    "big_city",
    "label",
    "outlet_country",
    "other_country",
    "signs",
    "other_signs",
)

_DIVISION = re.compile(
    r"(?i)\b(?:county|counties|parish|province|district|region|co|borough|shire|governorate|"
    r"oblast|state)\b\.?"
)
_LOCAL = re.compile(
    r"(?i)\b(?:st|street|ave|avenue|road|rd|river|creek|lake|park|township|twp|hill|hills|valley|"
    r"bay|island|mall|bridge|church|school|university|college|hospital|airport|highway|point|"
    r"pond|mountain|mount|mt|beach|harbor|square|side|end|downtown|field|ranch|dam|falls|forest|"
    r"springs|center|centre|plaza|station|cemetery|ridge|run|fork|heights|village|grove)\b"
)


@dataclass(slots=True)
class Table:
    """The candidates of all names of one text, a row each; the rows of a name are adjacent.

    `first` has where the rows of each name begin, and their number at its end; `sense` the name
    of each row. A name's last row is NEAR.
    """

    found: list[Sense]
    which: list[int]
    domain: str
    first: Numbers
    sense: Numbers
    number: Numbers
    kind: NDArray[np.int8]
    country: NDArray[np.int16]
    admin1: NDArray[np.int32]
    admin2: NDArray[np.int32]
    unit: Floats
    alone: Floats
    apart: Floats

    @property
    def near(self) -> NDArray[np.bool_]:
        """Rows that stand for no place of the gazetteer."""
        rows: NDArray[np.bool_] = self.number == NEAR
        return rows

    def only(self, rows: NDArray[np.bool_]) -> "Table":
        """Return the table without the other rows; at least one of each name must stay."""
        sense = self.sense[rows]
        return replace(
            self,
            first=np.searchsorted(sense, np.arange(len(self.found) + 1)).astype(np.int64),
            sense=sense,
            number=self.number[rows],
            kind=self.kind[rows],
            country=self.country[rows],
            admin1=self.admin1[rows],
            admin2=self.admin2[rows],
            unit=self.unit[rows],
            alone=self.alone[rows],
        )


def tabulate(document: Document, atlas: Atlas) -> Table:
    """Return the candidates of a document's names, with the reasons of the group *alone*."""
    found, which = senses(document, atlas)
    shouted = sum(map(str.islower, document.text[:400])) * 4 < len(document.text[:400])
    sizes = np.array([s.candidates.numbers.size + 1 for s in found], dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    number = np.full(int(first[-1]), NEAR, dtype=np.int64)
    for start, sense in zip(first, found, strict=False):
        number[start : start + sense.candidates.numbers.size] = sense.candidates.numbers
    blocks = [_alone(s, document.domain, shouted, atlas) for s in found]
    alone = np.concatenate(blocks) if blocks else np.zeros((0, len(ALONE)), np.float32)
    near = number == NEAR
    country = np.where(near, -1, atlas.country[number]).astype(np.int16)
    signs = country_hints_of(document.text, atlas)
    for nation, share in signs.items():
        alone[:, _COLUMN["signs"]] += share * (country == nation)
    if signs:
        best = max(signs.values())
        alone[:, _COLUMN["other_signs"]] = (best - alone[:, _COLUMN["signs"]]) * ~near
    return Table(
        found=found,
        which=which,
        domain=document.domain,
        first=first,
        sense=np.repeat(np.arange(len(found)), sizes),
        number=number,
        kind=np.where(near, -1, atlas.kind[number]).astype(np.int8),
        country=country,
        admin1=np.where(near, -1, atlas.admin1[number]).astype(np.int32),
        admin2=np.where(near, -1, atlas.admin2[number]).astype(np.int32),
        unit=np.where(near[:, None], np.float32(0), atlas.unit[number]),
        alone=alone,
        apart=gaps(found),
    )


def _alone(sense: Sense, domain: str, shouted: bool, atlas: Atlas) -> Floats:
    numbers = sense.candidates.numbers
    n = numbers.size
    columns = {
        "near": _last(n),
        "near_local": _last(n) * bool(_LOCAL.search(sense.name)),
    }
    if n:
        for name, values in _of_places(sense, shouted, atlas).items():
            columns[name] = np.append(values, 0)
        inside = np.isin(numbers, sense.contained)
        columns["contained"] = np.append(inside, 0)
        columns["not_contained"] = np.append(~inside, 1) * bool(sense.contained.size)
        towns = atlas.kind[numbers] >= TOWN
        columns["label"] = np.append(towns * (domain != "" and is_in_label(sense.name, domain)), 0)
        code = country_of(domain)
        if code in atlas.countries:
            same = atlas.country[numbers] == atlas.countries.index(code)
            columns["outlet_country"] = np.append(same, 0)
            columns["other_country"] = np.append(~same, 0)
    out = np.zeros((n + 1, len(ALONE)), dtype=np.float32)
    for name, values in columns.items():
        out[:, _COLUMN[name]] = values
    return out


_COLUMN = {name: i for i, name in enumerate(ALONE)}


def _last(n: int) -> Floats:
    return np.append(np.zeros(n, dtype=np.float32), np.float32(1))


def _of_places(sense: Sense, shouted: bool, atlas: Atlas) -> dict[str, NDArray[np.generic]]:
    numbers, relations = sense.candidates.numbers, sense.candidates.relations
    kind, count = atlas.kind[numbers], atlas.people[numbers]
    people = np.log10(count + 10) / 7
    primary, towns = relations == PRIMARY, kind >= TOWN
    divisions = (kind == ADMIN1) | (kind == ADMIN2)
    capitals = len(sense.name) > 2 and sense.name.isupper() and not shouted
    return {
        "people": people,
        "people_of_town": people * towns,
        "fewer_people": people.max() - people,
        "only": np.full(numbers.size, numbers.size == 1),
        "among": np.full(numbers.size, np.log10(numbers.size) / 2),
        "country": kind == COUNTRY,
        "admin1": kind == ADMIN1,
        "admin2": kind == ADMIN2,
        "town": towns & (kind != FEATURE),
        "feature": kind == FEATURE,
        "primary": primary,
        "primary_town": primary & towns,
        "primary_admin1": primary & (kind == ADMIN1),
        "primary_admin2": primary & (kind == ADMIN2),
        "listed": relations == LISTED,
        "rewritten": relations == REWRITTEN,
        "division_word": divisions * bool(_DIVISION.search(sense.name)),
        "capitals": towns * capitals,
        "hamlet": (count < 1000) & towns,
        "big_city": (count > 500_000) & towns & primary,
    }
