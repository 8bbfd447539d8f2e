"""Small plots of the answers to one term: a dot for each, the middle half, and one's own mark.

They are drawn from frozen results. The page has the same in words beside each.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log10
from typing import Any, Final

from vigil.outlook.models import Question
from vigil.outlook.questions.values import FIELDS, quantiles_of

Kind = Question.Kind
WIDTH, HEIGHT = 240, 52
EDGE: Final = 12
"""Pixels between the ends of the scale and the edge."""
BASE: Final = 36
"""The height at which the scale is drawn. Dots stand on it, one's own mark below it."""
STEP: Final = 5.0
"""Pixels between two dots of one value, where there is room."""
SCALES: Final[Mapping[str, tuple[float, float]]] = {
    Kind.SCORE: (1, 10),
    Kind.TRAJECTORY: (-2, 2),
    Kind.PROBABILITY: (0, 1),
}


@dataclass(frozen=True)
class DotPlot:
    """A plot as a page draws it, in pixels: paths, and places on the scale.

    They are texts, because a page would write numbers as its language does.
    """

    dots: str
    band: tuple[str, str]
    """Where the middle half begins, and how wide it is."""
    median: str
    own: str
    """A diamond below the scale; empty without an answer of one's own."""
    ends: tuple[str, str]
    ticks: str
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE


def dot_plot(
    question: Question, cell: Mapping[str, Any], own: Mapping[str, Any] | None
) -> DotPlot | None:
    """Return the plot of the answers to a question with one answer; None if there are none.

    Of a quantity the middle values are drawn. `cell` is its frozen distribution.
    """
    if not cell["n"]:
        return None
    middles = [one[1] if isinstance(one, list) else one for one in cell["values"]]
    mine = _own(question, own)
    log = question.kind == Kind.QUANTITY and question.log_scale
    every = [*middles, cell["low"], cell["high"], *([mine] if mine is not None else [])]
    low, high = SCALES.get(question.kind) or (min(every), max(every))
    ends = (low, high) if high > low else (low - 1, high + 1)

    def x(number: float) -> float:
        start, stop, at = (log10(one) if log else one for one in (*ends, number))
        return round(EDGE + (at - start) / (stop - start) * (WIDTH - 2 * EDGE), 1)

    return DotPlot(
        "".join(_dots(Counter(x(one) for one in middles))),
        (str(x(cell["low"])), str(round(x(cell["high"]) - x(cell["low"]), 1))),
        str(x(cell["median"])),
        "" if mine is None else f"M{x(mine)} {BASE + 2}l5 6l-5 6l-5 -6z",
        (f"{ends[0]:g}", f"{ends[1]:g}"),
        "".join(f"M{x(n)} {BASE}v3" for n in range(1, 11)) if question.kind == Kind.SCORE else "",
    )


def _own(question: Question, own: Mapping[str, Any] | None) -> float | None:
    if not own:
        return None
    if question.kind == Kind.QUANTITY:
        return float(quantiles_of(question, own).q50)
    return float(own[FIELDS[question.kind][0]])


def _dots(counts: Mapping[float, int]) -> Iterator[str]:
    step = min(STEP, (BASE - 8) / max(counts.values()))
    for at, count in counts.items():
        for n in range(count):
            yield f"M{at} {round(BASE - 4 - n * step, 1)}h0"
