"""Desk pages of assessments: the list, a new one, and one with what is done and what comes next."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.desk.screens.form_screen import form_screen
from vigil.outlook.assessments import queries
from vigil.outlook.assessments.forms import AssessmentForm, EditionForm, assessment_initial
from vigil.outlook.assessments.preconditions import ASSESSMENT, DIRECT
from vigil.outlook.assessments.verbs import setting_up
from vigil.outlook.consultations.saturation_figure import decisions_on
from vigil.outlook.models import Assessment
from vigil.trust.models import User

CHAIR: Final = "outlook.chair"


def own_assessment(request: HttpRequest, uid: str) -> Assessment:
    """Return an assessment that the reader directs, or of which they lead a region.

    Raises Http404.
    """
    rows = queries.assessments_read_by(person(request))
    found: Assessment = found_or_404(rows, uid=uid)
    return found


@room_view(CHAIR)
@require_safe
def assessments(request: HttpRequest) -> HttpResponseBase:
    """List the assessments that somebody directs, or of which they lead a region."""
    rows = queries.assessments_read_by(person(request))
    return render(request, "outlook/assessments/list.html", {"rows": rows})


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin an assessment, directed by the person who begins it."""
    return form_screen(request, None, NEW, "outlook/assessments/new.html")


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def assessment(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show an assessment: what is done, what comes next, its regions and its breaks."""
    found = own_assessment(request, uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:assessment", args=[uid])
    return act_named(request, found, ACTS, show=show, back=back)


NEW: Final[Act[None]] = Act(
    form=AssessmentForm,
    initial=lambda _none: {"edition": str(timezone.localdate().year)},
    verb=lambda _none, data, by: setting_up.make_assessment(by=by, **data),
    next=lambda _none, made: reverse("desk_outlook:assessment", args=[made.uid]),
)


def _copy(assessment: Assessment, data: Data, by: User) -> str:
    made = setting_up.copy_assessment(assessment, data["edition"], by=by)
    return reverse("desk_outlook:assessment", args=[made.uid])


ACTS: Final[Mapping[str, Act[Assessment]]] = {
    "edit": Act(
        permission=DIRECT,
        form=AssessmentForm,
        initial=assessment_initial,
        verb=lambda one, data, by: setting_up.edit_assessment(one, data, by=by),
        done=_("Settings saved."),
    ),
    "copy": Act(
        permission=DIRECT,
        form=EditionForm,
        verb=_copy,
        done=_("Copied. This is the new edition."),
    ),
}
"""The acts of a director on an assessment."""


def _show(request: HttpRequest, found: Assessment, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    now = queries.assessments_read_by(by).get(pk=found.pk)
    rows = queries.regions_shown(now, by=by)
    steps = queries.steps_of(now, rows)
    directs = by.has_perm(DIRECT, now)
    context: dict[str, Any] = {
        "assessment": now,
        "directs": directs,
        "steps": steps,
        "next": next((step for step in steps if not step.done), None) if directs else None,
        "rows": rows,
        "cells": sum(row.cells for row in rows),
        "breaks": queries.break_texts(now),
        "forms": forms_of(ACTS, now, by, screen),
        "screen": screen,
        "decisions": decisions_on(ASSESSMENT, now.uid),
    }
    return render(request, "outlook/assessments/assessment.html", context, status=screen.status)
