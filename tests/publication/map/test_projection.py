"""Projections keep areas, and views hold what they are asked to hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.map.patient import PATIENT
from vigil.publication.map.projection import (
    HIGHEST,
    LOWEST,
    SMALLEST,
    WIDTH,
    WORLD,
    MapView,
    equal_earth,
    lambert,
    map_view_of,
)

LON, LAT = st.floats(-179, 179), st.floats(-80, 80)


def area(project: object, lon: float, lat: float) -> float:
    """The area that a small square of the sphere takes in the plane, by its true area."""
    d = 1e-4
    xs, ys = project(  # type: ignore[operator]
        np.array([lon, lon + d, lon]), np.array([lat, lat, lat + d])
    )
    drawn = abs((xs[1] - xs[0]) * (ys[2] - ys[0]) - (xs[2] - xs[0]) * (ys[1] - ys[0]))
    return float(drawn / (np.radians(d) ** 2 * np.cos(np.radians(lat))))


@PATIENT
@given(LON, LAT)
def test_equal_earth_keeps_areas(lon: float, lat: float) -> None:
    assert area(equal_earth, lon, lat) == pytest.approx(1, rel=1e-2)


@PATIENT
@given(LON, LAT, LON, LAT)
def test_lambert_keeps_areas(lon: float, lat: float, middle_lon: float, middle_lat: float) -> None:
    # Near the antipode of the middle the plane is torn.
    apart = np.cos(np.radians(lon - middle_lon)) * np.cos(np.radians(lat)) * np.cos(
        np.radians(middle_lat)
    ) + np.sin(np.radians(lat)) * np.sin(np.radians(middle_lat))
    if apart > -0.5:
        middle = (middle_lon, middle_lat)
        assert area(lambda x, y: lambert(x, y, middle), lon, lat) == pytest.approx(1, rel=1e-2)


def test_equal_earth_known_values() -> None:
    # The width of the equator and the height of the pole on a sphere of radius 1.
    x, y = equal_earth(np.array([180.0, 0.0]), np.array([0.0, 90.0]))
    assert x[0] == pytest.approx(2.7066297, abs=1e-6)
    assert y[1] == pytest.approx(1.3173627, abs=1e-6)


def test_the_world_fits_its_sheet() -> None:
    view = map_view_of(None)
    assert view.bbox == WORLD
    assert view.is_world
    x, y = view.place(np.array([-180, 180, 0, 0]), np.array([0, 0, 84, -56]))
    assert x[:2] == pytest.approx([0, WIDTH], abs=1)
    assert y[2:] == pytest.approx([0, view.height], abs=1)
    assert x[2] == pytest.approx(WIDTH / 2)


@PATIENT
@given(LON, LAT, st.floats(0, 170), st.floats(0, 60))
def test_a_view_holds_its_box(west: float, south: float, wide: float, high: float) -> None:
    east = (west + wide + 180) % 360 - 180
    north = min(85.0, south + high)
    view = map_view_of((west, south, east, north))
    if view.is_world:  # it ends where nobody lives
        south, north = max(south, view.bbox[1]), max(min(north, view.bbox[3]), view.bbox[1])
    assert WIDTH * LOWEST - 1 <= view.height <= WIDTH * HIGHEST + 1
    for lon, lat in ((west, south), (east, south), (west, north), (east, north)):
        x, y = (float(v) for v in view.place(lon, lat))
        assert -2 <= x <= WIDTH + 2
        assert -2 <= y <= view.height + 2


def test_a_point_is_seen_no_nearer_than_its_place_is_known() -> None:
    view = map_view_of((10, 50, 10, 50))
    assert view.bbox[3] - view.bbox[1] == pytest.approx(SMALLEST)
    assert view.middle == pytest.approx((10, 50))


def test_a_view_across_the_date_line_is_one_piece() -> None:
    view = map_view_of((177, -20, -179, -15))
    assert view.span < 6
    x, _y = view.place(np.array([178.0, 180.0, -179.5]), np.array([-17.0, -17.0, -17.0]))
    assert list(x) == sorted(x)
    assert 0 < x[0] < x[2] < WIDTH


def test_around_wraps_and_grows_to_the_world() -> None:
    assert MapView((170, 0, -170, 10)).around(0.5) == pytest.approx((160, -5, -160, 15))
    assert MapView((-100, 0, 100, 10)).around(0.5)[:3] == (-180, -5, 180)
