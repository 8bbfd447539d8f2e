"""Compare two codings: for each field, choose one value or enter a third one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from vigil.casefile.coding.comparing import FieldComparison, compare_codings
from vigil.casefile.coding.queries import submitted
from vigil.casefile.models import Case, Coding
from vigil.desk.adjudication.earlier_choices import EarlierChoices, earlier_choices
from vigil.desk.fields.conversion import Raw, parts_of, without_nul, write
from vigil.desk.fields.inputs import FieldInput
from vigil.desk.screens.labels import label_of_value, objection, reason
from vigil.reading import codebook
from vigil.reading.codebook import Codebook, Problem

OTHER = "other"


@dataclass(frozen=True)
class CoderValue:
    """The value that one coder gave to a field. `key` names the coder in the form."""

    key: str
    coder: str
    value: Any
    shown: str


@dataclass
class ComparedField:
    """One field of the case or of a person: the sides, what was chosen, and why."""

    name: str
    difference: FieldComparison
    sides: list[CoderValue]
    other: FieldInput
    chosen: str
    reason: str
    problems: list[str] = field(default_factory=list)

    @property
    def agree(self) -> bool:
        """Whether the coders gave the same value."""
        return self.difference.agree

    @property
    def value(self) -> Any:
        """The chosen value; None when it is to stay empty or nothing was chosen."""
        if self.chosen == OTHER:
            return self.other.value
        return next((side.value for side in self.sides if side.key == self.chosen), None)


class AdjudicationForm:
    """The whole comparison as a form."""

    def __init__(
        self,
        book: Codebook,
        differences: Sequence[FieldComparison],
        codings: Sequence[Coding],
        data: QueryDict | None = None,
    ) -> None:
        self.book = book
        self.general: list[str] = []
        coders = {coding.coder_id: str(coding.coder) for coding in codings}
        self.rows = [_row(book, difference, coders, data) for difference in differences]
        self.left_out = {
            number: without_nul(data.get(f"leave-{number}-why", "")).strip() if data else ""
            for number in self.persons
            if data and data.get(f"leave-{number}")
        }

    @property
    def persons(self) -> list[int]:
        """The places of the persons in the codings."""
        places = (row.difference.person for row in self.rows)
        return list(dict.fromkeys(place for place in places if place is not None))

    @property
    def groups(self) -> list[tuple[int | None, list[ComparedField]]]:
        """The rows of the case, then those of each person."""
        return [
            (person, [row for row in self.rows if row.difference.person == person])
            for person in (None, *self.persons)
        ]

    @property
    def values(self) -> dict[str, Any]:
        """The values to accept, in the shape of a coding."""
        victims = [self._part(number) for number in self.persons if number not in self.left_out]
        return {"case": self._part(None), "victims": victims}

    @property
    def reasons(self) -> dict[str, str]:
        """The reasons by field; a person who is left out gives one for all of theirs."""
        given = {row.name: row.reason for row in self.rows if row.reason}
        for row in self.rows:
            person = row.difference.person
            if person in self.left_out:
                given[row.name] = self.left_out[person]
        return given

    def check(self) -> bool:
        """Return whether every row has a choice. Put what is missing beside the row."""
        for row in self.rows:
            if row.difference.person in self.left_out:
                continue
            if not row.chosen:
                row.problems.append(_("Choose one."))
            elif not row.reason and (not row.agree or row.chosen == OTHER):
                row.problems.append(_("Say by which rule or reason."))
        if not all(self.left_out.values()):
            self.general.append(_("Say why a person is left out."))
        return not self.general and not any(row.problems for row in self.rows)

    def show(self, problems: Sequence[Problem]) -> None:
        """Put the codebook's objections beside the fields they are about."""
        kept = [number for number in self.persons if number not in self.left_out]
        for problem in problems:
            place = problem.person
            person = kept[place] if place is not None and place < len(kept) else place
            name = problem.field if person is None else f"{person}/{problem.field}"
            row = next((row for row in self.rows if row.name == name), None)
            if row is None:
                self.general.append(objection(problem))
            else:
                row.problems.append(reason(problem.reason))

    def _part(self, person: int | None) -> dict[str, Any]:
        rows = [row for row in self.rows if row.difference.person == person]
        held = {row.difference.field: row.value for row in rows}
        return {name: value for name, value in held.items() if value is not None}


def form_of(case: Case, data: QueryDict | None = None) -> AdjudicationForm:
    """Return the comparison of the codings of a case, with what was chosen in `data`.

    Without data, with what the last adjudication chose, and why.
    """
    differences = compare_codings(case)
    form = AdjudicationForm(codebook.current(), differences, list(submitted(case)), data)
    if data is None:
        _bring_back(form, earlier_choices(case, differences))
    return form


def _bring_back(form: AdjudicationForm, earlier: EarlierChoices) -> None:
    """Choose in each row what was chosen before, with its reason."""
    if not earlier.known:
        return
    form.left_out = dict(earlier.left_out)
    for row in form.rows:
        if row.difference.person in earlier.left_out:
            continue
        value = earlier.values.get(row.name)
        side = next((side for side in row.sides if side.value == value), None)
        row.reason = earlier.reasons.get(row.name, "")
        if side is not None:
            row.chosen = side.key
        elif value is not None:
            row.chosen = OTHER
            row.other.raw = write(row.other.field, value)


class SentAdjudication(forms.Form):
    """A whole adjudication as it was sent. The verb checks it."""

    def __init__(self, data: QueryDict, *args: Any, case: Case, **more: Any) -> None:
        super().__init__(data, *args, **more)
        self.adjudication = form_of(case, data)

    def clean(self) -> dict[str, Any]:
        """Return the adjudication, and the version of the case that it was made from."""
        return {"adjudication": self.adjudication, "version": self.data.get("version", "")}


def _row(
    book: Codebook, difference: FieldComparison, coders: Mapping[int, str], data: QueryDict | None
) -> ComparedField:
    known = book.fields[difference.field]
    prefix = "case" if difference.person is None else f"p{difference.person}"
    name = (
        difference.field if difference.person is None else f"{difference.person}/{difference.field}"
    )
    sides = [
        CoderValue(
            str(coder), coders.get(coder, ""), value, label_of_value(book, difference.field, value)
        )
        for coder, value in difference.values.items()
    ]
    start = next((side.value for side in sides if side.value is not None), None)
    raw: Raw = write(known, start)
    chosen = sides[0].key if difference.agree and sides else ""
    reason = ""
    if data is not None:
        at = f"{prefix}-{known.id}"
        raw = {p: data.getlist(f"{at}-{p}" if p else at) for p in parts_of(known)}
        chosen, reason = (
            data.get(f"{at}--choice", ""),
            without_nul(data.get(f"{at}--reason", "")).strip(),
        )
    return ComparedField(
        name=name,
        difference=difference,
        sides=sides,
        other=FieldInput(known, prefix, raw, book, difference.person),
        chosen=chosen if chosen in {OTHER, *(side.key for side in sides)} else "",
        reason=reason,
    )
