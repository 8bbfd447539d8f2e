"""The coding form, made from the codebook: it knows types of fields, never single fields."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property

from vigil.casefile.coding.details import Details, FieldDetails
from vigil.casefile.coding.merging import NOTE, PEOPLE, Draft, Window, without_empty_people
from vigil.desk.coding.details import sent_details
from vigil.desk.fields.conversion import Raw, parts_of, without_nul, write
from vigil.desk.fields.inputs import FieldInput
from vigil.desk.screens.labels import objection, reason
from vigil.reading import codebook
from vigil.reading.codebook import Codebook, Field, Problem

Values = dict[str, Any]
MOST_PERSONS = 200
"""A form with more is not a person's; the number only keeps one request from costing too much."""
NEWEST = 2**31
"""Stands for the newest saving of a draft, whichever it is."""
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass
class PersonOrCaseInputs:
    """The inputs of the case, or of one person in it."""

    person: int | None
    inputs: list[FieldInput]

    @cached_property
    def names(self) -> list[str]:
        """Return the forms of the person's name, as they are in the form now."""
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
        moved_people: bool = False,
    ) -> None:
        self.book, self.case, self.persons, self.note = book, case, persons, note
        self.moved_people = moved_people
        """Whether somebody was removed from the form since it was opened."""
        self.general: list[str] = []

    @classmethod
    def of(
        cls, book: Codebook, values: Values, note: str = "", details: Details | None = None
    ) -> "CodingForm":
        """Make the form that shows `values`; it always has a first person."""
        victims = values.get("victims") or [{}]
        case = _part(book, None, lambda f, prefix: write(f, values.get("case", {}).get(f.id)))
        persons = [
            _part(book, number, lambda f, prefix, v=victim: write(f, v.get(f.id)))
            for number, victim in enumerate(victims)
        ]
        form = cls(book, case, persons, note)
        for item in form.inputs():
            item.details = FieldDetails.of_json((details or {}).get(item.address))
        return form

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
        note, moved = without_nul(data.get("note", "")), bool(data.get("moved_people"))
        form = cls(book, _part(book, None, raw), persons, note, moved)
        for item in form.inputs():
            item.details = sent_details(data, item)
        return form

    @property
    def values(self) -> Values:
        """The coding in the form. An empty person beside others is left out."""
        return self.complete.values

    @property
    def complete(self) -> Draft:
        """The coding in the form, without the people of whom nothing is entered."""
        return without_empty_people(self.draft)

    @property
    def draft(self) -> Draft:
        """The coding in the form as it stands there, with its empty people."""
        values = {
            "case": _values(self.case),
            "victims": [_values(part) for part in self.persons],
        }
        details = {item.address: item.details.json for item in self.inputs()}
        return Draft(values, {name: given for name, given in details.items() if given}, self.note)

    def add_person(self) -> None:
        """Append an empty person."""
        self.persons.append(_part(self.book, len(self.persons), lambda f, prefix: {}))

    def remove_person(self, number: int) -> None:
        """Remove a person from the form. The persons after them move up."""
        left = [part for part in self.persons if part.person != number]
        kept = CodingForm.of(self.book, {"victims": [_values(part) for part in left]})
        for part, now in zip(left, kept.persons, strict=False):
            for item, copy in zip(part.inputs, now.inputs, strict=True):
                copy.details = item.details
        self.persons, self.moved_people = kept.persons, True

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each objection beside the field it is about, or at the top of the form."""
        filled = [part for part in self.persons if _values(part) or _has_details(part)]
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
        known = {item.address for item in self.coding.inputs()} | {NOTE, PEOPLE}
        return [name for name in self.data.getlist("names") if name in known]

    @property
    def window(self) -> Window:
        """The window of a browser that sent it, and what it showed when it was opened.

        A form that names no saving is not merged: what it holds counts.
        """
        revision = self.data.get("revision", "")
        touched = self.data.get("touched", "")
        return Window(
            revision=int(revision) if _NUMBER.fullmatch(revision) else NEWEST,
            key=self.data.get("window", "")[:40],
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


def _part(book: Codebook, person: int | None, raw: Any) -> PersonOrCaseInputs:
    prefix = "case" if person is None else f"p{person}"
    fields = [*book.at("case"), *book.at("desk")] if person is None else book.at("victim")
    return PersonOrCaseInputs(
        person, [FieldInput(f, prefix, raw(f, prefix), book, person) for f in fields]
    )


def _values(part: PersonOrCaseInputs) -> dict[str, Any]:
    held = {item.field.id: item.value for item in part.inputs}
    return {name: value for name, value in held.items() if value is not None}


def _has_details(part: PersonOrCaseInputs) -> bool:
    return any(item.details.json for item in part.inputs)


def _count(typed: str) -> int:
    return min(max(int(typed), 1), MOST_PERSONS) if typed.isascii() and typed.isdigit() else 1
