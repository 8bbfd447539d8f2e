"""The fan chart: what was seen, and the paths that are expected of it, with their bands."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from msgspec import Struct

from vigil.outlook.figures.figure import About, Figure, Row, row, share, shown
from vigil.outlook.figures.plane import Legend, Plane, whole_ticks
from vigil.outlook.figures.scene import Dot, Drawing, Mark, Path, Words


class Seen(Struct, frozen=True):
    """A value that was published or pooled for a time (a year, with its fraction).

    `spread` is from where to where most answers lie, `n` how many answered, where that is known.
    """

    at: float
    value: float
    label: str
    spread: tuple[float, float] | None = None
    n: int | None = None


class Ahead(Struct, frozen=True):
    """What is expected for a time: five quantiles of the pooled answers."""

    at: float
    low90: float
    low50: float
    median: float
    high50: float
    high90: float


class BreakAt(Struct, frozen=True):
    """A time across which values cannot be compared, and why, in words."""

    at: float
    why: str


def fan(
    key: str,
    title: str,
    about: About,
    *,
    seen: Sequence[Seen] = (),
    ahead: Sequence[Ahead] = (),
    breaks: Sequence[BreakAt] = (),
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
    plane = Plane(times[0] - margin, times[-1] + margin, low, high, left=34, top=20)
    legend = Legend(plane.bottom + 40)
    marks = [
        *plane.up(whole_ticks(low, high, 10)),
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
        tuple(_said(seen, ahead, breaks, low, high)),
        tuple(_heads(seen, ahead)),
        tuple(_rows(seen, ahead)),
        about.notes,
    )


def _heads(seen: Sequence[Seen], ahead: Sequence[Ahead]) -> Iterator[str]:
    yield from (_("Time"), _("Value"))
    if _has_spread(seen):
        yield from (_("From"), _("To"), _("Answers"))
    if ahead:
        yield _("Median expected")
        for part in (share(0.5), share(0.9)):
            yield _("%(share)s from") % {"share": part}
            yield _("%(share)s to") % {"share": part}


def _has_spread(seen: Sequence[Seen]) -> bool:
    return any(one.spread for one in seen)


def _bands(plane: Plane, ahead: Sequence[Ahead]) -> Iterator[Mark]:
    if not ahead:
        return
    if len(ahead) == 1:
        yield from _bars(plane, ahead[0])
        return
    outer = [(one.at, one.low90, one.high90) for one in ahead]
    inner = [(one.at, one.low50, one.high50) for one in ahead]
    yield _band(plane, "band", outer)
    yield Path("ground", _around(plane, outer), closed=True, hatch="wide")
    yield _band(plane, "core", inner)
    middle = tuple((plane.x(one.at), plane.y(one.median)) for one in ahead)
    yield Path("middle", middle)


def _bars(plane: Plane, one: Ahead) -> Iterator[Mark]:
    """Draw the bands of a single time as bars: there is no path."""
    x = plane.x(one.at)
    for kind, low, high, half in (
        ("band", one.low90, one.high90, 7),
        ("core", one.low50, one.high50, 7),
    ):
        around = ((x - half, low), (x - half, high), (x + half, high), (x + half, low))
        places = tuple((across, plane.y(value)) for across, value in around)
        yield Path(kind, places, closed=True)
        if kind == "band":
            yield Path("ground", places, closed=True, hatch="wide")
    yield Path("middle", ((x - 10, plane.y(one.median)), (x + 10, plane.y(one.median))))


def _band(plane: Plane, kind: str, values: Sequence[tuple[float, float, float]]) -> Path:
    return Path(kind, _around(plane, values), closed=True)


def _around(
    plane: Plane, values: Sequence[tuple[float, float, float]]
) -> tuple[tuple[float, float], ...]:
    there = [(plane.x(at), plane.y(high)) for at, _low, high in values]
    back = [(plane.x(at), plane.y(low)) for at, low, _high in reversed(values)]
    return (*there, *back)


def _breaks(plane: Plane, breaks: Sequence[BreakAt]) -> Iterator[Mark]:
    for n, one in enumerate(breaks, 1):
        x = plane.x(one.at)
        yield Path("break", ((x, plane.top - 2), (x, plane.bottom)))
        yield Words("number", x, plane.top - 6, _sign(n), "middle")


def _lines(plane: Plane, seen: Sequence[Seen], breaks: Sequence[BreakAt]) -> Iterator[Mark]:
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
    legend: Legend, seen: Sequence[Seen], ahead: Sequence[Ahead], breaks: Sequence[BreakAt]
) -> Iterator[Mark]:
    if seen:
        yield Dot("dot", 11, legend.y - 4, 4.5)
        yield from legend.line("seen", _("published or pooled"))
    if ahead:
        yield from legend.line("middle", _("median of what is expected"))
        yield from legend.box("core", _("half of what is expected lies here"))
        yield from legend.box("band", _("nine tenths of it lie here"), hatch=True)
    for n, one in enumerate(breaks, 1):
        yield from legend.number(_sign(n), one.why)


def _sign(n: int) -> str:
    return chr(ord("A") + n - 1)


def _said(
    seen: Sequence[Seen],
    ahead: Sequence[Ahead],
    breaks: Sequence[BreakAt],
    low: float,
    high: float,
) -> Iterator[str]:
    yield _("Values over time, on a scale from %(low)s to %(high)s.") % {
        "low": shown(low),
        "high": shown(high),
    }
    for one in seen:
        yield _told(one)
    for path in ahead:
        yield _(
            "Expected for %(year)d: %(median)s; half of what is expected lies from %(low50)s to "
            "%(high50)s, nine tenths from %(low90)s to %(high90)s."
        ) % {
            "year": int(path.at),
            **{name: shown(getattr(path, name)) for name in path.__struct_fields__ if name != "at"},
        }
    for broken in breaks:
        yield _("A break before %(year)d, no line is drawn across it: %(why)s") % {
            "year": int(-(-broken.at // 1)),
            "why": broken.why,
        }


def _told(one: Seen) -> str:
    said = {"when": one.label, "value": shown(one.value)}
    if one.spread is None:
        return _("%(when)s: %(value)s.") % said
    low, high = map(shown, one.spread)
    return _("%(when)s: %(value)s, from %(low)s to %(high)s, %(n)d answers.") % {
        **said,
        "low": low,
        "high": high,
        "n": one.n or 0,
    }


def _rows(seen: Sequence[Seen], ahead: Sequence[Ahead]) -> Iterator[Row]:
    spread, expected = 3 * _has_spread(seen), 5 * bool(ahead)
    for one in seen:
        values = (one.value, *(one.spread or (None, None)), one.n)[: 1 + spread]
        yield row(one.label, *values, *[None] * expected)
    for path in ahead:
        quantiles = (path.median, path.low50, path.high50, path.low90, path.high90)
        yield row(f"{path.at:.0f}", *[None] * (1 + spread), *quantiles)
