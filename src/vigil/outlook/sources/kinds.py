"""Kinds of sources that a paragraph of a report may cite, and how each is read.

A kind reads its reference into numbers, figures and words, with the address where readers find the
same. A draft copies nothing of it; a frozen edition keeps what was read.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.rooms import house
from vigil.trust.rooms.points import Point


class CitedState(StrEnum):
    """Whether what was cited is still so: as it was, changed since, or not there any more."""

    CURRENT = "current"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CitedNumber:
    """A number: as it is shown, its value, and the address of what it counts or was made of."""

    shown: str
    value: float | None = None
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class CitedCell:
    """A cell of a table, with its address where it has one."""

    shown: str
    url: str = ""
    value: str = ""


@dataclass(frozen=True)
class CitedFigure:
    """A figure: a chart, the table of the same numbers, and its words for who does not see it."""

    title: str
    alt: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[CitedCell]]]
    chart: SafeString | str = ""
    printed: str = ""
    """The chart on its own, in black and white; empty where print styles the other."""
    notes: Sequence[str] = ()
    url: str = ""
    method: str = ""


@dataclass(frozen=True)
class CitedSource:
    """What stands behind a basis now. `probability` (0 to 1) is that of a pooled number alone.

    `spread`, `n` and `method` say how sure it is, of how many answers, and how it was computed.
    `leans` are addresses of things of which somebody may be withdrawn.
    """

    label: str
    url: str = ""
    numbers: Mapping[str, CitedNumber] = field(default_factory=dict)
    figures: Mapping[str, Callable[[], CitedFigure]] = field(default_factory=dict)
    spread: str = ""
    n: int | None = None
    method: str = ""
    probability: float | None = None
    quote: str = ""
    leans: Sequence[str] = ()
    digest: str = ""
    """Of what it says, where its numbers and words alone do not tell a change."""
    later: Sequence[str] = ()
    """Names of numbers that sources of its kind did not have from the first."""

    apart: Sequence[float | None] = ()
    """The numbers that `spread` says, in no language."""
    drawn: Sequence[Sequence[str]] = ()
    """What its figures show, in no language, where its numbers are sums over them."""

    @property
    def seen(self) -> str:
        """Return 64 bits of SHA-256 over what it says, so that a change is noticed.

        How it was made is not part of it: what was monitored “until today” changes every day. Nor
        is how a number is written: translating or rounding it otherwise changes nothing.
        """
        return self._digest_of(self.numbers, self.drawn)

    def was_seen_as(self, seen: str) -> bool:
        """Say whether it says what it said when this digest was taken, perhaps as was done first:
        without its `later` numbers, or what is `drawn`, or over numbers as they are written.
        """
        first = {n: one for n, one in self.numbers.items() if n not in self.later}
        return any(
            seen
            in (
                self._digest_of(told, self.drawn),
                self._digest_of(told, ()),
                self._digest_as_written(told),
            )
            for told in (self.numbers, first)
        )

    def _digest_of(self, told: Mapping[str, CitedNumber], drawn: Sequence[Sequence[str]]) -> str:
        numbers = [
            [name, one.shown if one.value is None else one.value]
            for name, one in sorted(told.items())
        ]
        said = [self.digest, list(self.apart), self.n, self.quote]
        return _sha256([said, numbers, *([list(map(list, drawn))] if drawn else [])])

    def _digest_as_written(self, told: Mapping[str, CitedNumber]) -> str:
        numbers = [[name, one.shown, one.value] for name, one in sorted(told.items())]
        return _sha256([[self.digest, self.spread, self.n, self.quote], numbers])


def _sha256(said: Any) -> str:
    whole = json.dumps(said, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


ReadReference = Callable[[str, Mapping[str, Any]], CitedSource | None]
"""Read a reference, and of literature what is known about it. None: the public sees no such."""
CheckReference = Callable[[str, Mapping[str, Any]], tuple[str, Mapping[str, Any]]]
"""Return a reference as it is kept. Raises NotPossible with what is wrong with it."""


def _as_given(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    return ref, {}


@dataclass(frozen=True)
class SourceKind:
    """A kind of source: how a reference of it is read, and checked before it is kept."""

    code: str
    label: str | Promise
    read: ReadReference
    check: CheckReference = _as_given
    hint: str | Promise = ""


SOURCE_KINDS: Final = Point[SourceKind]("kinds of sources of a report")


def source_kinds() -> Iterable[SourceKind]:
    """Return the kinds that there are."""
    return _kinds().values()


def kind_of(code: str) -> SourceKind:
    """Return a kind. Raises NotPossible (there is none)."""
    if (kind := _kinds().get(code)) is None:
        raise NotPossible(_("There is no such kind of source."))
    return kind


def read_source(code: str, ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    """Read what stands behind a reference; None where the public sees nothing there any more."""
    kind = _kinds().get(code)
    return kind.read(ref, about) if kind is not None else None


def state_of(now: CitedSource | None, seen: str) -> CitedState:
    """Say what became of what was seen."""
    if now is None:
        return CitedState.WITHDRAWN
    return CitedState.CURRENT if now.was_seen_as(seen) else CitedState.CHANGED


def _kinds() -> Mapping[str, SourceKind]:
    return {kind.code: kind for _room, kind in house.added(SOURCE_KINDS)}
