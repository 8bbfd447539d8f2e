"""Place the marks of cases on a drawing. Pure functions.

A mark is no more precise than the record. A case with a point is a dot, or is counted in a circle.
A case that is placed only in a first-order division is counted in a hollow ring for the division.
A case that is placed only in a country is counted in the framed number of the country.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigil.publication.map.projection import Bbox, MapView

CELLS = (30.0, 20.0, 10.0, 5.0, 2.5, 1.0, 0.5, 0.25, 0.1)
"""Sizes of the cells that group points, in degrees of latitude."""
CELL_UNITS = 56
"""Smallest size of a cell in units of the drawing, so that circles seldom overlap."""
DOT, WITH_NUMBER, LARGEST = 9.0, 17.0, 28.0
"""Radii in units: of one case, of the smallest circle with a number, and of the largest."""
GLYPH, GLYPH_HEIGHT = 15.0, 28.0
"""Approximate width and height of a digit, in units."""
GAP = 4.0
HUNDREDTH = 100
"""Coordinates have two decimals at most (`vigil.casefile.disclosure.policy.DECIMALS`)."""


@dataclass(frozen=True)
class Cluster:
    """Cases with points in one cell: their number, their middle and the box around them.

    `groups` are the groups that they belong to, each once.
    """

    count: int
    lat: float
    lon: float
    bbox: Bbox
    cell: Bbox
    groups: tuple[int, ...] = ()


class Kind(StrEnum):
    """What a mark stands for."""

    POINT = "point"
    DIVISION = "division"
    COUNTRY = "country"


@dataclass(frozen=True)
class MarkedPlace:
    """A place to mark, with its number of cases.

    `key` is the country and the division. For a point, `bbox` is the box around its cases, `cell`
    the box of the cell that groups them, and `countries` the countries of these cases.
    """

    kind: Kind
    count: int
    lat: float
    lon: float
    key: tuple[str, str] = ("", "")
    bbox: Bbox | None = None
    cell: Bbox | None = None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A mark on a drawing, in units: a circle of radius `r`, or a frame of width `wide`.

    `home` is the true position of a ring or frame that was moved aside.
    """

    spot: MarkedPlace
    x: int
    y: int
    r: int
    wide: int = 0
    home: tuple[int, int] | None = None

    @property
    def left(self) -> int:
        """The left edge of the frame of a country's number."""
        return self.x - self.wide // 2

    @property
    def top(self) -> int:
        """The upper edge of the frame."""
        return self.y - self.r

    @property
    def high(self) -> int:
        """The height of the frame."""
        return 2 * self.r

    @property
    def baseline(self) -> int:
        """The baseline of the number that centres it."""
        return self.y + round(GLYPH_HEIGHT * 0.3)


def cell_for(view: MapView) -> float:
    """Return the smallest cell that is wide enough on a view, in degrees of latitude."""
    units = view.scale * math.pi / 180
    return min((cell for cell in CELLS if cell * units >= CELL_UNITS), default=CELLS[0])


def clusters(
    lat: Sequence[float] | NDArray[Any],
    lon: Any,
    cell: float,
    groups: NDArray[np.int32] | None = None,
) -> list[Cluster]:
    """Group points in cells of `cell` degrees of latitude and about the same width.

    Cells do not overlap. So the box around the points of one contains no point of another, and the
    list of the cases in the box has the number that is shown. `groups` has a number for each point,
    and a cluster those of its points.
    """
    lats, lons = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
    if not len(lats):
        return []
    row = np.floor((lats + 90) / cell).astype(int)
    middle = np.radians(np.clip((row + 0.5) * cell - 90, -89, 89))
    in_row = np.maximum(1, np.round(360 * np.cos(middle) / cell)).astype(int)
    at = np.minimum(((lons + 180) / 360 * in_row).astype(int), in_row - 1)
    _, number, counts = np.unique(row * 100_000 + at, return_inverse=True, return_counts=True)
    order = np.argsort(number, kind="stable")
    found = []
    for members in np.split(order, np.cumsum(counts)[:-1]):
        some_lat, some_lon = lats[members], lons[members]
        found.append(
            Cluster(
                count=len(members),
                lat=float(some_lat.mean()),
                lon=float(some_lon.mean()),
                bbox=box_around(some_lat, some_lon),
                cell=_cell(
                    int(row[members[0]]), int(at[members[0]]), int(in_row[members[0]]), cell
                ),
                groups=() if groups is None else tuple(np.unique(groups[members]).tolist()),
            )
        )
    return found


def _cell(row: int, at: int, in_row: int, cell: float) -> Bbox:
    wide = 360 / in_row
    west, south = at * wide - 180, row * cell - 90
    return (west, south, west + wide, min(90.0, south + cell))


def box_around(lat: NDArray[Any], lon: NDArray[Any]) -> Bbox:
    """Return the smallest box around points, rounded outward to hundredths of a degree."""
    hair = 1e-6  # 29.42 * 100 is a little less than 2942
    return (
        math.floor(float(lon.min()) * HUNDREDTH + hair) / HUNDREDTH,
        math.floor(float(lat.min()) * HUNDREDTH + hair) / HUNDREDTH,
        math.ceil(float(lon.max()) * HUNDREDTH - hair) / HUNDREDTH,
        math.ceil(float(lat.max()) * HUNDREDTH - hair) / HUNDREDTH,
    )


def radius(count: int, most: int) -> int:
    """Return the radius of a circle, whose area grows with the number where there is room."""
    if count == 1:
        return round(DOT)
    return round(max(WITH_NUMBER, LARGEST * math.sqrt(count / max(most, 40))))


def place_marks(view: MapView, spots: Iterable[MarkedPlace]) -> list[Mark]:
    """Place marks on a drawing, the largest first, so that none is hidden under a larger one.

    A circle is in the middle of its cases. If two overlap, both move inside their own cells. Rings
    and frames move aside for marks that are there already.
    """
    ordered = sorted(spots, key=lambda spot: -spot.count)
    most = max((spot.count for spot in ordered if spot.kind is Kind.POINT), default=1)
    circles = [
        mark
        for spot in ordered
        if spot.kind is Kind.POINT and (mark := _circle(view, spot, radius(spot.count, most)))
    ]
    crowded = _crowded(circles)
    laid = [_in_cell(m, view) if n in crowded else m for n, m in enumerate(circles)]
    for kind, r in ((Kind.DIVISION, WITH_NUMBER), (Kind.COUNTRY, GLYPH_HEIGHT * 0.6)):
        for spot in ordered:
            if spot.kind is kind and (mark := _circle(view, spot, round(r))):
                laid.append(_free(mark, laid, view))
    return laid


def _crowded(circles: Sequence[Mark]) -> set[int]:
    """Return the numbers of the circles that overlap another."""
    x, y, r = (np.array([getattr(mark, name) for mark in circles]) for name in ("x", "y", "r"))
    apart = np.hypot(x[:, None] - x, y[:, None] - y) - r[:, None] - r
    np.fill_diagonal(apart, 1)
    return set(np.flatnonzero((apart < 0).any(axis=1)).tolist())


def _in_cell(mark: Mark, view: MapView) -> Mark:
    """Move a circle inside its cell."""
    if mark.spot.cell is None:
        return mark
    west, south, east, north = mark.spot.cell
    xs, _ = view.place(np.array([west, east]), mark.spot.lat)
    _, ys = view.place(mark.spot.lon, np.array([south, north]))
    return replace(mark, x=_within(mark.x, xs, mark.r), y=_within(mark.y, ys, mark.r))


def _within(value: int, ends: NDArray[np.float64], margin: int) -> int:
    """Move a value inside a range with a margin; use the middle if the range is too small."""
    least, most = float(ends.min()) + margin, float(ends.max()) - margin
    return round((least + most) / 2 if least > most else min(max(value, least), most))


def _circle(view: MapView, spot: MarkedPlace, r: int) -> Mark | None:
    """Return the mark of a place; None if it is outside the view."""
    x, y = (float(value) for value in view.place(spot.lon, spot.lat))
    if not (-r <= x <= view.width + r and -r <= y <= view.height + r):
        return None
    wide = 0
    if spot.kind is Kind.COUNTRY:
        wide = round(GLYPH * len(str(spot.count)) + 16)
    return Mark(spot, round(x), round(y), r, wide)


def _free(mark: Mark, laid: Sequence[Mark], view: MapView) -> Mark:
    """Move a mark aside if others are at its place. Without room it stays."""
    step_x, step_y = max(mark.wide, 2 * mark.r) + GAP, 2 * mark.r + GAP
    for far in (0, 1, 2):
        for dx, dy in _AROUND if far else ((0, 0),):
            x, y = round(mark.x + far * dx * step_x), round(mark.y + far * dy * step_y)
            tried = replace(mark, x=x, y=y, home=(mark.x, mark.y) if far else None)
            if not any(_meet(tried, other) for other in laid) and _inside(tried, view):
                return tried
    return mark


_AROUND = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))


def _inside(mark: Mark, view: MapView) -> bool:
    return 0 <= mark.x <= view.width and 0 <= mark.y <= view.height


def _meet(a: Mark, b: Mark) -> bool:
    """Say whether the rectangles of two marks overlap."""
    across = max(a.wide / 2, a.r) + max(b.wide / 2, b.r) + GAP
    return abs(a.x - b.x) < across and abs(a.y - b.y) < a.r + b.r + GAP
