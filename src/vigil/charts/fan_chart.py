"""The fan chart: what was seen, and the paths that are expected of it, with their bands."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from msgspec import Struct

from vigil.charts.axes import Legend, PlotArea
from vigil.charts.figure import Figure, Provenance
from vigil.charts.marks import Dot, Drawing, Mark, Path, TextMark
from vigil.charts.numbers import number_text, percent_text
from vigil.charts.scales import whole_ticks
from vigil.charts.table import TableRow, table_row
from vigil.charts.text import text_width

INNER, OUTER = 0.5, 0.9
"""Shares of what is expected that lie in the two bands."""
Band = tuple[float, float] | None
Places = tuple[tuple[float, float], ...]


class KnownValue(Struct, frozen=True):
    """A value that was published or pooled for a time (a year, with its fraction).

    `spread` is from where to where most answers lie, `n` how many answered, where that is known.
    """

    at: float
    value: float
    label: str
    spread: tuple[float, float] | None = None
    n: int | None = None


class ExpectedValue(Struct, frozen=True):
    """What is expected for a time: five quantiles of the pooled answers, or those that are known.

    Either both ends of a band are known or none. `label` is the time in words, the year without
    it; `n` how many answered. `apart` is between what the middle half of the answers lies, where
    experts gave one value each: that is how far they lie apart, and no band of what is expected.
    """

    at: float
    low90: float | None
    low50: float | None
    median: float
    high50: float | None
    high90: float | None
    label: str = ""
    n: int | None = None
    apart: Band = None

    @property
    def outer(self) -> tuple[float, float] | None:
        """The band in which nine tenths of what is expected lie."""
        return None if self.low90 is None or self.high90 is None else (self.low90, self.high90)

    @property
    def inner(self) -> tuple[float, float] | None:
        """The band in which half of it lies."""
        return None if self.low50 is None or self.high50 is None else (self.low50, self.high50)


class SeriesBreak(Struct, frozen=True):
    """A time across which values cannot be compared, and why, in words."""

    at: float
    why: str


def fan_chart(
    key: str,
    title: str,
    about: Provenance,
    *,
    seen: Sequence[KnownValue] = (),
    ahead: Sequence[ExpectedValue] = (),
    breaks: Sequence[SeriesBreak] = (),
    low: float = 1,
    high: float = 10,
) -> Figure:
    """Draw values over time, then the bands in which half and nine tenths of what is expected lie.

    No line is drawn across a break. Raises ValueError where there is nothing to draw.
    """
    times = sorted([*(one.at for one in seen), *(one.at for one in ahead)])
    if not times:
        raise ValueError("a fan chart of nothing")
    margin = max((times[-1] - times[0]) * 0.06, 0.5)
    scale = whole_ticks(low, high, 10)
    left = max(34.0, 10 + max(text_width(number_text(tick)) for tick in scale))
    plane = PlotArea(times[0] - margin, times[-1] + margin, low, high, left=left, top=20)
    legend = Legend(plane.bottom + 40)
    marks = [
        *plane.up(scale),
        *plane.across(ticks := whole_ticks(times[0], times[-1], 6), [f"{t:.0f}" for t in ticks]),
        *_bands(plane, ahead),
        *_breaks(plane, breaks),
        *_lines(plane, seen, breaks),
        *_legend(legend, seen, ahead, breaks),
    ]
    return Figure(
        key,
        title,
        Drawing(legend.y, tuple(marks), get_language_bidi()),
        tuple(_sentences(seen, ahead, breaks, low, high)),
        tuple(_heads(seen, ahead)),
        tuple(_rows(seen, ahead)),
        about.notes,
    )


def _heads(seen: Sequence[KnownValue], ahead: Sequence[ExpectedValue]) -> Iterator[str]:
    yield from (_("Time"), _("Value"))
    if _has_spread(seen, ahead):
        yield from (_("From"), _("To"))
    if _has_n(seen, ahead):
        yield _("Answers")
    if ahead:
        yield _("Median expected")
        for part, _ends in _known(ahead):
            yield _("%(share)s from") % {"share": percent_text(part)}
            yield _("%(share)s to") % {"share": percent_text(part)}


def _has_spread(seen: Sequence[KnownValue], ahead: Sequence[ExpectedValue]) -> bool:
    return any(one.spread for one in seen) or any(one.apart for one in ahead)


def _has_n(seen: Sequence[KnownValue], ahead: Sequence[ExpectedValue]) -> bool:
    return _has_spread(seen, ahead) or any(one.n is not None for one in ahead)


def _known(ahead: Sequence[ExpectedValue]) -> list[tuple[float, list[Band]]]:
    """Return the bands that are known of any time: their share, and their ends at each time."""
    each = ((INNER, [one.inner for one in ahead]), (OUTER, [one.outer for one in ahead]))
    return [(part, bands) for part, bands in each if any(bands)]


def _bands(plane: PlotArea, ahead: Sequence[ExpectedValue]) -> Iterator[Mark]:
    if not ahead:
        return
    for part, bands in reversed(_known(ahead)):
        kind = "core" if part == INNER else "band"
        there = [(one.at, *band) for one, band in zip(ahead, bands, strict=True) if band]
        places = _around(plane, there) if len(ahead) > 1 else _bar(plane, *there[0])
        yield Path(kind, places, closed=True)
        if kind == "band":
            yield Path("ground", places, closed=True, hatch="wide")
    middle = tuple((plane.x(one.at), plane.y(one.median)) for one in ahead)
    if len(ahead) == 1:
        [(x, y)] = middle
        middle = ((x - 10, y), (x + 10, y))
    yield Path("middle", middle)
    for one in ahead:
        if one.apart:
            yield Path("spread", tuple((plane.x(one.at), plane.y(end)) for end in one.apart))


def _bar(plane: PlotArea, at: float, low: float, high: float) -> Places:
    """Return the corners of the band of a single time, a bar: there is no path."""
    x, half = plane.x(at), 7
    around = ((x - half, low), (x - half, high), (x + half, high), (x + half, low))
    return tuple((across, plane.y(value)) for across, value in around)


def _around(plane: PlotArea, values: Sequence[tuple[float, float, float]]) -> Places:
    there = [(plane.x(at), plane.y(high)) for at, _low, high in values]
    back = [(plane.x(at), plane.y(low)) for at, low, _high in reversed(values)]
    return (*there, *back)


def _breaks(plane: PlotArea, breaks: Sequence[SeriesBreak]) -> Iterator[Mark]:
    for n, one in enumerate(breaks, 1):
        x = plane.x(one.at)
        yield Path("break", ((x, plane.top - 2), (x, plane.bottom)))
        yield TextMark("number", x, plane.top - 6, _sign(n), "middle")


def _lines(
    plane: PlotArea, seen: Sequence[KnownValue], breaks: Sequence[SeriesBreak]
) -> Iterator[Mark]:
    ordered = sorted(seen, key=lambda one: one.at)
    for before, after in pairwise(ordered):
        if not any(before.at < one.at <= after.at for one in breaks):
            ends = tuple((plane.x(one.at), plane.y(one.value)) for one in (before, after))
            yield Path("seen", ends)
    for one in ordered:
        if one.spread:
            ends = tuple((plane.x(one.at), plane.y(end)) for end in one.spread)
            yield Path("spread", ends)
        yield Dot("dot", plane.x(one.at), plane.y(one.value), 4.5)


def _legend(
    legend: Legend,
    seen: Sequence[KnownValue],
    ahead: Sequence[ExpectedValue],
    breaks: Sequence[SeriesBreak],
) -> Iterator[Mark]:
    if seen:
        yield Dot("dot", 11, legend.y - 4, 4.5)
        yield from legend.line("seen", _("published or pooled"))
    if ahead:
        yield from legend.line("middle", _("median of what is expected"))
        bands = dict(_known(ahead))
        if INNER in bands:
            yield from legend.box("core", _("half of what is expected lies here"))
        if OUTER in bands:
            yield from legend.box("band", _("nine tenths of it lie here"), hatch=True)
    for n, one in enumerate(breaks, 1):
        yield from legend.number(_sign(n), one.why)


def _sign(n: int) -> str:
    return chr(ord("A") + n - 1)


def _sentences(
    seen: Sequence[KnownValue],
    ahead: Sequence[ExpectedValue],
    breaks: Sequence[SeriesBreak],
    low: float,
    high: float,
) -> Iterator[str]:
    yield _("Values over time, on a scale from %(low)s to %(high)s.") % {
        "low": number_text(low),
        "high": number_text(high),
    }
    for one in seen:
        yield _known_sentence(one)
    for path in ahead:
        yield _expected_sentence(path)
    for broken in breaks:
        yield _("A break before %(year)d, no line is drawn across it: %(why)s") % {
            "year": int(-(-broken.at // 1)),
            "why": broken.why,
        }


def _known_sentence(one: KnownValue) -> str:
    said = {"when": one.label, "value": number_text(one.value)}
    if one.spread is None:
        return _("%(when)s: %(value)s.") % said
    low, high = map(number_text, one.spread)
    return _("%(when)s: %(value)s, from %(low)s to %(high)s, %(n)d answers.") % {
        **said,
        "low": low,
        "high": high,
        "n": one.n or 0,
    }


def _expected_sentence(one: ExpectedValue) -> str:
    said = {"when": _when(one), "median": number_text(one.median)}
    if one.inner and one.outer:
        low50, high50, low90, high90 = map(number_text, (*one.inner, *one.outer))
        return _(
            "Expected for %(when)s: %(median)s; half of what is expected lies from %(low50)s to "
            "%(high50)s, nine tenths from %(low90)s to %(high90)s."
        ) % {**said, "low50": low50, "high50": high50, "low90": low90, "high90": high90}
    if one.outer:
        low, high = map(number_text, one.outer)
        return _(
            "Expected for %(when)s: %(median)s; nine tenths of what is expected lie from %(low)s "
            "to %(high)s."
        ) % {**said, "low": low, "high": high}
    if one.inner:
        low, high = map(number_text, one.inner)
        return _(
            "Expected for %(when)s: %(median)s; half of what is expected lies from %(low)s to "
            "%(high)s."
        ) % {**said, "low": low, "high": high}
    if one.apart:
        low, high = map(number_text, one.apart)
        return _(
            "Expected for %(when)s: %(median)s; the middle half of the answers lies from %(low)s "
            "to %(high)s, which is how far experts lie apart and not how sure they are."
        ) % {**said, "low": low, "high": high}
    return _("Expected for %(when)s: %(median)s.") % said


def _when(one: ExpectedValue) -> str:
    return one.label or str(int(one.at))


def _rows(seen: Sequence[KnownValue], ahead: Sequence[ExpectedValue]) -> Iterator[TableRow]:
    spread, counted = _has_spread(seen, ahead), _has_n(seen, ahead)
    bands = [ends for _part, ends in _known(ahead)]
    unknown = [None] * (1 + 2 * len(bands)) if ahead else []
    for one in seen:
        ends = (one.spread or (None, None)) if spread else ()
        yield table_row(one.label, one.value, *ends, *([one.n] if counted else []), *unknown)
    for at, path in enumerate(ahead):
        empty = [None, *((path.apart or (None, None)) if spread else ())]
        expected = [end for ends in bands for end in ends[at] or (None, None)]
        n = [path.n] if counted else []
        yield table_row(_when(path), *empty, *n, path.median, *expected)
