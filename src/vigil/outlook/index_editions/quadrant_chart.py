"""The quadrant chart: criminality against resilience, in four parts with a stated cut."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from msgspec import Struct

from vigil.charts.axes import Legend, PlotArea
from vigil.charts.figure import Figure, Provenance
from vigil.charts.marks import WIDTH, Dot, Drawing, Mark, Path, TextMark
from vigil.charts.numbers import number_text
from vigil.charts.table import TableCell, TableRow, table_cell
from vigil.charts.text import LINE, text_width
from vigil.outlook.index_editions.trajectories import (
    QUADRANT_CUT,
    Quadrant,
    quadrant,
    quadrant_name,
)

LABELLED = 4
"""Up to this many points have their names next to them; more points have numbers and a legend."""
LOW, HIGH = 1, 10


class QuadrantPoint(Struct, frozen=True):
    """A place at a time. `joined` means that a line leads to it from the point before."""

    label: str
    criminality: float
    resilience: float
    joined: bool = False


def quadrant_chart(
    key: str,
    title: str,
    about: Provenance,
    *,
    points: Sequence[QuadrantPoint],
    others: Sequence[tuple[float, float]] = (),
    marked: str = "",
    cut: float = QUADRANT_CUT,
) -> Figure:
    """Draw places by criminality (across) and resilience (up), on scales from 1 to 10.

    `others` (criminality, resilience) are drawn without names, for comparison. The point with the
    label `marked` has a second ring.
    """
    plane = PlotArea.square(LOW, HIGH)
    many = len(points) > LABELLED
    legend = Legend(plane.bottom + 52)
    marks: list[Mark] = [
        *plane.up(range(LOW, HIGH + 1)),
        *plane.across(range(LOW, HIGH + 1)),
        Path("axis", ((plane.left, plane.top), (plane.left, plane.bottom))),
        *_parts(plane, cut),
        *(Dot("other", plane.x(c), plane.y(r), 2.5) for c, r in others),
        *_joins(plane, points),
        *(
            Dot("hollow", plane.x(p.criminality), plane.y(p.resilience), 12)
            for p in points
            if p.label == marked
        ),
        *(() if many else _names(plane, points, others, cut)),
        *(Dot("dot", plane.x(p.criminality), plane.y(p.resilience), 5) for p in points),
        *(_numbers(plane, points, legend) if many else ()),
    ]
    return Figure(
        key,
        title,
        Drawing(legend.y if many else plane.bottom + 40, tuple(marks), get_language_bidi()),
        tuple(_sentences(points, others, cut)),
        (_("Place"), _("Criminality"), _("Resilience"), _("Quadrant")),
        tuple(_row(point, cut) for point in points),
        (
            *about.notes,
            _("The cut is at %(cut)s, the middle of the scale; a value on it counts as high.")
            % {"cut": number_text(cut)},
        ),
    )


def _parts(plane: PlotArea, cut: float) -> Iterator[Mark]:
    x, y = plane.x(cut), plane.y(cut)
    yield Path("cut", ((x, plane.top), (x, plane.bottom)))
    yield Path("cut", ((plane.left, y), (plane.right, y)))
    yield TextMark("label", plane.right, plane.bottom + 32, _("criminality"), "end")
    yield TextMark("label", 0, plane.top - 14, _("resilience"))


def _joins(plane: PlotArea, points: Sequence[QuadrantPoint]) -> Iterator[Mark]:
    for before, after in pairwise(points):
        if after.joined:
            ends = ((p.criminality, p.resilience) for p in (before, after))
            yield Path("seen", tuple((plane.x(c), plane.y(r)) for c, r in ends))


def _names(
    plane: PlotArea,
    points: Sequence[QuadrantPoint],
    others: Sequence[tuple[float, float]],
    cut: float,
) -> Iterator[Mark]:
    """Yield the name of each point, at the first free place near it.

    A name that is not right beside its point has a line to it.
    """
    taken = [_place(plane, p.criminality, p.resilience) for p in points]
    drawn = [*taken, *(_place(plane, *other) for other in others), *_lines_of_cut(plane, cut)]
    for point in sorted(points, key=lambda p: -p.resilience):
        x, y = plane.x(point.criminality), plane.y(point.resilience) + 4
        width = text_width(point.label)
        places = [
            (start, y + down)
            for down in (0, 15, -15, 30, -30, 45, -45, 60, -60)
            for start in (x + 9, x - 9 - width, x - width / 2)
            if start >= 0 and start + width <= WIDTH
        ]
        free = [place for place in places if not _meets(place, width, drawn)]
        # Among many places there may be none: then a name stands off the points and other names.
        off_names = [place for place in places if not _meets(place, width, taken)]
        start, base = next(iter([*free, *off_names]), (x + 9, y))
        taken.append((start, start + width, base))
        drawn.append(taken[-1])
        if abs(base - y) > LINE:
            yield Path("grid", ((x, y - 4), (start + width / 2, base - (8 if base > y else -2))))
        yield TextMark("label", start, base, point.label)


def _place(plane: PlotArea, criminality: float, resilience: float) -> tuple[float, float, float]:
    """Return the room that a dot takes: its left and right edge, and its base line."""
    x = plane.x(criminality)
    return x - 7, x + 7, plane.y(resilience) + 4


def _lines_of_cut(plane: PlotArea, cut: float) -> Iterator[tuple[float, float, float]]:
    """Yield the room that the lines of the cut take, in pieces as high as a line of text."""
    x, y = plane.x(cut), plane.y(cut)
    yield plane.left, plane.right, y + 4
    for down in range(int(plane.top), int(plane.bottom), int(LINE) // 2):
        yield x - 2, x + 2, float(down)


def _meets(
    place: tuple[float, float], width: float, taken: Sequence[tuple[float, float, float]]
) -> bool:
    start, base = place
    return any(
        abs(base - y) < LINE - 1 and start < right and left < start + width
        for left, right, y in taken
    )


def _numbers(plane: PlotArea, points: Sequence[QuadrantPoint], legend: Legend) -> Iterator[Mark]:
    for n, point in enumerate(points, 1):
        x, y = plane.x(point.criminality), plane.y(point.resilience)
        yield Dot("hollow", x, y, 8)
        yield TextMark("tick", x, y + 4, str(n), "middle")
        yield from legend.number(str(n), point.label)


def _sentences(
    points: Sequence[QuadrantPoint], others: Sequence[tuple[float, float]], cut: float
) -> Iterator[str]:
    yield _("Criminality across and resilience up, from 1 to 10, in four parts cut at %(cut)s.") % {
        "cut": number_text(cut)
    }
    for point in points:
        yield _("%(label)s: criminality %(c)s, resilience %(r)s: %(part)s.") % {
            "label": point.label,
            "c": number_text(point.criminality),
            "r": number_text(point.resilience),
            "part": quadrant_name(quadrant(point.criminality, point.resilience, cut)),
        }
    if others:
        yield ngettext(
            "%(n)d other place is drawn without its name.",
            "%(n)d other places are drawn without their names.",
            len(others),
        ) % {"n": len(others)}


def _row(point: QuadrantPoint, cut: float) -> TableRow:
    part: Quadrant = quadrant(point.criminality, point.resilience, cut)
    cells = (
        table_cell(point.criminality),
        table_cell(point.resilience),
        TableCell(quadrant_name(part), part),
    )
    return TableRow(point.label, cells)
