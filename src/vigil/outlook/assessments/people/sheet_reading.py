"""Read a sheet of experts: each row becomes somebody to enrol, or problems by column.

Nothing is written, and nobody is told whether an address has an account.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from vigil.casefile.sheet_files.limits import Unreadable
from vigil.casefile.sheet_files.reading import FileRow, Sheet, read_sheet
from vigil.casefile.sheet_files.vocabulary import country_in, simplified
from vigil.outlook.models import Assessment, Enrolment
from vigil.outlook.questions.term_lists import LISTS
from vigil.trust.access.errors import Unfit
from vigil.trust.models import Role, RoleGrant

MAX_BYTES: Final = 5_000_000
MOST_ROWS: Final = 2_000
LONGEST: Final = 120
_APART: Final = re.compile(r"\s*[;|\n]\s*")
_BY_COMMA: Final = re.compile(r"\s*[,،/]\s*")
_UNREPEATED: Final = frozenset({"email", "name", "affiliation", "words"}) | {
    *("conflicts", "conflict_places", "conflict_terms"),
}
Find = Callable[[str], str | None]


@dataclass(frozen=True)
class CellProblem:
    """Why a row is left out: its number, the column as the sheet names it, the cell, a sentence.

    Addresses, and what stands in a column of conflicts, are not repeated: the page that shows
    problems shows nobody, and they lie outside of the vault.
    """

    row: int
    column: str
    value: str
    reason: str


@dataclass
class PersonToEnrol:
    """One row that can be imported."""

    row: int
    email: str
    name: str
    language: str
    role: str
    seats: dict[str, dict[str, list[str]]]
    """As `Enrolment.seats`."""
    affiliation: str = ""
    conflict_places: list[str] = field(default_factory=list)
    conflict_terms: list[str] = field(default_factory=list)
    words: str = ""


@dataclass
class PeopleRead:
    """What a sheet holds."""

    people: list[PersonToEnrol] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """Titles of columns that are not read."""


def read_people(content: bytes, assessment: Assessment, language: str) -> PeopleRead:
    """Read a sheet (.xlsx or .csv) of people for an assessment.

    Letters are in `language` where a row names none. Raises Unfit at `file` (no sheet; too large;
    no column of addresses).
    """
    if len(content) > MAX_BYTES:
        said = _("The file is larger than %(n)s MB. Split it, and upload the parts.")
        raise Unfit(said % {"n": MAX_BYTES // 1_000_000}, "file")
    try:
        sheet = read_sheet(content)
    except Unreadable as error:
        raise Unfit(str(error), "file") from error
    columns = _columns(sheet)
    if "email" not in columns:
        said = _("No column of the sheet holds email addresses. Add one called “email”.")
        raise Unfit(said, "file")
    if len(sheet.rows) > MOST_ROWS:
        said = _("The sheet has more than %(n)d rows. Split it, and upload the parts.")
        raise Unfit(said % {"n": MOST_ROWS}, "file")
    return _Reading(sheet, columns, assessment, language).read()


class _Reading:
    """The reading of one sheet, with what the assessment knows."""

    def __init__(
        self, sheet: Sheet, columns: Mapping[str, str], assessment: Assessment, language: str
    ) -> None:
        self.sheet, self.columns, self.language = sheet, columns, language
        panels = assessment.panels.values_list("pk", "region", "uid")
        self.regions = {simplified(name): str(pk) for pk, name, _uid in panels if name}
        self.regions |= {uid: str(pk) for pk, _name, uid in panels}
        places = assessment.places.values_list("code", "panel")
        self.panel_of = {code: str(panel) for code, panel in places}
        self.terms = _term_words(assessment)
        holders = RoleGrant.objects.filter(role=Role.PANEL_CHAIR, user__is_active=True)
        self.chairs = {email.casefold() for email in holders.values_list("user__email", flat=True)}
        self.found = PeopleRead(
            ignored=[column for column in sheet.columns if column not in columns.values()]
        )

    def read(self) -> PeopleRead:
        """Read every row; one that has a problem is left out."""
        seen: dict[str, int] = {}
        for row in self.sheet.rows:
            problems: list[CellProblem] = []
            person = self._person(row, problems)
            first = seen.setdefault(person.email.casefold(), row.number)
            if person.email and first != row.number:
                reason = _("Row %(row)d has the same value. Keep it in one row only.")
                self._add(problems, row, "email", "", reason % {"row": first})
            self.found.problems += problems
            if not problems:
                self.found.people.append(person)
        return self.found

    def _person(self, row: FileRow, problems: list[CellProblem]) -> PersonToEnrol:
        cells = dict(zip(self.sheet.columns, row.cells, strict=False))
        told = {name: cells.get(column, "").strip() for name, column in self.columns.items()}

        def of(name: str, find: Find, reason: str) -> list[str]:
            codes = []
            for entry in _entries(told.get(name, ""), find):
                if (code := find(entry)) is None:
                    self._add(problems, row, name, entry, reason)
                else:
                    codes.append(code)
            return list(dict.fromkeys(codes))

        no_place = _("The assessment has no such country.")
        no_term = _("The assessment has no such term.")
        language = of("language", _language, _("We write letters in five languages; not in this."))
        role = of("role", _role, _("Write expert, lead or second reader."))
        conflicts = of("conflicts", self._either, _("This is no country or term of it."))
        person = PersonToEnrol(
            row.number,
            email=told["email"],
            name=told.get("name", "")[:LONGEST],
            language=language[0] if language else self.language,
            role=role[0] if role else Enrolment.Role.EXPERT,
            seats={},
            affiliation=told.get("affiliation", "")[:1000],
            conflict_places=[
                *of("conflict_places", self._place, no_place),
                *(one for one in conflicts if one in self.panel_of),
            ],
            conflict_terms=[
                *of("conflict_terms", self.terms_find, no_term),
                *(one for one in conflicts if one not in self.panel_of),
            ],
            words=told.get("words", "")[:4000],
        )
        regions = of("regions", self._region, _("The assessment has no such region."))
        places = of("places", self._place, no_place)
        terms = of("terms", self.terms_find, no_term)
        self._seat(person, row, problems, regions, places, terms)
        self._check(person, row, problems)
        return person

    def _seat(
        self,
        person: PersonToEnrol,
        row: FileRow,
        problems: list[CellProblem],
        regions: Sequence[str],
        places: Sequence[str],
        terms: Sequence[str],
    ) -> None:
        """Set in which panels somebody sits, and what they are asked there."""
        for place in places:
            panel = self.panel_of[place]
            if regions and panel not in regions:
                reason = _("This country is in none of the regions that the row names.")
                self._add(problems, row, "places", place, reason)
            seat = person.seats.setdefault(panel, {"places": [], "terms": list(terms)})
            seat["places"].append(place)
        for panel in regions:
            person.seats.setdefault(panel, {"places": [], "terms": list(terms)})
        if not person.seats and not problems:
            reason = _("Name at least one region or country.")
            self._add(problems, row, "regions", "", reason)

    def _check(self, person: PersonToEnrol, row: FileRow, problems: list[CellProblem]) -> None:
        try:
            validate_email(person.email)
        except ValidationError:
            reason = _("This is not an email address. Check it for typing errors.")
            self._add(problems, row, "email", "", reason)
        if person.role == Enrolment.Role.LEAD and person.email.casefold() not in self.chairs:
            reason = _(
                "A lead needs the role of a panel chair, which takes two administrators. Ask them "
                "to invite this person first."
            )
            self._add(problems, row, "role", "", reason)

    def _add(
        self, problems: list[CellProblem], row: FileRow, name: str, value: str, reason: str
    ) -> None:
        value = "" if "@" in value or name in _UNREPEATED else value[:60]
        problems.append(CellProblem(row.number, self.columns.get(name, name), value, reason))

    def _region(self, text: str) -> str | None:
        return self.regions.get(simplified(text)) or self.regions.get(text.strip())

    def _place(self, text: str) -> str | None:
        code = country_in(text)
        return code if code in self.panel_of else None

    def terms_find(self, text: str) -> str | None:
        """Return the code of a term of the assessment, by its code or its name."""
        return self.terms.get(simplified(text.replace("_", " ")))

    def _either(self, text: str) -> str | None:
        return self._place(text) or self.terms_find(text)


def _term_words(assessment: Assessment) -> dict[str, str]:
    """Return the names of an assessment's terms in every language, and their codes."""
    found = {}
    for listed, code in assessment.terms.values_list("list", "code"):
        term = LISTS[listed]().terms.get(code)
        names = term.label.values() if term is not None else ()
        for word in (code.replace("_", " "), *names):
            found[simplified(word)] = code
    return found


def _entries(text: str, known: Find) -> Iterator[str]:
    """Yield the entries of a cell: a comma parts them only where it is not within a name."""
    for entry in filter(None, _APART.split(text)):
        if known(entry):
            yield entry
        else:
            yield from filter(None, _BY_COMMA.split(entry))


def _columns(sheet: Sheet) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in sheet.columns:
        if (name := _headings().get(simplified(column))) and name not in found:
            found[name] = column
    return found


def _language(text: str) -> str | None:
    return _language_words().get(simplified(text))


def _role(text: str) -> str | None:
    return _role_words().get(simplified(text))


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    known: dict[str, Any] = tomllib.loads(
        files("vigil.outlook.assessments.people").joinpath("headings.toml").read_text("utf-8")
    )
    return known


@cache
def _headings() -> Mapping[str, str]:
    return {simplified(word): name for name, words in _table()["columns"].items() for word in words}


@cache
def _role_words() -> Mapping[str, str]:
    return {simplified(word): name for name, words in _table()["roles"].items() for word in words}


@cache
def _language_words() -> Mapping[str, str]:
    tags = [tag for tag, _name in settings.LANGUAGES]
    found = {tag: tag for tag in tags}
    for screen in tags:
        names = Locale.parse(screen, sep="-").languages
        found |= {simplified(names[tag]): tag for tag in tags if tag in names}
    return found
