"""The columns of CSV files and workbooks. To add a column, add it at the end of `COLUMNS`.

Programs rely on names and order. Within a version of the API no column is renamed or removed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vigil.files.formula_safety import safe_cell
from vigil.publication.models import PublicCase
from vigil.publication.record.entries import COUNTS, address_of
from vigil.publication.record.people import counted_values, meets

CellValue = str | int | float | bool | None
BETWEEN: Final = "; "
"""Between several values in one cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its meaning, its type (of XML Schema) and how to read it from a row."""

    name: str
    meaning: str
    type: str
    of: Callable[[PublicCase, str], CellValue]


@dataclass(frozen=True, slots=True)
class PersonColumn:
    """A column of the sheet of people, read from a person in `PublicCase.people`."""

    name: str
    meaning: str
    of: Callable[[dict[str, Any]], CellValue]


def _field(name: str, meaning: str, type_: str = "string", column: str = "") -> Column:
    return Column(name, meaning, type_, lambda row, _site: getattr(row, column or name))


def _day(name: str, meaning: str) -> Column:
    return Column(name, meaning, "date", lambda row, _site: _iso(getattr(row, name)))


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _moment(name: str, meaning: str) -> Column:
    return Column(
        name,
        meaning,
        "dateTime",
        lambda row, _site: getattr(row, name).isoformat(timespec="seconds").replace("+00:00", "Z"),
    )


def _of_people(name: str, meaning: str, of: Callable[[dict[str, Any]], Any]) -> Column:
    def joined(row: PublicCase, _site: str) -> str:
        values = dict.fromkeys(str(of(person) or "") for person in row.people)
        return BETWEEN.join(value for value in values if value)

    return Column(name, meaning, "string", joined)


def _first_name(person: dict[str, Any]) -> str:
    return person["names"][0] if person["names"] else ""


def _gender(person: dict[str, Any]) -> str:
    return str(person["gender"])


def _age_group(person: dict[str, Any]) -> str:
    return counted_values(person)["age_group"]


_VALUES: Final = {
    "event": "killing, attempt or prevented",
    "method": "how, by the codebook",
    "organised_crime_link": "link to organised crime; what it rests on stands on the page",
    "contract_or_reward": "whether it was done for money or another reward",
    "impunity": "state of justice; empty where nothing is told",
}
_COUNTS: Final = {
    "people": "people in the case, named or not",
    "named": "people in the case who are named",
    "killed": "people killed",
    "survived": "people who survived an attack, hurt or not",
    "targets": "people whom the attack was meant for",
    "targets_killed": "targets who were killed",
    "targets_survived": "targets who survived",
}

COLUMNS: Final[tuple[Column, ...]] = (
    Column("id", "permanent number of the case", "string", lambda row, _site: row.public_id),
    Column("url", "its page", "anyURI", lambda row, site: site + address_of(row.public_id)),
    _field("date", "date of the attack in EDTF, no more precise than it is known"),
    _day("date_from", "first day on which it may have been"),
    _day("date_to", "last day on which it may have been"),
    _field("country", "ISO 3166-1 alpha-3"),
    _field("admin1", "state, province or region"),
    _field("place", "place as finely as it may be shown"),
    _field(
        "place_precision", "how fine that is: exact, neighbourhood, town, admin2, admin1, country"
    ),
    _field("coarsened", "whether more is known than is shown", "boolean"),
    _field("lat", "degrees north; empty where the place is no point", "double"),
    _field("lon", "degrees east; empty where the place is no point", "double"),
    *(_field(name, meaning) for name, meaning in _VALUES.items()),
    *(_field(name, _COUNTS[name], "integer", column) for name, column in COUNTS.items()),
    _of_people("names", "names of the people who are named, one spelling each", _first_name),
    _of_people("target_categories", "what they were attacked as", lambda p: p["category"]),
    _of_people("outcomes", "what became of the people in the case", lambda p: p["outcome"]),
    _field("headline", "whether the headline count counts it", "boolean"),
    _field("contested", "whether the case is marked as contested", "boolean"),
    _field("basis", "what the values rest on: adjudicated, compiled, confirmed, imported"),
    _moment("published_at", "since when it is in the record"),
    _moment("changed_at", "when what is shown of it last changed"),
    _field("digest", "names the state of the case"),
    _field("motive", "from which field of interest the killing came, by the codebook"),
    _field("why_targeted", "what about the target made them one, by the codebook"),
    _field("place_type", "the kind of spot where it was, by the codebook"),
    _field("checked_year", "year in which the state of justice was last checked", "gYear"),
    _field("judged_year", "year of the latest judgement", "gYear"),
)

PEOPLE: Final[tuple[PersonColumn, ...]] = (
    PersonColumn("name", "the name; empty where it may not be shown", _first_name),
    PersonColumn("also_written", "other spellings", lambda p: BETWEEN.join(p["names"][1:])),
    PersonColumn("named", "whether the person is named here", lambda p: p["named"]),
    PersonColumn("minor", "whether the person was under 18", lambda p: p["minor"]),
    PersonColumn("age_low", "age in years; the lower where reports differ", lambda p: p["age"][0]),
    PersonColumn("age_high", "age in years; the higher", lambda p: p["age"][1]),
    PersonColumn("outcome", "what became of the person", lambda p: p["outcome"]),
    PersonColumn("target_category", "what the person was attacked as", lambda p: p["category"]),
    PersonColumn("role", "part in the attack: target, caught in crossfire, …", lambda p: p["role"]),
    PersonColumn("gender", "gender; empty where the person may not be named", _gender),
    PersonColumn("age_group", "in which group the age is; empty where reports differ", _age_group),
)


def cells_of(row: PublicCase, site: str) -> list[CellValue]:
    """Return the cells of a case, texts made safe against being taken for formulas."""
    return [safe(column.of(row, site)) for column in COLUMNS]


def people_of(row: PublicCase, asked: Mapping[str, Any]) -> Iterator[list[CellValue]]:
    """Yield the cells of each person in a case, after the id of the case and their number in it.

    Leave out people who do not meet what a selection asks of people.
    """
    for number, person in enumerate(row.people, 1):
        if meets(person, asked):
            yield [row.public_id, number, *(safe(column.of(person)) for column in PEOPLE)]


def safe(value: CellValue) -> CellValue:
    """Make a text safe for a spreadsheet; return None for an empty text."""
    return (safe_cell(value) or None) if isinstance(value, str) else value
