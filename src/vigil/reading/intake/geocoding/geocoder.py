"""Texts with place names in, places out."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import batched

import numpy as np
from msgspec import Struct

from vigil.reading.intake.geocoding.candidate_features import NEAR, Table, tabulate
from vigil.reading.intake.geocoding.candidate_places import Atlas, Floats
from vigil.reading.intake.geocoding.model import Model
from vigil.reading.intake.geocoding.toponyms import Document


class Located(Struct, frozen=True):
    """Where a name lies, in degrees of WGS 84; `country` ISO 3166-1 alpha-2 (None: in no one).

    `basis` says what the answer rests on: "name", a place of that name; "context", no known place
    of that name fits, and the point is that of the text's other places, or the outlet's home: good
    for telling the region, never to be shown as the place itself. It has no `geonames_id` then.
    """

    lat: float
    lon: float
    country: str | None
    geonames_id: int | None
    basis: str
    probability: float


MOST_TOGETHER = 60
"""Toponyms of one text that are weighed against each other: the work grows with their square."""


def _parts(document: Document) -> list[Document]:
    """Return the document, or with very many toponyms the document once for each run of them."""
    names = document.toponyms
    if len(names) <= MOST_TOGETHER:
        return [document]
    runs = batched(names, MOST_TOGETHER)
    return [replace(document, toponyms=run) for run in runs]


class Geocoder:
    """Resolves the names of many texts together: an outlet's texts tell where it is at home."""

    def __init__(self, atlas: Atlas, model: Model) -> None:
        self._atlas, self._model = atlas, model

    @classmethod
    @cache
    def load(cls) -> "Geocoder":
        """Return the shipped geocoder; one a process."""
        return cls(Atlas.load(), Model.load())

    def geocode(self, documents: Sequence[Document]) -> list[list[Located | None]]:
        """For each document, a place for each of its toponyms in their order, or None.

        None: no place of that name is known and nothing else in the text, or known of its outlet,
        tells where it may lie. The answer depends on the documents of the call, not their order.
        """
        parts = [part for document in documents for part in _parts(document)]
        tables = (tabulate(part, self._atlas) for part in parts)
        resolved = self._model.chances(tables, self._atlas)
        answers = iter([self._answers(table, chance) for table, chance in resolved])
        return [
            [place for _ in _parts(document) for place in next(answers)] for document in documents
        ]

    def _answers(self, table: Table, chance: Floats) -> list[Located | None]:
        best = [
            int(start + chance[start:end].argmax())
            for start, end in zip(table.first[:-1], table.first[1:], strict=True)
        ]
        places = [self._place(table, row, float(chance[row])) for row in best]
        return [places[sense] for sense in table.which]

    def _place(self, table: Table, row: int, chance: float) -> Located | None:
        number, country = int(table.number[row]), int(table.country[row])
        if number == NEAR:
            x, y, z = (float(v) for v in table.unit[row])
            if not (x or y or z):
                return None
            lat, lon = np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))
        else:
            lat, lon = self._atlas.lat[number], self._atlas.lon[number]
        return Located(
            lat=round(float(lat), 4 if number != NEAR else 1),
            lon=round(float(lon), 4 if number != NEAR else 1),
            country=self._atlas.countries[country] if country >= 0 else None,
            geonames_id=(int(self._atlas.geonames_id[number]) or None) if number != NEAR else None,
            basis="name" if number != NEAR else "context",
            probability=round(chance, 3),
        )
