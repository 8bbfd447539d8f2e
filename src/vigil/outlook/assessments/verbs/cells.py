"""Make the cells of an assessment: one question for each term and country of a region."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

from django.db import transaction
from django.utils.translation import override, pgettext_lazy

from vigil.desk.screens.labels import sorting_key
from vigil.outlook.assessments.preconditions import (
    DRAFT,
    directed,
    require_not_too_many,
)
from vigil.outlook.assessments.specs import ASKED
from vigil.outlook.assessments.wording import cell_text, place_name
from vigil.outlook.models import AssessedTerm, Assessment, Panel, Question
from vigil.outlook.panels.preconditions import PANEL
from vigil.outlook.questions.numbering import number_at
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

SUBJECT: Final = {"markets": "market", "actors": "actor", "resilience": "block"}
"""The field of a question that holds the code of a term, by the list of the term."""
SAME: Final = tuple(name for name in ASKED if name not in ("text", "translations"))
"""Fields of a cell that are those of its term in every country."""
AT_ONCE: Final = 500


@dataclass
class _Difference:
    """What is to be done so that a panel has exactly its cells."""

    ordered: list[Question]
    """All its questions: cells by country and term, then those that are no cells."""
    added: list[Question]
    changed: list[Question]
    removed: list[int]


@transaction.atomic
def make_cells(assessment: Assessment, *, by: User) -> int:
    """Give every draft panel of an assessment exactly the cells of its countries and terms.

    Cells that are there stay, with the words that their terms have now. Return how many cells the
    assessment has. Raises NotAllowed, NotPossible, Unfit (too many).
    """
    assessment = directed(assessment, by=by)
    terms = list(assessment.terms.all())
    places = _places_by_panel(assessment)
    require_not_too_many(len(terms), map(len, places.values()))
    for panel in assessment.panels.filter(state=DRAFT).select_for_update(no_key=True):
        _make_of(panel, _by_name(places.get(panel.pk, ()), assessment.language), terms, by)
    return Question.objects.filter(panel__assessment=assessment, term__isnull=False).count()


def _places_by_panel(assessment: Assessment) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for panel, code in assessment.places.values_list("panel", "code"):
        found.setdefault(panel, []).append(code)
    return found


def _by_name(codes: Sequence[str], language: str) -> list[str]:
    """Return countries in the order of their names in a language."""
    with override(language):
        return sorted(codes, key=lambda code: sorting_key(place_name(code, language)))


def _make_of(panel: Panel, places: Sequence[str], terms: Sequence[AssessedTerm], by: User) -> None:
    found = _difference(panel, places, terms)
    for some in batched(found.removed, AT_ONCE):
        Question.objects.filter(pk__in=some).delete()
    _save_changed(found.changed)
    number_at((place, row) for place, row in enumerate(found.ordered, 1) if row.pk is not None)
    Question.objects.bulk_create(found.added, batch_size=AT_ONCE)
    if found.added or found.changed or found.removed:
        after = {
            "added": len(found.added),
            "changed": len(found.changed),
            "removed": len(found.removed),
        }
        record("make_cells", PANEL, panel.uid, by=by, after=after)


def _difference(panel: Panel, places: Sequence[str], terms: Sequence[AssessedTerm]) -> _Difference:
    others: list[Question] = []
    there: dict[tuple[str, int], Question] = {}
    for row in panel.questions.all():
        if row.term_id is None:
            others.append(row)
        else:
            there[row.place, row.term_id] = row
    ordered: list[Question] = []
    added: list[Question] = []
    changed: list[Question] = []
    for place in places:
        name = place_name(place, panel.language)
        for term in terms:
            row = there.pop((place, term.pk), None)
            wanted = _values(term, name)
            if row is None:
                row = _new_cell(panel, term, place, wanted)
                row.position = len(ordered) + 1
                added.append(row)
            elif _differs(row, wanted):
                changed.append(row)
            ordered.append(row)
    return _Difference(ordered + others, added, changed, [row.pk for row in there.values()])


def _values(term: AssessedTerm, place: str) -> dict[str, Any]:
    return {"text": cell_text(term.text, place)} | {name: getattr(term, name) for name in SAME}


def _new_cell(panel: Panel, term: AssessedTerm, place: str, values: dict[str, Any]) -> Question:
    subject = {SUBJECT[term.list]: term.code}
    return Question(panel=panel, term=term, place=place, kind=term.kind, **subject, **values)


def _differs(row: Question, wanted: dict[str, Any]) -> bool:
    """Give a cell the words of its term; return whether anything changed."""
    found = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in found.items():
        setattr(row, name, value)
    return bool(found)


def _save_changed(rows: Sequence[Question]) -> None:
    """Save changed cells: what a term says in every country by one query a term."""
    by_term: dict[int, list[Question]] = {}
    for row in rows:
        assert row.term_id is not None  # a cell
        by_term.setdefault(row.term_id, []).append(row)
    for some in by_term.values():
        same = {name: getattr(some[0], name) for name in SAME}
        Question.objects.filter(pk__in=[row.pk for row in some]).update(**same)
    Question.objects.bulk_update(rows, ["text"], batch_size=200)


LOG: Final = LogWords(
    verbs={
        "make_cells": pgettext_lazy("decision", "make the questions of a region"),
    },
    parts={
        "added": pgettext_lazy("decision", "added"),
        "removed": pgettext_lazy("decision", "removed"),
    },
)
