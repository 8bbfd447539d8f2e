"""One figure of each kind, from invented numbers."""

from collections.abc import Callable
from datetime import date

from vigil.charts.distribution import distribution_chart
from vigil.charts.fan_chart import ExpectedValue, KnownValue, SeriesBreak, fan_chart
from vigil.charts.figure import Figure, Provenance
from vigil.charts.heat_map import heat_map
from vigil.charts.intervals import Interval, interval_chart
from vigil.charts.saturation_and_calibration import (
    CalibrationPoint,
    calibration_chart,
    saturation_chart,
)
from vigil.outlook.index_editions.quadrant_chart import QuadrantPoint, quadrant_chart
from vigil.reading.codebook.terms import drivers, markets

ABOUT = Provenance(
    "median, equal weights", "panel of this test", date(2026, 11, 27), "9 experts answered."
)
HEAT_WORDS = {
    "row_head": "Market",
    "summary": "%(rows)d markets by %(columns)d drivers, on a scale from %(low)s to %(high)s.",
}
AHEAD = (
    ExpectedValue(2026, 5.0, 5.5, 6.0, 6.4, 7.0),
    ExpectedValue(2028, 4.6, 5.6, 6.3, 7.1, 8.2),
    ExpectedValue(2031, 4.0, 5.7, 6.8, 7.8, 9.4),
)


def a_fan() -> Figure:
    """Two published values with a break between them, then one more, then what is expected."""
    seen = (
        KnownValue(2021, 5.2, "Index 2021"),
        KnownValue(2023, 5.9, "Index 2023"),
        KnownValue(2025, 6, "Panel"),
    )
    breaks = (SeriesBreak(2022, "Index 2023 is made of 20 parts, Index 2021 of 14: they differ."),)
    return fan_chart("fan", "Cocaine trade", ABOUT, seen=seen, ahead=AHEAD, breaks=breaks)


def a_lone_band() -> Figure:
    """What is expected of one time alone."""
    return fan_chart(
        "lone", "Flora crimes", ABOUT, seen=(KnownValue(2025, 5, "Panel"),), ahead=AHEAD[-1:]
    )


def a_wide_band() -> Figure:
    """Large amounts, of which the outer quantiles are known and how many answered."""
    ahead = [
        ExpectedValue(2030 + n, 10_000, None, 60_000 + n, None, 250_000, f"1 January {2030 + n}", 9)
        for n in range(3)
    ]
    return fan_chart("wide", "Killings", ABOUT, ahead=ahead, low=0, high=300_000)


def a_heat_map(language: str = "en") -> Figure:
    """Every market by every driver; one cell that nobody answered."""
    columns = [term.named(language) for term in drivers().terms.values()]
    rows = [term.named(language) for term in markets().terms.values()]
    values: list[list[float | None]] = [
        [1 + (r * 7 + c * 5) % 19 / 2 for c in range(len(columns))] for r in range(len(rows))
    ]
    values[2][3] = None
    return heat_map(
        "heat",
        "Drivers",
        ABOUT,
        columns=columns,
        rows=rows,
        values=values,
        low=1,
        high=10,
        **HEAT_WORDS,
    )


def few_quadrants() -> Figure:
    """Few places with their names, among others without."""
    points = (
        QuadrantPoint("Index 2021", 6.4, 3.9),
        QuadrantPoint("Index 2023", 6.6, 4.0),
        QuadrantPoint("P", 9.6, 9.1),
    )
    others = [(1 + n * 37 % 89 / 10, 1 + n * 53 % 87 / 10) for n in range(90)]
    return quadrant_chart(
        "quadrants", "Criminality and resilience", ABOUT, points=points, others=others
    )


def many_quadrants() -> Figure:
    """More places than have room for their names."""
    points = [
        QuadrantPoint(f"Place {n}", 1 + n * 0.9, 9.7 - n * 0.7, joined=n > 7) for n in range(9)
    ]
    return quadrant_chart("many", "Criminality and resilience", ABOUT, points=points)


def a_distribution() -> Figure:
    """A dot for each of few answers."""
    scores = {4.5: 1, 5.0: 2, 5.5: 5, 6.0: 3, 8.5: 1}
    return distribution_chart("scores", "Scores of heroin trade", ABOUT, scores=scores, median=5.5)


def a_large_distribution() -> Figure:
    """Columns for many."""
    scores = {n / 2: 60 - 7 * abs(n - 11) for n in range(3, 20)}
    return distribution_chart("columns", "Scores of 500", ABOUT, scores=scores)


def some_intervals(language: str = "en") -> Figure:
    """Pooled values of every market."""
    labels = [term.named(language) for term in markets().terms.values()]
    rows = [
        Interval(label, 2 + n / 2, 1 + n / 2, 3 + n * 0.45, 9) for n, label in enumerate(labels)
    ]
    spread = "the middle half of the answers"
    return interval_chart("intervals", "Markets", ABOUT, rows=rows, spread=spread)


def a_saturation() -> Figure:
    """Nine consultations, the last two of which bring nothing new."""
    totals = [14, 22, 27, 30, 34, 35, 36, 36, 36]
    found = [(f"Consultation {n}", total) for n, total in enumerate(totals, 1)]
    return saturation_chart("saturation", "New codes", ABOUT, found=found)


def a_calibration() -> Figure:
    """Answers of about one probability, and what came true of them."""
    told = [
        CalibrationPoint(0.1, 0.05, 40),
        CalibrationPoint(0.3, 0.36, 25),
        CalibrationPoint(0.55, 0.5, 18),
        CalibrationPoint(0.9, 0.71, 24),
    ]
    return calibration_chart("calibration", "How sure, how right", ABOUT, told=told)


def a_calibration_of_questions() -> Figure:
    """Pooled answers, each to one question, with where the share may lie by chance."""
    told = [
        CalibrationPoint(0.1, 0.0, 3, (0.0, 0.56)),
        CalibrationPoint(0.5, 0.5, 6, (0.19, 0.81)),
        CalibrationPoint(0.9, 1, 2),
    ]
    return calibration_chart("asked", "How sure, how right", ABOUT, told=told, of_questions=True)


KINDS: dict[str, Callable[[], Figure]] = {
    "fan": a_fan,
    "lone": a_lone_band,
    "wide": a_wide_band,
    "heat": a_heat_map,
    "quadrants": few_quadrants,
    "many": many_quadrants,
    "scores": a_distribution,
    "columns": a_large_distribution,
    "intervals": some_intervals,
    "saturation": a_saturation,
    "calibration": a_calibration,
    "asked": a_calibration_of_questions,
}
