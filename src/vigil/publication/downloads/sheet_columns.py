"""The columns of CSV files and workbooks. To add a column, add it at the end of its list.

Programs rely on names and order. Within a version of the API no column is renamed or removed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vigil.files.formula_safety import safe_cell
from vigil.publication.models import PublicCase
from vigil.publication.record.entries import COUNTS, address_of
from vigil.publication.record.people import counted_values, meets

CellValue = str | int | float | bool | None
BETWEEN: Final = "; "
"""Between several values in one cell."""
LONGEST_CELL: Final = 32_000
"""Characters of a cell that puts values together. A workbook leaves out what is longer."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its meaning, its type (of XML Schema) and how to read it from a row."""

    name: str
    meaning: str
    type: str
    of: Callable[[PublicCase, str], CellValue]


@dataclass(frozen=True, slots=True)
class PersonColumn:
    """A column of the sheet of people, read from a person in `PublicCase.people`, or their case."""

    name: str
    meaning: str
    of: Callable[[dict[str, Any], PublicCase], CellValue]


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
        return _joined(str(of(person) or "") for person in row.people)

    return Column(name, meaning, "string", joined)


def _first_name(person: dict[str, Any]) -> str:
    return person["names"][0] if person["names"] else ""


def _sources(row: PublicCase) -> list[dict[str, Any]]:
    """Return the sources of a case as they may be shown: fetch the row with its record."""
    return list(row.record.record["sources"])


def _publishers(row: PublicCase) -> str:
    return _joined(str(source["publisher"] or "") for source in _sources(row))


def _addresses(row: PublicCase) -> str:
    return _joined(str(source["url"] or "") for source in _sources(row))


def _joined(values: Iterable[str]) -> str:
    """Put different texts into one cell, as many as it holds."""
    cell = BETWEEN.join(dict.fromkeys(value for value in values if value))
    return cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL].rpartition(BETWEEN)[0]


def _of_person(name: str, meaning: str, of: Callable[[dict[str, Any]], CellValue]) -> PersonColumn:
    return PersonColumn(name, meaning, lambda person, _row: of(person))


def _of_case(name: str, meaning: str, of: Callable[[PublicCase], CellValue]) -> PersonColumn:
    return PersonColumn(name, meaning, lambda _person, row: of(row))


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
    _field("checked_year", "year of the source for the state of justice", "gYear"),
    _field("judged_year", "year of the latest judgement", "gYear"),
    _of_people("genders", "genders of the people who may be named", lambda p: p["gender"]),
    _of_people("occupations", "what those who may be named did", lambda p: p["occupation"]),
    Column("sources", "number of its sources", "integer", lambda row, _site: len(_sources(row))),
    Column("publishers", "who published them", "string", lambda row, _site: _publishers(row)),
    Column(
        "source_urls",
        "their addresses, without those that our rules do not show",
        "string",
        lambda row, _site: _addresses(row),
    ),
)

PEOPLE: Final[tuple[PersonColumn, ...]] = (
    _of_person("name", "the name; empty where it may not be shown", _first_name),
    _of_person("also_written", "other spellings", lambda p: BETWEEN.join(p["names"][1:])),
    _of_person("named", "whether the person is named here", lambda p: p["named"]),
    _of_person("minor", "whether the person was under 18", lambda p: p["minor"]),
    _of_person("age_low", "age in years; the lower where reports differ", lambda p: p["age"][0]),
    _of_person("age_high", "age in years; the higher", lambda p: p["age"][1]),
    _of_person("outcome", "what became of the person", lambda p: p["outcome"]),
    _of_person("target_category", "what the person was attacked as", lambda p: p["category"]),
    _of_person("role", "part in the attack: target, caught in crossfire, …", lambda p: p["role"]),
    _of_person("gender", "gender; empty where the person may not be named", lambda p: p["gender"]),
    _of_person(
        "age_group",
        "in which group the age is; empty where reports differ",
        lambda p: counted_values(p)["age_group"],
    ),
    _of_person("occupation", "what a person who may be named did", lambda p: p["occupation"]),
    _of_case("date", "date of the attack", lambda row: row.date),
    _of_case("country", "ISO 3166-1 alpha-3", lambda row: row.country),
    _of_case("admin1", "state, province or region", lambda row: row.admin1),
    _of_case("place", "place as finely as it may be shown", lambda row: row.place),
    _of_case("event", "killing, attempt or prevented", lambda row: row.event),
    _of_case("method", "how, by the codebook", lambda row: row.method),
    _of_case("why_targeted", "what about the target made them one", lambda row: row.why_targeted),
    _of_case("publishers", "who published the sources of the case", _publishers),
    _of_case("source_urls", "addresses of these sources that our rules show", _addresses),
)


def cells_of(row: PublicCase, site: str) -> list[CellValue]:
    """Return the cells of a case, texts made safe against being taken for formulas.

    Fetch its row with its record, as for `people_of`.
    """
    return [safe(column.of(row, site)) for column in COLUMNS]


def people_of(row: PublicCase, asked: Mapping[str, Any]) -> Iterator[list[CellValue]]:
    """Yield the cells of each person in a case, after the id of the case and their number in it.

    Leave out people who do not meet what a selection asks of people.
    """
    for number, person in enumerate(row.people, 1):
        if meets(person, asked):
            yield [row.public_id, number, *(safe(column.of(person, row)) for column in PEOPLE)]


def safe(value: CellValue) -> CellValue:
    """Make a text safe for a spreadsheet; return None for an empty text."""
    return (safe_cell(value) or None) if isinstance(value, str) else value
