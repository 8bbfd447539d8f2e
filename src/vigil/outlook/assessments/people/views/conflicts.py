"""Conflicts of interest of an assessment, at the desk of its director and leads."""

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
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
    perform,
)
from vigil.outlook.assessments.people.forms import ConflictForm
from vigil.outlook.assessments.people.queries import places_text, standing_conflicts, terms_of
from vigil.outlook.assessments.people.verbs import conflicts as verbs
from vigil.outlook.assessments.people.views.access import (
    CHAIR,
    context_of,
    own_assessment,
    own_panels,
)
from vigil.outlook.assessments.progress import panels_seen_by
from vigil.outlook.consultations.forms import EmptyForm, ReasonForm
from vigil.outlook.models import Assessment, Conflict
from vigil.trust.models import User


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def conflicts(request: HttpRequest, uid: str) -> HttpResponseBase:
    """List the conflicts of an assessment, and state one."""
    assessment = own_assessment(request, uid)
    show = partial(_show, request, assessment)
    if request.method != "POST":
        return show(ScreenState())
    return perform(request, assessment, "state", STATE, show=show, back=request.path)


def _state(assessment: Assessment, data: Data, by: User) -> None:
    verbs.state_conflict(assessment, data.pop("user"), by=by, **data)


STATE: Final = Act[Assessment](
    form=ConflictForm,
    form_arguments=lambda assessment, by: {
        "assessment": assessment,
        "panels": panels_seen_by(assessment, by),
    },
    verb=_state,
    done=_("Stated. Every cell that it touches is closed to them."),
)


def _show(request: HttpRequest, assessment: Assessment, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    context = context_of(request, assessment, "conflicts") | {
        "rows": _rows(assessment, standing_conflicts(assessment, by=by)),
        "form": screen.forms.get("state") or STATE.blank("state", assessment, by),
        "screen": screen,
    }
    return render(request, "outlook/assessments/conflicts.html", context, status=screen.status)


def _rows(assessment: Assessment, found: list[Conflict]) -> list[tuple[Conflict, str, str]]:
    """Return conflicts with their countries and terms in words."""
    named = dict(terms_of(assessment))
    return [
        (one, places_text(one.places), ", ".join(named.get(code, code) for code in one.terms))
        for one in found
    ]


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def conflict(request: HttpRequest, uid: str, conflict: str) -> HttpResponseBase:
    """Show one conflict: open its words, or end it."""
    assessment = own_assessment(request, uid)
    own_panels(request, assessment)
    keys = [one.pk for one in standing_conflicts(assessment, by=person(request))]
    rows = Conflict.objects.filter(pk__in=keys).select_related("user", "assessment", "stated_by")
    found = found_or_404(rows, uid=conflict)
    show = partial(_show_one, request, assessment, found)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, ACTS, show=show, back=request.path)


def _open(found: Conflict, data: Data, by: User) -> dict[str, Any]:
    return {"words": verbs.read_words(found, by=by, why=data["why"])}


def _end(found: Conflict, _data: Data, by: User) -> str:
    verbs.end_conflict(found, by=by)
    return reverse("desk_outlook:assessment_conflicts", args=[found.assessment.uid])


ACTS: Final = {
    "open": Act[Conflict](form=ReasonForm, verb=_open),
    "end": Act[Conflict](form=EmptyForm, verb=_end, done=_("The conflict is ended.")),
}


def _show_one(
    request: HttpRequest, assessment: Assessment, found: Conflict, screen: ScreenState
) -> HttpResponseBase:
    [(_one, places, terms)] = _rows(assessment, [found])
    context = context_of(request, assessment, "conflicts") | {
        "conflict": found,
        "places": places,
        "terms": terms,
        "forms": forms_of(ACTS, found, person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/assessments/conflict.html", context, status=screen.status)
