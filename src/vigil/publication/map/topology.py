"""Store each border once: cut polygons and lines into the arcs that they share.

Two countries share a border as the same row of points. As one arc it is stored and simplified only
once, so no gap opens between them. The file format is TopoJSON 1.0: arcs of whole numbers, with
each point as the difference from the one before.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Point = tuple[int, int]
"""Longitude and latitude in steps of the grid."""
Polyline = list[Point]


@dataclass
class Arcs:
    """Arcs, each once, with the ends at which lines meet. Made by `Arcs.of`."""

    nodes: set[Point]
    lines: list[Polyline] = field(default_factory=list)
    _known: dict[tuple[Point, ...], int] = field(default_factory=dict)

    @classmethod
    def of(cls, rings: Iterable[Polyline], lines: Iterable[Polyline]) -> "Arcs":
        """Find where the rings (closed: last point is the first) and the lines meet or part."""
        beside: dict[Point, set[Point]] = defaultdict(set)
        nodes: set[Point] = set()
        for closed, row in [(True, r) for r in rings] + [(False, line) for line in lines]:
            for first, second in pairwise(row):
                beside[first].add(second)
                beside[second].add(first)
            if not closed:
                nodes |= {row[0], row[-1]}
        nodes |= {point for point, near in beside.items() if len(near) > 2}
        return cls(nodes)

    def cut(self, row: Polyline) -> list[int]:
        """Return a ring or a line as numbers of arcs; `~n` is arc n backwards."""
        if row[0] == row[-1]:
            row = _turned(row, self.nodes)
        found, start = [], 0
        for at in range(1, len(row)):
            if row[at] in self.nodes or at == len(row) - 1:
                found.append(self._number(row[start : at + 1]))
                start = at
        return found

    def _number(self, arc: Polyline) -> int:
        there, back = tuple(arc), tuple(reversed(arc))
        if there in self._known:
            return self._known[there]
        if back in self._known:
            return ~self._known[back]
        self._known[there] = len(self.lines)
        self.lines.append(arc)
        return len(self.lines) - 1


def _turned(ring: Polyline, nodes: set[Point]) -> Polyline:
    """Let a ring start at a node; without one at its least point, so that neighbours agree."""
    start = next((at for at, point in enumerate(ring) if point in nodes), None)
    if start is None:
        start = min(range(len(ring) - 1), key=lambda at: ring[at])
    return ring[start:-1] + ring[: start + 1]


def joined(lines: Iterable[Polyline]) -> list[Polyline]:
    """Join lines end to end wherever just two ends meet."""
    kept = {number: line for number, line in enumerate(lines) if len(line) > 1}
    ends: dict[Point, set[int]] = defaultdict(set)
    for number, line in kept.items():
        ends[line[0]].add(number)
        ends[line[-1]].add(number)
    degree = Counter(end for line in kept.values() for end in (line[0], line[-1]))
    for point in sorted(point for point, times in degree.items() if times == 2):
        if len(ends[point]) != 2:
            continue  # both are ends of one line: it is closed
        first, second = sorted(ends.pop(point))
        a, b = kept[first], kept.pop(second)
        a = a if a[-1] == point else a[::-1]
        b = b if b[0] == point else b[::-1]
        kept[first] = a + b[1:]
        ends[b[-1]] = (ends[b[-1]] - {second}) | {first}
    return list(kept.values())


def simplified(line: Sequence[Point], tolerance: float) -> Polyline:
    """Remove points that are closer than `tolerance` grid steps to the line without them.

    Douglas and Peucker's method, without recursion. The ends stay; of a closed line the point
    farthest from its start stays too, so that an island keeps an area.
    """
    if len(line) < 3 or tolerance <= 0:
        return list(line)
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    if line[0] == line[-1]:
        far = max(range(len(line)), key=lambda at: _squared(line[at], line[0]))
        keep.add(far)
        spans = [(0, far), (far, len(line) - 1)]
    limit = tolerance * tolerance
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        worst, at = max(
            (_distance(line[i], line[first], line[last]), i) for i in range(first + 1, last)
        )
        if worst > limit:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [line[at] for at in sorted(keep)]


def _squared(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _distance(point: Point, first: Point, last: Point) -> float:
    """Return the squared distance of a point from the stretch between two others."""
    dx, dy = last[0] - first[0], last[1] - first[1]
    length = dx * dx + dy * dy
    if not length:
        return _squared(point, first)
    along = ((point[0] - first[0]) * dx + (point[1] - first[1]) * dy) / length
    along = max(0.0, min(1.0, along))
    return (point[0] - first[0] - along * dx) ** 2 + (point[1] - first[1] - along * dy) ** 2


def deltas(line: Sequence[Point]) -> list[list[int]]:
    """Write an arc as TopoJSON does: the first point, then differences."""
    rows, x, y = [], 0, 0
    for point in line:
        rows.append([point[0] - x, point[1] - y])
        x, y = point
    return rows


def from_deltas(rows: Iterable[Sequence[int]]) -> Polyline:
    """Read an arc of a TopoJSON file back."""
    line, x, y = [], 0, 0
    for dx, dy in rows:
        x, y = x + dx, y + dy
        line.append((x, y))
    return line
