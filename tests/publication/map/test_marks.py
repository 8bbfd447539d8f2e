"""Marks: no case is lost, no link tells another number than the mark."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.map.patient import PATIENT
from vigil.publication.map.marks import (
    DOT,
    LARGEST,
    Kind,
    MarkedPlace,
    box_around,
    cell_for,
    clusters,
    place_marks,
    radius,
)
from vigil.publication.map.projection import map_view_of

HUNDREDTHS = st.tuples(
    st.integers(-8900, 8900).map(lambda n: n / 100),
    st.integers(-18000, 18000).map(lambda n: n / 100),
)


@PATIENT
@given(st.lists(HUNDREDTHS, max_size=120), st.sampled_from([0.1, 1.0, 2.5, 10.0, 20.0]))
def test_the_box_of_a_cluster_holds_just_its_cases(
    points: list[tuple[float, float]], cell: float
) -> None:
    lat, lon = np.array([p[0] for p in points]), np.array([p[1] for p in points])
    found = clusters(lat, lon, cell)
    assert sum(cluster.count for cluster in found) == len(points)
    for cluster in found:
        west, south, east, north = cluster.bbox
        inside = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
        assert inside.sum() == cluster.count
        assert south - 0.01 <= cluster.lat <= north + 0.01
        assert cluster.cell[0] - 1e-9 <= west <= east <= cluster.cell[2] + 1e-9
        assert cluster.cell[1] - 1e-9 <= south <= north <= cluster.cell[3] + 1e-9


def test_no_points_no_clusters() -> None:
    assert clusters([], [], 10.0) == []


def test_a_box_is_read_back_as_it_was_written() -> None:
    # 29.42 * 100 and -98.49 * 100 are no whole numbers in binary.
    lat, lon = np.array([29.42, 29.43]), np.array([-98.49, -98.5])
    assert box_around(lat, lon) == (-98.5, 29.42, -98.49, 29.43)


def test_the_area_of_a_circle_grows_with_the_number() -> None:
    assert radius(1, 1000) == round(DOT)
    assert radius(1000, 1000) == round(LARGEST)
    big, small = radius(1000, 1000), radius(500, 1000)
    assert (big / small) ** 2 == pytest.approx(2, rel=0.1)


def test_cells_are_finer_in_a_nearer_view() -> None:
    near, far = cell_for(map_view_of((-100, 18, -98, 20))), cell_for(map_view_of(None))
    assert near < 1 < far


def spot(kind: Kind, count: int, lat: float, lon: float) -> MarkedPlace:
    return MarkedPlace(kind, count, lat, lon, key=("MEX", ""))


def test_marks_give_way_to_each_other_and_the_larger_lie_below() -> None:
    view = map_view_of(None)
    told = [
        spot(Kind.COUNTRY, 4, 23, -102),
        spot(Kind.POINT, 2, 23, -102),
        spot(Kind.POINT, 90, 23, -102),
        spot(Kind.DIVISION, 3, 23, -102),
    ]
    laid = place_marks(view, told)
    assert [(m.spot.kind, m.spot.count) for m in laid] == [
        (Kind.POINT, 90),
        (Kind.POINT, 2),
        (Kind.DIVISION, 3),
        (Kind.COUNTRY, 4),
    ]
    circle, _, ring, frame = laid
    x, y = view.place(-102.0, 23.0)
    assert (circle.x, circle.y) == (round(float(x)), round(float(y))), "a circle stays in place"
    assert abs(ring.x - circle.x) >= ring.r + circle.r or abs(ring.y - circle.y) >= ring.r
    assert (frame.x, frame.y) not in {(circle.x, circle.y), (ring.x, ring.y)}
    assert frame.left + frame.wide // 2 == frame.x
    assert frame.home == (circle.x, circle.y), "a line leads from it to its country"


def test_what_lies_outside_a_view_is_not_drawn() -> None:
    view = map_view_of((-100, 18, -98, 20))
    laid = place_marks(view, [spot(Kind.POINT, 1, 19, -99), spot(Kind.POINT, 1, 48, 2)])
    assert [mark.spot.lat for mark in laid] == [19]


def test_circles_that_would_cover_each_other_keep_to_their_cells() -> None:
    view = map_view_of(None)
    lat = np.array([15.0] * 40 + [15.0] * 30)
    in_row = round(360 * np.cos(np.radians(15)) / 10)
    edge = 360 / in_row * 8 - 180
    lon = np.array([edge - 0.1] * 40 + [edge + 0.1] * 30)
    told = [
        MarkedPlace(Kind.POINT, c.count, c.lat, c.lon, bbox=c.bbox, cell=c.cell)
        for c in clusters(lat, lon, 10.0)
    ]
    first, second = place_marks(view, told)
    assert np.hypot(second.x - first.x, second.y - first.y) >= first.r + second.r - 6
    (alone,) = place_marks(view, told[1:])
    x, _y = view.place(edge + 0.1, 15.0)
    assert alone.x == round(float(x)), "alone it stands where its cases are"
