"""Read dates as people write them in sheets. Pure."""

import re
import unicodedata
from functools import cache
from typing import Literal

from babel import Locale
from django.utils.translation import gettext as _

from vigil.casefile.people.name_matching import fold
from vigil.reading.codebook.edtf import InvalidEdtf, parse

Order = Literal["dmy", "mdy", "ymd"]

LANGUAGES = ("en", "es", "fr", "pt", "ar", "de", "it", "ru")
"""Languages whose names of months are recognised."""

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}.*")
_THREE = re.compile(r"(\d{1,4})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})")
_YEARS = re.compile(r"(\d{4})\s*[-–/]\s*(\d{4})")
_ABOUT = re.compile(r"(?:c\.|ca\.?|circa|about|approx\.?|~)\s*(?=\d)", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)(?=[\s,]|$)", re.IGNORECASE)
_FILLERS = frozenset({"de", "del", "of", "the", "le", "do", "di"})


def read_date(text: str, order: Order = "dmy") -> dict[str, str]:
    """Return `{"value": EDTF, "precision": ...}` for a date, as precise as it is written.

    It reads ISO 8601 and the codebook's EDTF; `8/3/2019` in the stated order; `03/2019`; `2019`;
    `8 March 2019` with the names of months in several languages; `c. 2019`; `2018-2019`.
    Raises ValueError with the reason. A date that contradicts the order is an error.
    """
    written = "".join(_plain_digit(char) for char in " ".join(text.split()))
    written, about = _ABOUT.subn("", written)
    mark = written[-1] if written[-1:] in ("?", "~", "%") else ""
    value = _edtf(written.removesuffix(mark).strip(), order)
    mark = mark or ("~" if about else "")
    try:
        return {"value": value + mark, "precision": parse(value + mark).precision}
    except InvalidEdtf as error:
        raise ValueError(_("this is no date in the calendar")) from error


def order_of(texts: list[str]) -> tuple[Order, bool]:
    """Return the order of day and month in a column of dates, and whether the dates prove it.

    If no date proves it, or dates prove different orders, it is day before month.
    """
    found = [match for text in texts if (match := _THREE.fullmatch(text.strip()))]
    first = any(12 < int(m[1]) <= 31 for m in found)
    second = any(int(m[2]) > 12 for m in found if len(m[1]) <= 2)
    if second and not first:
        return "mdy", True
    return "dmy", first and not second


def _plain_digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char


def _edtf(written: str, order: Order) -> str:
    if match := _TIME.fullmatch(written):
        return match[1]
    if match := _YEARS.fullmatch(written):
        return f"{match[1]}/{match[2]}"
    if match := _THREE.fullmatch(written):
        return _day(*match.groups(), order=order)
    if match := _MONTH_YEAR.fullmatch(written):
        return f"{match[2]}-{int(match[1]):02d}"
    if match := _YEAR_MONTH.fullmatch(written):
        return f"{match[1]}-{int(match[2]):02d}"
    return _with_named_month(written)


def _day(first: str, second: str, third: str, *, order: Order) -> str:
    if len(first) == 4:
        year, month, day = first, second, third
    elif len(third) != 4:
        raise ValueError(_("write the year with four digits"))
    elif order == "ymd":
        raise ValueError(_("the sheet is said to write the year first"))
    else:
        year = third
        day, month = (first, second) if order == "dmy" else (second, first)
        if int(month) > 12:
            if order == "dmy":
                said = _("there is no month %(month)s: the sheet is said to write the day first")
            else:
                said = _("there is no month %(month)s: the sheet is said to write the month first")
            raise ValueError(said % {"month": int(month)})
    if len(day) > 2:
        raise ValueError(_("this is no date"))
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _with_named_month(written: str) -> str:
    if re.fullmatch(r"[\d/?~%-]+", written):
        return written
    words = [
        word
        for word in re.split(r"[\s,/\-]+", _ORDINAL.sub(r"\1", written))
        if word and word.lower() not in _FILLERS
    ]
    months = [_months().get(fold(word)) for word in words]
    named = [month for month in months if month]
    numbers = [word for word, month in zip(words, months, strict=True) if not month]
    years = [n for n in numbers if re.fullmatch(r"\d{4}", n)]
    days = [n for n in numbers if re.fullmatch(r"\d{1,2}", n)]
    if len(named) != 1 or len(years) != 1 or len(days) + 1 != len(numbers) or len(days) > 1:
        raise ValueError(_("this is no date that is understood here"))
    return f"{years[0]}-{named[0]:02d}" + (f"-{int(days[0]):02d}" if days else "")


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in LANGUAGES:
        names = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in names[context][width].items():
                    found.setdefault(fold(name), number)
    return {name: number for name, number in found.items() if not name.isdigit()}
