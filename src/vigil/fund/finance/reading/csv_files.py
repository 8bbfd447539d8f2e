"""Read CSV statements as banks and spreadsheets write them, with columns that a person chose."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from vigil.fund.finance.reading.statement import (
    MAX_BYTES,
    MAX_LINES,
    MAX_TEXT,
    NotALine,
    NotReadable,
    ReadLine,
    ReadProblem,
    ReadStatement,
    minor_of,
)
from vigil.fund.payments.money import ARABIC_DIGITS, INVISIBLE_CHARACTERS, SPACES

DELIMITERS: Final = (";", ",", "\t", "|")
HEADER_WITHIN: Final = 30
"""Rows in which the names of the columns are looked for: banks write lines above them."""
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 131_072
DAY_FORMATS: Final = (
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%Y/%m/%d",
    "%Y%m%d",
)
NUMBER: Final = {
    ",": re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,18})(?:,([0-9]{1,6}))?"),
    ".": re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,18})(?:\.([0-9]{1,6}))?"),
}
"""How a number is written, by its decimal sign."""


@dataclass(frozen=True)
class Columns:
    """Which column is what, counted from 0, and how days and amounts are written.

    Either `amount` (with its sign, or with a column `sign` in which `leaves` means that money left)
    or `debit` and `credit`. `currency` is of all lines where no column says it.
    """

    day: int
    day_format: str
    decimal: str
    amount: int | None = None
    sign: int | None = None
    leaves: str = ""
    debit: int | None = None
    credit: int | None = None
    currency_column: int | None = None
    currency: str = ""
    texts: tuple[int, ...] = ()
    account: int | None = None
    reference: int | None = None

    def plain(self) -> dict[str, Any]:
        """Return the choice as JSON keeps it."""
        return {**asdict(self), "texts": list(self.texts)}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Columns":
        """Return the choice that JSON kept."""
        return cls(**{**plain, "texts": tuple(plain["texts"])})


@dataclass(frozen=True)
class Sheet:
    """A CSV file: its names of columns, and its rows with their line numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def key(self) -> str:
        """Return the digest by which the choice of columns is remembered."""
        named = "\x1f".join(name.casefold() for name in self.header)
        return hashlib.sha256(named.encode()).hexdigest()


def read_sheet(content: bytes) -> Sheet:
    """Return the header and rows of a CSV file. Raises NotReadable."""
    if len(content) > MAX_BYTES:
        raise NotReadable("size")
    text = _decoded(content)
    try:
        rows = list(_rows(text))
    except csv.Error:
        raise NotReadable("csv") from None
    at = _header_at([cells for _number, cells in rows[:HEADER_WITHIN]])
    if at is None:
        raise NotReadable("header")
    below = tuple(row for row in rows[at + 1 :] if any(row[1]))
    if len(below) > MAX_LINES:
        raise NotReadable("lines")
    return Sheet(rows[at][1], below)


def read_lines(sheet: Sheet, columns: Columns) -> ReadStatement:
    """Read every row by the chosen columns; a row that does not fit is named, the rest goes on."""
    read = ReadStatement(currency=columns.currency)
    for number, cells in sheet.rows:
        try:
            read.lines.append(_line(number, cells, columns))
        except NotALine as error:
            read.problems.append(ReadProblem(number, error.code))
    if not read.currency and read.lines:
        read.currency = read.lines[0].currency
    return read


def _decoded(content: bytes) -> str:
    """Return the text of a file: with a mark of its encoding, as UTF-8, or as old Windows."""
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                raise NotReadable("encoding") from None
    if b"\0" in content:
        raise NotReadable("encoding")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows with the number of their last line. Raises csv.Error."""
    first, _newline, rest = text.partition("\n")
    told = re.fullmatch(r"sep=(.)\s*", first)  # so Excel names its delimiter
    reader = csv.reader(io.StringIO(rest if told else text), delimiter=_delimiter(text, told))
    for cells in reader:
        # Other readers of the same process raise csv's own limit of a cell.
        if len(cells) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in cells):
            raise NotReadable("csv")
        number = reader.line_num + (1 if told else 0)
        yield number, tuple(INVISIBLE_CHARACTERS.sub("", cell).strip() for cell in cells)


def _delimiter(text: str, told: re.Match[str] | None) -> str:
    if told is not None:
        return told[1]
    lines = [line for line in text.splitlines()[:HEADER_WITHIN] if line.strip()]

    def fit(sign: str) -> tuple[int, int]:
        """Return in how many lines it stands equally often, and how often."""
        counts = Counter(line.count(sign) for line in lines if sign in line)
        often, n = max(counts.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
        return n, often

    return max(DELIMITERS, key=fit)


def _header_at(rows: Sequence[tuple[str, ...]]) -> int | None:
    """Return the index of the row that names the columns: the first full one without numbers."""
    widest = max((sum(map(bool, cells)) for cells in rows), default=0)
    for at, cells in enumerate(rows):
        named = [cell for cell in cells if cell]
        if len(named) >= max(2, widest * 3 / 4) and not any(map(_has_number, named)):
            return at
    return None


def _has_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[-+(]?[\d.,' /:-]*\d[\d.,' /:-]*\)?", cell))


def _line(number: int, cells: tuple[str, ...], columns: Columns) -> ReadLine:
    currency = (_cell(cells, columns.currency_column) or columns.currency).upper()
    return ReadLine(
        number,
        _day(_cell(cells, columns.day), columns.day_format),
        _signed(cells, columns, currency),
        currency,
        " · ".join(dict.fromkeys(filter(None, (_cell(cells, n) for n in columns.texts))))[
            :MAX_TEXT
        ],
        _cell(cells, columns.account)[:64],
        _cell(cells, columns.reference)[:80],
    )


def _cell(cells: tuple[str, ...], n: int | None) -> str:
    return cells[n] if n is not None and n < len(cells) else ""


def _day(text: str, written: str) -> date:
    try:
        day = re.split("[T ]", text.translate(ARABIC_DIGITS))[0]  # a time of day may follow
        return datetime.strptime(day, written).date()
    except ValueError:
        raise NotALine("day") from None


def _signed(cells: tuple[str, ...], columns: Columns, currency: str) -> int:
    """Return the amount in minor units, negative if money left. Raises NotALine."""
    if columns.amount is None:
        debit = _number(_cell(cells, columns.debit), columns.decimal, currency)
        credit = _number(_cell(cells, columns.credit), columns.decimal, currency)
        if bool(debit) == bool(credit):
            raise NotALine("amount")  # both, or neither
        return -abs(debit) if debit else credit
    minor = _number(_cell(cells, columns.amount), columns.decimal, currency)
    if not minor:
        raise NotALine("amount")
    if columns.sign is None:
        return minor
    sign = _cell(cells, columns.sign).casefold()
    if not sign:
        raise NotALine("sign")
    return -abs(minor) if sign == columns.leaves.strip().casefold() else abs(minor)


def _number(cell: str, decimal: str, currency: str) -> int:
    """Read a cell; 0 if it is empty. Raises NotALine."""
    typed = SPACES.sub("", cell.translate(ARABIC_DIGITS)).replace("−", "-")
    typed = re.sub(rf"(?i)^{re.escape(currency)}|{re.escape(currency)}$", "", typed)
    if not typed:
        return 0
    inside = re.fullmatch(r"\((.*)\)", typed)
    negative = inside is not None or typed.startswith("-") or typed.endswith("-")
    bare = (inside[1] if inside else typed).strip("+-")
    found = NUMBER[decimal].fullmatch(bare)
    if found is None:
        raise NotALine("amount")
    whole = re.sub(r"[.,]", "", found[1])
    minor = minor_of(f"{whole}.{found[2]}" if found[2] else whole, currency)
    return -minor if negative else minor
