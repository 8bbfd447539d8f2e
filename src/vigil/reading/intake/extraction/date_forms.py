"""The forms that dates take in a text: a pattern each, with the reader of what it finds.

They are sorted by the word that gives a date away (see `dates.py`); the fullest stand first.
"""

import re
from functools import cache

from vigil.reading.intake.extraction import date_readers
from vigil.reading.intake.extraction.date_readers import ANY_MONTH, Reader
from vigil.reading.intake.extraction.date_words import (
    BEFORE_YEAR,
    DAYS,
    MONTHS,
    NUMBERS,
    RELATIVE,
    SHORT,
    UNITS,
    WEEKDAYS,
    joined,
    words_of,
)
from vigil.reading.intake.extraction.quick_patterns import QuickPattern

Form = tuple[QuickPattern, Reader]

_YEAR = r"(?:19|20)\d\d"
_month = joined(MONTHS)
_short = joined(w for w in SHORT if w not in BEFORE_YEAR)
_weekday = joined(WEEKDAYS).replace("-", r"[\s-]")
_bare = (  # Portuguese "na segunda": also "second", so only where a weekday may stand
    r"(?:(?<=na\s)|(?<=desta\s)|(?<=nesta\s)|(?<=ultima\s)|(?<=passada\s))"
    r"(?:segunda|terca|quarta|quinta|sexta)(?= ?(?:[,.;()]|$|passada|ultima|a noite|a tarde|"
    r"de manha|de madrugada|(?:em|no|pela|por)\b))"
)
_ordinal = r"(?:st|nd|rd|th|er|o|a|°|-?го|-?е)?"
_number = rf"(?:\d{{1,2}}{_ordinal}|{joined(DAYS)})"
_count = rf"(?:\d{{1,2}}|{joined(NUMBERS)})"
_of = rf"(?:,? (?:{words_of('of')}))?,?"
_and = rf"(?: ?- ?| (?:{words_of('and')}) (?:(?:el|le|il|the|dia|o) )?| و)"
_from = words_of("from")
_last = words_of("last")
_next = words_of("next")
_units = {
    kind: joined(w for w, (unit, count) in UNITS.items() if unit == kind and count == 1)
    for kind in ("day", "week", "month", "year")
}
_unit = "|".join(_units.values())
_duals = joined(w for w, (_, count) in UNITS.items() if count == 2)
_year_tail = rf"(?:,? (?:de |del |do |of |عام |سنة )?(?P<y>{_YEAR})\b(?: года)?)?"
_no_day = r"(?! ?(?:de|of|people|persons|men|personas|pessoas|personnes)\b)(?![:\d/])"
_lead = rf"(?:(?P<wd>{_weekday})(?:,? (?:the |o |dia |le |el |il )?))?"


def _form(source: str, reader: Reader) -> Form:
    """Make a form from a pattern with plain blanks; a line may break at each of them."""
    spaced = re.sub(r" (\??)", lambda m: r"\s*" if m[1] else r"\s+", source)
    return QuickPattern(re.compile(rf"(?<![^\W_])(?:{spaced})(?![^\W_])")), reader


@cache
def forms() -> dict[str, list[Form]]:
    """Return the forms of each kind of cue, the fullest first."""
    return {
        "month": _month_forms(),
        "weekday": _weekday_forms(),
        "relative": [_form(_relative_source(), date_readers.read_relative)],
        "unit": _unit_forms(),
        "number": [
            _form(rf"(?P<d>{_YEAR}-\d\d-\d\d)", date_readers.read_iso),
            _form(
                r"(?P<d>\d{1,2})(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d|\d\d)(?!:)",
                date_readers.read_in_digits,
            ),
            _form(
                r"(?:em|dia|el|il|le|на|от) \(?(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![/\d])",
                date_readers.read_in_digits,
            ),
        ],
        "year": [
            _form(
                rf"(?:in|en|em|of|de|del|desde|nel|в|عام|سنة|في) (?P<y>{_YEAR})(?: (?:году|года))?",
                date_readers.read_year_alone,
            )
        ],
    }


def _relative_source() -> str:
    return "|".join(
        f"(?P<{key}>{'|'.join(phrases)})" for key, (_, phrases) in reversed(RELATIVE.items())
    )


def _month_forms() -> list[Form]:
    two = rf"(?P<d>{_number})(?:{_of} (?P<m0>{_month}))?{_and}(?P<d2>{_number})"
    return [
        _form(rf"(?:(?:{_from}) )?{two}{_of} (?P<m>{_month}){_year_tail}", date_readers.read_span),
        _form(
            rf"(?P<m>{_month}) (?P<d>\d{{1,2}}){_ordinal}{_and}(?P<d2>\d{{1,2}}){_ordinal}{_no_day}"
            rf"(?:,? (?P<y>{_YEAR}))?",
            date_readers.read_span,
        ),
        *_full_dates(),
        _form(
            rf"(?P<m>{_month})(?:/\w+)?{_of} (?P<y>{_YEAR})(?: года)?",
            date_readers.read_month_of_year,
        ),
        _form(
            rf"(?P<m>{_month}) (?:{_last})|(?:{words_of('in')}) "
            rf"(?:(?:{words_of('about')})[\s-]?)?(?P<m1>{_month})(?! \d{{4}})",
            date_readers.read_month_alone,
        ),
    ]


def _full_dates() -> list[Form]:
    """Return the forms of a day of a month, perhaps with its weekday and year."""
    named = rf"(?P<m>{_month}|(?:{_short})\.?)"
    short_year = r"[4-9]\d|\d\d(?=\s*(?:[(),;-]|$))"  # "9 JAN 90", but not "9 May 12 men"
    not_in = r"(?<!in\s)(?<!en\s)(?<!em\s)(?<!nel\s)"
    return [
        _form(
            rf"{_lead}(?P<d>\d{{1,2}})[\s-](?P<m>{joined(ANY_MONTH)})\.?[\s-]"
            rf"(?P<y>{_YEAR}|{short_year})(?![:.,]\d| (?:{_unit}))",
            date_readers.read_date,
        ),
        _form(
            rf"{_lead}(?P<d>{_number}){_of} {named}(?:/\w+)?(?: (?:{_last}))?{_year_tail}",
            date_readers.read_date,
        ),
        _form(
            rf"{_lead}{not_in}{named} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_no_day}"
            rf"(?:,? (?P<y>{_YEAR}))?",
            date_readers.read_date,
        ),
    ]


def _weekday_forms() -> list[Form]:
    named = rf"(?P<wd>{_weekday}|{_bare})"
    return [
        *_full_dates(),
        _form(rf"(?:{_next}) (?:{_weekday})|(?:{_weekday}) (?:{_next})", date_readers.read_nothing),
        _form(
            rf"(?:(?:{words_of('night')}) (?:(?:{words_of('of')}|du|da|tra|fra|entre|с) )?"
            rf"|(?:{_from}) )"
            rf"(?P<a>{_weekday}) (?:to|al|a|para|e|y|et|and|на) (?:el |la )?(?P<b>{_weekday})",
            date_readers.read_weekday_span,
        ),
        _form(rf"ночь на (?P<b>{_weekday})", date_readers.read_weekday_span),
        _form(
            rf"(?P<wd>{_weekday})(?: of| de| da| del| della)?(?: la)? "
            rf"(?:(?:{_last}) (?:{_units['week']})|(?:{_units['week']}) (?:{_last}))",
            date_readers.read_weekday_last_week,
        ),
        _form(
            rf"{named}(?: (?:{_last}))?,? \((?P<d>\d{{1,2}})"
            rf"(?:/(?P<m>\d{{1,2}})(?:/(?P<y>\d{{4}}|\d\d))?)?\)(?<=\))",
            date_readers.read_weekday_number,
        ),
        _form(
            rf"{named},? (?:dia )?(?P<d>\d{{1,2}})(?![:./,]?\d)", date_readers.read_weekday_number
        ),
        _form(
            rf"(?:(?P<before>{_last}) )?(?<!santo\s){named}(?P<after> (?:{_last}))?",
            date_readers.read_weekday_alone,
        ),
    ]


def _unit_forms() -> list[Form]:
    return [
        _form(
            rf"(?P<d>\d{{1,2}}){_ordinal} "
            rf"(?:(?P<this>{words_of('this_month')})|(?P<past>{words_of('last_month')}))",
            date_readers.read_day_of_month,
        ),
        _form(
            rf"(?<!desde\s)(?:{words_of('ago_before')}) (?:(?P<n>{_count}) )?"
            rf"(?P<u>{_duals}|{_unit})",
            date_readers.read_ago,
        ),
        _form(
            rf"(?<!than\s)(?<!over\s)(?:(?P<n>{_count}) )?(?P<u>{_unit}) "
            rf"(?:{words_of('ago_after')})",
            date_readers.read_ago,
        ),
        _form(
            rf"(?:{_last}) (?P<u>{_unit})|(?P<u1>{_unit}) (?:{_last})|l'an dernier",
            date_readers.read_last_unit,
        ),
        _form(
            rf"(?:(?:{_last}) )?dia (?P<d>\d{{1,2}})o?(?! d| e \d|[/:.,]\d)",
            date_readers.read_day_of_month,
        ),
    ]
