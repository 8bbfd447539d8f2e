"""The coding form, made from the codebook: it knows types of fields, never single fields."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language

from vigil.desk.fields.conversion import Raw, parts_of, read, without_nul, write
from vigil.desk.screens.labels import objection, reason
from vigil.reading.codebook import Codebook, Field, Problem

Values = dict[str, Any]
MOST_PERSONS = 200
"""A form with more is not a person's; the number only keeps one request from costing too much."""
SHOWN_ROWS = 2
"""Empty rows offered in a list of compound entries."""


@dataclass(frozen=True)
class Choice:
    """One value that may be chosen, with what decides when it applies."""

    key: str
    label: str
    definition: str


@dataclass
class FieldInput:
    """One field of the form, for the case or for one person: what it shows and how it is named."""

    field: Field
    prefix: str
    raw: Raw
    book: Codebook
    person: int | None = None
    problems: list[str] = dataclasses.field(default_factory=list)

    @property
    def name(self) -> str:
        """Name of the input (of the first one, in a compound field), and its HTML id."""
        return f"{self.prefix}-{self.field.id}"

    @property
    def template(self) -> str:
        """Which template draws this type of field."""
        kind: str = self.field.type
        if kind == "list":
            kind = "records" if self.field.parts else "choices" if self.field.values else "lines"
        return f"desk/fields/{kind}.html"

    @property
    def label(self) -> str:
        """The field's label in the language of the screen."""
        return self.field.label(get_language() or "en")

    @property
    def typed(self) -> str:
        """What a field of one input holds."""
        return (self.raw.get("") or [""])[0]

    @property
    def entries(self) -> list[str]:
        """What a field of several entries holds."""
        return self.raw.get("", [])

    @property
    def parts(self) -> dict[str, str]:
        """What the inputs of a compound field hold, by part."""
        return {part: (self.raw.get(part) or [""])[0] for part in parts_of(self.field)}

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of a list of compound entries, with empty ones to fill."""
        names = parts_of(self.field)
        count = max((len(self.raw.get(name, [])) for name in names), default=0)
        columns = {name: [*self.raw.get(name, []), *[""] * (count + SHOWN_ROWS)] for name in names}
        return [{name: columns[name][row] for name in names} for row in range(count + SHOWN_ROWS)]

    @property
    def choices(self) -> list[Choice]:
        """The values to choose from; one that the codebook does not have is still shown."""
        return _choices(self.field, self.entries)

    @property
    def part_choices(self) -> dict[str, list[Choice]]:
        """The values to choose from for each part that has such."""
        return {
            part: _choices(self.book.parts[of], self.raw.get(part, []))
            for part, of in self.field.parts.items()
        }

    @property
    def part_labels(self) -> dict[str, str]:
        """The labels of those parts, in the language of the screen."""
        language = get_language() or "en"
        return {part: self.book.parts[of].label(language) for part, of in self.field.parts.items()}

    @property
    def value(self) -> Any:
        """The value that the inputs hold; None when they are empty."""
        return read(self.field, self.raw)


def _choices(field: Field, held: Iterable[str]) -> list[Choice]:
    language = get_language() or "en"
    known = [Choice(v.key, v.label(language), v.definition) for v in field.values.values()]
    strange = [Choice(key, key, "") for key in held if key and key not in field.values]
    return known + strange


@dataclass
class PersonOrCaseInputs:
    """The inputs of the case, or of one person in it."""

    person: int | None
    inputs: list[FieldInput]

    @cached_property
    def names(self) -> list[str]:
        """The forms of the person's name, as the form has them now."""
        for item in self.inputs:
            if item.field.id == "names":
                return list(item.value or [])
        return []


class CodingForm:
    """A coding as a form: from values (`of`) or from what a person sent (`sent`)."""

    def __init__(
        self,
        book: Codebook,
        case: PersonOrCaseInputs,
        persons: list[PersonOrCaseInputs],
        note: str = "",
    ) -> None:
        self.book, self.case, self.persons, self.note = book, case, persons, note
        self.general: list[str] = []

    @classmethod
    def of(cls, book: Codebook, values: Values, note: str = "") -> "CodingForm":
        """Make the form that shows `values`; it always has a first person."""
        victims = values.get("victims") or [{}]
        case = _part(book, None, lambda f, prefix: write(f, values.get("case", {}).get(f.id)))
        persons = [
            _part(book, number, lambda f, prefix, v=victim: write(f, v.get(f.id)))
            for number, victim in enumerate(victims)
        ]
        return cls(book, case, persons, note)

    @classmethod
    def sent(cls, book: Codebook, data: QueryDict) -> "CodingForm":
        """Make the form that a person sent, with everything they typed."""
        count = _count(data.get("persons", ""))

        def raw(f: Field, prefix: str) -> Raw:
            return {
                part: data.getlist(f"{prefix}-{f.id}-{part}" if part else f"{prefix}-{f.id}")
                for part in parts_of(f)
            }

        persons = [_part(book, number, raw) for number in range(count)]
        return cls(book, _part(book, None, raw), persons, without_nul(data.get("note", "")))

    @property
    def values(self) -> Values:
        """The coding that the form holds; an empty person beside others is left out."""
        persons = [_values(part) for part in self.persons]
        return {"case": _values(self.case), "victims": [p for p in persons if p]}

    def add_person(self) -> None:
        """Append an empty person."""
        self.persons.append(_part(self.book, len(self.persons), lambda f, prefix: {}))

    def remove_person(self, number: int) -> None:
        """Take a person out of the form; those after them move up."""
        victims = [_values(part) for part in self.persons if part.person != number]
        kept = CodingForm.of(self.book, {"case": {}, "victims": victims})
        self.persons = kept.persons

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each objection beside the field it is about, or at the top of the form."""
        filled = [part for part in self.persons if _values(part)]
        at = {item.field.id: item for item in self.case.inputs}
        by_person = [{item.field.id: item for item in part.inputs} for part in filled]
        for problem in problems:
            person = problem.person
            here = at if person is None else by_person[person] if person < len(by_person) else {}
            item = here.get(problem.field)
            if item is None:
                self.general.append(objection(problem))
            else:
                item.problems.append(reason(problem.reason))

    @property
    def has_problems(self) -> bool:
        """Say whether any objection is shown."""
        return bool(self.general) or any(item.problems for item in self.inputs())

    def inputs(self) -> Iterable[FieldInput]:
        """Yield every input of the form, in its order."""
        yield from self.case.inputs
        for part in self.persons:
            yield from part.inputs


def _part(book: Codebook, person: int | None, raw: Any) -> PersonOrCaseInputs:
    prefix = "case" if person is None else f"p{person}"
    fields = [*book.at("case"), *book.at("desk")] if person is None else book.at("victim")
    return PersonOrCaseInputs(
        person, [FieldInput(f, prefix, raw(f, prefix), book, person) for f in fields]
    )


def _values(part: PersonOrCaseInputs) -> dict[str, Any]:
    held = {item.field.id: item.value for item in part.inputs}
    return {name: value for name, value in held.items() if value is not None}


def _count(typed: str) -> int:
    return min(max(int(typed), 1), MOST_PERSONS) if typed.isascii() and typed.isdigit() else 1
