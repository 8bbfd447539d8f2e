"""The day of an attack: absolute dates and words relative to the day of publication."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from vigil.intake.extraction.lexicon import alternatives, pattern
from vigil.records import DatePrecision

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene janeiro janvier",
            "february feb febrero fevereiro fevrier",
            "march mar marzo marco mars",
            "april apr abril abr avril",
            "may mayo maio mai",
            "june jun junio junho juin",
            "july jul julio julho juillet",
            "august aug agosto ago aout",
            "september sept sep septiembre setiembre setembro septembre",
            "october oct octubre outubro octobre",
            "november nov noviembre novembro novembre",
            "december dec diciembre dic dezembro decembre",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday lunes segunda-feira lundi",
            "tuesday martes terca-feira mardi",
            "wednesday miercoles quarta-feira mercredi",
            "thursday jueves quinta-feira jeudi",
            "friday viernes sexta-feira vendredi",
            "saturday sabado samedi",
            "sunday domingo dimanche",
        )
    )
    for name in names.split()
}
_TODAY = (
    r"today|tonight|this (?:morning|afternoon|evening)|hoy|esta (?:manana|tarde|madrugada|noche)|"
    r"(?:manana|tarde|noche|madrugada) de (?:este dia|hoy)|"
    r"hoje|esta (?:manha|tarde|madrugada|noite)|"
    r"nesta (?:manha|tarde|madrugada)|aujourd'hui|ce (?:matin|soir)|cet apres-midi"
)
_YESTERDAY = (
    r"yesterday|last night|ayer|anoche|la vispera|ontem|(?:a )?noite passada|hier(?: soir)?|"
    r"la nuit derniere|la veille"
)
_BEFORE = r"antier|anteayer|anteontem|avant-hier|day before yesterday"
_month = "|".join(sorted(_MONTHS, key=len, reverse=True))
_weekday = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_EXPRESSION = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|o)?(?: de| of)? (?P<m1>{_month})\b\.?"
    rf"(?:(?:,| de| del| of)? (?P<y1>(?:19|20)\d\d|\d\d(?= \())\b)?"
    rf"|(?P<m2>{_month})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?(?:de|of) )"
    rf"(?:,? (?P<y2>(?:19|20)\d\d))?"
    rf"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    rf"|(?P<d3>\d{{1,2}})[/.](?P<m3>\d{{1,2}})[/.](?P<y3>(?:19|20)?\d\d)"
    rf"|(?P<m4>{_month})(?:,| de| del| of)? (?P<y4>(?:19|20)\d\d)"
    rf"|(?P<today>{_TODAY})|(?P<before>{_BEFORE})|(?P<yesterday>{_YESTERDAY})"
    rf"|(?P<ago>hace|il y a|ha) (?P<n1>\d{{1,2}}|una?|dos|tres|deux|trois|dois)"
    rf" (?P<u1>dias?|jours?|semanas?|semaines?)"
    rf"|(?P<n2>\d{{1,2}}|one|two|three|a) (?P<u2>days?|weeks?) ago"
    rf"|(?P<lastw>last |past )?(?P<wd>{_weekday})(?P<pasado> pasado| ultimo| dernier| passad[oa])?"
    rf"|(?:in|en|em|of|de|desde) (?P<year>(?:19|20)\d\d))\b".replace(" ", r"\s+")
)
_OTHER_DAY = pattern(r"\b(?:" + alternatives("other_days") + r")\b")
_NUMBERS = {"un": 1, "una": 1, "one": 1, "a": 1, "dos": 2, "two": 2, "deux": 2, "dois": 2}
_NUMBERS |= {"tres": 3, "three": 3, "trois": 3}
_NO_DAY_AFTER = re.compile(r"^\s*(?:proximo|que viene|next|prochain|que vem)")


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
    """The day of publication, when it is one."""
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


_DATELINE = re.compile(
    rf"\b(?P<d>\d{{1,2}})\s+(?P<m>{_month})\s+(?P<y>\d{{2}}|\d{{4}})\b(?=\s*\(|\s*--|\s*-)"
)


def dateline_day(folded: str) -> tuple[date, int, int] | None:
    """The day in a dateline such as "SAN SALVADOR, 9 JAN 90 (DPA)"."""
    match = _DATELINE.search(folded[:400])
    if match is None:
        return None
    year = int(match["y"])
    year = year if year > 99 else (1900 + year if year > 30 else 2000 + year)
    day = _day(year, _MONTHS[match["m"]], int(match["d"]))
    return (day, match.start(), match.end()) if day else None


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def find_dates(folded: str, start: int, end: int, anchor: date | None) -> list[FoundDate]:
    """Dates between two offsets of a folded part. Relative words need the day of publication."""
    found = []
    for match in _EXPRESSION.finditer(folded, start, end):
        if _NO_DAY_AFTER.match(folded[match.end() : match.end() + 14]):
            continue
        read = _read(match, anchor)
        if read is not None:
            value, precision, relative = read
            found.append(FoundDate(value, precision, match.start(), match.end(), relative))
    return found


def about_another_day(folded: str, found: FoundDate) -> bool:
    """Whether the words beside a date speak of a trial, an arrest, an anniversary."""
    before = re.split(r"[.;]", folded[max(0, found.start - 45) : found.start])[-1]
    after = re.split(r"[.;,]", folded[found.end : found.end + 30])[0]
    return bool(_OTHER_DAY.search(before) or _OTHER_DAY.search(after))


def _read(m: re.Match[str], anchor: date | None) -> tuple[str, DatePrecision, bool] | None:
    absolute = _absolute(m, anchor)
    if absolute is not None:
        return absolute
    if anchor is None:
        return None
    back = _days_back(m, anchor)
    if back is None:
        return None
    return (anchor - timedelta(days=back)).isoformat(), "day", True


def _absolute(m: re.Match[str], anchor: date | None) -> tuple[str, DatePrecision, bool] | None:
    if m["iso"]:
        day = _day(*(int(x) for x in m["iso"].split("-")))
        return (day.isoformat(), "day", False) if day else None
    if m["d1"] or m["d2"]:
        month = _MONTHS[m["m1"] or m["m2"]]
        number, year = int(m["d1"] or m["d2"]), m["y1"] or m["y2"]
        return _with_year(year, month, number, anchor)
    if m["d3"]:
        year = int(m["y3"])
        day = _day(year if year > 99 else 2000 + year, int(m["m3"]), int(m["d3"]))
        return (day.isoformat(), "day", False) if day else None
    if m["m4"]:
        return f"{m['y4']}-{_MONTHS[m['m4']]:02d}", "month", False
    if m["year"]:
        return m["year"], "year", False
    return None


def _with_year(
    year: str | None, month: int, number: int, anchor: date | None
) -> tuple[str, DatePrecision, bool] | None:
    if year:
        full = int(year) if len(year) == 4 else 1900 + int(year)
        day = _day(full, month, number)
        return (day.isoformat(), "day", False) if day else None
    if anchor is None:
        return None
    day = _day(anchor.year, month, number)
    if day is None:
        return None
    if day > anchor:  # the latest such day that is not in the future
        day = _day(anchor.year - 1, month, number)
    return (day.isoformat(), "day", False) if day else None


def _days_back(m: re.Match[str], anchor: date) -> int | None:
    if m["today"]:
        return 0
    if m["yesterday"]:
        return 1
    if m["before"]:
        return 2
    if m["n1"] or m["n2"]:
        count = m["n1"] or m["n2"]
        unit = m["u1"] or m["u2"]
        if unit.startswith(("sem", "week")):
            return None  # a week ago is not a day
        return int(count) if count.isdigit() else _NUMBERS.get(count)
    if m["wd"]:
        back = (anchor.weekday() - _WEEKDAYS[m["wd"]]) % 7
        return 7 if back == 0 and (m["pasado"] or m["lastw"]) else back
    return None
