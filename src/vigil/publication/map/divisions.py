"""Find the point of a first-order division (a state, province or region) by country and name.

The point is the town that is nearest to where its people live, so it is always inside the
division. It marks the whole division: the map draws it as a hollow ring.

`python -m vigil.publication.map.divisions` writes the file from the gazetteer of intake (GeoNames,
CC BY 4.0). Run it after you build the gazetteer.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from vigil.reading.intake.gazetteer.folding import fold_name
from vigil.reading.intake.gazetteer.index import (
    INDEX,
    KINDS,
    Arrays,
    name_hash,
    read_index,
    write_index,
)

POINTS = Path(__file__).with_name("division_points.zst")
DECIMALS = 2


@dataclass(frozen=True)
class Divisions:
    """Points of divisions, found by country (alpha-3) and name in any known spelling."""

    by_name: dict[tuple[str, int], tuple[float, float]]

    def point(self, country: str, name: str) -> tuple[float, float] | None:
        """Return latitude and longitude, or None where the name is not known in the country."""
        return self.by_name.get((country, name_hash(fold_name(name)))) if name else None


@cache
def divisions() -> Divisions:
    """Return the divisions of the shipped file."""
    arrays = read_index(POINTS)
    codes = arrays["countries"].tobytes().decode("ascii")
    columns = ("country", "lat", "lon")
    rows = [
        (codes[3 * code : 3 * code + 3], (round(lat, DECIMALS), round(lon, DECIMALS)))
        for code, lat, lon in zip(*(arrays[name].tolist() for name in columns), strict=True)
    ]
    names = zip(arrays["hashes"].tolist(), arrays["targets"].tolist(), strict=True)
    return Divisions({(rows[row][0], key): rows[row][1] for key, row in names})


def build(gazetteer: Path = INDEX, out: Path = POINTS) -> int:
    """Write the file; return the number of divisions that have a point."""
    places = read_index(gazetteer)
    rows, points = _points(places)
    number = np.full(len(places["kind"]), -1, dtype=np.int32)
    number[rows] = np.arange(len(rows))
    targets = number[places["targets"]]
    # If two divisions of a country share a name, it finds the more populous one, which is last.
    order = np.argsort(places["population"][places["targets"]], kind="stable")
    named = order[targets[order] >= 0]
    arrays: Arrays = {
        "hashes": places["hashes"][named],
        "targets": targets[named].astype(np.uint16),
        "country": places["country"][rows],
        "lat": points[:, 0].astype(np.float32),
        "lon": points[:, 1].astype(np.float32),
        "countries": places["countries"],
    }
    write_index(arrays, out)
    return len(rows)


def _points(places: Arrays) -> tuple[Any, Any]:
    """Return the numbers of divisions that have a town, and the point of the chosen town."""
    towns = np.flatnonzero((places["kind"] == KINDS.index("town")) & (places["admin1"] >= 0))
    parent = places["admin1"][towns]
    lat, lon = places["lat"][towns].astype(float), places["lon"][towns].astype(float)
    east = np.cos(np.radians(lat)) * (lon - places["lon"][parent])
    away = (lat - places["lat"][parent]) ** 2 + east**2
    best: dict[int, int] = {}
    for town in np.argsort(-away, kind="stable").tolist():  # the nearest comes last and stays
        best[int(parent[town])] = town
    rows = np.array(sorted(best))
    chosen = [best[row] for row in rows.tolist()]
    return rows, np.round(np.stack([lat[chosen], lon[chosen]], axis=1), DECIMALS)


if __name__ == "__main__":
    print(f"{build()} divisions in {POINTS}")  # noqa: T201
