"""Compare the submitted codings of a case, field by field. Reads only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from vigil.casefile.coding.aligning import align_people_of_codings
from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.queries import submitted
from vigil.casefile.coding.same_values import EVIDENCE_OF, same_value
from vigil.casefile.models import Case, Coding
from vigil.reading import codebook


@dataclass(frozen=True)
class FieldComparison:
    """The values that the coders gave for one field of a case, or of one person in it."""

    field: str
    person: int | None
    values: dict[int, Any]
    """Coder's primary key -> their value (None when left empty)."""
    evidence_alone: bool = False
    """Whether the field holds only the evidence for a value that all coders gave."""

    @property
    def name(self) -> str:
        """The address of the field in a coding: `method`, or `0/age` for the first person's."""
        return self.field if self.person is None else f"{self.person}/{self.field}"

    @property
    def agree(self) -> bool:
        """Say whether all coders gave the same value, on whatever evidence."""
        field = codebook.current().fields[self.field]
        first, *rest = self.values.values()
        return self.evidence_alone or all(same_value(field, first, value) for value in rest)


def compare_codings(case: Case) -> list[FieldComparison]:
    """Compare the submitted codings field by field, in the order of the codebook.

    People come in the order of the first coding (`aligning`).
    """
    return list(compared_fields(list(submitted(case))))


def compared_fields(codings: Sequence[Coding]) -> Iterator[FieldComparison]:
    """Yield each field that somebody filled in, of the case and then of each person."""
    victims = align_people_of_codings([coding.values.get("victims", []) for coding in codings])
    parts: list[tuple[int | None, list[Values]]] = [
        (None, [dict(coding.values.get("case", {})) for coding in codings]),
        *enumerate(victims),
    ]
    coders = [coding.coder_id for coding in codings]
    for person, sides in parts:
        alike: set[str] = set()
        for field in codebook.current().fields:
            if not any(field in side for side in sides):
                continue
            one = FieldComparison(
                field=field,
                person=person,
                values={coder: part.get(field) for coder, part in zip(coders, sides, strict=True)},
                evidence_alone=EVIDENCE_OF.get(field) in alike,
            )
            if one.agree:
                alike.add(field)
            yield one
