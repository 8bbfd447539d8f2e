"""The shipped shapes: whole, clean, and honest about borders."""

import gzip
import json
import re
from collections import Counter

import numpy as np
import pytest

from vigil.publication.map import shapes
from vigil.publication.map.shapes import FOLDER, Shapes, countries, divisions, plain
from vigil.publication.map.vendor_maplibre import OUT
from vigil.reading.codebook.country_codes import COUNTRIES

BUDGET = 1_500_000
"""Bytes that a reader who opens the map that moves is sent at most, packed."""


def ring(known: Shapes, chain: list[int]) -> list[tuple[float, float]]:
    row: list[tuple[float, float]] = []
    for number in chain:
        arc = known.arcs[number] if number >= 0 else known.arcs[~number][::-1]
        points = [(float(lon), float(lat)) for lon, lat in arc]
        assert not row or row[-1] == points[0], "arcs follow each other"
        row += points[1 if row else 0 :]
    return row


def test_rings_are_closed_and_hold_an_area() -> None:
    known = countries()
    for area in known.areas:
        for polygon in area.polygons:
            for chain in polygon:
                row = ring(known, chain)
                assert row[0] == row[-1]
                assert len(set(row)) > 2


def test_nothing_smears_across_the_world() -> None:
    for known in (countries(), divisions()):
        for arc in known.arcs:
            assert np.abs(np.diff(arc[:, 0])).max() < 30 or (np.abs(arc[:, 1]) > 59).any()
            assert np.abs(arc[:, 0]).max() <= 180
    widest = Counter(
        {a.code: abs(b[2] - b[0]) for a in countries().areas if (b := countries().bounds(a.code))}
    )
    assert widest["FJI"] < 5
    assert widest["RUS"] < 175


def test_codes_are_those_of_the_codebook_and_each_country_is_there_once() -> None:
    codes = Counter(area.code for area in countries().areas)
    known = set(COUNTRIES) | {"XKX"}
    assert {code for code in codes if code} <= known
    assert {code for code, times in codes.items() if times > 1} == {"", "AUS"}
    for code in ("MEX", "COL", "FRA", "NOR", "XKX", "PSE", "ESH", "SSD", "MLT", "TWN"):
        assert codes[code] == 1


def test_areas_without_a_code_are_the_ones_the_page_names() -> None:
    labels = {area.label for area in countries().areas if not area.code}
    assert len(labels) == 4
    assert (34.2, 45.2) in labels, "Crimea belongs to no country here"
    assert countries().label("") is None
    assert countries().bounds("") is None


@pytest.mark.parametrize(
    ("code", "inside"),
    [("MEX", (-99.1, 19.4)), ("IDN", (106.8, -6.2)), ("USA", (-98.5, 29.4)), ("FRA", (2.3, 48.9))],
)
def test_bounds_hold_the_country(code: str, inside: tuple[float, float]) -> None:
    box = countries().bounds(code)
    assert box is not None
    assert box[0] < inside[0] < box[2]
    assert box[1] < inside[1] < box[3]


def test_the_main_part_of_a_country_leaves_far_islands_out() -> None:
    box = countries().bounds("FRA")
    assert box is not None
    assert box[0] > -10, "Guyane is not near"
    assert countries().bounds("ZZZ") is None


def test_disputed_borders_are_no_settled_ones() -> None:
    known = countries()
    settled, disputed = (
        {number for chain in known.lines[name] for number in plain(chain)}
        for name in ("borders", "disputed")
    )
    assert settled
    assert disputed
    assert not settled & disputed
    kashmir = np.array([76.0, 34.5])
    assert min(np.abs(known.arcs[n] - kashmir).sum(axis=1).min() for n in disputed) < 1
    rio_grande = np.array([-100.3, 28.3])
    assert min(np.abs(known.arcs[n] - rio_grande).sum(axis=1).min() for n in settled) < 1


def test_near_finds_arcs_across_the_date_line() -> None:
    known = countries()
    numbers = known.near((177, -20, -179, -15))
    (fiji,) = known.by_code["FJI"]
    found = numbers & {n for polygon in fiji.polygons for n in plain(polygon[0])}
    assert known.boxes[sorted(found), 0].min() < -179, "east of the line"
    assert known.boxes[sorted(found), 0].max() > 178, "west of it"
    assert len(numbers) < 40


def test_packed_files_are_the_files() -> None:
    packed = [*FOLDER.glob("*.gz"), *OUT.glob("*.gz")]
    assert len(packed) == 5
    for path in packed:
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()
    assert sum(path.stat().st_size for path in packed) < BUDGET


def test_the_library_names_no_source_map_and_keeps_its_licence() -> None:
    for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs"):
        assert not re.search(r"sourceMappingURL", (OUT / name).read_text(encoding="utf-8"))
    assert "MapLibre contributors" in (OUT / "LICENSE.txt").read_text(encoding="utf-8")


def test_the_files_are_topojson() -> None:
    for name in ("countries", "divisions"):
        told = json.loads((shapes.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        assert told["type"] == "Topology"
        assert set(told) == {"type", "transform", "objects", "arcs"}
