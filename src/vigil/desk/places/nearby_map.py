"""Draw where a place is: the towns around it by size, the largest with their names."""

from dataclasses import dataclass
from math import cos, log10, radians

from django.utils.html import escape

from vigil.reading.intake.gazetteer import Place
from vigil.reading.intake.gazetteer.suggesting import towns_near

WIDTH, HEIGHT = 320, 200
DEGREES = 0.9
"""From the middle to the upper edge."""
DOTS, NAMES = 90, 7
NOTHING = '<svg xmlns="http://www.w3.org/2000/svg"/>'
INK, ACCENT = "#85807a", "#b5442f"
"""Colours that can be seen on light and on dark ground."""


@dataclass(frozen=True)
class _Label:
    """Where a name stands, so that none covers another."""

    x: float
    y: float
    width: float

    def covers(self, other: "_Label") -> bool:
        apart = abs(self.y - other.y) > 12
        return not apart and self.x < other.x + other.width and other.x < self.x + self.width


def nearby_map(lat: float, lon: float, name: str) -> str:
    """Return an SVG of the surroundings of a point, the point in the middle with its name."""
    towns = towns_near(lat, lon, DEGREES, DOTS)
    scale = HEIGHT / 2 / DEGREES
    narrow = scale * max(0.2, cos(radians(lat)))

    def at(place: Place) -> tuple[float, float]:
        assert place.lat is not None
        assert place.lon is not None
        return WIDTH / 2 + (place.lon - lon) * narrow, HEIGHT / 2 - (place.lat - lat) * scale

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="11" fill="{INK}">'
    ]
    own = _label(name, WIDTH / 2, HEIGHT / 2)
    labels = [own]
    for town in reversed(towns):
        x, y = at(town)
        drawn.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{_radius(town.population):.1f}"/>')
    for town in towns:
        x, y = at(town)
        label = _label(town.name, x, y)
        here = abs(x - WIDTH / 2) < 4 and abs(y - HEIGHT / 2) < 4
        inside = label.x > 0 and label.x + label.width < WIDTH and 10 < y < HEIGHT - 4
        if len(labels) > NAMES or here or not inside or any(label.covers(o) for o in labels):
            continue
        labels.append(label)
        drawn.append(f'<text x="{label.x:.0f}" y="{label.y:.0f}">{escape(town.name)}</text>')
    drawn.append(
        f'<circle cx="{WIDTH / 2}" cy="{HEIGHT / 2}" r="6" fill="none" stroke="{ACCENT}" '
        f'stroke-width="3"/><text x="{own.x:.0f}" y="{own.y:.0f}" font-weight="bold" '
        f'fill="{ACCENT}">{escape(name)}</text></svg>'
    )
    return "".join(drawn)


def _label(name: str, x: float, y: float) -> _Label:
    return _Label(x + 9, y + 4, 6.2 * len(name))


def _radius(people: int) -> float:
    return 1.0 + 0.8 * max(0.0, log10(max(people, 1)) - 3)
