"""Find cells whose results are unusual, by robust statistics. Pure: it reads nothing.

Each measure of a cell is compared with the same measure of the other cells of its term. The score
is the distance from their median, divided by the scaled median absolute deviation (MAD times
1.4826, which estimates the standard deviation of a normal distribution). A cell is unusual from 2.5
on, as Leys et al. advise: "Detecting outliers: Do not use standard deviation around the mean, use
absolute deviation around the median", Journal of Experimental Social Psychology 49 (2013), 764-766.
The factor is that of Iglewicz & Hoaglin, "How to Detect and Handle Outliers" (1993).

Experts answer in steps. Where most cells are equal the MAD is 0, and any difference would count. So
the deviation is never taken to be smaller than one step of the answers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from statistics import median
from typing import Final

from msgspec import Struct

CUT: Final = 2.5
"""From this score on a cell is unusual."""
NORMAL: Final = 1.4826
"""MAD times this is the standard deviation of a normal distribution."""
FEWEST_CELLS: Final = 5
"""With fewer cells of a term nothing is usual, and they are not compared."""
FEWEST_NEIGHBOURS: Final = 3
"""With fewer countries of its sub-region, a country is compared with all others of its panel."""


class Measure(StrEnum):
    """In which way a cell can be unusual."""

    SPREAD = "spread"
    NEIGHBOURS = "neighbours"
    EDITION = "edition"
    FEW = "few"


class MeasuredCell(Struct, frozen=True):
    """One cell as it was measured.

    `value`, `width` (between the quartiles of the answers) and `before` (the value of the edition
    before) are in the unit of the question. They are None where they are not known, or would
    reveal an answer.
    """

    key: int
    term: str
    place: str
    n: int
    value: float | None = None
    width: float | None = None
    before: float | None = None


class Finding(Struct, frozen=True):
    """Why a cell is unusual: what was measured, what is usual for its term, and how far it is."""

    measure: Measure
    value: float
    usual: float
    score: float
    region: str = ""
    """The sub-region of the neighbours; empty: all other countries of the panel."""


class UnusualCell(Struct, frozen=True):
    """A cell with what is unusual about it, the most unusual first."""

    cell: MeasuredCell
    findings: tuple[Finding, ...]

    @property
    def score(self) -> float:
        """How unusual it is: the score of its first finding."""
        return self.findings[0].score


def unusual_cells(
    cells: Iterable[MeasuredCell],
    *,
    smallest: int,
    steps: Mapping[str, float],
    regions: Mapping[str, str],
) -> list[UnusualCell]:
    """Return the unusual cells, the most unusual first.

    `smallest` is the fewest experts for a public result, `steps` the step of the answers to each
    term (0 for none), and `regions` the sub-region of each country.
    """
    by_term: dict[str, list[MeasuredCell]] = {}
    for cell in cells:
        by_term.setdefault(cell.term, []).append(cell)
    found: dict[int, list[Finding]] = {}
    for term, each in by_term.items():
        for cell, finding in _findings(each, steps.get(term, 0.0), regions, smallest):
            found.setdefault(cell.key, []).append(finding)
    unusual = [
        UnusualCell(cell, tuple(sorted(found[cell.key], key=lambda one: -one.score)))
        for each in by_term.values()
        for cell in each
        if cell.key in found
    ]
    return sorted(unusual, key=lambda one: (-one.score, one.cell.key))


def robust_scores(values: Sequence[float], step: float) -> list[float]:
    """Return the distance of each value from the median, in scaled median absolute deviations.

    The deviation is taken to be at least `step`, and a distance of 0 is always 0.
    """
    middle = median(values)
    deviation = max(NORMAL * median(abs(value - middle) for value in values), step)
    if deviation == 0:
        return [0.0 if value == middle else float("inf") for value in values]
    return [(value - middle) / deviation for value in values]


def _findings(
    cells: Sequence[MeasuredCell], step: float, regions: Mapping[str, str], smallest: int
) -> Iterator[tuple[MeasuredCell, Finding]]:
    for cell in cells:
        if cell.n < smallest:
            score = CUT + smallest - cell.n
            yield cell, Finding(Measure.FEW, cell.n, smallest, score)
    wide = [(cell, cell.width) for cell in cells if cell.width is not None]
    for cell, value, usual, score in _compared(wide, step):
        if score >= CUT:  # experts who agree more than usual need no second reading
            yield cell, Finding(Measure.SPREAD, value, usual, score)
    changed = [
        (cell, cell.value - cell.before)
        for cell in cells
        if cell.value is not None and cell.before is not None
    ]
    for cell, value, usual, score in _compared(changed, step):
        if abs(score) >= CUT:
            yield cell, Finding(Measure.EDITION, value, usual, abs(score))
    yield from _beside_neighbours(cells, step, regions)


def _beside_neighbours(
    cells: Sequence[MeasuredCell], step: float, regions: Mapping[str, str]
) -> Iterator[tuple[MeasuredCell, Finding]]:
    known = [(cell, cell.value) for cell in cells if cell.value is not None]
    if len(known) < FEWEST_CELLS:
        return
    around = {cell.key: _around(cell, known, regions) for cell, _value in known}
    apart = [(cell, value - around[cell.key][0]) for cell, value in known]
    for cell, value, _usual, score in _compared(apart, step):
        if abs(score) >= CUT:
            usual, region = around[cell.key]
            yield cell, Finding(Measure.NEIGHBOURS, usual + value, usual, abs(score), region)


def _around(
    cell: MeasuredCell, known: Sequence[tuple[MeasuredCell, float]], regions: Mapping[str, str]
) -> tuple[float, str]:
    """Return the median of a cell's neighbours, and their region; empty for the whole panel."""
    region = regions.get(cell.place, "")
    others = [(one.place, value) for one, value in known if one.key != cell.key]
    near = [value for place, value in others if region and regions.get(place) == region]
    if len(near) >= FEWEST_NEIGHBOURS:
        return median(near), region
    return median(value for _place, value in others), ""


def _compared(
    measured: Sequence[tuple[MeasuredCell, float]], step: float
) -> Iterator[tuple[MeasuredCell, float, float, float]]:
    """Yield each cell with its measure, the median of all, and its score; nothing for few cells."""
    if len(measured) < FEWEST_CELLS:
        return
    values = [value for _cell, value in measured]
    usual = median(values)
    for (cell, value), score in zip(measured, robust_scores(values, step), strict=True):
        yield cell, value, usual, score
