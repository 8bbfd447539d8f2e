"""Desk pages of the terms of an assessment: which there are, and how each is asked."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.outlook.assessments.comparing import terms_of
from vigil.outlook.assessments.forms import (
    AddTermsForm,
    RemoveTermsForm,
    TermForm,
    term_initial,
)
from vigil.outlook.assessments.preconditions import DIRECT
from vigil.outlook.assessments.specs import Kind, TermSpec, spec_of
from vigil.outlook.assessments.verbs import terms as term_verbs
from vigil.outlook.assessments.views.assessments import CHAIR, own_assessment
from vigil.outlook.assessments.wording import cell_text, place_name
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import AssessedTerm, Assessment
from vigil.outlook.questions.term_lists import LISTS
from vigil.outlook.questions.wording import term_label

List = AssessedTerm.List


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def terms(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show the terms of an assessment; add all or some of the lists, or remove some."""
    found = own_assessment(request, uid)
    show = partial(_show_terms, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:assessment_terms", args=[uid])
    return act_named(request, found, TERMS_ACTS, show=show, back=back)


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def term(request: HttpRequest, uid: str, number: int) -> HttpResponseBase:
    """Show one term with the question as it is asked in a country, and change it."""
    assessment = own_assessment(request, uid)
    rows = AssessedTerm.objects.filter(assessment=assessment).select_related("assessment")
    found: AssessedTerm = found_or_404(rows, position=number)
    show = partial(_show_term, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:assessment_term", args=[uid, number])
    return act_named(request, found, TERM_ACTS, show=show, back=back)


def _all_codes() -> dict[str, list[str]]:
    return {name: list(LISTS[name]().terms) for name in List.values}


TERMS_ACTS: Final[Mapping[str, Act[Assessment]]] = {
    "add_all": Act(
        permission=DIRECT,
        form=EmptyForm,
        verb=lambda one, _data, by: term_verbs.add_terms(one, _all_codes(), by=by),
        done=_("Terms added."),
    ),
    "add": Act(
        permission=DIRECT,
        form=AddTermsForm,
        form_arguments=lambda one, _by: {"there": terms_of(one)},
        verb=lambda one, data, by: term_verbs.add_terms(one, data, by=by),
        done=_("Terms added."),
    ),
    "remove": Act(
        permission=DIRECT,
        form=RemoveTermsForm,
        form_arguments=lambda one, _by: {"there": terms_of(one)},
        verb=lambda one, data, by: term_verbs.remove_terms(
            one, [tuple(key.split(":")) for key in data["terms"]], by=by
        ),
        done=_("Terms removed."),
    ),
}
"""The acts of a director on the terms of an assessment."""
TERM_ACTS: Final[Mapping[str, Act[AssessedTerm]]] = {
    "edit": Act(
        permission=DIRECT,
        about=lambda row: row.assessment,
        form=TermForm,
        form_arguments=lambda row, _by: {
            "term": spec_of(row),
            "language": row.assessment.language,
        },
        initial=lambda row: term_initial(spec_of(row)),
        verb=lambda row, data, by: term_verbs.edit_term(row, data["spec"], by=by),
        done=_("Term saved, in every country."),
    ),
}
"""The acts of a director on one term."""


def _show_terms(request: HttpRequest, found: Assessment, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    rows = list(found.terms.all())
    lists = [
        (label, LISTS[name]().version, [_shown(row) for row in rows if row.list == name])
        for name, label in List.choices
    ]
    asked = {(row.list, row.code) for row in rows}
    missing = sum(
        (name, code) not in asked for name, codes in _all_codes().items() for code in codes
    )
    context = {
        "assessment": found,
        "lists": lists,
        "terms": len(rows),
        "missing": missing,
        "directs": by.has_perm(DIRECT, found),
        "frozen": found.panels.exclude(opened_at=None).exists(),
        "forms": forms_of(TERMS_ACTS, found, by, screen),
        "screen": screen,
    }
    return render(request, "outlook/assessments/terms.html", context, status=screen.status)


def _shown(row: AssessedTerm) -> dict[str, Any]:
    return {
        "row": row,
        "key": ":".join(spec_of(row).key),
        "label": term_label(row.list, row.code),
        "kind": Kind(row.kind).label,
        "languages": sorted(row.translations),
    }


def _show_term(request: HttpRequest, found: AssessedTerm, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    now = AssessedTerm.objects.select_related("assessment").get(pk=found.pk)
    assessment = now.assessment
    place = assessment.places.values_list("code", flat=True).first() or "COL"
    numbers = list(assessment.terms.values_list("position", flat=True))
    at = numbers.index(now.position)
    context = {
        "assessment": assessment,
        "term": now,
        "label": term_label(now.list, now.code),
        "kind": Kind(now.kind).label,
        "example": cell_text(now.text, place_name(place, assessment.language)),
        "translated": _examples(spec_of(now), place),
        "before": numbers[at - 1] if at else None,
        "after": numbers[at + 1] if at + 1 < len(numbers) else None,
        "directs": by.has_perm(DIRECT, assessment),
        "frozen": assessment.panels.exclude(opened_at=None).exists(),
        "forms": forms_of(TERM_ACTS, now, by, screen),
        "screen": screen,
    }
    return render(request, "outlook/assessments/term.html", context, status=screen.status)


def _examples(term: TermSpec, place: str) -> list[tuple[str, str]]:
    """Return how the question reads in each translation, by language."""
    return [
        (tag, cell_text(said["text"], place_name(place, tag)))
        for tag, said in sorted(term.translations.items())
    ]
