"""Borders held once: arcs, and lines with fewer points."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from publication.map.patient import PATIENT
from vigil.publication.map.topology import Arcs, deltas, from_deltas, joined, simplified

# Two squares side by side, and an island.
LEFT = [(0, 0), (0, 2), (2, 2), (2, 1), (2, 0), (0, 0)]
RIGHT = [(2, 0), (2, 1), (2, 2), (4, 2), (4, 0), (2, 0)]
ISLAND = [(9, 9), (9, 10), (10, 10), (9, 9)]
POINTS = st.tuples(st.integers(-5000, 5000), st.integers(-5000, 5000))
LINES = st.lists(POINTS, min_size=2, max_size=60)


def laid(numbers: list[int], arcs: Arcs) -> list[tuple[int, int]]:
    row: list[tuple[int, int]] = []
    for number in numbers:
        arc = arcs.lines[number] if number >= 0 else arcs.lines[~number][::-1]
        assert not row or row[-1] == arc[0]
        row += arc[1 if row else 0 :]
    return row


def test_a_shared_border_is_one_arc_that_both_use() -> None:
    arcs = Arcs.of([LEFT, RIGHT, ISLAND], [])
    left, right, island = arcs.cut(LEFT), arcs.cut(RIGHT), arcs.cut(ISLAND)
    plain = [{n if n >= 0 else ~n for n in numbers} for numbers in (left, right, island)]
    shared = plain[0] & plain[1]
    assert [sorted(arcs.lines[n]) for n in shared] == [[(2, 0), (2, 1), (2, 2)]]
    assert not plain[2] & (plain[0] | plain[1])
    assert len(arcs.lines) == 4


def test_rings_come_back_whole_from_their_arcs() -> None:
    arcs = Arcs.of([LEFT, RIGHT, ISLAND], [])
    for ring in (LEFT, RIGHT, ISLAND):
        back = laid(arcs.cut(ring), arcs)
        assert back[0] == back[-1]
        assert set(back) == set(ring)
        assert len(back) == len(ring)


def test_a_hole_and_the_land_in_it_share_their_ring_wherever_they_start() -> None:
    turned = [ISLAND[1], ISLAND[2], ISLAND[0], ISLAND[1]][::-1]
    arcs = Arcs.of([ISLAND, turned], [])
    assert arcs.cut(ISLAND) == [0]
    assert arcs.cut(turned) == [~0]


def test_a_line_that_ends_on_a_ring_cuts_it_there() -> None:
    arcs = Arcs.of([LEFT], [[(1, 1), (2, 1)]])
    assert (2, 1) in {arc[0] for arc in (laid([n], arcs) for n in arcs.cut(LEFT))}


def test_lines_are_joined_where_just_two_ends_meet() -> None:
    one, two, three = [(0, 0), (1, 0)], [(2, 0), (1, 0)], [(2, 0), (3, 3)]
    (whole,) = joined([one, two, three])
    assert whole in ([(0, 0), (1, 0), (2, 0), (3, 3)], [(3, 3), (2, 0), (1, 0), (0, 0)])
    fork = [[(0, 0), (1, 0)], [(1, 0), (2, 0)], [(1, 0), (1, 5)]]
    assert len(joined(fork)) == 3
    circle = [[(0, 0), (1, 0)], [(1, 0), (1, 1)], [(1, 1), (0, 0)]]
    (closed,) = joined(circle)
    assert closed[0] == closed[-1]
    assert len(closed) == 4


@PATIENT
@given(st.lists(LINES, max_size=8))
def test_joining_keeps_every_stretch(lines: list[list[tuple[int, int]]]) -> None:
    def stretches(rows: list[list[tuple[int, int]]]) -> list[tuple[tuple[int, int], ...]]:
        pairs = [tuple(sorted(p)) for row in rows for p in pairwise(row)]
        return sorted(pairs)

    assert stretches(joined(lines)) == stretches(lines)


@PATIENT
@given(LINES)
def test_differences_are_read_back(line: list[tuple[int, int]]) -> None:
    assert from_deltas(deltas(line)) == line


@PATIENT
@given(LINES, st.floats(0.5, 400))
def test_no_point_left_out_lies_farther_than_the_tolerance(
    line: list[tuple[int, int]], tolerance: float
) -> None:
    kept = simplified(line, tolerance)
    assert kept[0] == line[0]
    assert kept[-1] == line[-1]
    rest = iter(line)
    assert all(point in rest for point in kept), "in the order of the line"
    for point in line:
        assert min(away(point, a, b) for a, b in pairwise(kept)) <= (tolerance + 1e-6)


def away(point: tuple[int, int], a: tuple[int, int], b: tuple[int, int]) -> float:
    (x, y), (ax, ay), (bx, by) = point, a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    t = 0.0 if not length else ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length
    t = max(0.0, min(1.0, t))
    return float(((x - ax - t * (bx - ax)) ** 2 + (y - ay - t * (by - ay)) ** 2) ** 0.5)


def test_an_island_keeps_an_area() -> None:
    ring = [(0, 0), (0, 10), (10, 10), (10, 0), (0, 0)]
    assert len(set(simplified(ring, 1))) >= 3
    assert len(set(simplified(ring, 1000))) >= 2
