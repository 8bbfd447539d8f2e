"""How the forms of dates are read: from a match to a day, month, year or span of days.

A reader returns None when the words are no date after all, or need an anchor that is not there.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from vigil.reading.intake.extraction.date_words import (
    DAYS,
    MONTHS,
    NUMBERS,
    RELATIVE,
    SHORT,
    UNITS,
    WEEKDAYS,
    lookup,
)
from vigil.reading.records import DatePrecision

SOON = 31
"""Days: a date without a year that lies so near ahead is one to come, not that of last year."""

Read = tuple[str, DatePrecision, bool]
"""Value (EDTF), precision, and whether it was counted from the anchor."""
Match = re.Match[str]
Reader = Callable[[Match, date | None], Read | None]

ANY_MONTH = MONTHS | SHORT


def day_or_none(year: int, month: int, number: int) -> date | None:
    """Return that day, or None where the calendar does not have it."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def full_year(written: str) -> int:
    """Return a year of four or two digits; two digits are of the years 1931 to 2030."""
    year = int(written)
    return year if year > 99 else (1900 + year if year > 30 else 2000 + year)


def _one_day(day: date | None, relative: bool = False) -> Read | None:
    return (day.isoformat(), "day", relative) if day else None


def _interval(first: date, last: date, relative: bool) -> Read:
    return f"{first.isoformat()}/{last.isoformat()}", "range", relative


def _day_number(words: str) -> int:
    digits = re.match(r"\d+", words)
    return int(digits[0]) if digits is not None else lookup(DAYS, words)


def _month_number(words: str) -> int:
    return lookup(ANY_MONTH, words.rstrip("."))


def _without_year(month: int, number: int, anchor: date | None) -> date | None:
    """Return the latest such day up to the anchor, or a later one that is near."""
    if anchor is None:
        return None
    day = day_or_none(anchor.year, month, number)
    if day is not None and day > anchor + timedelta(days=SOON):
        return day_or_none(anchor.year - 1, month, number)
    ahead = day_or_none(anchor.year + 1, month, number)
    if ahead is not None and ahead <= anchor + timedelta(days=SOON):
        return ahead
    return day if day is not None else day_or_none(anchor.year - 1, month, number)


def read_date(m: Match, anchor: date | None) -> Read | None:
    """Read a day of a month, perhaps with its year."""
    month, number = _month_number(m["m"]), _day_number(m["d"])
    if m["y"]:
        return _one_day(day_or_none(full_year(m["y"]), month, number))
    return _one_day(_without_year(month, number, anchor))


def read_span(m: Match, anchor: date | None) -> Read | None:
    """From one day to another: both are of the month said last, unless the first has its own."""
    months = m.groupdict()
    month = _month_number(m["m"])
    if m["y"]:
        last = day_or_none(full_year(m["y"]), month, _day_number(m["d2"]))
    else:
        last = _without_year(month, _day_number(m["d2"]), anchor)
    if last is None:
        return None
    begin = _month_number(months["m0"]) if months.get("m0") else month
    first = day_or_none(last.year - (begin > month), begin, _day_number(m["d"]))
    return _interval(first, last, False) if first and first < last else None


def read_month_of_year(m: Match, anchor: date | None) -> Read | None:
    """Read a month and its year."""
    return f"{m['y']}-{_month_number(m['m']):02d}", "month", False


def read_month_alone(m: Match, anchor: date | None) -> Read | None:
    """Read a month without a year: the latest one; before this month after the word "last"."""
    if anchor is None:
        return None
    month = _month_number(m["m"] or m["m1"])
    past = month < anchor.month if m["m"] else month <= anchor.month
    return f"{anchor.year if past else anchor.year - 1}-{month:02d}", "month", False


def read_iso(m: Match, anchor: date | None) -> Read | None:
    """Read a day as ISO 8601 writes it."""
    year, month, number = (int(x) for x in m["d"].split("-"))
    return _one_day(day_or_none(year, month, number))


def read_in_digits(m: Match, anchor: date | None) -> Read | None:
    """Day before month, unless that cannot be."""
    number, month = int(m["d"]), int(m["m"])
    written = m.groupdict().get("y")
    if not written:
        return _one_day(_without_year(month, number, anchor))
    year = full_year(written)
    return _one_day(day_or_none(year, month, number) or day_or_none(year, number, month))


def read_year_alone(m: Match, anchor: date | None) -> Read | None:
    """Read a year."""
    return m["y"], "year", False


def _weekday_before(word: str, anchor: date, same: bool) -> date:
    """Return the latest such day; with `same` the anchor's own day counts too."""
    wanted = WEEKDAYS.get(f"{word}-feira")
    wanted = lookup(WEEKDAYS, word) if wanted is None else wanted
    back = (anchor.weekday() - wanted) % 7
    return anchor - timedelta(days=back if back or same else 7)


def read_weekday_alone(m: Match, anchor: date | None) -> Read | None:
    """Read a weekday: the latest one; never the anchor itself after the word "last"."""
    if anchor is None:
        return None
    said = m["before"] or m["after"]
    return _one_day(_weekday_before(m["wd"], anchor, same=not said), True)


def read_weekday_number(m: Match, anchor: date | None) -> Read | None:
    """Read a weekday and the number of its day. The number counts when the two agree."""
    if anchor is None:
        return None
    number, month = int(m["d"]), m.groupdict().get("m")
    weekday = _weekday_before(m["wd"], anchor, same=True)
    if month:
        written = m.groupdict().get("y")
        if written:
            return _one_day(day_or_none(full_year(written), int(month), number))
        return _one_day(_without_year(int(month), number, anchor))
    day = _latest_numbered(number, anchor)
    if day is not None and day.weekday() == weekday.weekday():
        return _one_day(day, True)
    return _one_day(weekday, True) if "(" in m[0] else None


def _latest_numbered(number: int, anchor: date) -> date | None:
    """Return the latest day of that number in a month, up to a few days ahead."""
    limit = anchor + timedelta(days=3)
    for months_back in range(4):
        month = (limit.year * 12 + limit.month - 1) - months_back
        day = day_or_none(month // 12, month % 12 + 1, number)
        if day is not None and day <= limit:
            return day
    return None


def read_weekday_last_week(m: Match, anchor: date | None) -> Read | None:
    """Read a weekday of the calendar week before the anchor's."""
    if anchor is None:
        return None
    monday = anchor - timedelta(days=anchor.weekday() + 7)
    wanted = _weekday_before(m["wd"], anchor, same=True).weekday()
    return _one_day(monday + timedelta(days=wanted), True)


def read_weekday_span(m: Match, anchor: date | None) -> Read | None:
    """Read "the night from Monday to Tuesday" or "the night to Tuesday"."""
    if anchor is None:
        return None
    last = _weekday_before(m["b"], anchor, same=True)
    begin = m.groupdict().get("a")
    first = last - timedelta(days=1)
    if begin:
        first = _weekday_before(begin, last, same=False)
    return _interval(first, last, True)


def read_relative(m: Match, anchor: date | None) -> Read | None:
    """Read "today", "yesterday" and the day before it."""
    back, _ = RELATIVE[str(m.lastgroup)]
    return _one_day(anchor - timedelta(days=back), True) if anchor else None


def read_day_of_month(m: Match, anchor: date | None) -> Read | None:
    """Read a day of this month or the last, or of the month in which it was last that day."""
    if anchor is None:
        return None
    number, said = int(m["d"]), m.groupdict()
    if said.get("this"):
        return _one_day(day_or_none(anchor.year, anchor.month, number), True)
    if said.get("past"):
        before = anchor.replace(day=1) - timedelta(days=1)
        return _one_day(day_or_none(before.year, before.month, number), True)
    return _one_day(_latest_numbered(number, anchor), True)


def _back(unit: str, count: int, anchor: date) -> Read:
    if unit == "day":
        return (anchor - timedelta(days=count)).isoformat(), "day", True
    if unit == "week":
        monday = anchor - timedelta(days=anchor.weekday() + 7 * count)
        return _interval(monday, monday + timedelta(days=6), True)
    if unit == "month":
        month = anchor.year * 12 + anchor.month - 1 - count
        return f"{month // 12}-{month % 12 + 1:02d}", "month", True
    return str(anchor.year - count), "year", True


def read_ago(m: Match, anchor: date | None) -> Read | None:
    """Read "three days ago" (a day), "two weeks ago" (that calendar week), months and years."""
    if anchor is None:
        return None
    unit, times = lookup(UNITS, m["u"])
    return _back(unit, _how_many(m["n"]) if m["n"] else times, anchor)


def _how_many(count: str) -> int:
    return int(count) if count.isdecimal() else lookup(NUMBERS, count)


def read_last_unit(m: Match, anchor: date | None) -> Read | None:
    """Last week, last month, last year."""
    if anchor is None:
        return None
    word = m["u"] or m["u1"]
    unit = lookup(UNITS, word)[0] if word else "year"
    return None if unit == "day" else _back(unit, 1, anchor)


def read_nothing(m: Match, anchor: date | None) -> Read | None:
    """Words of a day that is still to come: no date, and no other form may read them."""
    return None
