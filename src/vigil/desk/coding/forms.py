"""The coding form, made from the codebook: it knows types of fields, never single fields."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property

from vigil.casefile.coding.details import Details, FieldDetails
from vigil.casefile.coding.merging import NOTE, PEOPLE, Draft, Window
from vigil.desk.coding.details import sent_details
from vigil.desk.fields.conversion import Raw, parts_of, read, without_nul, write
from vigil.desk.fields.inputs import FieldInput
from vigil.desk.screens.labels import objection, reason
from vigil.reading import codebook
from vigil.reading.codebook import Codebook, Field, Problem, Reason

Values = dict[str, Any]
GROUP = "group"
"""Marks, among the values of a draft, people without names who are entered once."""
SIZE = "group_size"
"""The field that says how many people a group is."""
NEWEST = 2**31
"""Stands for the newest saving of a draft, whichever it is."""
LONGEST_KEY = 40
"""Characters of the key of a window."""
_NUMBER = re.compile("[0-9]{1,9}")
MOST_PERSONS = 200
"""A form with more is not a person's; the number only keeps one request from costing too much."""


NEWS: Final = ("names", "impunity", "impunity_as_of", "judicial_outcome", "judicial_as_of")
"""Fields that are asked for again long after a case was decided."""


@dataclass
class PersonOrCaseInputs:
    """The inputs of the case, or of one person in it."""

    person: int | None
    inputs: list[FieldInput]
    is_group: bool = False
    """Whether these inputs stand for several people: a group without names is entered once."""

    @property
    def prefix(self) -> str:
        """How the names of the inputs begin."""
        return "case" if self.person is None else f"p{self.person}"

    @property
    def size(self) -> int:
        """How many people these inputs stand for, as far as it is known."""
        size = next((i.value for i in self.inputs if self.is_group and i.field.id == SIZE), None)
        best = (size or {}).get("best")
        return best if isinstance(best, int) and best > 0 else 1

    @cached_property
    def names(self) -> list[str]:
        """Return the forms of the person's name, as they are in the form now."""
        for item in self.inputs:
            if item.field.id == "names":
                return list(item.value or [])
        return []

    @property
    def given(self) -> list[FieldInput]:
        """The inputs with a value or a problem, and those that news of a case are about."""
        return [item for item in self.inputs if not self._is_folded(item)]

    @property
    def empty(self) -> list[FieldInput]:
        """The other inputs."""
        return [item for item in self.inputs if self._is_folded(item)]

    @staticmethod
    def _is_folded(item: FieldInput) -> bool:
        known = item.field.id in NEWS or item.field.open_first
        return not known and not item.problems and item.value is None


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
        self.moved_people = False
        """Whether somebody was removed from the form since it was opened."""
        self.revision = 0
        """The saving of the draft that whoever filled it in was shown."""
        self.window = ""
        """The window of a browser in which it was filled in."""
        self.unsaved = False
        """Whether it has what the draft does not have."""
        self.general: list[str] = []
        self.by_rows = False
        """Whether it was sent row by row: what the machine read counts once it was accepted."""
        self.prefilled: bool | None = None
        """Whether whoever sent it was shown the values that the machine read."""

    @classmethod
    def of(
        cls, book: Codebook, values: Values, note: str = "", details: Details | None = None
    ) -> "CodingForm":
        """Make the form that shows `values`; it always has a first person.

        A draft says who is a group (`GROUP`), also where nobody said yet how many they are.
        """
        case = _part(book, None, lambda f, prefix: write(f, values.get("case", {}).get(f.id)))
        persons = [
            _part(book, number, lambda f, prefix, v=victim: write(f, v.get(f.id)), is_group)
            for number, (victim, is_group) in enumerate(
                _grouped(values.get("victims") or [{}], details or {})
            )
        ]
        form = cls(book, case, persons, note)
        for item in form.inputs():
            item.details = FieldDetails.of_json((details or {}).get(item.row))
        return form

    @classmethod
    def sent(cls, book: Codebook, data: QueryDict) -> "CodingForm":
        """Make the form that a person sent, with everything they typed."""

        def raw(f: Field, prefix: str) -> Raw:
            return {
                part: data.getlist(f"{prefix}-{f.id}-{part}" if part else f"{prefix}-{f.id}")
                for part in parts_of(f)
            }

        persons = [
            _part(book, number, raw, data.get(f"p{number}-{GROUP}") == "yes")
            for number in range(_count(data.get("persons", "")))
        ]
        form = cls(book, _part(book, None, raw), persons, without_nul(data.get("note", "")))
        form.by_rows = data.get("by_rows") == "yes"
        form.prefilled = data["prefilled"] == "yes" if "prefilled" in data else None
        form.moved_people = data.get("moved_people") == "yes"
        form.revision, form.unsaved = _revision(data), True
        form.window = data.get("window", "")[:LONGEST_KEY]
        for item in form.inputs():
            item.read = data.get(f"{item.name}--read") == "yes"
            item.details = sent_details(data, item)
        return form

    def is_kept_in(self, revision: int) -> None:
        """Note that the draft has all of the form since that saving."""
        self.revision, self.unsaved, self.moved_people = revision, False, False

    @property
    def values(self) -> Values:
        """The coding in the form. An empty person beside others is left out."""
        return {"case": _values(self.case), "victims": [_values(part) for part in self.people()]}

    @property
    def draft(self) -> Draft:
        """The coding in the form as it stands there: with empty people, and each group once."""
        victims = [
            _values(part) | ({GROUP: True} if part.is_group else {}) for part in self.persons
        ]
        details = {item.row: item.details.json for item in self.inputs()}
        given = {name: held for name, held in details.items() if held}
        return Draft({"case": _values(self.case), "victims": victims}, given, self.note)

    @property
    def complete(self) -> Draft:
        """The coding to hand in: without what the machine read and nobody accepted.

        Of a form that was not sent row by row, these are all its values.
        """
        parts = [(None, self.case), *enumerate(self.people())]
        values = [
            {i.field.id: i.value for i in part.inputs if i.value is not None and not self._waits(i)}
            for _person, part in parts
        ]
        details = {
            item.field.id if person is None else f"{person}/{item.field.id}": item.details.json
            for person, part in parts
            for item in part.inputs
            if item.details.json
        }
        return Draft({"case": values[0], "victims": values[1:]}, details, self.note)

    def undecided(self) -> list[Problem]:
        """Return an objection to each required value that the machine read and nobody accepted.

        And one to each group of which nobody said how many they are, or that it is not known.
        """
        reason_ = Reason("the machine read this: accept it, or change it")
        parts = [(None, self.case), *enumerate(self.people())]
        unsized = [
            Problem(field=SIZE, reason=Reason("must be given"), person=person)
            for person, part in parts
            for item in part.inputs
            if part.is_group and item.field.id == SIZE
            if item.value is None and not item.details.empty
        ]
        return unsized + [
            Problem(field=item.field.id, reason=reason_, person=person)
            for person, part in parts
            for item in part.inputs
            if item.field.required and item.value is not None and self._waits(item)
        ]

    def needed(self) -> set[str]:
        """Return the names of the rows that the codebook requires, given what is in the form."""
        case = _values(self.case)
        also = {
            name
            for rule in self.book.consistency
            if rule.needs and all(case.get(f) in values for f, values in rule.when.items())
            for name in rule.needs
        }
        sizes = {f"{part.person}/{SIZE}" for part in self.persons if part.is_group}
        return sizes | {
            item.row
            for item in self.inputs()
            if item.field.required or (item.person is None and item.field.id in also)
        }

    def _waits(self, item: FieldInput) -> bool:
        return self.by_rows and item.read and not item.details.accepted

    def people(self) -> list[PersonOrCaseInputs]:
        """Return the inputs of each person and group of the values, groups last (`Victim`)."""
        people = [part for part in self.persons if part.is_group or _filled(part)]
        return sorted(people, key=lambda part: part.size)[:MOST_PERSONS]

    def mark_read(self, machine: Values) -> None:
        """Mark each input that holds what the machine read, unless its coder accepted it."""
        held = [machine["case"], *(victim for _part, victim in self._beside(machine))]
        for part, machine_ in zip([self.case, *self.persons], held, strict=True):
            for item in part.inputs:
                shown = write(item.field, machine_.get(item.field.id))
                known = bool(shown) and item.value == read(item.field, shown)
                item.read = known and not item.details.accepted

    def _beside(self, machine: Values) -> list[tuple[PersonOrCaseInputs, Values]]:
        """Pair each person of the form with the person at that place in other values."""
        victims = [victim for victim, _is_group in _grouped(machine["victims"])]
        return [
            (part, victims[n] if n < len(victims) else {}) for n, part in enumerate(self.persons)
        ]

    def add_person(self, *, is_group: bool = False) -> None:
        """Append an empty person, or a group of people without names."""
        self.persons.append(new_person(self.book, len(self.persons), is_group=is_group))

    def remove_person(self, number: int) -> None:
        """Remove a person from the form. The persons after them move up."""
        kept = [part for part in self.persons if part.person != number]
        self.persons = kept or [new_person(self.book, 0)]
        for place, part in enumerate(self.persons):
            part.person = place
            for item in part.inputs:
                item.person, item.prefix = place, part.prefix
        self.moved_people = True

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each objection beside the field it is about, or at the top of the form."""
        filled = self.people()
        at = {item.field.id: item for item in self.case.inputs}
        by_person = [{item.field.id: item for item in part.inputs} for part in filled]
        for problem in problems:
            person = problem.person
            here = at if person is None else by_person[person] if person < len(by_person) else {}
            item = here.get(problem.field)
            if item is None:
                self.general.append(objection(problem))
            else:
                said = reason(problem.reason)
                item.problems += [said] if said not in item.problems else []

    @property
    def has_problems(self) -> bool:
        """Whether any objection is shown."""
        return bool(self.general) or any(item.problems for item in self.inputs())

    def inputs(self) -> Iterable[FieldInput]:
        """Yield every input of the form, in its order."""
        yield from self.case.inputs
        for part in self.persons:
            yield from part.inputs


class SentCoding(forms.Form):
    """A whole coding as it was sent. The verb checks it."""

    def __init__(self, data: QueryDict, *args: Any, **more: Any) -> None:
        super().__init__(data, *args, **more)
        self.coding = CodingForm.sent(codebook.current(), data)

    @property
    def names(self) -> list[str]:
        """The fields that are to be saved, where only some are."""
        known = {item.row for item in self.coding.inputs()} | {NOTE, PEOPLE}
        known |= {f"{part.person}/{GROUP}" for part in self.coding.persons}
        asked = self.data.getlist("names") if isinstance(self.data, QueryDict) else []
        return [name for name in asked if name in known]

    @property
    def window(self) -> Window:
        """The window of a browser that sent it, and what it showed when it was opened.

        A form that names no saving is not merged: what it holds counts.
        """
        touched = self.data.get("touched", "")
        return Window(
            revision=self.coding.revision,
            key=self.coding.window,
            touched=frozenset(touched.split()) if "touched" in self.data else None,
            moved_people=self.coding.moved_people,
        )

    def clean(self) -> dict[str, Any]:
        """Return the coding, its window, and the version of the case that it was made from."""
        return {
            "coding": self.coding,
            "window": self.window,
            "version": self.data.get("version", ""),
            "names": self.names,
            "chosen": {name: self.data.get(f"choose-{name}", "") for name in self.names},
        }


def new_person(book: Codebook, number: int, *, is_group: bool = False) -> PersonOrCaseInputs:
    """Return the empty inputs of one more person, or of a group of people without names."""
    return _part(book, number, lambda f, prefix: {}, is_group)


def _grouped(
    victims: Sequence[Values], details: Mapping[str, Any] = MappingProxyType({})
) -> list[tuple[Values, bool]]:
    """Return each person or group, and whether it is a group.

    People without names who are coded alike, one after the other, are one group. In a draft with
    groups only those are groups that its coder made. So is whoever's number is not known.
    """
    found: list[tuple[Values, bool]] = []
    unsized = [bool(details.get(f"{number}/{SIZE}")) for number in range(len(victims))]
    drafted = any(unsized) or any(GROUP in victim for victim in victims)
    for number, victim in enumerate(victims):
        values = {name: value for name, value in victim.items() if name != GROUP}
        before = found[-1][0] if found else {}
        alike = {name: value for name, value in before.items() if name != SIZE} == values
        if drafted or SIZE in values or not values or values.get("names") or not alike:
            found.append((values, unsized[number] or GROUP in victim or SIZE in values))
            continue
        n = (before.get(SIZE) or {"best": 1})["best"] + 1
        found[-1] = ({SIZE: {"low": n, "best": n, "high": n}, **values}, True)
    return found


def _part(
    book: Codebook, person: int | None, raw: Any, is_group: bool = False
) -> PersonOrCaseInputs:
    prefix = "case" if person is None else f"p{person}"
    fields = [*book.at("case"), *book.at("desk")] if person is None else book.at("victim")
    inputs = [FieldInput(f, prefix, raw(f, prefix), book, person) for f in fields]
    if not is_group:
        inputs = [item for item in inputs if item.field.id != SIZE]
    return PersonOrCaseInputs(person, inputs, is_group)


def _values(part: PersonOrCaseInputs) -> dict[str, Any]:
    held = {item.field.id: item.value for item in part.inputs}
    return {name: value for name, value in held.items() if value is not None}


def _revision(data: QueryDict) -> int:
    typed = data.get("revision", "")
    return int(typed) if _NUMBER.fullmatch(typed) else NEWEST


def _filled(part: PersonOrCaseInputs) -> bool:
    return any(item.value is not None or item.details.json for item in part.inputs)


def _count(typed: str) -> int:
    return min(max(int(typed), 1), MOST_PERSONS) if typed.isascii() and typed.isdigit() else 1
