"""The map of one term: countries in five steps of the scale, each with a pattern of its own.

It is never mirrored. Countries that are too small for their shape are circles. In a region each
country shows its value; the table below the map has all values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
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
SMALL: Final = 18
"""Units across, below which a country is drawn as a circle."""
RADIUS: Final = 9
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
    view = _view(list(scores)) if region else MapView(WORLD)
    return (
        _drawing("wide", scores, view),
        _drawing("narrow", scores, replace(view, size=NARROW)),
    )


def _view(countries: list[str]) -> MapView:
    boxes = [box for code in countries if (box := shapes.countries().bounds(code)) is not None]
    return map_view_of(_around(boxes))


def _around(boxes: list[Bbox]) -> Bbox | None:
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _drawing(name: str, scores: Mapping[str, CountryScore], view: MapView) -> ScoreDrawing:
    drawn = land(view, TOLERANCE)
    ground = "".join(path for code, path in drawn.countries.items() if code not in scores)
    found = [_shape(code, one, drawn.countries.get(code, ""), view) for code, one in scores.items()]
    # Circles lie above the shapes of their neighbours.
    ordered = sorted((one for one in found if one is not None), key=lambda one: one.small)
    return ScoreDrawing(
        name,
        view.width,
        view.height,
        RADIUS,
        ground,
        drawn.borders,
        drawn.disputed,
        ordered,
    )


def _shape(code: str, one: CountryScore, path: str, view: MapView) -> ScoredShape | None:
    known = shapes.countries()
    at, box = known.label(code), known.bounds(code)
    if at is None or box is None:
        return None
    x, y = (round(float(end)) for end in view.place(at[0], at[1]))
    if not (0 <= x <= view.width and 0 <= y <= view.height):
        return None
    shown = number_text(one.value)
    label = _("%(place)s: %(value)s") % {"place": country_name(code), "value": shown}
    valued = shown if view.span < VALUED_BELOW else ""
    small = not path or _across(box, view) < SMALL
    return ScoredShape(code, label, step_of(one.value), path, x, y, small, valued)


def _across(box: Bbox, view: MapView) -> float:
    """Return how many units a country is across, by the shorter side of its box."""
    x, y = view.place([box[0], box[2]], [box[1], box[3]])
    return float(max(abs(x[1] - x[0]), abs(y[1] - y[0])))
