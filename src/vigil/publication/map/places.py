"""Count the cases of a selection by place, for the map and its table.

Everything comes from the columns of the public record, whose coordinates are coarse by the policy.
Nothing is read from the case file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigil.publication.map import shapes
from vigil.publication.map.divisions import divisions
from vigil.publication.map.marks import Cluster, Kind, MarkedPlace, box_around, cell_for, clusters
from vigil.publication.map.projection import Bbox, MapView, extent_view_of, map_view_of
from vigil.publication.record.columns import Columns, Mask
from vigil.publication.search.filters import NO_COUNTRY, PRECISIONS

RINGS_AT_MOST = 60
"""With more rings than this, all divisions of a country share one ring."""


@dataclass(frozen=True)
class CountryRow:
    """A row of the table: the cases of a country by the precision of their places."""

    code: str
    point: int
    admin1: int
    country: int

    @property
    def total(self) -> int:
        """All cases of the country."""
        return self.point + self.admin1 + self.country


@dataclass(frozen=True)
class Places:
    """The places of the selected cases.

    `lat` and `lon` are those of cases with a point, `country` the numbers of their countries in
    `codes`. `in_divisions` counts cases that are placed
    only in a division, by country and name. `without_point` counts cases in a known town or
    district without coordinates in the record.
    """

    rows: list[CountryRow]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    country: NDArray[np.int32]
    codes: Sequence[str]
    in_divisions: dict[tuple[str, str], int] = field(default_factory=dict)
    without_point: int = 0

    @property
    def total(self) -> int:
        """All selected cases."""
        return sum(row.total for row in self.rows)

    @property
    def unplaced(self) -> int:
        """Cases whose country is not reported."""
        return next((row.total for row in self.rows if not row.code), 0)

    @cached_property
    def rings(self) -> list[MarkedPlace]:
        """The rings of divisions whose point is known."""
        found = []
        for (country, name), count in self.in_divisions.items():
            point = divisions().point(country, name)
            if point is not None:
                found.append(MarkedPlace(Kind.DIVISION, count, *point, key=(country, name)))
        return found

    @property
    def unknown_divisions(self) -> int:
        """The number of cases in divisions that the map does not have."""
        return sum(self.in_divisions.values()) - sum(ring.count for ring in self.rings)

    @property
    def numbers(self) -> list[MarkedPlace]:
        """The numbers of cases placed only in a country, at the position of its name."""
        return [
            MarkedPlace(Kind.COUNTRY, row.country, label[1], label[0], key=(row.code, ""))
            for row in self.rows
            if row.country and (label := shapes.countries().label(row.code))
        ]

    def clusters(self, view: MapView) -> list[Cluster]:
        """Return the points as clusters for a view."""
        return clusters(self.lat, self.lon, cell_for(view), self.country)

    def spots(self, view: MapView) -> list[MarkedPlace]:
        """Return all places that a view marks."""
        points = [
            MarkedPlace(
                Kind.POINT,
                found.count,
                found.lat,
                found.lon,
                bbox=found.bbox,
                cell=found.cell,
                countries=tuple(self.codes[number] for number in found.groups),
            )
            for found in self.clusters(view)
        ]
        rings = self.rings
        if len(rings) > RINGS_AT_MOST:
            rings = list(_by_country(rings))
        return [*points, *rings, *self.numbers]

    def view(self, asked: dict[str, Any]) -> MapView:
        """Return the part of the world to show: the box or the country asked for, or all cases."""
        if asked.get("bbox"):
            return map_view_of(asked["bbox"])
        code = asked.get("country")
        if not code or code == NO_COUNTRY:
            return extent_view_of(self._extent())
        return map_view_of(self._country_box(code))

    def _extent(self) -> Bbox | None:
        """Return the box around everything that is marked; None where nothing is."""
        aside = [*self.rings, *self.numbers]
        lat = np.concatenate([self.lat, [spot.lat for spot in aside]])
        lon = np.concatenate([self.lon, [spot.lon for spot in aside]])
        return box_around(lat, lon) if len(lat) else None

    def _country_box(self, code: str) -> Bbox | None:
        """Return a box around a country that includes the selected points too."""
        box = shapes.countries().bounds(code)
        if not len(self.lat):
            return box
        points = box_around(self.lat, self.lon)
        if box is None or points[2] - points[0] > 180:
            return box or points
        return (
            min(box[0], points[0]),
            min(box[1], points[1]),
            max(box[2], points[2]),
            max(box[3], points[3]),
        )


def _by_country(rings: Iterable[MarkedPlace]) -> Iterable[MarkedPlace]:
    sums: dict[str, int] = {}
    for ring in rings:
        sums[ring.key[0]] = sums.get(ring.key[0], 0) + ring.count
    for code, count in sums.items():
        label = shapes.countries().label(code)
        if label is not None:
            yield MarkedPlace(Kind.DIVISION, count, label[1], label[0], key=(code, ""))


def places_of(columns: Columns, mask: Mask) -> Places:
    """Count the selected cases by country and by the precision of their places."""
    country = columns.coded["country"]
    precision = columns.coded["place_precision"]
    groups = {name: mask & precision.equal(*values) for name, values in PRECISIONS.items()}
    counts = {name: country.count(group) for name, group in groups.items()}
    codes = country.count(mask)
    rows = [
        CountryRow(code, *(counts[name].get(code, 0) for name in ("point", "admin1", "country")))
        for code in codes
    ]
    known = groups["point"] & ~np.isnan(columns.lat) & ~np.isnan(columns.lon)
    named = columns.coded["admin1"].count(groups["admin1"])
    parted = {tuple(key.partition("/")[::2]): count for key, count in named.items()}
    return Places(
        rows=rows,
        lat=columns.lat[known],
        lon=columns.lon[known],
        in_divisions={(code, name): count for (code, name), count in parted.items()},
        without_point=int(groups["point"].sum() - known.sum()),
        country=country.codes[known],
        codes=country.values,
    )
