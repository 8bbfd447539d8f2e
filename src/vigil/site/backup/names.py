"""Names of backups, and which of them are kept."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

FORMAT: Final = "%Y%m%dT%H%M%SZ"
PATTERN: Final = re.compile(
    r"vigil-(?P<at>\d{8}T\d{6}Z)-(?P<kind>full|later)-(?P<keys>[0-9a-f]{8})(?:\.tar\.zst\.age)?"
)
LATER_KEPT: Final = 12
"""Copies of what changed since a whole backup: an hour of them, one every five minutes."""


class Kind(StrEnum):
    """Whether a backup stands alone."""

    FULL = "full"
    LATER = "later"
    """The database, and the files that changed since the whole backup before it."""


@dataclass(frozen=True, order=True)
class BackupName:
    """When a backup was made, of which kind it is, and which keys it needs (a digest of them)."""

    at: datetime
    kind: Kind
    keys: str

    def __str__(self) -> str:
        return f"vigil-{self.at.strftime(FORMAT)}-{self.kind}-{self.keys}"


class Keep(NamedTuple):
    """How many backups are kept: the newest of so many days, weeks and months."""

    days: int = 14
    weeks: int = 8
    months: int = 12


def parsed(text: str) -> BackupName | None:
    """Return the name that a text, or the name of a file, is; None where it is something else."""
    match = PATTERN.fullmatch(text)
    if match is None:
        return None
    try:
        at = datetime.strptime(match["at"], FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return BackupName(at, Kind(match["kind"]), match["keys"])


def new_name(kind: Kind, keys: str, taken: Iterable[BackupName], now: datetime) -> BackupName:
    """Return a name for a backup made now, later than every name that is taken."""
    at = now.replace(microsecond=0)
    last = max((name.at for name in taken), default=None)
    if last is not None and last >= at:
        at = last + timedelta(seconds=1)
    return BackupName(at, kind, keys)


def too_many(names: Iterable[BackupName], keep: Keep) -> list[BackupName]:
    """Return the backups that are not kept, oldest first.

    Of each of the newest days, weeks and months that have a whole backup, its newest one is kept,
    and always the newest of all; of later copies the newest ones since then.
    """
    ordered = sorted(names, reverse=True)
    full = [name for name in ordered if name.kind is Kind.FULL]
    kept = set(full[:1])
    for number, period in ((keep.days, _day), (keep.weeks, _week), (keep.months, _month)):
        kept |= _newest_of_each(full, number, period)
    later = [name for name in ordered if name.kind is Kind.LATER and (not full or name > full[0])]
    kept |= {*later[:LATER_KEPT]}
    return sorted(name for name in ordered if name not in kept)


def _newest_of_each(
    names: Iterable[BackupName], number: int, period: Callable[[datetime], object]
) -> set[BackupName]:
    found = dict[object, BackupName]()
    for name in names:
        found.setdefault(period(name.at), name)
    return {*list(found.values())[:number]}


def _day(at: datetime) -> object:
    return at.date()


def _week(at: datetime) -> object:
    return at.isocalendar()[:2]


def _month(at: datetime) -> object:
    return at.year, at.month
