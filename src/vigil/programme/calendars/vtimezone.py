"""Zones as calendars are told of them: VTIMEZONE (RFC 5545, 3.6.5).

Made from the rules of the IANA database and not by icalendar's `Timezone.from_tzinfo`, which
writes the onset of summer time as clocks show it after the change. The standard wants the local
time before it (3.8.2.4), so that a reader would take each change forward for an hour late.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from vigil.programme.time_zones.wall_times import UTC_NAME, zone_named

_STEP: Final = timedelta(days=1)
_EXACT: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Observance:
    """From an onset on clocks are `after` ahead of UTC; `onset` is as they showed it `before`."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str
    daylight: bool


def timezone_of(zone: str, first: datetime, last: datetime) -> Timezone:
    """Describe a zone for everything between two instants. Raises UnknownZone."""
    told = Timezone()
    told.add("TZID", zone)
    for observed in observances(zone, first.year - 1, last.year + 1):
        part = TimezoneDaylight() if observed.daylight else TimezoneStandard()
        part.add("DTSTART", observed.onset)
        part.add("TZOFFSETFROM", observed.before)
        part.add("TZOFFSETTO", observed.after)
        part.add("TZNAME", observed.name)
        told.add_component(part)
    return told


@lru_cache(maxsize=512)
def observances(zone: str, first: int, last: int) -> tuple[Observance, ...]:
    """Return what clocks in a zone do from the first day of a year to the last of another.

    The first observance is that in force when the first year begins. Raises UnknownZone.
    """
    rules = zone_named(zone)
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    said = _said(at.astimezone(rules))
    found = [_observance(at, said, said)]
    while at < end:
        following = at + _STEP
        if (then := _said(following.astimezone(rules))) != said:
            changed = _change_between(at, following, said, zone)
            found.append(_observance(changed, said, then))
            said = then
        at = following
    return tuple(found)


type _Said = tuple[timedelta, str, bool]
"""How far clocks are ahead of UTC, how the database calls that, whether it is summer time."""


def _said(local: datetime) -> _Said:
    offset = local.utcoffset()
    assert offset is not None
    return offset, local.tzname() or "", bool(local.dst())


def _change_between(before: datetime, after: datetime, said: _Said, zone: str) -> datetime:
    """Return the first second at which clocks no longer say what they said."""
    rules = zone_named(zone)
    while after - before > _EXACT:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _said(middle.astimezone(rules)) == said:
            before = middle
        else:
            after = middle
    return after


def _observance(at: datetime, before: _Said, after: _Said) -> Observance:
    onset = (at + before[0]).replace(tzinfo=None)
    return Observance(onset, before[0], after[0], after[1], after[2])


def is_utc(zone: str) -> bool:
    """Return whether times of this zone are written as UTC, which needs no description."""
    return zone == UTC_NAME
