"""Shapefiles are read as their description says."""

import struct
from pathlib import Path

import pytest

from vigil.publication.map.shapefile import read_parts, read_table, signed_area

SQUARE = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]
HOLE = [(0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.2)]


def record(kind: int, *parts: list[tuple[float, float]]) -> bytes:
    points = [point for part in parts for point in part]
    starts, at = [], 0
    for part in parts:
        starts.append(at)
        at += len(part)
    body = struct.pack("<i4d2i", kind, 0, 0, 1, 1, len(parts), len(points))
    body += struct.pack(f"<{len(parts)}i", *starts)
    body += b"".join(struct.pack("<2d", *point) for point in points)
    return struct.pack(">2i", 1, len(body) // 2) + body


def test_parts_of_each_record(tmp_path: Path) -> None:
    path = tmp_path / "made.shp"
    empty = struct.pack(">2i", 3, 2) + struct.pack("<i", 0)
    path.write_bytes(bytes(100) + record(5, SQUARE, HOLE) + record(3, HOLE) + empty)
    assert list(read_parts(path)) == [[SQUARE, HOLE], [HOLE], []]


def test_another_kind_of_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "points.shp"
    path.write_bytes(bytes(100) + record(8, HOLE))
    with pytest.raises(ValueError, match="kind 8"):
        list(read_parts(path))


def test_attributes(tmp_path: Path) -> None:
    path = tmp_path / "made.dbf"
    field = b"ISO_A3".ljust(11, b"\0") + b"C" + bytes(4) + bytes([5, 0]) + bytes(14)
    head = struct.pack("<4BIHH", 3, 126, 1, 1, 2, 32 + 32 + 1, 6) + bytes(20)
    path.write_bytes(head + field + b"\r" + b" MEX  " + " Perú".encode() + b"\x1a")
    assert list(read_table(path)) == [{"ISO_A3": "MEX"}, {"ISO_A3": "Perú"}]


def test_an_outer_ring_is_positive_and_a_hole_negative() -> None:
    assert signed_area(SQUARE) == 1
    assert signed_area(SQUARE[::-1]) == -1
    assert signed_area(HOLE) < 0
