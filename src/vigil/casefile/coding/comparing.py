"""Compare the submitted codings of a case, field by field. Reads only."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from vigil.casefile.coding.aligning import align_people_of_codings
from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.details import FieldDetails
from vigil.casefile.coding.queries import submitted
from vigil.casefile.coding.same_values import EVIDENCE_OF, same_value
from vigil.casefile.models import Case, Coding
from vigil.reading import codebook

PLACE: Final = "/place"
"""Key in the values of a person: where they stand in their own coding."""


@dataclass(frozen=True)
class FieldComparison:
    """The values that the coders gave for one field of a case, or of one person in it."""

    field: str
    person: int | None
    values: dict[int, Any]
    """Coder's primary key -> their value (None when left empty)."""
    details: Mapping[int, FieldDetails] = dataclasses.field(default_factory=dict)
    """Coder's primary key -> what they stated beside the value."""
    evidence_alone: bool = False
    """Whether the field holds only the evidence for a value that all coders gave."""

    @property
    def name(self) -> str:
        """The address of the field in a coding: `method`, or `0/age` for the first person's."""
        return self.field if self.person is None else f"{self.person}/{self.field}"

    @property
    def agree(self) -> bool:
        """Say whether all coders gave the same value, or the same reason for none.

        On which words they base it is no matter.
        """
        known = codebook.current().fields[self.field]
        first, *rest = self.values.values()
        if self.evidence_alone:
            return True
        if first is None and all(value is None for value in rest):
            return len(set(filter(None, self.reasons_for_none.values()))) < 2
        return all(same_value(known, first, value) for value in rest)

    @property
    def reasons_for_none(self) -> dict[int, str]:
        """Why each coder who gave no value gave none (`NoValue`); "" where they did not say."""
        empty = [coder for coder, value in self.values.items() if value is None]
        return {
            coder: self.details[coder].empty if coder in self.details else "" for coder in empty
        }


@dataclass(frozen=True)
class CodedPart:
    """What one coder said of the case, or of one person in it."""

    values: Values
    place: int | None
    """Where the person stands in the coding; None for the case, or where they are missing there."""

    def name(self, field: str) -> str:
        """Return the address of a field in the coding."""
        return field if self.place is None else f"{self.place}/{field}"


def compare_codings(case: Case) -> list[FieldComparison]:
    """Compare the submitted codings field by field, in the order of the codebook.

    People come in the order of the first coding (`aligning`).
    """
    return list(compared_fields(list(submitted(case))))


def compared_fields(codings: Sequence[Coding]) -> Iterator[FieldComparison]:
    """Yield each field that somebody filled in, or left empty for a reason."""
    for person, sides in parts_of_codings(codings):
        alike: set[str] = set()
        for name in codebook.current().fields:
            stated = {
                coding.coder_id: FieldDetails.of_json(coding.details.get(side.name(name)))
                for coding, side in zip(codings, sides, strict=True)
                if person is None or side.place is not None
            }
            if not any(name in side.values for side in sides) and not any(
                given.empty for given in stated.values()
            ):
                continue
            one = FieldComparison(
                field=name,
                person=person,
                values={
                    coding.coder_id: side.values.get(name)
                    for coding, side in zip(codings, sides, strict=True)
                },
                details=stated,
                evidence_alone=EVIDENCE_OF.get(name) in alike,
            )
            if one.agree:
                alike.add(name)
            yield one


def _in_force(values: Values) -> Values:
    """Return values as the codebook of now reads them: one that was joined is the other."""
    book = codebook.current()
    return {name: book.in_force(name, value) for name, value in values.items()}


def _size(sides: Sequence[Values]) -> int:
    sizes = (side["group_size"]["best"] for side in sides if "group_size" in side)
    return int(next(sizes, 1))


def parts_of_codings(codings: Sequence[Coding]) -> Iterator[tuple[int | None, list[CodedPart]]]:
    """Yield the case, then each person, as every coding has them."""
    yield None, [CodedPart(_in_force(coding.values.get("case", {})), None) for coding in codings]
    people = [
        [
            {**_in_force(person), PLACE: place}
            for place, person in enumerate(coding.values.get("victims", []))
        ]
        for coding in codings
    ]
    # Groups come last, as in the case file: reasons name persons by their place.
    for number, sides in enumerate(sorted(align_people_of_codings(people), key=_size)):
        yield (
            number,
            [
                CodedPart({name: v for name, v in side.items() if name != PLACE}, side.get(PLACE))
                for side in sides
            ],
        )
