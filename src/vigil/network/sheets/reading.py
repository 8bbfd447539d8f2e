"""Read a sheet of members: each row becomes values, or problems by column.

Columns are recognised by their names: those of the fields, `key`, `email`, `kind`, and `biography`
with a language (`biography:es`). Lists are separated by `;` or `|`. Their entries are codes or
names. An empty cell changes nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from babel import Locale
from babel.core import get_global
from django.utils.translation import gettext as _

from vigil.casefile.people.name_matching import fold
from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import FileRow, Sheet, read_sheet
from vigil.network.models import MemberKind
from vigil.network.profiles.fields import FIELDS
from vigil.network.profiles.values import InvalidField, clean, clean_address, tags_by_name
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.scheme import LANGUAGES
from vigil.reading.codebook.terms import markets, regions, responses

MAX_BYTES: Final = 5_000_000
KEY, EMAIL, KIND = "key", "email", "kind"
KEY_LENGTH = 120
NOT_IN_SHEETS = frozenset({"portrait"})
ALIASES: Final[Mapping[str, str]] = {
    "id": KEY,
    "number": KEY,
    "e_mail": EMAIL,
    "mail": EMAIL,
    "address": EMAIL,
    "type": KIND,
    "full_name": "name",
    "other_name": "pseudonym",
    "position": "role",
    "function": "role",
    "organization": "organisation",
    "affiliation": "organisation",
    "language": "languages",
    "market": "markets",
    "expertise": "markets",
    "response": "responses",
    "knows": "regions",
    "joined": "joined_on",
    "member_since": "joined_on",
    "link": "links",
    "website": "links",
    "url": "links",
    "bio": "biography",
}
_SEPARATOR = re.compile(r"\s*[;|\n]\s*")
_BIOGRAPHY = re.compile(
    r"(?:biography|bio)[ _:.-]+([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)", re.IGNORECASE
)


@dataclass(frozen=True)
class CellProblem:
    """Why a row cannot be imported: the column as the sheet names it, a sentence, the cell."""

    field: str
    reason: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


@dataclass
class ParsedRow:
    """One row: its number in the spreadsheet, and its values or its problems."""

    number: int
    key: str = ""
    email: str = ""
    kind: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)


@dataclass(frozen=True)
class ParsedSheet:
    """A sheet with its rows read."""

    rows: list[ParsedRow]
    ignored: list[str]
    """Columns that nobody here knows."""
    encoding: str


def read(content: bytes) -> ParsedSheet:
    """Read a sheet (.csv in any usual encoding and with any usual separator, or .xlsx).

    Raises Unreadable (no sheet; too large; no column of names; a column twice).
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(
            _("The file is larger than %(n)s MB. Split it, and upload the parts.")
            % {"n": MAX_BYTES // 1_000_000}
        )
    sheet = read_sheet(content)
    meant = {column: field_of_column(column) for column in sheet.columns}
    known = [target for target in meant.values() if target]
    if "name" not in known:
        raise Unreadable(
            _("The sheet has no column called “name”. Add it, and upload the sheet again.")
        )
    if twice := sorted({target for target in known if known.count(target) > 1}):
        raise Unreadable(
            _("Two columns have the same meaning: %(names)s. Remove one of them.")
            % {"names": ", ".join(twice)}
        )
    rows = [_read_row(sheet, row, meant) for row in sheet.rows]
    _find_twins(rows)
    ignored = [column for column, target in meant.items() if not target]
    return ParsedSheet(rows, ignored, sheet.encoding)


def field_of_column(column: str) -> str:
    """Return the field of a column, with the language of a biography; "" if unknown."""
    if found := _BIOGRAPHY.fullmatch(column.strip()):
        return f"biography:{found[1]}"
    name = re.sub(r"[^a-z]+", "_", column.strip().lower()).strip("_")
    name = ALIASES.get(name, name)
    if name == "biography":
        return "biography:en"
    return name if name in {KEY, EMAIL, KIND, *FIELDS} - NOT_IN_SHEETS else ""


def _read_row(sheet: Sheet, row: FileRow, meant: Mapping[str, str]) -> ParsedRow:
    read = ParsedRow(row.number)
    for column, text in zip(sheet.columns, row.cells, strict=False):
        target, text = meant[column], text.replace("\0", "").strip()
        if target and text:
            try:
                _read_cell(read, target, text)
            except InvalidField as error:
                read.problems.append(CellProblem(column, str(error), text))
    if not read.values.get("name"):
        read.problems.append(CellProblem("name", _("The name is missing. Enter one.")))
    if not (read.key or read.email or read.problems):
        reason = _(
            "Enter a key or an email address, so that the row is recognised in the next import."
        )
        read.problems.append(CellProblem(KEY, reason))
    return read


def _read_cell(read: ParsedRow, target: str, text: str) -> None:
    name, _colon, language = target.partition(":")
    if target == KEY:
        if len(text) > KEY_LENGTH:
            raise InvalidField(KEY, _("Use at most %(n)d characters.") % {"n": KEY_LENGTH})
        read.key = text
    elif target == EMAIL:
        read.email = clean_address(text)
    elif target == KIND:
        read.kind = _kind(text)
    elif name == "biography":
        texts = clean("biography", {language: text})
        read.values.setdefault("biography", {}).update(texts)
    else:
        read.values[target] = clean(target, _READ.get(target, str)(text))


def _kind(text: str) -> str:
    folded = fold(text)
    if folded in ("person", "individual", "expert"):
        return MemberKind.PERSON
    if folded in ("organisation", "organization", "org", "institution"):
        return MemberKind.ORGANISATION
    raise InvalidField(KIND, _("Choose whether the member is a person or an organisation."))


def _find_twins(rows: Iterable[ParsedRow]) -> None:
    """Refuse rows with the key or the address of an earlier row."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        for name, value in ((KEY, row.key), (EMAIL, row.email.casefold())):
            if not value:
                continue
            first = seen.setdefault((name, value), row.number)
            if first != row.number:
                reason = _("Row %(row)d has the same value. Keep it in one row only.") % {
                    "row": first
                }
                row.problems.append(CellProblem(name, reason, value))


def _entries(text: str) -> list[str]:
    return [entry for entry in _SEPARATOR.split(text) if entry]


def _from_list(names: Callable[[], Mapping[str, str]]) -> Callable[[str], list[str]]:
    """Return a reader for a list of codes. A known name is replaced by its code."""
    return lambda text: [names().get(fold(entry), entry) for entry in _entries(text)]


def _links(text: str) -> list[tuple[str, str]]:
    pairs = (entry.rpartition(" ") for entry in _entries(text))
    return [(label.strip(), url) for label, _space, url in pairs]


@cache
def _markets() -> Mapping[str, str]:
    return {fold(n): c for c, t in markets().terms.items() for n in (c, *t.label.values())}


@cache
def _responses() -> Mapping[str, str]:
    return {fold(n): c for c, t in responses().terms.items() for n in (c, *t.label.values())}


@cache
def _regions() -> Mapping[str, str]:
    known = regions().terms
    names = {fold(region.name): code for code, region in known.items()}
    return {**_territories(lambda code: code if code in known else ""), **names}


@cache
def _countries() -> Mapping[str, str]:
    two = {alias: codes[0] for alias, codes in get_global("territory_aliases").items()}
    alphas = {code: alpha for alpha, code in two.items() if alpha in COUNTRIES} | {"XK": "XKX"}
    named = _territories(lambda code: alphas.get(code, ""))
    # A code is itself, whatever is called so in some language.
    return named | {fold(code): alpha for code, alpha in alphas.items()}


def _territories(code_of: Callable[[str], str]) -> dict[str, str]:
    """Return the codes of places by their folded names in every language of the codebook."""
    named = (Locale(language).territories.items() for language in LANGUAGES)
    pairs = ((fold(name), code_of(code)) for names in named for code, name in names)
    return {name: code for name, code in pairs if code}


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "markets": _from_list(_markets),
    "responses": _from_list(_responses),
    "regions": _from_list(_regions),
    "languages": _from_list(tags_by_name),
    "country": lambda text: _countries().get(fold(text), text),
    "region": lambda text: _regions().get(fold(text), text),
    "links": _links,
}
