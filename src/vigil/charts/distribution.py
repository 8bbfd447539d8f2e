"""How scores are distributed: a dot for each answer, or columns where there are many."""

from collections.abc import Iterator, Mapping

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from vigil.charts.axes import PlotArea
from vigil.charts.figure import Figure, Provenance
from vigil.charts.marks import Box, Dot, Drawing, Mark, Path, TextMark
from vigil.charts.numbers import number_text, value_label
from vigil.charts.scales import whole_ticks
from vigil.charts.table import TableRow, count_cell

STACK = 12
"""Up to so many answers on one score, each is a dot."""


def distribution_chart(
    key: str,
    title: str,
    about: Provenance,
    *,
    scores: Mapping[float, int],
    median: float | None = None,
    low: float = 1,
    high: float = 10,
    step: float = 0.5,
    counted: str = "",
    names: Mapping[int, str] | None = None,
) -> Figure:
    """Draw how many answers each score of a scale had. The order of the answers tells nothing.

    `counted` is what the values are, scores if nothing is said; `names` what they are called, where
    they have names. Whether so few answers may be shown at all, the caller has decided. Raises
    ValueError for a score that is not on the scale.
    """
    places = [low + n * step for n in range(round((high - low) / step) + 1)]
    if odd := sorted(set(scores) - set(places)):
        raise ValueError(f"not on the scale: {odd}")
    given = [score for score, count in scores.items() if count]
    most = max(scores.values(), default=0)
    dots = most <= STACK
    plane = PlotArea(low - step, high + step, 0, STACK if dots else most, height=150, top=22)
    ticks = whole_ticks(0, plane.y_high, 5)
    marks: list[Mark] = [
        *plane.up(ticks),
        *plane.across(whole_ticks(low, high, 10)),
        *_median(plane, median),
        *(_dots(plane, scores, step) if dots else _columns(plane, scores, step)),
    ]
    return Figure(
        key,
        title,
        Drawing(plane.bottom + 24, tuple(marks), get_language_bidi()),
        tuple(_sentences(scores, median, low, high, names or {})),
        (counted or _("Score"), _("Answers")),
        tuple(
            TableRow(
                value_label(place, names or {}),
                (count_cell(scores.get(place, 0)),),
            )
            for place in places
            if min(given, default=high) <= place <= max(given, default=low)
        ),
        about.notes,
    )


def _median(plane: PlotArea, median: float | None) -> Iterator[Mark]:
    if median is not None:
        x = plane.x(median)
        yield Path("break", ((x, plane.top - 4), (x, plane.bottom)))
        said = _("median %(value)s") % {"value": number_text(median)}
        yield TextMark("tick", x, plane.top - 8, said, "middle")


def _dots(plane: PlotArea, scores: Mapping[float, int], step: float) -> Iterator[Mark]:
    each = plane.height / STACK
    r = min(each / 2, (plane.x(step) - plane.x(0)) / 2) - 0.5
    for score, count in scores.items():
        for n in range(count):
            yield Dot("dot", plane.x(score), plane.bottom - (n + 0.5) * each, r)


def _columns(plane: PlotArea, scores: Mapping[float, int], step: float) -> Iterator[Mark]:
    width = (plane.x(step) - plane.x(0)) * 0.8
    for score, count in scores.items():
        if count:
            y = plane.y(count)
            yield Box("bar", plane.x(score) - width / 2, y, width, plane.bottom - y)


def _sentences(
    scores: Mapping[float, int],
    median: float | None,
    low: float,
    high: float,
    names: Mapping[int, str],
) -> Iterator[str]:
    n = sum(scores.values())
    yield ngettext(
        "%(n)d answer on a scale from %(low)s to %(high)s.",
        "%(n)d answers on a scale from %(low)s to %(high)s.",
        n,
    ) % {"n": n, "low": value_label(low, names), "high": value_label(high, names)}
    given = sorted(score for score, count in scores.items() if count)
    if given:
        yield _("They lie from %(from)s to %(to)s.") % {
            "from": value_label(given[0], names),
            "to": value_label(given[-1], names),
        }
    if median is not None:
        yield _("Their median is %(value)s.") % {"value": value_label(median, names)}
