"""The small map of one case."""

from vigil.publication.map.locator import locator
from vigil.publication.map.marks import Kind


def test_a_town_is_a_dot_inside_the_drawing() -> None:
    found = locator("MEX", lat=16.85, lon=-99.9, precision="town", admin1="Guerrero")
    assert found is not None
    assert found.kind is Kind.POINT
    assert 0 < found.x < found.width
    assert 0 < found.y < found.height
    assert found.country
    assert found.around


def test_a_division_is_a_ring_and_a_country_has_no_mark() -> None:
    ring = locator("COL", lat=None, lon=None, precision="admin1", admin1="Cauca")
    bare = locator("COL", lat=None, lon=None, precision="country")
    lost = locator("COL", lat=None, lon=None, precision="admin1", admin1="Nowhere")
    assert ring is not None
    assert bare is not None
    assert lost is not None
    assert ring.kind is Kind.DIVISION
    assert (bare.kind, bare.x, bare.y) == (Kind.COUNTRY, 0, 0)
    assert lost.kind is Kind.COUNTRY, "a ring needs a place to stand"


def test_coordinates_of_a_coarser_precision_are_never_a_dot() -> None:
    found = locator("COL", lat=4.6, lon=-74.1, precision="country")
    assert found is not None
    assert found.kind is Kind.COUNTRY


def test_a_far_island_is_shown_with_its_mainland() -> None:
    found = locator("USA", lat=21.3, lon=-157.9, precision="town", admin1="Hawaii")
    assert found is not None
    assert 0 < found.x < found.width / 2


def test_a_small_island_state_is_there() -> None:
    found = locator("MLT", lat=35.9, lon=14.46, precision="town")
    assert found is not None
    assert found.country


def test_what_the_map_does_not_know_has_no_locator() -> None:
    assert locator("", lat=None, lon=None, precision="") is None
    assert locator("ZZZ", lat=1.0, lon=1.0, precision="town") is None
