"""Kinds of sources that a paragraph of a report may cite, and how each is read.

A kind reads its reference into numbers, figures and words, with the address where readers find the
same. A draft stores no copy of them; a frozen edition does.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
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
    """The state of a cited source: as it was, changed since, or no longer there."""

    CURRENT = "current"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CitedNumber:
    """A number as it is shown, its value, and the address of what it counts or comes from."""

    shown: str
    value: float | None = None
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class CitedCell:
    """A cell of a table, with its address if it has one."""

    shown: str
    url: str = ""
    value: str = ""


@dataclass(frozen=True)
class CitedFigure:
    """A figure: a chart, a table of the same numbers, and a text for people who cannot see it."""

    title: str
    alt: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[CitedCell]]]
    chart: SafeString | str = ""
    printed: str = ""
    """The chart alone, in black and white; empty if print uses `chart` with its own styles."""
    wide: SafeString | str = ""
    """The chart for a wide page; empty if `chart` suits it too."""
    said: Sequence[str] = ()
    """The sentences of `alt`, the most important first; empty if they were not kept apart."""
    notes: Sequence[str] = ()
    url: str = ""
    method: str = ""


@dataclass(frozen=True)
class CitedSource:
    """A source as it is now. Only a pooled probability has `probability` (0 to 1).

    `spread`, `n` and `method` state how certain it is, from how many answers or cases, and how it
    was computed. `leans` are the things in it that may be withdrawn.
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
    """A digest of its content, for changes that its numbers and words do not show."""
    later: Sequence[str] = ()
    """Names of numbers that earlier versions of its kind did not have."""

    apart: Sequence[float | None] = ()
    """The numbers in `spread`, without words."""
    drawn: Sequence[Sequence[str]] = ()
    """The values in its figures, without words, if its numbers are sums over them."""

    @property
    def seen(self) -> str:
        """Return 64 bits of SHA-256 over the content, which shows whether it changed.

        It leaves out the method, because coverage “until today” changes every day. It also leaves
        out how numbers are written, so a translation or another rounding changes nothing.
        """
        return self._digest_of(self.numbers, self.drawn)

    def was_seen_as(self, seen: str) -> bool:
        """Return whether the content is the same as when this digest was made.

        It also accepts digests made the earlier ways: without `later` numbers, without `drawn`, or
        over numbers as they are written.
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
"""Read a reference and what describes it (`about`). None if the public cannot see the source."""
CheckReference = Callable[[str, Mapping[str, Any]], tuple[str, Mapping[str, Any]]]
"""Return a reference and its `about`, to store. Raises NotPossible with what is wrong."""


def _as_given(ref: str, about: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    return ref, {}


@dataclass(frozen=True)
class SourceKind:
    """A kind of source: how a reference is checked before it is stored, and how it is read."""

    code: str
    label: str | Promise
    read: ReadReference
    check: CheckReference = _as_given


SOURCE_KINDS: Final = Point[SourceKind]("kinds of sources of a report")


def kind_of(code: str) -> SourceKind:
    """Return the kind with a code. Raises NotPossible (there is none)."""
    if (kind := _kinds().get(code)) is None:
        raise NotPossible(_("There is no such kind of source."))
    return kind


def read_source(code: str, ref: str, about: Mapping[str, Any]) -> CitedSource | None:
    """Return the source of a reference as it is now; None if the public cannot see it."""
    kind = _kinds().get(code)
    return kind.read(ref, about) if kind is not None else None


def state_of(now: CitedSource | None, seen: str) -> CitedState:
    """Return whether a source is unchanged since its digest `seen`, changed, or gone."""
    if now is None:
        return CitedState.WITHDRAWN
    return CitedState.CURRENT if now.was_seen_as(seen) else CitedState.CHANGED


def _kinds() -> Mapping[str, SourceKind]:
    return {kind.code: kind for _room, kind in house.added(SOURCE_KINDS)}
