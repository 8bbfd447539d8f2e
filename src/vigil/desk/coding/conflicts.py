"""The screen for a field that was changed in two windows: both values, and a choice for each."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from vigil.casefile.coding.details import Confidence, FieldDetails, NoValue, split_name
from vigil.casefile.coding.merging import NOTE, PEOPLE, Draft, named_values
from vigil.casefile.coding.verbs.drafts import KeptDraft, draft_of
from vigil.casefile.models import Case
from vigil.desk.coding.forms import CodingForm
from vigil.desk.screens.labels import field_label_in, label_of_value
from vigil.language.punctuation import beside, in_a_row
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible

HERE, THERE = "here", "there"


class DraftConflict(NotPossible):
    """Fields of a draft were changed in two windows. Everything else was kept."""

    def __init__(self, kept: KeptDraft) -> None:
        super().__init__(_("You changed the same field in another window. Choose which one stays."))
        self.kept = kept


@dataclass(frozen=True)
class Side:
    """What one window has in a field: lines of text, of which the first is the value."""

    key: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class FieldConflict:
    """One field with what both windows have in it."""

    name: str
    label: str
    sides: tuple[Side, Side]


def show_conflict(
    request: HttpRequest, case: Case, conflict: DraftConflict, form: CodingForm, status: int
) -> HttpResponse:
    """Show both values of each field in conflict. Inputs of the form go along, hidden."""
    kept = conflict.kept
    context = {
        "case": case,
        "conflicts": [
            _conflict(name, form.draft, draft_of(kept.coding)) for name in kept.conflicts
        ],
        "sent": list(_inputs_of(request.POST)),
        "revision": kept.coding.revision,
    }
    return render(request, "desk/coding/conflict.html", context, status=status)


def _conflict(name: str, here: Draft, there: Draft) -> FieldConflict:
    sides = (Side(HERE, tuple(lines_of(name, here))), Side(THERE, tuple(lines_of(name, there))))
    return FieldConflict(name, conflict_label(name), sides)


def conflict_label(name: str) -> str:
    """Return what a field of a draft is called on the screen."""
    if name == NOTE:
        return _("Note for the adjudicator")
    if name == PEOPLE:
        return _("The people")
    person, field = split_name(name)
    label = field_label_in(codebook.current(), field)
    if person is None:
        return label
    return _("%(field)s, person %(number)d") % {"field": label, "number": person + 1}


def lines_of(name: str, draft: Draft) -> Iterator[str]:
    """Yield what a draft has in a field: its value, then what stands beside it."""
    if name == NOTE:
        yield draft.note
    elif name == PEOPLE:
        of_people = {"victims": draft.people}
        for place, value in named_values(of_people):
            yield beside(conflict_label(place), _text(place, value))
    else:
        value, given = draft.state(name)
        yield _text(name, value)
        yield from _beside_value(FieldDetails.of_json(given))


def _text(name: str, value: object) -> str:
    return label_of_value(codebook.current(), split_name(name)[1], value)


def _beside_value(given: FieldDetails) -> Iterator[str]:
    if given.empty:
        yield str(NoValue(given.empty).label)
    if given.confidence:
        yield beside(_("How sure"), str(Confidence(given.confidence).label))
    words = [quote.exact for quote in given.quotes] + ([given.words] if given.words else [])
    if words:
        yield beside(_("Words from the report"), in_a_row(f"“{one}”" for one in words))


def _inputs_of(data: QueryDict) -> Iterator[tuple[str, str]]:
    """Yield name and value of every input of a coding form that was sent."""
    for name, values in data.lists():
        prefix = name.partition("-")[0]
        if prefix == "case" or (prefix[:1] == "p" and prefix[1:].isdecimal()) or name in _OTHERS:
            yield from ((name, str(value)) for value in values)


_OTHERS = ("persons", "note", "window", "moved_people")
