"""Compare the submitted codings of a case, field by field. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.queries import submitted
from vigil.casefile.models import Case
from vigil.casefile.people.name_matching import same_person
from vigil.reading import codebook


@dataclass(frozen=True)
class FieldComparison:
    """The values that the coders gave for one field of a case, or of one person in it."""

    field: str
    person: int | None
    values: dict[int, Any]
    """Coder's primary key -> their value (None when left empty)."""

    @property
    def agree(self) -> bool:
        """Say whether all coders gave the same value."""
        first, *rest = self.values.values()
        return all(value == first for value in rest)


def compare_codings(case: Case) -> list[FieldComparison]:
    """Compare the submitted codings field by field, in the order of the codebook.

    People come in the order of the first coding. A person of another coding is compared with the
    person of a similar name, else with an unnamed person, else comes after them.
    """
    codings = list(submitted(case))
    victims = align_people_of_codings([coding.values.get("victims", []) for coding in codings])
    parts: list[tuple[int | None, list[Values]]] = [
        (None, [dict(coding.values.get("case", {})) for coding in codings]),
        *enumerate(victims),
    ]
    coders = [coding.coder_id for coding in codings]
    return [
        FieldComparison(
            field=field,
            person=person,
            values={coder: part.get(field) for coder, part in zip(coders, sides, strict=True)},
        )
        for person, sides in parts
        for field in codebook.current().fields
        if any(field in side for side in sides)
    ]


def align_people_of_codings(codings: Sequence[Sequence[Values]]) -> list[list[Values]]:
    """Return, for each person, their values in each coding ({} where the coding lacks them)."""
    rows: list[list[Values]] = []
    for number, persons in enumerate(codings):
        free = [row for row in rows if len(row) == number]
        left = []
        for person in persons:
            row = next((r for r in free if _same_names(r, person)), None)
            if row is None:
                left.append(person)
            else:
                row.append(person)
                free.remove(row)
        for person in left:
            row = next((r for r in free if not (_named(r) and person.get("names"))), None)
            if row is None:
                rows.append([{}] * number + [person])
            else:
                row.append(person)
                free.remove(row)
        for row in rows:
            if len(row) == number:
                row.append({})
    return rows


def _named(row: Sequence[Values]) -> list[str]:
    return [name for person in row for name in person.get("names") or []]


def _same_names(row: Sequence[Values], person: Values) -> bool:
    return same_person(_named(row), person.get("names") or [])
