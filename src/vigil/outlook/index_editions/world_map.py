"""The map of one term: countries in five steps of the scale, each with a pattern of its own.

It is never mirrored. Countries that are too small for their shape are circles. In a region each
country shows its value; the table below the map has all values.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import Final

from django.utils.translation import gettext as _

from vigil.charts.numbers import number_text
from vigil.charts.styles import STEPS
from vigil.outlook.index_editions.country_scores import CountryScore
from vigil.publication.map import shapes
from vigil.publication.map.land import land
from vigil.publication.map.projection import (
    NARROW,
    WORLD,
    Bbox,
    MapView,
    map_view_of,
)
from vigil.publication.record.labels import country_name

LOWEST, HIGHEST = Decimal(1), Decimal(10)
TOLERANCE: Final = 2.0
"""Units by which a border may move so that it needs fewer points."""
SMALL: Final = {"wide": 18, "narrow": 9}
"""Units across, below which a country is drawn as a circle, by drawing."""
RADIUS: Final = {"wide": 9, "narrow": 5}
PATTERN: Final = {"wide": "1", "narrow": "0.55"}
"""Scale of the patterns: the narrow drawing is shown smaller."""
NEAR: Final = 14.0
"""Degrees around the middle of a country that a view of its region shows at most."""
LETTER, LINE = 15, 28
"""Units that a digit is wide, and that a value is high."""
NUMBER: Final = re.compile(r"-?\d+")
VALUED_BELOW: Final = 100.0
"""Degrees across, below which each country shows its value."""


@dataclass(frozen=True)
class ScoredShape:
    """A country with its score: its shape, or a circle at `x`, `y` if `small`."""

    code: str
    label: str
    step: int
    path: str
    x: int
    y: int
    small: bool
    value: str
    """The value on the drawing; empty on the map of the world."""


@dataclass(frozen=True)
class ScoreDrawing:
    """A drawing of `width` by `height` units. `name` tells its patterns from another's."""

    name: str
    width: int
    height: int
    radius: int
    pattern: str
    """The scale of its patterns, as SVG has it."""
    ground: str
    borders: str
    disputed: str
    shapes: list[ScoredShape]


@dataclass(frozen=True)
class StepLabel:
    """A step of the scale in the key: its number, and between which values it lies."""

    step: int
    text: str


def step_of(value: Decimal) -> int:
    """Return the step of a score: 1 to 5, of equal width on the scale from 1 to 10."""
    share = (value - LOWEST) / (HIGHEST - LOWEST)
    return min(STEPS, int(share * STEPS) + 1)


def step_labels() -> list[StepLabel]:
    """Return the steps of the scale with their values, the lowest first."""
    width = (HIGHEST - LOWEST) / STEPS
    ends = [LOWEST + width * n for n in range(STEPS + 1)]
    said = _("%(low)s to under %(high)s")
    last = _("%(low)s to %(high)s")
    return [
        StepLabel(
            n,
            (last if n == STEPS else said)
            % {"low": number_text(ends[n - 1]), "high": number_text(ends[n])},
        )
        for n in range(1, STEPS + 1)
    ]


def drawings_of(
    scores: Mapping[str, CountryScore], region: str = ""
) -> tuple[ScoreDrawing, ScoreDrawing]:
    """Draw the scores of one term, wide and narrow. With a region, the map shows its countries."""
    view = _view(scores) if region else MapView(WORLD)
    return (
        _drawing("wide", scores, view),
        _drawing("narrow", scores, replace(view, size=NARROW)),
    )


def _view(countries: Iterable[str]) -> MapView:
    """Return the view of a region: the middle of each country, and as much around as it is large.

    Of a very large country not all is shown, so that the others can be seen.
    """
    known = shapes.countries()
    found = ((known.label(code), known.bounds(code)) for code in countries)
    boxes = [_around(at, box) for at, box in found if at is not None and box is not None]
    if not boxes:
        return MapView(WORLD)
    _wests, souths, _easts, norths = zip(*boxes, strict=True)
    west, east = _shortest([(box[0], box[2]) for box in boxes])
    return map_view_of((west, max(-60.0, min(souths)), east, min(80.0, max(norths))))


def _around(at: tuple[float, float], box: Bbox) -> Bbox:
    """Return the part of a country's box that is near its middle, in degrees."""
    lon, lat = at
    west, east = max(box[0], lon - NEAR), min(box[2], lon + NEAR)
    return (min(west, lon), min(max(box[1], lat - NEAR), lat), max(east, lon), min(box[3], 80.0))


def _shortest(spans: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Return west and east of the shortest arc with all spans; west may be greater: across 180."""
    ordered = sorted(spans)
    first, reached = ordered[0][0], ordered[0][1]
    widest, west, east = 0.0, first, reached
    for start, end in [*ordered[1:], (first + 360, first + 360)]:
        if start - reached > widest:
            widest, west, east = start - reached, start, reached
        reached = max(reached, end)
    return (west + 180) % 360 - 180, (east + 180) % 360 - 180


def _drawing(name: str, scores: Mapping[str, CountryScore], view: MapView) -> ScoreDrawing:
    drawn = land(view, TOLERANCE)
    ground = "".join(path for code, path in drawn.countries.items() if code not in scores)
    found = [
        _shape(one, drawn.countries.get(code, ""), view, SMALL[name])
        for code, one in scores.items()
    ]
    # Circles lie above the shapes of their neighbours.
    ordered = sorted((one for one in found if one is not None), key=lambda one: one.small)
    shown = list(_apart(ordered))
    return ScoreDrawing(
        name,
        view.width,
        view.height,
        RADIUS[name],
        PATTERN[name],
        ground,
        drawn.borders,
        drawn.disputed,
        shown,
    )


def _apart(found: Sequence[ScoredShape]) -> Iterator[ScoredShape]:
    """Yield the shapes; a value that would lie over another is left to the table."""
    taken: list[tuple[int, int]] = []
    for one in found:
        room = LETTER * len(one.value)
        if any(abs(one.x - x) < room and abs(one.y - y) < LINE for x, y in taken):
            yield replace(one, value="")
            continue
        if one.value:
            taken.append((one.x, one.y))
        yield one


def _shape(one: CountryScore, path: str, view: MapView, least: int) -> ScoredShape | None:
    """Return a country as it is drawn, as a circle if it is less than `least` units across."""
    known, code = shapes.countries(), one.country
    at = known.label(code)
    if at is None:
        return None
    x, y = (round(float(end)) for end in view.place(at[0], at[1]))
    if not (0 <= x <= view.width and 0 <= y <= view.height):
        return None
    shown = number_text(one.value)
    label = _("%(place)s: %(value)s") % {"place": country_name(code), "value": shown}
    valued = shown if view.span < VALUED_BELOW else ""
    small = _across(path) < least
    return ScoredShape(code, label, step_of(one.value), path, x, y, small, valued)


@lru_cache(maxsize=2048)
def _across(path: str) -> int:
    """Return how many units the largest part of a path of `land` is across."""
    widest = 0
    for part in path.split("M")[1:]:
        numbers = [int(number) for number in NUMBER.findall(part)]
        xs, ys = accumulate(numbers[0::2]), accumulate(numbers[1::2])
        widest = max([widest, *(max(ends) - min(ends) for ends in (list(xs), list(ys)) if ends)])
    return widest
