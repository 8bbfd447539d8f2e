"""The coding form as rows: what must be given comes first, the rest is folded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from vigil.desk.cases.evidence import Quote
from vigil.desk.coding.forms import SIZE, CodingForm, PersonOrCaseInputs, new_person
from vigil.desk.coding.refusals import refusal
from vigil.desk.fields.conversion import read, write
from vigil.desk.fields.inputs import Choice, FieldInput
from vigil.reading.codebook import Codebook

KILLED = "number_killed"
BLANK_PERSON = 987654
"""Stands for the number of a person in the rows that a page copies (`people.js`)."""
BY_PEOPLE = "coders_only"
"""The rule of the fields that no machine reads."""
UNCLEAR = "unclear"


@dataclass(frozen=True)
class CodingRow:
    """One field of the form, with the words that state the value which the machine read."""

    item: FieldInput
    quotes: Sequence[tuple[Quote, bool]] = ()
    """Each with whether its words state this very value, those first."""
    needed: bool = False
    """Whether the coding cannot be handed in without it."""
    bare: Choice | None = None
    """Its value where reports give only the bare event, in the questions on why and who."""
    last_bare: bool = False
    """Whether no such question comes after it."""

    @property
    def refused(self) -> str:
        """Why the codebook does not allow its value; empty if it does."""
        return refusal(self.item)


@dataclass
class RowGroup:
    """Rows about the case, or about one person: those that are open, and those that are folded."""

    title: str
    part: PersonOrCaseInputs | None = None
    rows: list[CodingRow] = field(default_factory=list)
    folded: list[CodingRow] = field(default_factory=list)


def row_groups(
    form: CodingForm,
    of_case: Mapping[str, Sequence[Quote]],
    of_persons: Sequence[Mapping[str, Sequence[Quote]]],
    reports: Sequence[int] = (),
) -> list[RowGroup]:
    """Return the form in the order in which it is coded: what happened, to whom, and then why.

    The words behind a value come in the order of the `reports` on the screen.

    First come the fields that a machine may have read, which a look at the report decides; last
    those of the case that only people decide, once the whole report is read.
    """
    needed, order = form.needed(), {key: place for place, key in enumerate(reports)}
    happened, why = RowGroup(_("What happened")), RowGroup(_("Why, and who is behind it"))
    for item in form.case.inputs:
        by_people = item.field.computed_rule == BY_PEOPLE and item.field.type != "count"
        group = why if by_people else happened
        # How many were killed is asked where somebody may lose count.
        asked = needed | ({KILLED} if len(form.persons) > 1 or form.persons[0].is_group else set())
        _put(group, item, _sorted(item, of_case, order), needed, asked)
    groups = [happened]
    for part, quotes in zip(form.persons, of_persons, strict=True):
        group = RowGroup(_title(part), part)
        inputs = [item for item in part.inputs if not (part.is_group and item.field.id == "names")]
        for item in sorted(inputs, key=_by_people):
            _put(group, item, _sorted(item, quotes, order), needed, needed)
        groups.append(group)
    why.rows = _bare(why.rows)
    return [*groups, why]


def row_groups_of_new(book: Codebook) -> list[RowGroup]:
    """Return the rows of a new person and of a new group, which a page copies to add people."""
    form = CodingForm.of(book, {})
    form.persons = [new_person(book, BLANK_PERSON, is_group=group) for group in (False, True)]
    return row_groups(form, {}, [{}, {}])[1:-1]


def _bare(rows: Sequence[CodingRow]) -> list[CodingRow]:
    """Mark the required questions that have a value for what reports leave unclear."""
    found = [(row, _unclear(row.item) if row.item.field.required else None) for row in rows]
    last = next((row for row, value in reversed(found) if value), None)
    return [replace(row, bare=value, last_bare=row is last) for row, value in found]


def _unclear(item: FieldInput) -> Choice | None:
    return next((choice for choice in item.choices if choice.key == UNCLEAR), None)


def _by_people(item: FieldInput) -> bool:
    return item.field.computed_rule == BY_PEOPLE and item.field.id != SIZE


def _title(part: PersonOrCaseInputs) -> str:
    assert part.person is not None
    if part.is_group:
        return _("Group without names")
    if part.names:
        return part.names[0]
    return _("Person %(number)d") % {"number": part.person + 1}


def _sorted(
    item: FieldInput, quotes: Mapping[str, Sequence[Quote]], order: Mapping[int, int]
) -> list[tuple[Quote, bool]]:
    """Return the words of a field: first those that state its value, in the order of the screen."""
    found = [(quote, states(item, quote)) for quote in quotes.get(item.field.id, ())]
    return sorted(found, key=lambda each: (not each[1], order.get(each[0].report, 0)))


def states(item: FieldInput, quote: Quote) -> bool:
    """Say whether words state the value of a field. A list and a range are put together of many."""
    if item.field.type == "list" or item.field.range:
        return True
    return bool(item.value == read(item.field, write(item.field, quote.value)))


def _put(
    group: RowGroup,
    item: FieldInput,
    quotes: Sequence[tuple[Quote, bool]],
    needed: set[str],
    asked: set[str],
) -> None:
    row = CodingRow(item, quotes if item.read else (), item.row in needed)
    first = item.field.open_first or item.field.id == "names"
    is_open = item.row in asked or first or item.value is not None or bool(item.problems)
    (group.rows if is_open else group.folded).append(row)
