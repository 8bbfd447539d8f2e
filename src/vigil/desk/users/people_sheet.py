"""Read a sheet of people to invite: each row becomes somebody to invite, or problems by column.

Columns are recognised by their names in the five languages of the site, or else by what is in
them: the column of addresses, of roles, of countries, of languages.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import FileRow, Sheet, read_sheet
from vigil.casefile.sheet_files.vocabulary import country_in, simplified
from vigil.reading.intake.extraction.lexicon import LANGUAGES
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import CommandLine
from vigil.trust.invitations.rules import Invitee, require_fit
from vigil.trust.invitations.verbs import AT_ONCE
from vigil.trust.models import Role, User
from vigil.trust.people.role_words import ROLE_MEANS

MAX_BYTES: Final = 2_000_000
EMAIL: Final = "email"
ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_APART: Final = re.compile(r"\s*[;|\n]\s*")
_BY_COMMA: Final = re.compile(r"\s*[,،/]\s*")


@dataclass(frozen=True)
class CellProblem:
    """Why a row is left out: the column as the sheet names it, the cell, a sentence."""

    column: str
    value: str
    reason: str


@dataclass
class PersonRow:
    """One row: its number in the spreadsheet, and whom it invites, or its problems."""

    number: int
    person: Invitee
    problems: list[CellProblem] = field(default_factory=list)


@dataclass(frozen=True)
class PeoplePlan:
    """What a sheet of people would do."""

    rows: Sequence[PersonRow]
    columns: Mapping[str, str]
    """What was read -> the column that holds it."""
    ignored: Sequence[str]

    @property
    def invited(self) -> list[Invitee]:
        """Whom it invites."""
        return [row.person for row in self.rows if not row.problems]

    @property
    def broken(self) -> list[PersonRow]:
        """The rows that are left out."""
        return [row for row in self.rows if row.problems]


def plan_people(content: bytes, *, by: User | CommandLine, language: str) -> PeoplePlan:
    """Return whom a sheet (.csv or .xlsx) would invite; write nothing.

    Letters are in `language` where the sheet does not say. Raises NotPossible (no sheet; too
    large; no column of addresses).
    """
    if len(content) > MAX_BYTES:
        raise NotPossible(
            _("The file is larger than %(n)s MB. Split it, and upload the parts.")
            % {"n": MAX_BYTES // 1_000_000}
        )
    try:
        sheet = read_sheet(content)
    except Unreadable as error:
        raise NotPossible(str(error)) from error
    columns = _columns(sheet)
    if EMAIL not in columns:
        raise NotPossible(
            _("No column of the sheet holds email addresses. Add one called “email”.")
        )
    if len(sheet.rows) > AT_ONCE:
        raise NotPossible(
            _("The sheet has more than %(n)d rows. Split it, and upload the parts.")
            % {"n": AT_ONCE}
        )
    rows = [_read(sheet, row, columns, by, language) for row in sheet.rows]
    _find_twins(rows, columns[EMAIL])
    ignored = [column for column in sheet.columns if column not in columns.values()]
    return PeoplePlan(rows, columns, ignored)


def _read(
    sheet: Sheet,
    row: FileRow,
    columns: Mapping[str, str],
    by: User | CommandLine,
    language: str,
) -> PersonRow:
    cells = dict(zip(sheet.columns, row.cells, strict=False))
    told = {name: cells.get(column, "").strip() for name, column in columns.items()}
    problems: list[CellProblem] = []

    def of(name: str, one: Callable[[str], str | None], reason: str) -> list[str]:
        found = []
        for entry in _entries(told.get(name, ""), one):
            code = one(entry)
            if code is None:
                problems.append(CellProblem(columns[name], entry, reason))
            else:
                found.append(code)
        return list(dict.fromkeys(found))

    letter = of("language", _letter_language, _("We write letters in five languages; not in this."))
    person = Invitee(
        email=told[EMAIL],
        name=told.get("name", ""),
        language=letter[0] if letter else language,
        roles=[Role(r) for r in of("roles", _role, _("No role has this name."))],
        countries=of("countries", country_in, _("No country has this name."))
        if "countries" in columns
        else (),
        languages=of("languages", _report_language, _("No language has this name.")),
        note=told.get("note", ""),
    )
    if not problems:
        try:
            require_fit(person, by=by)
        except Unfit as error:
            column = columns.get(error.field, error.field)
            problems.append(CellProblem(column, told.get(error.field, ""), str(error)))
    return PersonRow(row.number, person, problems)


def _entries(text: str, known: Callable[[str], str | None]) -> list[str]:
    """Return the entries of a cell: a comma parts them only where it is not within a name."""
    found: list[str] = []
    for entry in filter(None, _APART.split(text)):
        found.extend([entry] if known(entry) else filter(None, _BY_COMMA.split(entry)))
    return found


def _find_twins(rows: Sequence[PersonRow], column: str) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        address = row.person.email.casefold()
        first = seen.setdefault(address, row.number)
        if address and first != row.number:
            reason = _("Row %(row)d has the same value. Keep it in one row only.") % {"row": first}
            row.problems.append(CellProblem(column, row.person.email, reason))


def _columns(sheet: Sheet) -> dict[str, str]:
    """Return what each column holds: by its name, else by what most of its cells are."""
    named = _headings()
    found: dict[str, str] = {}
    for column in sheet.columns:
        if (name := named.get(simplified(column))) and name not in found:
            found[name] = column
    for name, fits in _GUESSED.items():
        left = [column for column in sheet.columns if column not in found.values()]
        if name not in found and (column := _mostly(sheet, left, fits)):
            found[name] = column
    return found


def _mostly(sheet: Sheet, columns: Sequence[str], fits: Callable[[str], bool]) -> str:
    """Return the first column of which more than half of the cells with text fit; else ""."""
    for column in columns:
        cells = [cell for cell in sheet.column(column) if cell]
        if cells and 2 * sum(map(fits, cells)) > len(cells):
            return column
    return ""


def _all(one: Callable[[str], str | None]) -> Callable[[str], bool]:
    return lambda text: all(one(entry) for entry in _entries(text, one))


def _role(text: str) -> str | None:
    return _role_words().get(simplified(text))


def _letter_language(text: str) -> str | None:
    tag = _language_words().get(simplified(text))
    return tag if tag in dict(settings.LANGUAGES) else None


def _report_language(text: str) -> str | None:
    return _language_words().get(simplified(text))


_GUESSED: Final[Mapping[str, Callable[[str], bool]]] = {
    EMAIL: lambda text: ADDRESS.fullmatch(text) is not None,
    "roles": _all(_role),
    "countries": _all(country_in),
    "language": _all(_letter_language),
}


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    known: dict[str, Any] = tomllib.loads(
        files("vigil.desk.users").joinpath("people_headings.toml").read_text("utf-8")
    )
    return known


@cache
def _headings() -> Mapping[str, str]:
    return {simplified(word): name for name, words in _table()["columns"].items() for word in words}


@cache
def _role_words() -> Mapping[str, str]:
    found = {}
    for role in ROLE_MEANS:
        said = [str(role), str(role).replace("_", " "), *_table()["roles"].get(role, ())]
        for tag, _name in settings.LANGUAGES:
            with override(tag):
                said.append(str(role.label))
        found.update({simplified(word): str(role) for word in said})
    return found


@cache
def _language_words() -> Mapping[str, str]:
    tags = {*LANGUAGES, *dict(settings.LANGUAGES)}
    found = {}
    for screen, _name in settings.LANGUAGES:
        names = Locale(screen).languages
        found.update({simplified(names[tag]): tag for tag in tags if tag in names})
    return found | {tag: tag for tag in tags}
