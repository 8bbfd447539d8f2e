"""Land as SVG paths."""

import re

from hypothesis import given
from hypothesis import strategies as st

from publication.map.patient import PATIENT
from vigil.publication.map.land import COARSE, land, path
from vigil.publication.map.projection import WIDTH, map_view_of
from vigil.publication.map.shapes import countries

UNITS = st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000))


def points_of(drawn: str) -> list[list[tuple[int, int]]]:
    """Read paths of `M` and `l` back: a small reader of what the browser reads."""
    found = []
    for start, rest in re.findall(r"M(-?\d+ -?\d+)l([-\d ]*)", drawn):
        x, y = map(int, start.split())
        row = [(x, y)]
        numbers = [int(n) for n in re.findall(r"-?\d+", rest)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            row.append((x, y))
        found.append(row)
    return found


@PATIENT
@given(st.lists(UNITS, min_size=2, max_size=40))
def test_a_path_is_read_back(line: list[tuple[int, int]]) -> None:
    assert points_of(path(line)) == [line]


def test_a_path_of_one_point_draws_nothing() -> None:
    assert path([(3, 4)]) == ""
    assert path([]) == ""


def test_the_world_has_every_country_but_antarctica() -> None:
    drawn = land(map_view_of(None))
    codes = {area.code for area in countries().areas} - {"ATA"}
    missing = codes - set(drawn.countries)
    assert missing <= {"SGS", "HMD", "ATF"}, "only what nobody lives in is too far south"
    assert drawn.borders
    assert drawn.disputed
    assert not drawn.divisions, "the world is drawn without divisions"
    size = sum(map(len, drawn.countries.values())) + len(drawn.borders)
    assert size < 60_000


def test_a_near_view_shows_divisions_and_what_is_around() -> None:
    box = countries().bounds("GTM")
    assert box is not None
    view = map_view_of(box)
    drawn = land(view)
    assert {"GTM", "MEX", "HND", "SLV", "BLZ"} <= set(drawn.countries)
    assert "ITA" not in drawn.countries
    assert drawn.divisions
    (main, *_rest) = sorted(points_of(drawn.countries["GTM"]), key=len, reverse=True)
    assert all(0 <= x <= WIDTH and 0 <= y <= view.height for x, y in main)


def test_small_states_are_drawn_and_coarse_drawings_are_small() -> None:
    drawn = land(map_view_of(None))
    for code in ("MLT", "SGP", "BRB", "TUV", "MCO"):
        assert code in drawn.countries
    coarse = land(map_view_of(countries().bounds("MEX")), COARSE)
    assert len("".join(coarse.countries.values())) < 12_000
    assert not coarse.divisions
