"""Days with their precision, as spans of day numbers (proleptic Gregorian ordinals)."""

import calendar
import re
from datetime import date

from vigil.reading.records import DateRead

Span = tuple[int, int]
"""First and last possible day, both included."""

_EDTF = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def published_day(text: str) -> int | None:
    """Return the day number of an ISO date (a time may follow), or None."""
    try:
        return date.fromisoformat(text[:10]).toordinal()
    except ValueError:
        return None


def span_of(read: DateRead) -> Span | None:
    """Return the days an account's date may mean; None when it says nothing usable.

    Understands EDTF days, months, years and intervals of them; marks of doubt (~ ? %) are dropped.
    """
    if not read.value or read.precision == "unknown":
        return None
    ends = [_expand(part.strip("~?% ")) for part in read.value.split("/")]
    known = [span for span in ends if span]
    if not known or len(known) != len(ends):
        return None
    first, last = known[0][0], known[-1][1]
    return (first, last) if first <= last else None


def _expand(part: str) -> Span | None:
    match = _EDTF.fullmatch(part)
    if not match:
        return None
    year, month, day = (int(group) if group else None for group in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        if day is None:
            last = calendar.monthrange(year, month)[1]
            return date(year, month, 1).toordinal(), date(year, month, last).toordinal()
        return (date(year, month, day).toordinal(),) * 2
    except (ValueError, calendar.IllegalMonthError):
        return None


def gap(a: Span, b: Span) -> int:
    """Return the days between two spans; 0 when they meet."""
    return max(0, a[0] - b[1], b[0] - a[1])


def is_day(span: Span | None) -> bool:
    """Tell whether a span is a single known day."""
    return span is not None and span[0] == span[1]
