"""Rows of a list as listed killings. What a cell says and cannot be read is told, not guessed."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from vigil.reading.linkage.days import Span, span_of
from vigil.reading.linkage.lists.columns import ColumnNames, Columns
from vigil.reading.linkage.lists.records import ListedKilling, Point
from vigil.reading.records import DateRead

CellsByColumn = Mapping[str, str]

OLDEST = 120
_SHOWS_ORDER = 2000
"""So many rows are looked at for the order of day and month."""

_UNKNOWN = re.compile(
    r"(?:name |names |nombre |identity )?(?:is |are |was )?(?:not? |un|des|in|non |sin |não |nao )?"
    r"(?:unknown|known|withheld|identified|identificad[oa]s?|conocid[oa]s?|conhecid[oa]s?|"
    r"connue?s?|identifiée?s?|released|reported|disclosed|anonymous|available|named|name|nombre)"
    r"(?: by .*| (?:man|woman|person|male|female|victim|hombre|mujer))?"
    r"|(?:tk ?)+|n/?a|none|null|nan|nn|x+|-+|\?+|\.+|0|"
    r"unidentified .*|unknown .*|no identificad[oa].*|desconocid[oa].*|name withheld.*",
    re.IGNORECASE,
)
_FORMS = re.compile(r"\s*[;|]\s*|\s+(?:a\.?k\.?a\.?|alias)\s+|\s*/\s*", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”«»][^\"“”«»]*[\"“”«»]|\([^()]*\)")
_ISO = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T ].*)?")
_EDTF_RANGE = re.compile(r"\d{4}(?:-\d\d){0,2}[~?%]?/\d{4}(?:-\d\d){0,2}[~?%]?")
_THREE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[T ].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[T ].*)?")
_NAMED = (
    ("%B %d %Y", "day"),
    ("%d %B %Y", "day"),
    ("%b %d %Y", "day"),
    ("%d %b %Y", "day"),
    ("%d-%b-%Y", "day"),
    ("%B %Y", "month"),
    ("%b %Y", "month"),
)
_GENDERS = {
    **dict.fromkeys(("m", "male", "man", "hombre", "masculino", "homme", "homem"), "male"),
    **dict.fromkeys(
        ("f", "female", "woman", "w", "mujer", "femenino", "femme", "mulher"), "female"
    ),
}
_AGE = re.compile(
    r"(\d{1,3})(?:\.\d+)?(?:\s*(?:-|–|to|or|/|a)\s*(\d{1,3}))?(?: *(?:years?|años|yrs?)?)"
)

_LONE = re.compile("[\ud800-\udfff]")
_DECADE = re.compile(r"(?:in )?(?:his |her |their |the )?([1-9]0)'?s")


@dataclass(frozen=True, slots=True)
class UnreadableCell:
    """A cell that could not be read. The line of the names of columns is line 1."""

    line: int
    field: str
    reason: str
    kept: bool = True
    """The row was taken all the same, without this field."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.field}: {self.reason}" if self.field else self.reason


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row as it was understood, with what was not."""

    line: int
    killing: ListedKilling | None
    troubles: tuple[UnreadableCell, ...] = ()


def read_rows(
    rows: Iterable[CellsByColumn], columns: Columns, *, name: str = ""
) -> Iterator[RowRead]:
    """Read the rows of a list, each by itself. `name` is that of the list.

    A row without an id (where the list has a column of them) is not taken; any other cell that is
    not understood leaves its field unknown. Without a column of ids the line's number stands in.
    """
    iterator = iter(rows)
    first = list(islice(iterator, _SHOWS_ORDER))
    month_first = _month_first(first, columns)

    def every() -> Iterator[CellsByColumn]:
        yield from first
        yield from iterator

    for line, row in enumerate(every(), start=2):
        yield _read(row, columns, line, name, month_first=month_first)


def _read(
    row: CellsByColumn, columns: Columns, line: int, name: str, *, month_first: bool
) -> RowRead:
    troubles: list[UnreadableCell] = []

    def attempt[T](field: str, read: Callable[[str], T | None], text: str) -> T | None:
        try:
            return read(text) if text else None
        except ValueError as error:
            troubles.append(UnreadableCell(line, _named(columns, field), str(error)))
            return None

    if broken := next((name for name, text in row.items() if not _is_text(text)), None):
        return RowRead(line, None, (UnreadableCell(line, broken, "is not UTF-8", kept=False),))
    key = _cell(row, columns.id) if columns.id else str(line)
    if not key:
        return RowRead(
            line, None, (UnreadableCell(line, _named(columns, "id"), "is empty", kept=False),)
        )
    precise = _is_precise(row, columns)
    places = _places(row, columns) if precise else ("", "", "")
    start = attempt(
        "date", lambda t: read_day(t, month_first=month_first), _cell(row, columns.date)
    )
    end = attempt(
        "date_end", lambda t: read_day(t, month_first=month_first), _cell(row, columns.date_end)
    )
    killing = ListedKilling(
        id=key,
        names=_names(row, columns),
        when=_joined(start, end),
        place=places[0],
        admin2=_said(_cell(row, columns.admin2)) if precise else "",
        admin1=_said(_cell(row, columns.admin1)) or places[1],
        country=_said(_cell(row, columns.country)) or places[2],
        point=attempt("lat", _point, _both(row, columns)) if precise else None,
        age=attempt("age", read_age, _cell(row, columns.age)),
        gender=_GENDERS.get(_cell(row, columns.gender).lower(), ""),
        killed=attempt("killed", _count, _cell(row, columns.killed)),
        event=columns.options.event,
        url=_cell(row, columns.url),
        of_list=name,
    )
    return RowRead(line, killing, tuple(troubles))


def _is_text(text: object) -> bool:
    """Tell whether a cell is free of bytes that were no UTF-8 (kept as lone surrogates)."""
    return not isinstance(text, str) or not _LONE.search(text)


def _named(columns: Columns, field: str) -> str:
    """Return a field as the list calls it."""
    return " ".join(getattr(columns, field)) or field


def _cell(row: CellsByColumn, names: ColumnNames) -> str:
    return " ".join(text for name in names if (text := (row.get(name) or "").strip()))


def _said(text: str) -> str:
    return "" if _UNKNOWN.fullmatch(text) else text


def is_unknown(text: str) -> bool:
    """Tell whether a cell says in words that nothing is known."""
    return not text.strip() or bool(_UNKNOWN.fullmatch(text.strip()))


def _names(row: CellsByColumn, columns: Columns) -> tuple[str, ...]:
    forms: list[str] = []
    for cell in (_cell(row, columns.name), *((row.get(n) or "") for n in columns.other_names)):
        for form in _FORMS.split(cell.strip()):
            plain = " ".join(_QUOTED.sub(" ", form).split())
            forms += [said for said in (plain, form.strip()) if not is_unknown(said)]
    return tuple(dict.fromkeys(forms))


def _places(row: CellsByColumn, columns: Columns) -> tuple[str, str, str]:
    """Return town, region and country as the columns of `place` tell them, fine to coarse."""
    cells = [_said((row.get(name) or "").strip()) for name in columns.place]
    if len(cells) == 1:
        cells = [_said(part.strip()) for part in cells[0].split(",")]
    padded = [*cells, "", "", ""]
    if len(cells) > 3:  # a street before the town: the last three tell where
        padded = [cells[0], cells[-2], cells[-1]]
    elif len(cells) == 2 and columns.admin1 and len(columns.place) == 1:
        padded = [cells[0], "", ""]
    return padded[0], padded[1], padded[2]


def _is_precise(row: CellsByColumn, columns: Columns) -> bool:
    if not columns.place_precision:
        return True
    try:
        return float(_cell(row, columns.place_precision)) <= columns.options.precise_up_to
    except ValueError:
        return False


def _both(row: CellsByColumn, columns: Columns) -> str:
    lat, lon = _cell(row, columns.lat), _cell(row, columns.lon)
    return f"{lat} {lon}" if lat and lon else ""


def _point(text: str) -> Point | None:
    lat, lon = (float(part.replace(",", ".")) for part in text.split())
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"{text!r} is no point on the Earth")
    return None if lat == lon == 0 else (lat, lon)


def _joined(start: Span | None, end: Span | None) -> Span | None:
    if start is None or end is None:
        return start or end
    return (start[0], end[1]) if start[0] <= end[1] else start


def read_day(text: str, *, month_first: bool = False) -> Span | None:
    """Return the days that a date may mean; None where it says that it is unknown.

    Taken: ISO 8601 (a time may follow), EDTF days, months, years and intervals, `8/3/2019`,
    `8 March 2019`, `March 8, 2019`, `March 2019`. Raises ValueError otherwise.
    """
    text = text.strip()
    if is_unknown(text):
        return None
    value = _edtf(text, month_first)
    span = span_of(DateRead(value=value, precision="day"))
    if span is None:
        raise ValueError(f"{text!r} is no date in the calendar")
    return span


def _edtf(text: str, month_first: bool) -> str:
    if match := _ISO.fullmatch(text.rstrip("~?%")):
        return match[1]
    if _EDTF_RANGE.fullmatch(text):
        return text
    if match := _YEAR_FIRST.fullmatch(text):
        return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    if match := _THREE.fullmatch(text):
        day, month = (match[2], match[1]) if month_first else (match[1], match[2])
        return f"{match[3]}-{int(month):02d}-{int(day):02d}"
    plain = " ".join(text.replace(",", " ").split())
    for form, precision in _NAMED:
        try:
            found = datetime.strptime(plain, form)
        except ValueError:
            continue
        return found.strftime("%Y-%m-%d" if precision == "day" else "%Y-%m")
    raise ValueError(f"{text!r} is no date that is understood here")


def _month_first(rows: Sequence[CellsByColumn], columns: Columns) -> bool:
    """Tell whether the dates write the month before the day; where none tells, the day is first."""
    if columns.options.date_order:
        return columns.options.date_order == "mdy"
    found = [match for row in rows if (match := _THREE.fullmatch(_cell(row, columns.date)))]
    second = any(int(match[2]) > 12 for match in found)
    return second and not any(int(match[1]) > 12 for match in found)


def read_age(text: str) -> tuple[int, int] | None:
    """Return the lowest and highest age in years; None where it is said to be unknown."""
    if is_unknown(text):
        return None
    written = text.strip().lower()
    if decade := _DECADE.fullmatch(written):
        return int(decade[1]), int(decade[1]) + 9
    match = _AGE.fullmatch(written)
    if not match:
        raise ValueError(f"{text!r} is no age in years")
    low, high = int(match[1]), int(match[2] or match[1])
    if not low <= high <= OLDEST:
        raise ValueError(f"{text!r} is no age in years")
    return low, high


def _count(text: str) -> int | None:
    if is_unknown(text) and text != "0":
        return None
    number = float(text)
    if number < 0 or not number.is_integer():  # nor "infinity", which float reads
        raise ValueError(f"{text!r} is no number of people")
    return int(number)
