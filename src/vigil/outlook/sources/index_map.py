"""A map of one term of a published edition: countries in five steps, with their scores below."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vigil.charts.axes import Legend
from vigil.charts.figure import Figure, Provenance
from vigil.charts.heat_map import step_of
from vigil.charts.marks import Drawing, Mark, Path
from vigil.charts.numbers import number_text
from vigil.charts.styles import STEPS
from vigil.charts.table import TableRow, table_cell
from vigil.outlook.index_editions.country_page import term_name
from vigil.outlook.index_editions.index_name import index_name
from vigil.outlook.models import IndexEdition
from vigil.publication.map.land import land
from vigil.publication.map.projection import map_view_of
from vigil.publication.record.labels import country_name

LOW, HIGH = 1.0, 10.0
"""The ends of the scale of scores."""
WIDE: Final = 560.0
TOLERANCE: Final = 2.0
_STEPS: Final = re.compile(r"-?\d+")


def map_of(edition: IndexEdition, term: str) -> Figure:
    """Return the map of a term in an edition. Countries without a score are hatched."""
    rows = edition.scores.filter(term=term).values_list("country", "value")
    scores = {country: float(value) for country, value in rows}
    named = {"term": capfirst(term_name(term)), "year": edition.year}
    title = _("%(term)s, %(year)s") % named
    listed = sorted((country_name(code), value) for code, value in scores.items())
    said = "; ".join(f"{name}: {number_text(value)}" for name, value in listed)
    about = Provenance(
        _("Scores from 1 to 10 as they were published"), index_name(), edition.at.date()
    )
    return Figure(
        f"map-{edition.year}",
        title,
        _drawing(scores),
        (_("A map of the scores, by country."), said),
        (_("Country"), _("Score")),
        tuple(TableRow(name, (table_cell(value),)) for name, value in listed),
        about.notes,
    )


def _drawing(scores: dict[str, float]) -> Drawing:
    """Draw the countries, and what each step means. A map is never mirrored."""
    view = map_view_of(None)
    scale = WIDE / view.width
    drawn = land(view, TOLERANCE).countries
    marks: list[Mark] = []
    # Small countries lie above the ones around them.
    for code, path in sorted(drawn.items(), key=lambda one: -len(one[1])):
        step = step_of(scores[code], LOW, HIGH) if code in scores else 0
        for ring in _rings(path, scale):
            if step:
                marks.append(Path(f"step{step}", ring, closed=True))
            else:
                marks.append(Path("ground", ring, closed=True, hatch="wide"))
                # Hatching has no edge of its own.
                marks.append(Path("ground", ring, closed=True))
    legend = Legend(view.height * scale + 20)
    for step in range(1, STEPS + 1):
        marks += legend.box(f"step{step}", _ends_of(step))
    marks += legend.box("ground", _("no score"), hatch=True)
    return Drawing(legend.y + 4, tuple(marks), False, WIDE)


def _ends_of(step: int) -> str:
    each = (HIGH - LOW) / STEPS
    ends = {"from": LOW + (step - 1) * each, "to": LOW + step * each}
    return _("%(from)s to %(to)s") % {name: number_text(value) for name, value in ends.items()}


def _rings(path: str, scale: float) -> Iterator[tuple[tuple[float, float], ...]]:
    """Yield the rings of a path of the public map: a start, then differences."""
    for ring in path.split("M"):
        numbers = [int(one) for one in _STEPS.findall(ring)]
        x = y = 0
        places: list[tuple[float, float]] = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            places.append((round(x * scale, 1), round(y * scale, 1)))
        if len(places) > 2:
            yield tuple(places)
