"""Read the shapes that the server draws: countries, borders and divisions."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigil.publication.map.projection import Bbox
from vigil.publication.map.topology import from_deltas

FOLDER = Path(__file__).parents[1] / "static" / "publication" / "map"

Arc = NDArray[np.float64]
"""Points in rows of longitude and latitude, degrees."""
Chain = list[int]
"""Numbers of arcs, end to end; `~n` is arc n backwards."""


@dataclass(frozen=True)
class Area:
    """A country, or an area without a code of its own: `code` is then empty."""

    code: str
    label: tuple[float, float]
    polygons: list[list[Chain]]


@dataclass(frozen=True)
class Shapes:
    """Arcs, with the areas and lines that consist of them. `lines` has sets of borders by name."""

    arcs: list[Arc]
    areas: list[Area]
    lines: dict[str, list[Chain]]

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def boxes(self) -> NDArray[np.float64]:
        """West, south, east and north of each arc."""
        return np.array([[*arc.min(axis=0), *arc.max(axis=0)] for arc in self.arcs])

    @cached_property
    def by_code(self) -> dict[str, list[Area]]:
        """The areas of each country. What has no code is under the empty string."""
        found: dict[str, list[Area]] = {}
        for area in self.areas:
            found.setdefault(area.code, []).append(area)
        return found

    def near(self, box: Bbox) -> set[int]:
        """Return the numbers of the arcs whose box meets this one."""
        west, south, east, north = box
        least_lon, least_lat, most_lon, most_lat = self.boxes.T
        upright = (least_lat <= north) & (most_lat >= south)
        if west <= east:
            across = (least_lon <= east) & (most_lon >= west)
        else:
            across = (most_lon >= west) | (least_lon <= east)
        return set(np.flatnonzero(upright & across).tolist())

    def label(self, code: str) -> tuple[float, float] | None:
        """Return the longitude and latitude for a country's name or number."""
        areas = self.by_code.get(code) if code else None
        return areas[0].label if areas else None

    def bounds(self, code: str) -> Bbox | None:
        """Return a box around the main part of a country: its largest land and the land near it."""
        parts = [
            box
            for area in (self.by_code.get(code, []) if code else [])
            for box in map(self._polygon_box, area.polygons)
        ]
        if not parts:
            return None
        main = max(parts, key=_size)
        near = [box for box in parts if _size(box) * 100 >= _size(main) and _gap(box, main) < 12]
        return (
            min(box[0] for box in near),
            min(box[1] for box in near),
            max(box[2] for box in near),
            max(box[3] for box in near),
        )

    def _polygon_box(self, polygon: list[Chain]) -> Bbox:
        rows = self.boxes[plain(polygon[0])]
        return (
            float(rows[:, 0].min()),
            float(rows[:, 1].min()),
            float(rows[:, 2].max()),
            float(rows[:, 3].max()),
        )


def plain(chain: Iterable[int]) -> list[int]:
    """Return the numbers of arcs without their direction."""
    return [number if number >= 0 else ~number for number in chain]


def _size(box: Bbox) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _gap(a: Bbox, b: Bbox) -> float:
    """Return how far two boxes are apart, in degrees."""
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3], 0.0)


@cache
def countries() -> Shapes:
    """Return countries with their borders (`borders`, `disputed`)."""
    return _read("countries")


@cache
def divisions() -> Shapes:
    """Return the lines between first-order divisions (`divisions`)."""
    return _read("divisions")


def _read(name: str) -> Shapes:
    topology = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    step = topology["transform"]["scale"][0]
    arcs = [np.array(from_deltas(rows), dtype=float) * step for rows in topology["arcs"]]
    objects = topology["objects"]
    lines = {key: made["arcs"] for key, made in objects.items() if key != "countries"}
    areas = list(_areas(objects.get("countries", {}).get("geometries", [])))
    return Shapes(arcs, areas, lines)


def _areas(geometries: Sequence[dict[str, Any]]) -> Iterator[Area]:
    for made in geometries:
        lon, lat = made["properties"]["label"]
        yield Area(made["id"], (lon, lat), made["arcs"])
