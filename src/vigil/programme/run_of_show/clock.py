"""The run of show against the clock: what is on, what comes next, how far ahead or behind it is.

Pure. What was planned is a length for each item, one after the other from the beginning of the
session. What happened are marks that hosts set (`started_at`, `ended_at`). What is still to come
moves by the delay; nothing of that is kept, and nobody but hosts sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from vigil.programme.models import RunItem, Session

IN_TIME: Final = timedelta(seconds=30)
"""What is ahead or behind by less is in time."""


class Progress(StrEnum):
    """How far an item is."""

    DONE = "done"
    SKIPPED = "skipped"
    """Not marked, though a later one was."""
    NOW = "now"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True)
class ItemOnTheClock:
    """An item with when it was planned, and when it began or is expected to begin."""

    item: RunItem
    progress: Progress
    planned: datetime
    begins: datetime
    """When it began; of what is to come, when it is expected to."""
    can_undo: bool
    """Whether it has the last mark, which can be taken back."""

    @property
    def moved(self) -> bool:
        """Whether it begins at another minute than planned."""
        return abs(self.begins - self.planned) >= IN_TIME

    @property
    def can_start(self) -> bool:
        """Whether it can be marked as begun."""
        return self.item.started_at is None


@dataclass(frozen=True)
class RunOnTheClock:
    """The run of a session at one moment."""

    lines: Sequence[ItemOnTheClock]
    delay: timedelta
    """By how much what comes is later than planned; negative: earlier."""
    begun: bool
    ends_at: datetime
    """When the last item is expected to end."""
    overrun: timedelta
    """By how much that is after the end of the session; negative: what is left."""

    @property
    def now(self) -> ItemOnTheClock | None:
        """The item that is on."""
        return next((one for one in self.lines if one.progress == Progress.NOW), None)

    @property
    def next(self) -> ItemOnTheClock | None:
        """The item that comes next."""
        return next((one for one in self.lines if one.progress == Progress.NEXT), None)

    @property
    def minutes_behind(self) -> int:
        """By how many minutes it is behind; 0: in time, or ahead."""
        return _minutes(self.delay)

    @property
    def minutes_ahead(self) -> int:
        """By how many minutes it is ahead; 0: in time, or behind."""
        return _minutes(-self.delay)

    @property
    def minutes_over(self) -> int:
        """By how many minutes it will end after the end of the session."""
        return _minutes(self.overrun)


def run_on_the_clock(session: Session, items: Sequence[RunItem], now: datetime) -> RunOnTheClock:
    """Return the run of a session, whose items are given in their order, at a moment."""
    planned = _planned(session, items)
    last = max((n for n, item in enumerate(items) if item.started_at), default=-1)
    expected = _expected_after(last, items, planned, now)
    begun = last >= 0
    following = last + 1
    delay = timedelta()
    if following < len(items):
        delay = expected - planned[following]
    elif items:
        delay = expected - (planned[last] + timedelta(seconds=items[last].seconds))
    marked = [item for item in items if item.started_at]
    latest = max(marked, key=_last_mark, default=None)
    lines = []
    for n, item in enumerate(items):
        progress = _progress(n, item, last)
        if n <= last:
            begins = item.started_at or planned[n]
        else:
            begins = expected
            expected += timedelta(seconds=item.seconds)
        lines.append(ItemOnTheClock(item, progress, planned[n], begins, item is latest))
    overrun = expected - session.ends_at if items else timedelta()
    return RunOnTheClock(lines, delay, begun, expected, overrun)


def _planned(session: Session, items: Sequence[RunItem]) -> list[datetime]:
    """Return when each item was planned to begin."""
    found, begins = [], session.starts_at
    for item in items:
        found.append(begins)
        begins += timedelta(seconds=item.seconds)
    return found


def _expected_after(
    last: int, items: Sequence[RunItem], planned: Sequence[datetime], now: datetime
) -> datetime:
    """Return when what comes after the item `last` is expected to begin (-1: the first)."""
    if last < 0:
        # Nothing began: in time until the hour has come, and late from then on.
        return max(planned[0], now) if planned else now
    item = items[last]
    if item.ended_at is not None:
        return max(item.ended_at, now) if last + 1 < len(items) else item.ended_at
    assert item.started_at is not None
    return max(item.started_at + timedelta(seconds=item.seconds), now)


def _progress(n: int, item: RunItem, last: int) -> Progress:
    if n > last:
        return Progress.NEXT if n == last + 1 else Progress.LATER
    if item.started_at is None:
        return Progress.SKIPPED
    return Progress.NOW if item.ended_at is None else Progress.DONE


def _last_mark(item: RunItem) -> tuple[bool, datetime]:
    """Order items by their last mark: what is on comes last."""
    assert item.started_at is not None
    return item.ended_at is None, item.ended_at or item.started_at


def _minutes(length: timedelta) -> int:
    """Return whole minutes, rounded; 0 for what is in time."""
    return round(length / timedelta(minutes=1)) if length >= IN_TIME else 0
