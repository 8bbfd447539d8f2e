"""The day of an attack: absolute dates, and words relative to the day of publication.

Words that say a date hold a *cue*: a month, a weekday, "yesterday", "week", a number written as
a date. Cues are found first, by a look into a table for each word of the text; only around them
are the forms of dates tried (see `dateforms.py`, `datereaders.py`). Words and forms are those
of all languages at once (see `datewords.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vigil.reading.intake.extraction.date_forms import forms
from vigil.reading.intake.extraction.date_readers import (
    ANY_MONTH,
    Match,
    Reader,
    day_or_none,
    full_year,
    read_nothing,
)
from vigil.reading.intake.extraction.date_words import cues, joined
from vigil.reading.intake.extraction.lexicon import alternatives, pattern
from vigil.reading.records import DatePrecision

_REACH = 70
"""Code points around a cue in which an expression may lie."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date read from words: EDTF value, precision, and where the words stand in the part."""

    value: str
    precision: DatePrecision
    start: int
    end: int
    relative: bool
    distance: int = 0


def anchor_day(published: str) -> date | None:
    """Return the day of publication, or None where the text is no day."""
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


_DATELINE = re.compile(
    rf"\b(?P<d>\d{{1,2}})\s+(?P<m>{joined(ANY_MONTH)})\s+(?P<y>\d{{2}}|\d{{4}})\b"
    r"(?=\s*\(|\s*--|\s*-)"
)


def dateline_day(folded: str) -> tuple[date, int, int] | None:
    """Return the day in a dateline such as "SAN SALVADOR, 9 JAN 90 (DPA)", and its span."""
    match = _DATELINE.search(folded[:400])
    if match is None:
        return None
    day = day_or_none(full_year(match["y"]), ANY_MONTH[match["m"]], int(match["d"]))
    return (day, match.start(), match.end()) if day else None


def find_dates(folded: str, start: int, end: int, anchor: date | None) -> list[FoundDate]:
    """Dates between two offsets of a folded part. Relative words need the day of publication.

    Spans do not overlap. A week, or a span of days, has precision "range" and as its value an
    EDTF interval. "Next Monday" and the like are none.
    """
    return list(_read_dates(folded, start, end, anchor))


@lru_cache(maxsize=256)
def _read_dates(folded: str, start: int, end: int, anchor: date | None) -> tuple[FoundDate, ...]:
    """Find dates. What was found is remembered: several choices of one report ask the same."""
    text = folded.translate(_DIGITS) if _EASTERN.search(folded, start, end) else folded
    found: list[FoundDate] = []
    past = start
    for kind, first, last in _cues(text, start, end):
        if first < past:
            continue
        for match, reader in _around(text, kind, first, last, past, end):
            read = reader(match, anchor)
            if read is not None:
                value, precision, relative = read
                found.append(FoundDate(value, precision, match.start(), match.end(), relative))
            if read is not None or reader is read_nothing:
                past = match.end()
                break
    return tuple(found)


_OTHER_DAY = pattern(r"\b(?:" + alternatives("other_days") + r")\b")


def about_another_day(folded: str, found: FoundDate) -> bool:
    """Return whether the words beside a date speak of a trial, an arrest, an anniversary."""
    before = re.split(r"[.;]", folded[max(0, found.start - 45) : found.start])[-1]
    after = re.split(r"[.;,]", folded[found.end : found.end + 30])[0]
    return bool(_OTHER_DAY.search(before) or _OTHER_DAY.search(after))


_EASTERN = re.compile("[٠-٩۰-۹]")
_DIGITS = {ord(zero) + n: str(n) for zero in "٠۰" for n in range(10)}
_TOKEN = re.compile(r"[^\W_]+")
_KINDS = {word: kind for kind, listed in reversed(cues().items()) for word in listed}
_PREFIX = re.compile(r"^[وف]?(?:بال|ب|ل)?")


def _cues(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for match in _TOKEN.finditer(text, start, end):
        token = match[0]
        kind = _KINDS.get(token)
        if kind is None and token[0].isdecimal():
            kind = _numeric(token, text[match.end() : match.end() + 2])
        elif kind is None and token[0] >= "\u0600":
            kind = _KINDS.get(_PREFIX.sub("", token))
        if kind is not None:
            yield kind, match.start(), match.end()


def _numeric(token: str, after: str) -> str | None:
    """Return whether a number begins a date in digits, or is a year."""
    goes_on = after[:1] in ("/", ".", "-") and after[1:].isdecimal()
    if len(token) == 4 and token.startswith(("19", "20")):
        return "number" if goes_on and after[0] == "-" else "year"
    return "number" if goes_on and len(token) <= 2 else None


def _around(
    text: str, kind: str, first: int, last: int, past: int, end: int
) -> Iterator[tuple[Match, Reader]]:
    """Yield the forms that cover a cue, the fullest first."""
    low = max(past, first - _REACH)
    high = min(end, last + _REACH)
    while high < end and text[high].isalnum():
        high += 1
    for form, reader in forms()[kind]:
        for match in form.finditer(text, low, high):
            if match.start() > first:
                break
            if match.end() >= last:
                yield match, reader
                break
