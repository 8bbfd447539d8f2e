"""Read the countries, regions and leads of an assessment from a worksheet."""

from dataclasses import dataclass, field

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from vigil.casefile.sheet_files.reading import Sheet
from vigil.casefile.sheet_files.vocabulary import country_in
from vigil.outlook.assessments.sheet.columns import (
    CODE,
    COUNTRY,
    LEAD,
    OF_COUNTRIES,
    REGION,
    Column,
)
from vigil.outlook.assessments.sheet.problems import SheetProblem
from vigil.outlook.assessments.sheet.rows import Columns, Row
from vigil.outlook.assessments.sheet.words import one_line
from vigil.outlook.assessments.specs import RegionSpec
from vigil.outlook.assessments.verbs.regions import LONGEST_NAME, lead_problem
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.models import User


@dataclass
class RegionsRead:
    """The regions of a worksheet. If it has problems, none of it may be imported."""

    specs: list[RegionSpec] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


@dataclass
class _Region:
    name: str
    countries: list[str] = field(default_factory=list)
    lead: str = ""
    lead_key: int | None = None


def read_countries(sheet: Sheet) -> RegionsRead:
    """Read a worksheet with a country in each row; one row of a region or more names its lead."""
    columns = Columns(sheet, OF_COUNTRIES)
    read = RegionsRead(problems=list(columns.problems), ignored=columns.ignored)
    for key in (COUNTRY, REGION):
        if Column(key) not in columns.places:
            title = columns.title(Column(key))
            problem = SheetProblem(
                sheet.name, sheet.header_row, title, _("There is no such column.")
            )
            read.problems.append(problem)
    if read.problems:
        return read
    rows = list(columns.rows())
    people = _people({row.text(LEAD).casefold() for row in rows if row.text(LEAD)})
    regions: dict[str, _Region] = {}
    seen: dict[str, int] = {}
    for row in rows:
        _take(row, regions, seen, people)
        read.problems += row.problems
    read.specs = [
        RegionSpec(one.name, tuple(one.countries), one.lead_key) for one in regions.values()
    ]
    if not rows:
        reason = _("There is no country below the titles.")
        read.problems.append(SheetProblem(sheet.name, sheet.header_row, "", reason))
    return read


def _people(emails: set[str]) -> dict[str, User]:
    rows = User.objects.annotate(address=Lower("email")).filter(address__in=emails)
    return {row.email.casefold(): row for row in rows.prefetch_related("grants")}


def _take(
    row: Row, regions: dict[str, _Region], seen: dict[str, int], people: dict[str, User]
) -> None:
    country = _country(row)
    name = one_line(row.text(REGION))
    if not name:
        row.refuse(Column(REGION), _("Write the region, or delete this row."))
    elif len(name) > LONGEST_NAME:
        reason = _("Give each region a name of at most %(n)d characters.") % {"n": LONGEST_NAME}
        row.refuse(Column(REGION), reason)
    if country and country in seen:
        reason = _("The same country is in row %(row)d.") % {"row": seen[country]}
        row.refuse(Column(COUNTRY), reason)
    seen.setdefault(country, row.number)
    region = regions.setdefault(name.casefold(), _Region(name))
    if email := row.text(LEAD):
        _take_lead(row, region, email, people.get(email.casefold()))
    if country and not row.problems:
        region.countries.append(country)


def _country(row: Row) -> str:
    """Return the code of a row's country. Its name and code must agree, or it is a problem."""
    name, code = row.text(COUNTRY), row.text(CODE).upper()
    by_name = country_in(name) or "" if name else ""
    if name and not by_name:
        row.refuse(
            Column(COUNTRY),
            _("We do not know this country. Write its usual name, or its code of three letters."),
        )
    elif code and code not in COUNTRIES:
        row.refuse(Column(CODE), _("We do not know this code. Leave it empty, or mend it."))
    elif name and code and by_name != code:
        row.refuse(Column(CODE), _("Name and code are of different countries."))
    elif not name and not code:
        row.refuse(Column(COUNTRY), _("Write the country, or delete this row."))
    return by_name or (code if code in COUNTRIES else "")


def _take_lead(row: Row, region: _Region, email: str, user: User | None) -> None:
    if region.lead and region.lead != email.casefold():
        row.refuse(Column(LEAD), _("This region has another lead in a row above."))
        return
    if region.lead:
        return  # said in an earlier row
    region.lead = email.casefold()
    if problem := lead_problem(user):
        row.refuse(Column(LEAD), problem)
    elif user is not None:
        region.lead_key = user.pk
