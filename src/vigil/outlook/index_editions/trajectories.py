"""Compare values of a place over editions and panels: breaks between them, and changes. Pure.

Criminality is the mean of the means of markets and actors, resilience the mean of its building
blocks, as in the Global Organized Crime Index.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from django.utils.translation import gettext as _
from msgspec import Struct

QUADRANT_CUT = 5.5
"""The cut between low and high: the middle of a scale from 1 to 10. A value on it is high."""
CENT = Decimal("0.01")


class PanelChanges(Struct, frozen=True):
    """What changed between a panel and the one that it follows; `maker` is the earlier one.

    `versions` are the two versions of the list of terms, the earlier first; None if they are the
    same. `experts` are how many stayed, left and joined; None if all are the same. `asked` is how
    the question changed: "bands" (thresholds, unit or bounds), "wording".
    """

    maker: str
    versions: tuple[str, str] | None = None
    experts: tuple[int, int, int] | None = None
    asked: frozenset[str] = frozenset()


class Value(Struct, frozen=True):
    """A value of a place at a time.

    `parts` are the terms from which it is computed; `maker` is who scored (an index, a panel).
    `spread` is the range of the middle answers, None if it is not published; `n` is how many people
    answered.
    """

    at: float
    label: str
    value: float
    maker: str
    parts: frozenset[str]
    spread: tuple[float, float] | None = None
    n: int | None = None
    day: date | None = None
    """The day on which the panel became final; None for an index."""
    since: PanelChanges | None = None
    """What changed since the panel that it follows; None if it follows none."""


class BreakReason(StrEnum):
    """Why two values cannot be compared."""

    TERMS = "terms"
    MAKER = "maker"
    VERSIONS = "versions"
    EXPERTS = "experts"
    ASKED = "asked"


class Break(Struct, frozen=True):
    """A break between two consecutive values: charts draw no line between them."""

    before: Value
    after: Value
    why: tuple[BreakReason, ...]

    @property
    def at(self) -> float:
        """The time halfway between the two values."""
        return (self.before.at + self.after.at) / 2

    @property
    def sentence(self) -> str:
        """Why the values cannot be compared, in words."""
        said = [*_since_said(self)]
        if BreakReason.MAKER in self.why:
            said.append(
                _("%(before)s and %(after)s were judged by others.")
                % {"before": self.before.label, "after": self.after.label}
            )
        if BreakReason.TERMS in self.why:
            said.append(
                _("%(after)s is made of %(n)d parts, %(before)s of %(m)d: they differ.")
                % {
                    "after": self.after.label,
                    "before": self.before.label,
                    "n": len(self.after.parts),
                    "m": len(self.before.parts),
                }
            )
        return " ".join(said)


def _since_said(broken: Break) -> Iterator[str]:
    """Yield sentences on what changed since the panel that it follows."""
    since = broken.after.since
    names = {"before": broken.before.label, "after": broken.after.label}
    if BreakReason.VERSIONS in broken.why and since is not None and since.versions is not None:
        old, new = since.versions
        yield _(
            "%(after)s asked by version %(new)s of the list of terms, %(before)s by %(old)s."
        ) % {
            **names,
            "new": new or "–",
            "old": old or "–",
        }
    if BreakReason.ASKED in broken.why and since is not None and "bands" in since.asked:
        yield _("%(after)s was judged by other thresholds than %(before)s.") % names
    elif BreakReason.ASKED in broken.why:
        yield _("%(after)s asked in other words than %(before)s.") % names
    if BreakReason.EXPERTS in broken.why and since is not None and since.experts is not None:
        stayed, left, came = since.experts
        yield _(
            "%(after)s was judged by other experts than %(before)s: %(stayed)d stayed, %(left)d "
            "left, %(came)d came."
        ) % {**names, "stayed": stayed, "left": left, "came": came}


class Change(Struct, frozen=True):
    """The change between two values that can be compared.

    `beyond` is True if their spreads do not overlap; None if a spread is not known.
    """

    before: Value
    after: Value
    difference: float
    beyond: bool | None


class Trajectory(Struct, frozen=True):
    """Values in order of time, the breaks between them, and the changes between the others."""

    values: tuple[Value, ...]
    breaks: tuple[Break, ...]
    changes: tuple[Change, ...]


def time_of(day: date) -> float:
    """Return a day as a year with its fraction."""
    return day.year + (day.timetuple().tm_yday - 1) / 366


def trajectory(values: Collection[Value]) -> Trajectory:
    """Return values in order of time, each compared with the one before or after a break."""
    ordered = tuple(sorted(values, key=lambda value: (value.at, value.maker)))
    breaks, changes = [], []
    for before, after in pairwise(ordered):
        if why := _why(before, after):
            breaks.append(Break(before, after, why))
        else:
            changes.append(_change(before, after))
    return Trajectory(ordered, tuple(breaks), tuple(changes))


def _why(before: Value, after: Value) -> tuple[BreakReason, ...]:
    terms = (BreakReason.TERMS,) if before.parts != after.parts else ()
    return (*terms, *_other_maker(before, after))


def _other_maker(before: Value, after: Value) -> tuple[BreakReason, ...]:
    """Return why values of two makers are no series; a panel may continue the one it follows."""
    if before.maker == after.maker:
        return ()
    since = after.since
    if since is None or since.maker != before.maker:
        return (BreakReason.MAKER,)
    versions = (BreakReason.VERSIONS,) if since.versions is not None else ()
    asked = (BreakReason.ASKED,) if since.asked else ()
    return (*versions, *asked, *((BreakReason.EXPERTS,) if since.experts is not None else ()))


def _change(before: Value, after: Value) -> Change:
    beyond = None
    if before.spread and after.spread:
        beyond = after.spread[0] > before.spread[1] or after.spread[1] < before.spread[0]
    return Change(before, after, round(after.value - before.value, 4), beyond)


def mean(values: Sequence[Decimal]) -> Decimal:
    """Return the mean, not rounded. Raises ValueError (no values)."""
    if not values:
        raise ValueError("nothing has no mean")
    return sum(values, Decimal(0)) / len(values)


def criminality(markets: Sequence[Decimal], actors: Sequence[Decimal]) -> Decimal:
    """Return the mean of the mean of the markets and the mean of the actors, not rounded."""
    return (mean(markets) + mean(actors)) / 2


def resilience(blocks: Sequence[Decimal]) -> Decimal:
    """Return the mean of the building blocks, not rounded."""
    return mean(blocks)


def rounded(value: Decimal) -> Decimal:
    """Round to two decimals, half up, as published scores are."""
    return value.quantize(CENT, ROUND_HALF_UP)


class Quadrant(StrEnum):
    """A quarter of the chart: low or high criminality, with low or high resilience."""

    LOW_HIGH = "low criminality, high resilience"
    LOW_LOW = "low criminality, low resilience"
    HIGH_HIGH = "high criminality, high resilience"
    HIGH_LOW = "high criminality, low resilience"


def quadrant(criminality: float, resilience: float, cut: float = QUADRANT_CUT) -> Quadrant:
    """Return the quarter of a place. A value on the cut is high."""
    if criminality < cut:
        return Quadrant.LOW_HIGH if resilience >= cut else Quadrant.LOW_LOW
    return Quadrant.HIGH_HIGH if resilience >= cut else Quadrant.HIGH_LOW


def quadrant_name(part: Quadrant) -> str:
    """Return the name of a quarter in the language of the page."""
    return {
        Quadrant.LOW_HIGH: _("low criminality, high resilience"),
        Quadrant.LOW_LOW: _("low criminality, low resilience"),
        Quadrant.HIGH_HIGH: _("high criminality, high resilience"),
        Quadrant.HIGH_LOW: _("high criminality, low resilience"),
    }[part]
