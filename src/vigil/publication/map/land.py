"""Draw land and borders of a view as SVG paths, in whole units and without invisible detail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from vigil.publication.map import shapes
from vigil.publication.map.projection import MapView
from vigil.publication.map.shapes import Area, Chain, Shapes, plain
from vigil.publication.map.topology import Polyline, simplified

TOLERANCE = 1.4
"""Units by which a line may move so that it needs fewer points."""
COARSE = 9.0
"""The same for a drawing at a sixth of the size."""
SMALLEST_ISLAND = 2
"""Tolerances across. A country that has no larger land is drawn as a speck."""
DIVISIONS_BELOW = 60.0
"""Degrees across, below which a view shows the lines between divisions."""


@dataclass(frozen=True)
class Land:
    """Paths of countries by code ("" for areas without one), and of lines."""

    countries: dict[str, str]
    borders: str
    disputed: str
    divisions: str


@lru_cache(maxsize=256)
def land(view: MapView, tolerance: float = TOLERANCE) -> Land:
    """Draw the land of a view. The same view is drawn only once."""
    known = shapes.countries()
    near = known.near(view.bbox if view.is_flat else view.around(0.5))
    sheet = _Sheet(known, view, tolerance)
    areas: dict[str, str] = {}
    for area in known.areas:
        drawn = sheet.area(area, near)
        if drawn:
            areas[area.code] = areas.get(area.code, "") + drawn
    divisions = ""
    if view.span < DIVISIONS_BELOW and tolerance < COARSE:
        inner = shapes.divisions()
        close = inner.near(view.around(0.1))
        divisions = _Sheet(inner, view, tolerance).lines(inner.lines["divisions"], close)
    return Land(
        areas,
        sheet.lines(known.lines["borders"], near),
        sheet.lines(known.lines["disputed"], near),
        divisions,
    )


@dataclass
class _Sheet:
    """Places shapes on a drawing. Each arc is placed once."""

    known: Shapes
    view: MapView
    tolerance: float
    laid: dict[int, Polyline] = field(default_factory=dict)

    def arc(self, number: int) -> Polyline:
        """Place an arc in whole units, without invisible points. `~n` is arc n backwards."""
        if number < 0:
            return self.arc(~number)[::-1]
        if number not in self.laid:
            points = self.known.arcs[number]
            x, y = self.view.place(points[:, 0], points[:, 1])
            units = np.stack([np.rint(x), np.rint(y)], axis=1).astype(int)
            moved = np.ones(len(units), dtype=bool)
            moved[1:-1] = (units[1:-1] != units[:-2]).any(axis=1)
            line = [(int(a), int(b)) for a, b in units[moved]]
            self.laid[number] = simplified(line, self.tolerance)
        return self.laid[number]

    def area(self, area: Area, near: set[int]) -> str:
        """Draw the polygons of an area that have an arc near the view."""
        rings = [
            self._ring(chain)
            for polygon in area.polygons
            if near.intersection(plain(polygon[0]))
            for chain in polygon
        ]
        large = [ring for ring in rings if _across(ring) >= SMALLEST_ISLAND * self.tolerance]
        kept = [ring for ring in large if len(ring) > 2]
        if kept:
            return "".join(f"{path(ring)}z" for ring in kept)
        return _speck(rings[0][0]) if rings and rings[0] else ""

    def _ring(self, chain: Chain) -> Polyline:
        row: Polyline = []
        for number in chain:
            row += self.arc(number)[1 if row else 0 :]
        return row[:-1]

    def lines(self, chains: Iterable[Chain], near: set[int]) -> str:
        """Draw those of the chains that are near the view."""
        numbers = (number for chain in chains for number in plain(chain) if number in near)
        return "".join(path(self.arc(number)) for number in numbers)


def _across(ring: Sequence[tuple[int, int]]) -> int:
    if not ring:
        return 0
    xs, ys = zip(*ring, strict=True)
    return int(max(max(xs) - min(xs), max(ys) - min(ys)))


def _speck(at: tuple[int, int]) -> str:
    """Draw a country that is too small for its shape."""
    return f"M{at[0]} {at[1]}l3 0 0 3-3 0z"


def path(line: Sequence[tuple[int, int]]) -> str:
    """Write a line as SVG path data: a start, then differences."""
    if not line:
        return ""
    steps: list[str] = []
    x, y = line[0]
    for ahead in line[1:]:
        dx, dy = ahead[0] - x, ahead[1] - y
        steps.append(f"{' ' if dx >= 0 and steps else ''}{dx}{' ' if dy >= 0 else ''}{dy}")
        x, y = ahead
    return f"M{line[0][0]} {line[0][1]}l{''.join(steps)}" if steps else ""
