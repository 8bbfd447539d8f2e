"""Dates as far as they are known: the part of EDTF (ISO 8601-2) that the codebook needs.

Taken: `2019`, `2019-03`, `2019-03-08`; each may end in `?` (uncertain), `~` (approximate) or
`%` (both); and closed intervals of two such dates, `2019-03-08/2019-03-10`. Not taken, with a
clear error: times, seasons, open or unknown ends, sets, unspecified digits, years outside
0001-9999.
"""

import re
from calendar import monthrange
from datetime import date
from typing import Literal

from msgspec import Struct

from vigil.reading.codebook.scheme import Reason

Precision = Literal["day", "month", "year", "range"]

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%]?)")


class InvalidEdtf(ValueError):
    """A text that is not a date of the kind taken here. `reason` quotes it and says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Edtf(Struct, frozen=True):
    """A date: its first and its last possible day, and how it is known."""

    earliest: date
    latest: date
    precision: Precision
    uncertain: bool = False
    approximate: bool = False


def parse(value: str) -> Edtf:
    """Read an EDTF value. Raises InvalidEdtf.

    The qualifiers `?` and `~` do not widen the bounds: EDTF gives them no measure.
    """
    start, slash, end = value.partition("/")
    if not slash:
        return _single(start, value)
    first, last = _single(start, value), _single(end, value)
    if first.earliest > last.latest or first.latest > last.latest:
        raise InvalidEdtf(Reason("%(value)r: the interval ends before it begins", value=value))
    return Edtf(
        earliest=first.earliest,
        latest=last.latest,
        precision="range",
        uncertain=first.uncertain or last.uncertain,
        approximate=first.approximate or last.approximate,
    )


def bounds(value: str) -> tuple[date, date]:
    """Return the first and the last day that an EDTF value may mean. Raises InvalidEdtf."""
    read = parse(value)
    return read.earliest, read.latest


def _single(part: str, whole: str) -> Edtf:
    match = _DATE.fullmatch(part)
    if match is None:
        raise InvalidEdtf(
            Reason(
                "%(value)r is not a date like 2019, 2019-03, 2019-03-08 or 2019-03-08/2019-03-10",
                value=whole,
            )
        )
    year, month, day, qualifier = match.groups()
    try:
        earliest = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise InvalidEdtf(Reason("%(value)r: no such day in the calendar", value=whole)) from error
    return Edtf(
        earliest=earliest,
        latest=earliest if day else _last_day(earliest, whole_year=month is None),
        precision="day" if day else "month" if month else "year",
        uncertain=qualifier in ("?", "%"),
        approximate=qualifier in ("~", "%"),
    )


def _last_day(first: date, *, whole_year: bool) -> date:
    month = 12 if whole_year else first.month
    return date(first.year, month, monthrange(first.year, month)[1])
