"""Read shapefiles for `build_shapes` (ESRI, "Shapefile technical description", 1998).

It reads only what Natural Earth uses: lines (3) and polygons (5), with a table of attributes in
dBASE III. Serving a map does not need it.
"""

import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

POLYLINE, POLYGON = 3, 5
ShapePart = list[tuple[float, float]]


def read_parts(path: Path) -> Iterator[list[ShapePart]]:
    """Yield the parts (rings or lines, longitude and latitude in degrees) of each record.

    Raises ValueError if the file contains another kind of shape.
    """
    raw = path.read_bytes()
    at = 100
    while at < len(raw):
        (words,) = struct.unpack(">i", raw[at + 4 : at + 8])
        yield _parts(raw[at + 8 : at + 8 + words * 2])
        at += 8 + words * 2


def _parts(record: bytes) -> list[ShapePart]:
    (kind,) = struct.unpack_from("<i", record)
    if kind == 0:
        return []
    if kind not in (POLYLINE, POLYGON):
        raise ValueError(f"shape of kind {kind}: only lines and polygons are read")
    parts, points = struct.unpack_from("<2i", record, 36)
    starts = [*struct.unpack_from(f"<{parts}i", record, 44), points]
    numbers = struct.unpack_from(f"<{points * 2}d", record, 44 + parts * 4)
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    return [pairs[first:last] for first, last in pairwise(starts)]


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """Yield the attributes of each record, as text."""
    raw = path.read_bytes()
    count, header, size = struct.unpack_from("<IHH", raw, 4)
    fields, at = [], 32
    while raw[at] != 0x0D:
        fields.append((raw[at : at + 11].split(b"\0")[0].decode("ascii"), raw[at + 16]))
        at += 32
    for number in range(count):
        at, row = header + number * size + 1, {}
        for name, width in fields:
            row[name] = raw[at : at + width].decode("utf-8", "replace").strip("\0 ")
            at += width
        yield row


def signed_area(ring: ShapePart) -> float:
    """Return the area of a ring in square degrees; clockwise (an outer ring) is positive."""
    return sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring)) / 2
