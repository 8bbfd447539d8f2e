"""The whole record of a case in a form, and what somebody changed in it since they opened it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from vigil.casefile.coding.changes import (
    AcceptedNow,
    Change,
    accepted_now,
    changes_between,
    stored_changes,
)
from vigil.casefile.coding.queries import waiting_adjudication
from vigil.casefile.models import Adjudication, Case
from vigil.desk.coding.forms import SIZE, CodingForm, PersonOrCaseInputs, Values
from vigil.desk.fields.conversion import read, write
from vigil.desk.screens.labels import value_text
from vigil.reading import codebook
from vigil.reading.codebook import Field
from vigil.trust.models import User

NEW = "new"
"""What a person is called in the form who is not in the case yet: new1, new2, ..."""


class WholeRecord:
    """The inputs of a whole case, with whom each person is and what was accepted at the start.

    `people` has the uid of each person in the form; `base` is what was accepted when somebody
    opened it. What they did not touch follows the case, whatever happened to it meanwhile.
    """

    def __init__(
        self, case: Case, coding: CodingForm, people: list[str], base: AcceptedNow
    ) -> None:
        self.now = accepted_now(case)
        self.coding, self.base = coding, base
        missing = len(coding.persons) - len(people)
        self.people = [*people, *(self._unused(people) for _one in range(missing))]
        del self.people[len(coding.persons) :]

    @classmethod
    def of(cls, case: Case, own: Adjudication | None = None) -> "WholeRecord":
        """Return the record as it is accepted, or as somebody proposed it before."""
        now = accepted_now(case)
        values: Values = {"case": now.event, "victims": list(now.people.values())}
        people = list(now.people)
        if own is not None:
            values, people = own.values, tokens_of(own, now)
        return cls(case, form_of(values), people, now)

    @classmethod
    def sent(cls, case: Case, data: QueryDict) -> "WholeRecord":
        """Return the record as somebody sent it."""
        coding = CodingForm.sent(codebook.current(), data)
        people = [token.strip() for token in data.get("people", "").split(",") if token.strip()]
        return cls(case, coding, list(dict.fromkeys(people)), _base(data, accepted_now(case)))

    @property
    def base_text(self) -> str:
        """What was accepted at the start, as the form sends it back."""
        return json.dumps({"case": self.base.event, "people": self.base.people})

    def add(self) -> None:
        """Append an empty person."""
        self.people.append(self._unused(self.people))
        self.coding.add_person()

    def remove(self, number: int) -> None:
        """Remove a person; somebody empty stays where nobody is left."""
        if 0 <= number < len(self.people):
            self.coding.remove_person(number)
            del self.people[number]
            if not self.people:
                self.people = [self._unused([])]

    def _unused(self, people: Iterable[str]) -> str:
        taken = {*people, *self.base.people}
        return next(name for n in range(1, 1000) if (name := f"{NEW}{n}") not in taken)

    @property
    def values(self) -> Values:
        """The record as it is to be: what was touched as typed, the rest as it is accepted now."""
        return {
            "case": self._part(self.coding.case, ""),
            "victims": [p for _t, p in self._persons()],
        }

    @property
    def told(self) -> list[str]:
        """Whom each person of `values` is."""
        return [token for token, _person in self._persons()]

    def _persons(self) -> list[tuple[str, Values]]:
        """Return the persons of whom the form says anything."""
        pairs = zip(self.people, self.coding.persons, strict=True)
        return [
            (token, self._part(part, token))
            for token, part in pairs
            if any(item.value is not None for item in part.inputs)
        ]

    def _part(self, part: PersonOrCaseInputs, token: str) -> Values:
        base, now = self._of(self.base, token), self._of(self.now, token)
        values = {}
        for item in part.inputs:
            typed = item.value
            untouched = typed == in_form(item.field, base.get(item.field.id))
            value = now.get(item.field.id) if untouched else typed
            if value is not None:
                values[item.field.id] = value
        shown = {item.field.id for item in part.inputs}
        return values | {name: value for name, value in now.items() if name not in shown}

    @staticmethod
    def _of(held: AcceptedNow, token: str) -> Mapping[str, Any]:
        return held.people.get(token, {}) if token else held.event

    def changes(self) -> list[Change]:
        """Return what differs from what is accepted now."""
        return changes_between(self.now, self.values, self.told)

    def rebased(self, case: Case) -> "WholeRecord":
        """Return the record over what is accepted now, with a note where both changed one value."""
        values, people = self.values, self.told
        notes = list(self._clashes())
        for token, person in self.now.people.items():
            if token not in self.base.people:
                people.append(token)
                values["victims"].append(person)
        fresh = WholeRecord(case, form_of(values, self.coding.note), people, self.now)
        fresh.coding.general = list(self.coding.general)
        for token, field, said in notes:
            fresh._note(token, field, said)
        gone = self.base.people.keys() - self.now.people.keys()
        if gone & set(people):
            fresh.coding.general.append(
                _("Somebody removed a person meanwhile. They are in this form as somebody new.")
            )
        return fresh

    def _clashes(self) -> Iterator[tuple[str, str, str]]:
        """Yield what was typed over a value that somebody else changed meanwhile."""
        parts = [("", self.coding.case), *zip(self.people, self.coding.persons, strict=True)]
        for token, part in parts:
            base, now = self._of(self.base, token), self._of(self.now, token)
            for item in part.inputs:
                before, there = base.get(item.field.id), now.get(item.field.id)
                typed = item.value
                if before != there and typed not in (
                    in_form(item.field, before),
                    in_form(item.field, there),
                ):
                    said = value_text(item.field.id, there) or _("not given")
                    yield token, item.field.id, said

    def _note(self, token: str, field: str, said: str) -> None:
        part = self.coding.case
        if token:
            part = self.coding.persons[self.people.index(token)]
        note = _(
            "Somebody changed this to “%(value)s” meanwhile. What you typed is kept: is it right?"
        )
        for item in part.inputs:
            if item.field.id == field:
                item.problems.append(note % {"value": said})


def form_of(values: Values, note: str = "") -> CodingForm:
    """Return the form of a record, each person by themselves: also those who are coded alike."""
    book, victims = codebook.current(), values.get("victims") or [{}]
    sizes = [{name: said for name, said in v.items() if name == SIZE} for v in victims]
    blank = {"case": values.get("case", {}), "victims": sizes}
    form = CodingForm.of(book, blank, note)
    for part, victim in zip(form.persons, victims, strict=True):
        for item in part.inputs:
            item.raw = write(item.field, victim.get(item.field.id))
    return form


def in_form(field: Field, value: Any) -> Any:
    """Return a value as its inputs give it back, which may lose what they do not show."""
    return read(field, write(field, value))


def tokens_of(own: Adjudication, now: AcceptedNow) -> list[str]:
    """Return whom a form calls the persons of a proposal: the uid, or new1, new2, ..."""
    new = (f"{NEW}{n}" for n in range(1, 1000))
    return [uid if uid in now.people else next(new) for uid in own.people]


def own_proposal(case: Case, by: User) -> Adjudication | None:
    """Return the changes that somebody proposed themself and that still wait."""
    waiting = waiting_adjudication(case)
    mine = waiting is not None and waiting.taken_up and waiting.by_id == by.pk
    return waiting if mine else None


def reasons_given(own: Adjudication, now: AcceptedNow) -> dict[str, Change]:
    """Return the changes of a proposal by their keys in the form, with their reasons."""
    called = dict(zip(own.people, tokens_of(own, now), strict=True))
    return {
        Change(called.get(one.person, one.person), one.field, None, None).key: one
        for one in stored_changes(own)
    }


def _base(data: QueryDict, now: AcceptedNow) -> AcceptedNow:
    try:
        said = json.loads(data.get("base", ""))
        event, people = said["case"], said["people"]
        if isinstance(event, dict) and all(isinstance(one, dict) for one in people.values()):
            return AcceptedNow(event, people)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return now
