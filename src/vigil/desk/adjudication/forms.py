"""Compare two codings: for each field, choose one value, enter a third one, or say not known.

Only what differs is asked for. Values on which the coders agree are accepted together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.casefile.coding.comparing import FieldComparison, compare_codings
from vigil.casefile.coding.details import NoValue
from vigil.casefile.coding.queries import submitted
from vigil.casefile.models import Case, Coding
from vigil.desk.adjudication.earlier_choices import EarlierChoices, earlier_choices
from vigil.desk.adjudication.lacks import Lack, lack_of, lacks_beside, not_known
from vigil.desk.adjudication.reasons import reason_in_words
from vigil.desk.fields.conversion import Raw, parts_of, without_nul, write
from vigil.desk.fields.inputs import FieldInput
from vigil.desk.screens.labels import label_of_value, objection, reason
from vigil.reading import codebook
from vigil.reading.codebook import Codebook, Problem

OTHER: Final = "other"
NOT_KNOWN: Final = "not_known"
"""What may be chosen beside the values of the coders: nobody is right."""


GROUP_SIZE: Final = "group_size"


@dataclass(frozen=True)
class CoderValue:
    """The value that one coder gave to a field. `key` names the coder in the form."""

    key: str
    coder: str
    value: Any
    shown: str
    """The value in words; where there is none, why, if the coder said so."""
    empty: str = ""
    """Why the coder gave no value (`NoValue`)."""


@dataclass
class ComparedField:
    """One field of the case or of a person: the sides, what was chosen, and why."""

    difference: FieldComparison
    sides: list[CoderValue]
    other: FieldInput
    chosen: str
    why: str
    """A reason of the list (`reasons.COMMON`), by its key."""
    typed: str
    """A reason in words, or what they add to the one of the list."""
    problems: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The address of the field in a coding."""
        return self.difference.name

    @property
    def agree(self) -> bool:
        """Whether the coders gave the same value."""
        return self.difference.agree

    @property
    def asked(self) -> bool:
        """Whether the field is shown by itself: the coders differ, or neither value was taken."""
        return not self.agree or bool(self.problems) or self.nobody_is_right

    @property
    def nobody_is_right(self) -> bool:
        """Whether something else was chosen than the value of a coder."""
        return self.chosen in (OTHER, NOT_KNOWN, *NoValue.values)

    @property
    def lacks(self) -> list[Lack]:
        """The reasons for no value that may be chosen, apart from those of the coders."""
        return lacks_beside(self.other.field, {side.empty for side in self.sides})

    @property
    def given(self) -> CoderValue:
        """The value on which the coders agree: of one who gave some, or said why not."""
        gave = (side for side in self.sides if side.value is not None)
        return next(gave, next((side for side in self.sides if side.empty), self.sides[0]))

    @property
    def value(self) -> Any:
        """The chosen value; None when it is to stay empty or nothing was chosen."""
        if self.chosen == OTHER:
            return self.other.value
        if self.chosen == NOT_KNOWN:
            return not_known(self.other.field)
        return next((side.value for side in self.sides if side.key == self.chosen), None)

    @property
    def no_value(self) -> str:
        """Why there is no value (`NoValue`), if that was chosen; else ""."""
        if self.chosen == NOT_KNOWN:
            return lack_of(self.other.field) if self.value is None else ""
        if self.chosen in NoValue.values:
            return self.chosen
        return next((side.empty for side in self.sides if side.key == self.chosen), "")

    @property
    def reason(self) -> str:
        """The reason as it is kept: the one of the list, with what was typed."""
        return reason_in_words(self.why, self.typed)


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
        self.accepts_agreed = bool(data and data.get("agreed"))
        self.rows = [_row(book, difference, coders, data) for difference in differences]
        self.why_of_persons = {
            number: _typed(data, f"leave-{number}-why") for number in self.persons if data
        }
        self.one_sided = {person for person in self.persons if self._is_one_sided(person)}
        """The persons whom only one coder entered."""
        self.taken = {person for person in self.one_sided if data and data.get(f"take-{person}")}
        """Those of them who are accepted as they were entered, for one reason."""
        for row in self.rows:
            if data and row.difference.person in self.taken and not row.chosen:
                row.chosen = row.given.key
                row.typed = row.typed or self.why_of_persons.get(row.difference.person or 0, "")
        self.left_out = {
            number: why
            for number, why in self.why_of_persons.items()
            if data and data.get(f"leave-{number}")
        }

    @property
    def persons(self) -> list[int]:
        """The places of the persons in the codings."""
        places = (row.difference.person for row in self.rows)
        return list(dict.fromkeys(place for place in places if place is not None))

    @property
    def kept(self) -> list[int]:
        """The persons who are not left out, groups last, as `values` has them (`Victim`)."""
        found = [number for number in self.persons if number not in self.left_out]
        return sorted(found, key=self._size)

    def _size(self, person: int) -> int:
        size = next((row.value for row in self._rows_of(person, GROUP_SIZE)), None)
        best = size.get("best") if isinstance(size, dict) else None
        return best if isinstance(best, int) else 1

    def _rows_of(self, person: int, name: str) -> list[ComparedField]:
        at = (person, name)
        return [r for r in self.rows if (r.difference.person, r.difference.field) == at]

    def title_of(self, person: int | None) -> str:
        """Return what a person of the comparison is called: by name where no coder says another."""
        if person is None:
            return _("The attack")
        if self._rows_of(person, GROUP_SIZE):
            return _("Group without names")
        for row in self._rows_of(person, "names"):
            first = {str(side.value[0]): side.value[0] for side in row.sides if side.value}
            if row.agree or len(first) == 1:
                return next(iter(first), "") or _("Person without a name")
        return _("Person %(number)d") % {"number": person + 1}

    @property
    def agreed(self) -> list[ComparedField]:
        """The rows that are accepted together."""
        return [row for row in self.rows if not row.asked]

    @property
    def differing(self) -> list[ComparedField]:
        """The rows that are shown one by one."""
        return [row for row in self.rows if row.asked]

    @property
    def groups(self) -> list[tuple[int | None, list[ComparedField], list[ComparedField]]]:
        """For the case, then each person: the rows shown one by one, and the agreed ones."""
        return [
            (
                person,
                [row for row in self.differing if row.difference.person == person],
                [row for row in self.agreed if row.difference.person == person],
            )
            for person in (None, *self.persons)
        ]

    @property
    def no_value(self) -> dict[str, str]:
        """Why fields have no value, by their names in `values`."""
        kept, found = self.kept, {}
        for row in self.rows:
            person, field_ = row.difference.person, row.difference.field
            if row.no_value and (person is None or person in kept):
                found[field_ if person is None else f"{kept.index(person)}/{field_}"] = row.no_value
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The values to accept, in the shape of a coding."""
        victims = [self._part(number) for number in self.kept]
        return {"case": self._part(None), "victims": victims}

    @property
    def reasons(self) -> dict[str, str]:
        """The reasons by field of the comparison; who is left out gives one for all of theirs."""
        given = {row.name: row.reason for row in self.rows if row.reason}
        for row in self.rows:
            person = row.difference.person
            if person in self.left_out:
                given[row.name] = self.left_out[person]
        return given

    def check(self) -> bool:
        """Return whether every row has a choice. Put what is missing beside the row."""
        unaccepted = 0
        for row in self.rows:
            if row.difference.person in self.left_out:
                continue
            if not row.chosen and row.agree:
                unaccepted += 1
            elif not row.chosen:
                row.problems.append(_("Choose one."))
            elif not row.reason and (not row.agree or row.nobody_is_right):
                row.problems.append(_("Choose a reason, or type one."))
        if unaccepted:
            self.general.append(_("Accept the values on which both coders agree, or change them."))
        if not all(self.left_out.values()):
            self.general.append(_("Say why a person is left out."))
        return not self.general and not any(row.problems for row in self.rows)

    def show(self, problems: Sequence[Problem]) -> None:
        """Put the codebook's objections beside the fields they are about."""
        kept = self.kept
        for problem in problems:
            place = problem.person
            person = kept[place] if place is not None and place < len(kept) else place
            name = problem.field if person is None else f"{person}/{problem.field}"
            row = next((row for row in self.rows if row.name == name), None)
            if row is None:
                self.general.append(objection(problem))
            else:
                row.problems.append(reason(problem.reason))

    def _is_one_sided(self, person: int) -> bool:
        rows = [row for row in self.rows if row.difference.person == person]
        gave = {side.key for row in rows for side in row.sides if side.value is not None}
        return len(gave) == 1 < len(rows[0].sides)

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
        lack = earlier.no_value.get(row.name, "")
        alike = [side for side in row.sides if side.value == value]
        side = next(
            (s for s in alike if s.empty == lack), None if lack else next(iter(alike), None)
        )
        row.typed = earlier.reasons.get(row.name, "")
        if side is not None:
            row.chosen = side.key
        elif lack and value is None:
            row.chosen = lack
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
    sides = [_side(book, difference, coder, coders.get(coder, "")) for coder in difference.values]
    if not difference.agree and len({side.shown for side in sides}) < len(sides):
        sides = [_told_apart(book, side) for side in sides]
    start = next((side.value for side in sides if side.value is not None), None)
    raw: Raw = write(known, start)
    row = ComparedField(
        difference=difference,
        sides=sides,
        other=FieldInput(known, prefix, raw, book, difference.person),
        chosen="",
        why="",
        typed="",
    )
    if data is None:
        return row
    at = f"{prefix}-{known.id}"
    chosen = data.get(f"{at}--choice", "")
    if not chosen and row.agree and data.get("agreed"):
        chosen = row.given.key
    if chosen in {OTHER, NOT_KNOWN, *known.lacks, *(side.key for side in sides)}:
        row.chosen = chosen
    row.other.raw = {p: data.getlist(f"{at}-{p}" if p else at) for p in parts_of(known)}
    row.why = data.get(f"{at}--why", "")
    row.typed = _typed(data, f"{at}--reason")
    return row


def _told_apart(book: Codebook, side: CoderValue) -> CoderValue:
    """Add how closely a place is known: two places may differ in nothing else that is shown."""
    value = side.value
    precision = value.get("precision") if isinstance(value, Mapping) else None
    known = book.parts["place_precision"].values.get(str(precision))
    if known is None:
        return side
    label = known.label(get_language() or "en")
    return replace(side, shown=f"{side.shown} ({label})")


def _typed(data: QueryDict, name: str) -> str:
    return without_nul(data.get(name, "")).strip()


def _side(book: Codebook, difference: FieldComparison, coder: int, name: str) -> CoderValue:
    value = difference.values[coder]
    empty = difference.reasons_for_none.get(coder, "")
    shown = label_of_value(book, difference.field, value)
    return CoderValue(
        str(coder), name, value, shown or (str(NoValue(empty).label) if empty else ""), empty
    )
