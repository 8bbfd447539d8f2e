"""Read the scores of an edition from a spreadsheet, or name each faulty cell. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import FileRow, Sheet, read_sheet
from vigil.casefile.sheet_files.vocabulary import country_in
from vigil.outlook.index_editions.column_mapping import LIST_OF, Ignored, meaning_of
from vigil.outlook.index_editions.headers import (
    ACTORS,
    AVERAGES,
    COUNTRY,
    CRIMINALITY,
    ISO,
    MARKETS,
    PASSED_OVER,
    RESILIENCE,
    YEAR,
    headers,
    is_known,
    parts_of,
    scored_in,
)
from vigil.outlook.index_editions.trajectories import CENT, criminality, mean, rounded
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.terms import actors, markets, resilience

LOWEST, HIGHEST, STEP = Decimal(1), Decimal(10), Decimal("0.5")
NOISE: Final = Decimal("0.000001")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,2})?")
TOLERANCE: Final = CENT
"""How much a published average may differ from the mean of its parts: both are rounded."""


@dataclass(frozen=True)
class Problem:
    """A reason to refuse a file: the spreadsheet's row number, the column, and what is wrong."""

    row: int
    column: str
    reason: str
    value: str = ""

    def __str__(self) -> str:
        quoted = f" “{self.value}”" if self.value else ""
        said = {"row": self.row, "column": self.column, "value": quoted, "reason": self.reason}
        return _("row %(row)d, column %(column)s%(value)s: %(reason)s") % said


@dataclass(frozen=True)
class Doubt:
    """A value that is imported but that somebody should review; `term` is a score or an average.

    `expected` is the mean of the parts of an average; None for a score that is not a half step.
    """

    row: int
    country: str
    term: str
    value: Decimal
    expected: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """The published value minus the mean of its parts; None for a score."""
        return None if self.expected is None else self.value - self.expected


Scores = dict[str, Decimal]
"""Scores and averages of a country, by the code of the term."""


@dataclass
class EditionRead:
    """The content of a file. If it has problems, none of it may be imported."""

    edition: str
    scores: dict[str, Scores] = field(default_factory=dict)
    """Scores by country (ISO 3166-1 alpha-3)."""
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """Titles of columns that are not imported."""
    parts: dict[str, list[str]] = field(default_factory=dict)
    """The terms that are imported, by their average."""
    averages: list[str] = field(default_factory=list)
    """The averages that are imported."""
    incomplete: set[str] = field(default_factory=set)
    """Averages that include terms which are not imported: nobody can compute them anew."""

    @property
    def wanted(self) -> list[str]:
        """The codes of all averages and terms that are imported."""
        return [*self.averages, *(code for codes in self.parts.values() for code in codes)]


def read_edition(content: bytes, edition: str) -> EditionRead:
    """Read a file (.xlsx or .csv) as an edition (a year). Raises Unreadable (no sheet), ValueError.

    Return what is wrong inside the file as `problems`, each with its row and column.
    """
    if not is_known(edition):
        raise ValueError(f"no edition {edition}")
    return read_table(sheet_of(content, edition), edition)


def read_table(sheet: Sheet, edition: str, mapped: Mapping[str, str] | None = None) -> EditionRead:
    """Read the table of a file. `mapped` says what its unknown columns mean, by their titles.

    A known edition needs all its terms. Of another year the file says which terms it has: only the
    averages of criminality and resilience are needed.
    """
    read = EditionRead(edition)
    columns = _columns(sheet, read, mapped or {})
    if not read.problems:
        seen: dict[str, int] = {}
        for row in sheet.rows:
            _take(row, sheet, columns, read, seen)
        if not sheet.rows or not (read.scores or read.problems):
            reason = _("There is no country below the titles.")
            read.problems.append(Problem(sheet.header_row, columns.get(COUNTRY, ""), reason))
    return read


def sheet_of(content: bytes, edition: str) -> Sheet:
    """Read the worksheet of the edition; a downloaded file has one for each. Raises Unreadable."""
    try:
        first = read_sheet(content)
    except Unreadable:  # the first sheet is an empty cover, or the file cannot be read
        return _by_title(content, edition)
    names = {name.casefold(): name for name in (first.name, *first.others)}
    wanted = (names.get(title.casefold()) for title in _worksheets(edition))
    name = next(filter(None, wanted), first.name)
    return first if name == first.name else read_sheet(content, worksheet=name)


def _by_title(content: bytes, edition: str) -> Sheet:
    """Read the worksheet with a known name of the edition. Raises Unreadable."""
    *before, last = _worksheets(edition)
    for title in before:
        with suppress(Unreadable):
            return read_sheet(content, worksheet=title)
    return read_sheet(content, worksheet=last)


def _worksheets(edition: str) -> tuple[str, ...]:
    if is_known(edition):
        return headers().editions[edition].worksheets
    return f"{edition}_dataset", edition


# Columns


def _columns(sheet: Sheet, read: EditionRead, mapped: Mapping[str, str]) -> dict[str, str]:
    """Return code -> title of each known column. Missing and double columns become problems."""
    found: dict[str, str] = {}
    known = is_known(read.edition)
    scored = scored_in(read.edition) if known else list(_all_terms())
    for title in sheet.columns:
        code = mapped.get(title) or meaning_of(title)
        if not code or code in set(Ignored):
            read.ignored.append(title)
            if code in LIST_OF:
                read.incomplete |= {LIST_OF[code]}
        elif code in found and code != PASSED_OVER:
            reason = _("This means the same as the column “%(other)s”.") % {"other": found[code]}
            read.problems.append(Problem(sheet.header_row, title, reason))
        elif code not in (COUNTRY, ISO, YEAR, PASSED_OVER, *AVERAGES, *scored):
            reason = _("The edition of %(year)s does not have this: is it another edition?")
            said = reason % {"year": read.edition}
            read.problems.append(Problem(sheet.header_row, title, said))
        else:
            found[code] = title
    if COUNTRY not in found and ISO not in found:
        read.problems.append(Problem(sheet.header_row, "Country", _("There is no such column.")))
    needed = [*AVERAGES, *scored] if known else [CRIMINALITY, RESILIENCE]
    for code in needed:
        if code not in found:
            reason = _("There is no such column.")
            read.problems.append(Problem(sheet.header_row, _title(code), reason))
    read.averages = [code for code in AVERAGES if known or code in found]
    read.parts = {
        kind: [code for code in terms if known or code in found]
        for kind, terms in _terms_of(read.edition).items()
    }
    return found


def _terms_of(edition: str) -> Mapping[str, Collection[str]]:
    """Return the terms that an edition has, or of an unknown one may have, by average."""
    if is_known(edition):
        return parts_of(edition)
    lists = {MARKETS: markets(), ACTORS: actors(), RESILIENCE: resilience()}
    return {kind: terms.terms for kind, terms in lists.items()}


def _all_terms() -> Iterator[str]:
    for terms in (markets(), actors(), resilience()):
        yield from terms.terms


def _title(code: str) -> str:
    """Return the usual title of a column that is missing."""
    for terms in (markets(), actors(), resilience()):
        if code in terms.terms:
            name = terms.terms[code].label["en"]
            return name[:1].upper() + name[1:]
    return headers().averages[code][0]


# Rows


def _take(
    row: FileRow, sheet: Sheet, columns: Mapping[str, str], read: EditionRead, seen: dict[str, int]
) -> None:
    cells = dict(zip(sheet.columns, row.cells, strict=False))
    said = {code: cells.get(title, "") for code, title in columns.items()}
    scored = read.wanted
    if not any(said[code] for code in (*scored, *({COUNTRY, ISO} & set(said)))):
        return  # a line below the table, in a column that is not imported
    problems = [*_year_problems(row, said, columns, read.edition)]
    country = _country(row, said, columns, problems)
    if country and country in seen:
        reason = _("The same country stands in row %(row)d.") % {"row": seen[country]}
        problems.append(_problem(row, columns, COUNTRY, reason, said))
    seen.setdefault(country, row.number)
    given = _scores(row, said, columns, scored, problems)
    read.problems += problems
    if not problems:
        read.scores[country] = {code: rounded(value) for code, value in given.items()}
        read.doubts += _doubts(row.number, country, given, read)


def _problem(
    row: FileRow, columns: Mapping[str, str], code: str, reason: str, said: Mapping[str, str]
) -> Problem:
    here = code if code in columns else ISO
    return Problem(row.number, columns[here], reason, said.get(here, "")[:60])


def _year_problems(
    row: FileRow, said: Mapping[str, str], columns: Mapping[str, str], edition: str
) -> Iterator[Problem]:
    if said.get(YEAR, edition) not in ("", edition):
        reason = _("This row is not of the edition of %(year)s.") % {"year": edition}
        yield _problem(row, columns, YEAR, reason, said)


def _country(
    row: FileRow, said: Mapping[str, str], columns: Mapping[str, str], problems: list[Problem]
) -> str:
    """Return the code of a row's country. Its name and code must agree, or it adds a problem."""
    name, code = said.get(COUNTRY, ""), said.get(ISO, "").upper()
    by_name = country_in(name) or "" if name else ""
    by_code = code if code in COUNTRIES else ""
    if not (by_name or by_code) or (name and not by_name and not by_code):
        problems.append(_problem(row, columns, COUNTRY, _("We know no such country."), said))
    elif code and not by_code:
        problems.append(_problem(row, columns, ISO, _("We know no such country."), said))
    elif by_name and by_code and by_name != by_code:
        reason = _("Name and code are of different countries.")
        problems.append(_problem(row, columns, ISO, reason, said))
    return by_code or by_name


def _scores(
    row: FileRow,
    said: Mapping[str, str],
    columns: Mapping[str, str],
    wanted: list[str],
    problems: list[Problem],
) -> Scores:
    scores: Scores = {}
    for code in wanted:
        value, reason = _score(said[code])
        if value is None:
            problems.append(_problem(row, columns, code, reason, said))
        else:
            scores[code] = value
    return scores


def _score(text: str) -> tuple[Decimal | None, str]:
    """Return a score, without the noise of floating-point numbers; or None and the reason."""
    if not text:
        return None, _("There is no score.")
    if not _NUMBER.fullmatch(text):
        return None, _("This is not a number.")
    value = Decimal(text.replace(",", "."))
    if not LOWEST <= value <= HIGHEST:
        return None, _("A score lies from 1 to 10.")
    return value.quantize(NOISE), ""


def _doubts(row: int, country: str, given: Scores, read: EditionRead) -> Iterator[Doubt]:
    scores = {code: rounded(value) for code, value in given.items()}
    for codes in read.parts.values():
        for code in codes:
            if given[code] % STEP:
                exact = scores[code] if given[code] == scores[code] else given[code].normalize()
                yield Doubt(row, country, code, exact)
    means = _means(scores, read)
    for name in (CRIMINALITY, MARKETS, ACTORS, RESILIENCE):
        if name in means and name in scores and abs(scores[name] - means[name]) > TOLERANCE:
            yield Doubt(row, country, name, scores[name], rounded(means[name]))


def _means(scores: Scores, read: EditionRead) -> Scores:
    """Return the averages as their parts give them, of those whose parts are all imported."""
    whole = {
        kind: [scores[code] for code in codes]
        for kind, codes in read.parts.items()
        if codes and kind not in read.incomplete
    }
    means = {kind: mean(parts) for kind, parts in whole.items()}
    if MARKETS in whole and ACTORS in whole:
        means[CRIMINALITY] = criminality(whole[MARKETS], whole[ACTORS])
    return means


__all__ = [
    "TOLERANCE",
    "Doubt",
    "EditionRead",
    "Problem",
    "Scores",
    "Unreadable",
    "read_edition",
    "read_table",
    "sheet_of",
]
