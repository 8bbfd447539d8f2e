"""Project degrees to a drawing with true areas, so that no country looks larger than it is.

The world is drawn in Equal Earth (Šavrič, Patterson and Jenny 2018, "The Equal Earth map
projection", IJGIS 33(3)), a part of it in Lambert's azimuthal equal-area projection about its
middle (Snyder 1987, "Map projections: a working manual", USGS 1395, p. 182).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Plane = tuple[Floats, Floats]

WIDTH = 2000
"""Units across a wide drawing. A unit is about half a pixel on a wide screen."""
HIGHEST, LOWEST = 0.56, 0.42
"""Largest and smallest height of a wide drawing, as a share of its width."""
WORLD = (-180.0, -56.0, 180.0, 84.0)
"""The part of the world that is drawn. Nobody lives farther south."""
SMALLEST = 2.0
"""Smallest height of a view in degrees. Places are not known precisely enough for a closer view."""
MARGIN = 0.06
"""Margin around the content of a view, as a share of its size."""

FLAT_FROM = 150.0
"""Degrees across, from which a view is drawn as the world is: Lambert's would bend it."""

LEAST_EXTENT = 12.0
"""Smallest width and height in degrees of a view of all that there is."""
EXTENT_MARGIN = 0.08
"""Margin around all that there is, as a share of its size."""

Bbox = tuple[float, float, float, float]
"""West, south, east, north in degrees. West may be greater than east: across 180°."""


def equal_earth(lon: Any, lat: Any) -> Plane:
    """Project degrees to the plane of a sphere of radius 1; y grows to the north."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(lat)))
    square = theta * theta
    sixth = square * square * square
    slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    x = 2 * np.sqrt(3) / 3 * np.radians(lon) * np.cos(theta) / slope
    y = theta * (a1 + a2 * square + sixth * (a3 + a4 * square))
    return x, y


def lambert(lon: Any, lat: Any, middle: tuple[float, float]) -> Plane:
    """Project degrees to the plane that touches a sphere of radius 1 at `middle` (lon, lat)."""
    east = np.radians(np.asarray(lon) - middle[0])
    north, zero = np.radians(lat), np.radians(middle[1])
    near = 1 + np.sin(zero) * np.sin(north) + np.cos(zero) * np.cos(north) * np.cos(east)
    stretch = np.sqrt(2 / np.maximum(near, 1e-9))  # the antipode alone has no place
    x = stretch * np.cos(north) * np.sin(east)
    y = stretch * (np.cos(zero) * np.sin(north) - np.sin(zero) * np.cos(north) * np.cos(east))
    return x, y


@dataclass(frozen=True)
class DrawingSize:
    """Units across a drawing, and its smallest and largest height as shares of that."""

    width: int
    lowest: float
    highest: float


WIDE = DrawingSize(WIDTH, LOWEST, HIGHEST)
NARROW = DrawingSize(740, 0.42, 1.0)
"""For a telephone: a unit is half a pixel there too, so that numbers can be read and touched."""


@dataclass(frozen=True)
class MapView:
    """A part of the world on a drawing. `bbox` is the box that it includes."""

    bbox: Bbox
    size: DrawingSize = WIDE

    @property
    def width(self) -> int:
        """Units from the left of the drawing to its right."""
        return self.size.width

    @property
    def is_flat(self) -> bool:
        """Whether it is drawn as the world is, in Equal Earth."""
        return self.bbox[0] < self.bbox[2] and self.span >= FLAT_FROM

    @property
    def is_world(self) -> bool:
        """Whether the whole world is drawn."""
        return self.bbox == WORLD

    @property
    def span(self) -> float:
        """Degrees from west to east."""
        return (self.bbox[2] - self.bbox[0]) % 360 or 360.0

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle."""
        west, south, _east, north = self.bbox
        return ((west + self.span / 2 + 180) % 360 - 180, (south + north) / 2)

    @property
    def _project(self) -> Callable[[Any, Any], Plane]:
        if self.is_flat:
            return equal_earth
        return lambda lon, lat: lambert(lon, lat, self.middle)

    @cached_property
    def _extent(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the view in the plane."""
        west, south, _east, north = self.bbox
        along = west + np.linspace(0, self.span, 41)
        up = np.linspace(south, north, 41)
        lon = np.concatenate([along, along, np.full(41, west), np.full(41, west + self.span)])
        lat = np.concatenate([np.full(41, south), np.full(41, north), up, up])
        x, y = self._project(lon, lat)
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())

    @cached_property
    def scale(self) -> float:
        """Units of the drawing to one of the plane."""
        left, bottom, right, top = self._extent
        return min(self.width / (right - left), self.height / (top - bottom))

    @cached_property
    def height(self) -> int:
        """Units from the top of the drawing to its bottom."""
        left, bottom, right, top = self._extent
        part = (top - bottom) / (right - left)
        return round(self.width * min(self.size.highest, max(self.size.lowest, part)))

    def place(self, lon: Any, lat: Any) -> Plane:
        """Return the position of degrees on the drawing, in units from its upper left corner."""
        left, bottom, right, top = self._extent
        x, y = self._project(lon, lat)
        return (
            self.width / 2 + (x - (left + right) / 2) * self.scale,
            self.height / 2 - (y - (bottom + top) / 2) * self.scale,
        )

    def around(self, share: float) -> Bbox:
        """Return the box extended on each side by `share` of its size."""
        west, south, _east, north = self.bbox
        wide, high = self.span * share, (north - south) * share
        if self.span + 2 * wide >= 360:
            return (-180.0, max(-90.0, south - high), 180.0, min(90.0, north + high))
        east = (west + self.span + wide + 180) % 360 - 180
        west = (west - wide + 180) % 360 - 180
        return (west, max(-90.0, south - high), east, min(90.0, north + high))


def map_view_of(bbox: Bbox | None) -> MapView:
    """Return the view of a box: with a margin, and not closer than places are known.

    Without a box, or for a box of half the world's width or more, return the world.
    """
    if bbox is None:
        return MapView(WORLD)
    west, south, east, north = bbox
    span = (east - west) % 360 or (360.0 if east != west else 0.0)
    if span >= 180:
        return MapView(WORLD)
    high = max((north - south) * (1 + 2 * MARGIN), SMALLEST)
    wide = max(span * (1 + 2 * MARGIN), SMALLEST)
    lon, lat = west + span / 2, (south + north) / 2
    box = (
        (lon - wide / 2 + 180) % 360 - 180,
        max(-89.0, lat - high / 2),
        (lon + wide / 2 + 180) % 360 - 180,
        min(89.0, lat + high / 2),
    )
    return MapView((round(box[0], 3), round(box[1], 3), round(box[2], 3), round(box[3], 3)))


def extent_view_of(bbox: Bbox | None) -> MapView:
    """Return the view of everything in a box, with so much around it that readers recognise it.

    Unlike `map_view_of` it keeps to the box where that is wider than half the world. Without a box
    return the world.
    """
    if bbox is None:
        return MapView(WORLD)
    west, south, east, north = bbox
    wide = max(LEAST_EXTENT, (east - west) * (1 + 2 * EXTENT_MARGIN)) / 2
    high = max(LEAST_EXTENT, (north - south) * (1 + 2 * EXTENT_MARGIN)) / 2
    lon, lat = (west + east) / 2, (south + north) / 2
    box = (
        max(WORLD[0], lon - wide),
        max(WORLD[1], lat - high),
        min(WORLD[2], lon + wide),
        min(WORLD[3], lat + high),
    )
    return MapView((round(box[0], 3), round(box[1], 3), round(box[2], 3), round(box[3], 3)))
