"""Shapes are made from Natural Earth's files: here from a small world in the same form."""

import struct
from pathlib import Path

import pytest

from publication.map.test_shapefile import record
from vigil.publication.map.build_shapes import CULTURAL, LINES, STEP, countries, divisions

Ring = list[tuple[float, float]]
FIELDS = ("ADM0_A3", "ISO_A3", "ISO_A3_EH", "LABEL_X", "LABEL_Y", "FEATURECLA")


def square(west: float, south: float, east: float, north: float) -> Ring:
    return [(west, south), (west, north), (east, north), (east, south), (west, south)]


def write(path: Path, kind: int, rows: list[tuple[dict[str, str], list[Ring]]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(100) + b"".join(record(kind, *parts) for _, parts in rows))
    head = struct.pack("<4BIHH", 3, 126, 1, 1, len(rows), 33 + 32 * len(FIELDS), 181) + bytes(20)
    for name in FIELDS:
        head += name.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([30, 0]) + bytes(14)
    lines = [
        b" " + b"".join(facts.get(name, "").encode().ljust(30) for name in FIELDS)
        for facts, _ in rows
    ]
    path.with_suffix(".dbf").write_bytes(head + b"\r" + b"".join(lines))


def country(code: str, iso: str, *parts: Ring) -> tuple[dict[str, str], list[Ring]]:
    facts = {"ADM0_A3": code, "ISO_A3": iso, "ISO_A3_EH": "-99", "LABEL_X": "1", "LABEL_Y": "2"}
    return facts, list(parts)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Two neighbours whose border is disputed in its north, one with a hole and an exclave."""
    left = [(0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 2.0), (4.0, 0.0), (0.0, 0.0)]
    right = [(4.0, 0.0), (4.0, 2.0), (4.0, 4.0), (8.0, 4.0), (8.0, 0.0), (4.0, 0.0)]
    hole = square(1, 1, 2, 2)[::-1]
    crimea = square(33.5, 44.8, 35, 45.8)
    folder = tmp_path / CULTURAL
    rows = [
        country("AAA", "AAA", left, hole),
        country("RUS", "RUS", right, crimea),
        country("KOS", "-99", square(20, 0, 21, 1)),
        country("SOL", "-99", square(40, 0, 41, 1)),
    ]
    write(folder / "ne_50m_admin_0_countries.shp", 5, rows)
    borders = [
        ({"FEATURECLA": "International boundary (verify)"}, [[(4.0, 0.0), (4.0, 2.0)]]),
        ({"FEATURECLA": "Disputed (please verify)"}, [[(4.0, 2.0), (4.0, 4.0)]]),
        ({"FEATURECLA": "Line of control"}, [[(6.0, 0.0), (6.0, 1.0), (6.0, 4.0)]]),
    ]
    write(folder / "ne_50m_admin_0_boundary_lines_land.shp", 3, borders)
    inner: list[Ring] = [[(1.0, 0.0), (1.0, 0.5)], [(1.0, 0.5), (1.0, 1.0)], [(9, 9), (9, 9.01)]]
    write(tmp_path / LINES, 3, [({}, [line]) for line in inner])
    return tmp_path


def test_countries_borders_and_disputes(world: Path) -> None:
    made = countries(world)
    found = made["objects"]["countries"]["geometries"]
    assert [area["id"] for area in found] == ["AAA", "RUS", "", "XKX", ""]
    assert [len(polygon) for polygon in found[0]["arcs"]] == [2], "one polygon with its hole"
    assert len(found[1]["arcs"]) == 1, "Crimea stands apart"
    degrees = {
        name: [
            [(round(x * STEP, 3), round(y * STEP, 3)) for x, y in absolute(made["arcs"], chain)]
            for chain in made["objects"][name]["arcs"]
        ]
        for name in ("borders", "disputed")
    }
    assert [sorted(line) for line in degrees["borders"]] == [[(4.0, 0.0), (4.0, 2.0)]]
    assert sorted(sorted(line) for line in degrees["disputed"]) == [
        [(4.0, 2.0), (4.0, 4.0)],
        [(6.0, 0.0), (6.0, 4.0)],
    ]


def absolute(arcs: list[list[list[int]]], chain: list[int]) -> list[tuple[int, int]]:
    row: list[tuple[int, int]] = []
    for number in chain:
        x, y, points = 0, 0, []
        for dx, dy in arcs[number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            points.append((x, y))
        row += points if number >= 0 else points[::-1]
    return row


def test_division_lines_are_joined_and_specks_left_out(world: Path) -> None:
    made = divisions(world)
    (line,) = made["objects"]["divisions"]["arcs"]
    assert len(made["arcs"]) == 1
    row = absolute(made["arcs"], line)
    assert {(round(x * STEP, 2), round(y * STEP, 2)) for x, y in row} == {(1, 0), (1, 1)}
