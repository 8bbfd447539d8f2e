"""The small map of a case: its country, and one mark as precise as the public may see."""

from dataclasses import dataclass

from vigil.publication.map import shapes
from vigil.publication.map.divisions import divisions
from vigil.publication.map.land import COARSE, land
from vigil.publication.map.marks import Kind
from vigil.publication.map.projection import WIDTH, Bbox, MapView, map_view_of
from vigil.publication.models import PublicCase
from vigil.publication.search.filters import PRECISIONS

LEAST_SPAN = 12.0
"""Smallest width of a locator in degrees, so that readers recognise the place."""
STEP = 5.0
"""Degrees by which a view grows for a point outside of its country."""


@dataclass(frozen=True)
class Locator:
    """A drawing of `width` by `height` units: paths of the country and the land around, and a mark.

    `kind` says what the mark means. A case that is placed only in its country has none (x, y 0).
    """

    width: int
    height: int
    country: str
    around: str
    borders: str
    kind: Kind
    x: int = 0
    y: int = 0


def locator_of(row: PublicCase) -> Locator | None:
    """Return the locator of a public case; None if there is nothing to show."""
    return locator(
        row.country,
        lat=row.lat,
        lon=row.lon,
        precision=row.place_precision,
        admin1=row.admin1,
    )


def locator(
    country: str, *, lat: float | None, lon: float | None, precision: str, admin1: str = ""
) -> Locator | None:
    """Return the locator of a public place; None if the map does not have its country."""
    bounds = shapes.countries().bounds(country)
    if bounds is None:
        return None
    kind, point = _mark(country, admin1, precision, lat, lon)
    view = _view(bounds, point)
    ground = land(view, COARSE)
    around = "".join(drawn for code, drawn in ground.countries.items() if code != country)
    own = ground.countries.get(country, "")
    if point is None:
        return Locator(WIDTH, view.height, own, around, ground.borders, Kind.COUNTRY)
    x, y = view.place(point[1], point[0])
    at = (round(float(x)), round(float(y)))
    return Locator(WIDTH, view.height, own, around, ground.borders, kind, *at)


def _mark(
    country: str, admin1: str, precision: str, lat: float | None, lon: float | None
) -> tuple[Kind, tuple[float, float] | None]:
    if precision in PRECISIONS["point"] and lat is not None and lon is not None:
        return Kind.POINT, (lat, lon)
    if precision in PRECISIONS["admin1"] and (found := divisions().point(country, admin1)):
        return Kind.DIVISION, found
    return Kind.COUNTRY, None


def _view(bounds: Bbox, point: tuple[float, float] | None) -> MapView:
    west, south, east, north = bounds
    if point is not None:  # an island far from the mainland is shown with it
        lat, lon = point
        west, east = min(west, _down(lon)), max(east, -_down(-lon))
        south, north = min(south, _down(lat)), max(north, -_down(-lat))
    short = max(0.0, LEAST_SPAN - (east - west)) / 2
    return map_view_of((west - short, south - short / 2, east + short, north + short / 2))


def _down(degrees: float) -> float:
    """Return whole steps below, so that many points share a view, which is drawn once."""
    return degrees // STEP * STEP
